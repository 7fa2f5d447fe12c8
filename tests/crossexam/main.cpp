// Cross-examines the certified reference: random (expression, point, format) triples, each against intervals of another
// library, some against the rule-free audit and against `reference` as a whole.
//   cross_examination TRIPLES SHARD [radius|rounding|audit]   the last plants a fault that has to be found
//   cross_examination --print TRIPLES                         lines for cross_examination.py
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "../harness/random_program.hpp"
#include "clino/reference.hpp"
#include "double_tape.hpp"
#include "floating_point_scope.hpp"
#include "interval.hpp"
#include "path_tape.hpp"

namespace clino::crossexam {
namespace {

constexpr std::size_t points_of_a_program = DoubleTape::lanes;
/// One lane in so many is put to `reference` and to the audit, too: they take a hundred times longer.
constexpr std::size_t sample = 64;

enum class Fault { none, radius, wide_radius, rounding, audit };

struct Tally {
  long programs = 0, triples = 0, numbers = 0, settled = 0;  // settled: the interval rounds to one number
  long by_double = 0, by_double_double = 0, by_arb = 0, by_reference = 0, audited = 0;
  long escaped = 0, wrong = 0, deceived = 0;
  /// The audit is no proof: its steps of 2^-64 relative skip over what oscillates faster (sin of 10^200).
  bool clean() const { return escaped + wrong == 0 && deceived <= audited / 1000; }
};

/// One program at many points.
class Examination {
 public:
  Examination(Random& random, std::size_t index, Fault fault, Tally& tally)
      : fault_(fault),
        tally_(tally),
        n_(1 + index % 3),
        format_(formats()[index / 3 % 4]),
        text_(random_expression(random, static_cast<int>(1 + index % 4), static_cast<int>(n_))),
        function_(Function::parse(text_, {"x", "y", "z"})),
        x_(random_points(random, format_, points_of_a_program, 3)),
        trace_(function_.trace(point(0), {.format = format_})),
        balls_(trace_, format_, Literals::as_compiled),
        wide_balls_(trace_, format_, Literals::as_compiled),
        arb_(trace_, point(0), format_, Literals::as_compiled),
        path_(trace_, format_, Literals::as_compiled) {}

  void run() {
    ++tally_.programs;
    if (balls_.usable()) balls_.run(x_);
    if (wide_balls_.usable()) wide_balls_.run(x_);
    for (std::size_t k = 0; k < points_of_a_program; ++k) {
      Interval::bits = 128;
      std::optional<std::vector<Interval>> truth = enclose(trace_, point(k), format_);
      if (truth && !settled(*truth)) {
        Interval::bits = 640;
        truth = enclose(trace_, point(k), format_);
      }
      if (truth) examine(k, *truth);
    }
  }

 private:
  static constexpr std::size_t variables = 3;
  std::span<const double> point(std::size_t k) const { return std::span(x_).subspan(k * variables, variables); }

  bool settled(const std::vector<Interval>& truth) const {
    for (const Interval& t : truth)
      if (round_end(t.low(), format_) != round_end(t.high(), format_)) return false;
    return true;
  }

  void report(const char* what, std::size_t k, std::size_t number, double given, const Interval& t) const {
    if (fault_ != Fault::none) return;
    std::printf("%s: %s in %s at (%a, %a, %a), number %zu: %a, not %a .. %a\n", what, text_.c_str(),
                std::string(format_.name).c_str(), point(k)[0], point(k)[1], point(k)[2], number, given,
                round_end(t.low(), format_), round_end(t.high(), format_));
  }

  void check_rounding(const char* tier, std::size_t k, std::size_t number, double given, const Interval& t) {
    if (given >= round_end(t.low(), format_) && given <= round_end(t.high(), format_)) return;
    ++tally_.wrong;
    report(tier, k, number, given, t);
  }

  void examine(std::size_t k, const std::vector<Interval>& truth) {
    ++tally_.triples;
    tally_.numbers += static_cast<long>(truth.size());
    tally_.settled += settled(truth) ? static_cast<long>(truth.size()) : 0;
    by_lanes("balls of binary64", balls_, Fault::radius, k, truth);
    by_lanes("balls of double-double", wide_balls_, Fault::wide_radius, k, truth);
    by_arb(k, truth);
    if (k % sample == 0) by_reference(k, truth);
  }

  template <class Tape>
  void by_lanes(const char* tier, const Tape& tape, Fault fault, std::size_t k, const std::vector<Interval>& truth) {
    if (!tape.usable()) return;
    for (std::size_t i = 0; i < truth.size(); ++i) {
      const typename Tape::Number& number = i == 0 ? tape.value(0) : tape.partial(0, i - 1);
      if (std::isnan(number.rounded[k])) continue;
      ++(fault == Fault::radius ? tally_.by_double : tally_.by_double_double);
      check_rounding(tier, k, i, number.rounded[k], truth[i]);
      ArbValue ball(number.near[k]), radius(number.radius[k] * (fault_ == fault ? 0x1p-12 : 1));
      arb_add(ball, ball, ArbValue(number.low[k]), 2200);
      arb_add_error(ball, radius);
      check_overlap(tier, k, i, ball, truth[i]);
    }
  }

  void check_overlap(const char* tier, std::size_t k, std::size_t number, arb_srcptr ball, const Interval& t) {
    if (!arb_is_finite(ball)) return;
    mpfr_t low, high;
    mpfr_inits2(640, low, high, mpfr_ptr(nullptr));
    arb_get_interval_mpfr(low, high, ball);
    if (mpfr_greater_p(low, t.high()) || mpfr_less_p(high, t.low())) {
      ++tally_.escaped;
      report(tier, k, number, arf_get_d(arb_midref(ball), ARF_RND_NEAR), t);
    }
    mpfr_clears(low, high, mpfr_ptr(nullptr));
  }

  void by_arb(std::size_t k, const std::vector<Interval>& truth) {
    for (std::size_t i = 0; i < variables; ++i) arb_.set_input(static_cast<int>(i), ArbValue(point(k)[i]));
    arb_.forward(64, Derivatives::compute);
    const NodeId output = trace_.outputs[0];
    check_overlap("Arb's balls", k, 0, arb_.value(output), truth[0]);
    arb_.reverse(output);
    for (std::size_t i = 1; i < truth.size(); ++i) {
      const auto input = static_cast<NodeId>(i - 1);
      if (arb_.differentiable(input) == Certainty::yes)
        check_overlap("Arb's balls", k, i, arb_.adjoint(input), truth[i]);
    }
    double value = 0;
    std::array<double, variables> partials{};
    if (path_.decide(point(k), std::span(&value, 1), partials) != PathTape::Outcome::decided) return;
    for (std::size_t i = 0; i < truth.size(); ++i) {
      double given = i == 0 ? value : partials[i - 1];
      if (fault_ == Fault::rounding && k % sample == 0) given = next_up(format_, given);
      ++tally_.by_arb;
      check_rounding("Arb's balls", k, i, given, truth[i]);
    }
  }

  void by_reference(std::size_t k, const std::vector<Interval>& truth) {
    const Reference r = reference(function_, point(k), format_, {.max_precision = 4096});
    for (std::size_t i = 0; i < truth.size(); ++i) {
      const Certified& c = i == 0 ? r.values[0] : r.partials[i - 1];
      if (c.existence == Existence::undecided) continue;
      ++tally_.by_reference;
      const double given = c.existence == Existence::exists ? c.rounded : Certified::none;
      check_rounding("reference", k, i, given, truth[i]);
      by_audit(k, static_cast<int>(i) - 1, truth[i]);
    }
  }

  void by_audit(std::size_t k, int input, const Interval& t) {
    const Audit a = audit(trace_, point(k), format_, {0, input});
    if (std::isnan(a.value) || !std::isfinite(a.value)) return;
    ++tally_.audited;
    const double low = mpfr_get_d(t.low(), MPFR_RNDD), high = mpfr_get_d(t.high(), MPFR_RNDU);
    const double value = fault_ == Fault::audit ? a.value * 1.0001 : a.value;
    const double allowed = 4 * a.error + 1e-9 * std::fabs(value) + smallest_subnormal(format_);
    if (value >= low - allowed && value <= high + allowed) return;
    ++tally_.deceived;
  }

  Fault fault_;
  Tally& tally_;
  std::size_t n_;
  Format format_;
  std::string text_;
  Function function_;
  std::vector<double> x_;
  Trace trace_;
  DoubleTape balls_;
  DoubleDoubleTape wide_balls_;
  BallTape arb_;
  PathTape path_;
};

int run(long triples, std::size_t shard, Fault fault) {
  const FloatingPointScope scope;
  // Intervals beyond are unbounded, or reach down to 0: MPFR would write out the integer part of an argument of sin.
  mpfr_set_emin(-8192);
  mpfr_set_emax(8192);
  Tally t;
  for (std::size_t i = 0; t.triples < triples; ++i) {
    Random random(hash("cross-examination", (shard << 32) + i));
    Examination(random, i, fault, t).run();
  }
  std::printf(
      "%ld triples of %ld programs, %ld numbers (%ld settled by intervals): %ld by balls of binary64, %ld of "
      "double-double, %ld by Arb, %ld by reference, %ld audited\n",
      t.triples, t.programs, t.numbers, t.settled, t.by_double, t.by_double_double, t.by_arb, t.by_reference,
      t.audited);
  std::printf("%ld escaped, %ld wrong, audit deceived %ld times\n", t.escaped, t.wrong, t.deceived);
  return t.clean() ? 0 : 1;
}

/// text <tab> format <tab> x y z <tab> value <tab> partials, what `reference` proves.
int print(long triples) {
  for (long i = 0; i < triples; ++i) {
    Random random(hash("mpmath", static_cast<std::uint64_t>(i)));
    const std::string text = random_expression(random, static_cast<int>(1 + i % 3), 2);
    const Format& format = pick(random, formats());
    const std::vector<double> x = random_points(random, format, 1, 2);
    const Reference r = reference(Function::parse(text, {"x", "y"}), x, format, {.max_precision = 2048});
    if (r.values[0].existence != Existence::exists) continue;
    std::printf("%s\t%s\t%a %a\t%a", text.c_str(), std::string(format.name).c_str(), x[0], x[1], r.values[0].rounded);
    for (const Certified& p : r.partials) std::printf("\t%a", p.existence == Existence::exists ? p.rounded : NAN);
    std::printf("\n");
  }
  return 0;
}

long number(const char* text) {
  long n = 0;
  std::from_chars(text, text + std::strlen(text), n);
  return n;
}

}  // namespace
}  // namespace clino::crossexam

int main(int argc, char** argv) {
  using namespace clino::crossexam;
  if (argc == 3 && std::string_view(argv[1]) == "--print") return print(number(argv[2]));
  if (argc < 3) return 2;
  const std::string_view planted = argc > 3 ? argv[3] : "";
  const Fault fault = planted == "radius"     ? Fault::radius
                      : planted == "wide"     ? Fault::wide_radius
                      : planted == "rounding" ? Fault::rounding
                      : planted == "audit"    ? Fault::audit
                                              : Fault::none;
  return run(number(argv[1]), static_cast<std::size_t>(number(argv[2])), fault);
}
