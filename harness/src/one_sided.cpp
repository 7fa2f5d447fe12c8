#include "one_sided.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "certified.hpp"
#include "germ_path.hpp"
#include "precision.hpp"
#include "rounding.hpp"
#include "slope.hpp"

namespace clino {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr const char* end_of_domain = "one-sided: the function ends here";

/// How hard the germs try: bits and terms.
struct Effort {
  int precision;
  std::size_t terms;
};
constexpr std::array efforts{Effort{128, 6}, Effort{512, 10}, Effort{2048, 14}};

bool decided(const Slope& s) { return s.kind != Slope::Kind::unknown; }
bool equal(const Coefficient& a, const Coefficient& b) { return (a - b).is_zero(); }

/// The number that a side shows: the rounded slope, a signed infinity, or nothing.
double shown(const Slope& s, const Format& format) {
  if (s.kind == Slope::Kind::infinite) return s.direction == Sign::positive ? infinity : -infinity;
  if (s.kind != Slope::Kind::finite) return Certified::none;
  return round_ball(s.value.ball(), format).value_or(Certified::none);
}

class Axis {
 public:
  Axis(const RealProgram& program, int input) : program_(program), input_(input) {}

  /// Expands on both sides with this effort.
  void expand() {
    right_ = approach(program_, input_, Heading::forward);
    left_ = approach(program_, input_, Heading::backward);
    here_ = approach(program_, input_, Heading::stay);
  }

  Certified partial(std::size_t j, const std::string& kink) const;
  /// For a value that does not exist: its limit and the derivative of its continuation.
  void continuation(std::size_t j, double& value, double& derivative) const;

 private:
  Certified from_slopes(const Slope& left, const Slope& right, const std::string& kink) const;
  Certified existing(const Coefficient& value, std::string reason) const;
  Certified undecided(std::string reason) const { return {.reason = std::move(reason)}; }

  const RealProgram& program_;
  int input_;
  std::vector<Germ> left_, right_, here_;
};

/// A slope towards -h as a derivative: (f(x - h) - f(x)) / (-h).
Slope mirrored(Slope s) {
  s.value = -s.value;
  s.direction = static_cast<Sign>(-static_cast<int>(s.direction));
  return s;
}

Certified Axis::existing(const Coefficient& value, std::string reason) const {
  std::optional<Certified> c = certified(value.ball(), program_.format(), Digits::sharp);
  if (!c) return undecided("the rounding of a one-sided derivative");
  c->reason = std::move(reason);
  return *c;
}

Certified Axis::from_slopes(const Slope& left, const Slope& right, const std::string& kink) const {
  using Kind = Slope::Kind;
  const auto undefined = [](const std::string& reason) {
    return Certified{.existence = Existence::undefined, .reason = reason};
  };
  for (const Slope* s : {&right, &left}) {
    if (s->kind == Kind::oscillates) return undefined(s->reason);
    const bool own_words = s->reason == "infinite slope" && !kink.empty();
    if (s->kind == Kind::infinite) return undefined(own_words ? kink : s->reason);
  }
  for (const Slope* s : {&right, &left})
    if (!decided(*s)) return undecided("the derivative from one side is not known: " + s->reason);
  if (left.kind == Kind::outside && right.kind == Kind::outside)
    return undefined("the function exists on neither side of this point");
  if (left.kind == Kind::outside) return existing(right.value, end_of_domain);
  if (right.kind == Kind::outside) return existing(left.value, end_of_domain);
  const Coefficient gap = right.value - left.value;
  if (gap.is_zero()) return existing(right.value, "");
  if (gap.sign() == Sign::unknown) return undecided("whether the derivatives from both sides are equal");
  return {.existence = Existence::kink, .reason = kink};
}

Certified Axis::partial(std::size_t j, const std::string& kink) const {
  const Slope right = slope(right_[j], here_[j]);
  const Slope left = mirrored(slope(left_[j], here_[j]));
  Certified c = from_slopes(left, right, kink);
  c.left = shown(left, program_.format());
  c.right = shown(right, program_.format());
  const bool sides_missing = c.existence == Existence::kink && (std::isnan(c.left) || std::isnan(c.right));
  return sides_missing ? undecided("the rounding of a one-sided derivative") : c;
}

void Axis::continuation(std::size_t j, double& value, double& derivative) const {
  const Germ &left = left_[j], &right = right_[j];
  const bool from_left = left.state != Germ::State::outside, from_right = right.state != Germ::State::outside;
  if ((from_left && !left.converges()) || (from_right && !right.converges()) || (!from_left && !from_right)) return;
  const Coefficient limit = from_right ? right.constant_term() : left.constant_term();
  if (from_left && !equal(limit, left.constant_term())) return;
  value = round_ball(limit.ball(), program_.format()).value_or(Certified::none);
  const Germ here = Germ::constant(limit);
  const Slope up = slope(right, here), down = mirrored(slope(left, here));
  const Slope& known = from_right ? up : down;
  if (known.kind != Slope::Kind::finite) return;
  if (from_left && from_right && (down.kind != Slope::Kind::finite || !equal(up.value, down.value))) return;
  derivative = round_ball(known.value.ball(), program_.format()).value_or(Certified::none);
}

}  // namespace

AxisBehaviour along_axis(const RealProgram& program, int input, const std::vector<bool>& value_exists,
                         const std::vector<std::string>& kinks, int max_precision) {
  const std::size_t m = value_exists.size();
  AxisBehaviour result{std::vector<Certified>(m), std::vector<Certified>(m)};
  std::vector<bool> done(m, false);
  for (const Effort& effort : efforts) {
    if (effort.precision > std::max(max_precision, efforts[0].precision)) break;
    const PrecisionScope bits(effort.precision);
    const TermsScope terms(effort.terms);
    Axis axis(program, input);
    axis.expand();
    for (std::size_t j = 0; j < m; ++j) {
      if (done[j]) continue;
      if (value_exists[j]) {
        result.partials[j] = axis.partial(j, kinks[j]);
        result.partials[j].precision = effort.precision;
        done[j] = result.partials[j].existence != Existence::undecided;
      } else {
        axis.continuation(j, result.limits[j].limit, result.partials[j].limit);
        done[j] = !std::isnan(result.limits[j].limit) && !std::isnan(result.partials[j].limit);
      }
    }
    if (std::find(done.begin(), done.end(), false) == done.end()) break;
  }
  return result;
}

}  // namespace clino
