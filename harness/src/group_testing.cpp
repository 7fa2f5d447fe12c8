// Adaptive group testing with an additive residual: the residuals of two halves add up to that of the whole, so one
// directional derivative tells both (Dorfman 1943; binary splitting: Hwang 1972).
#include "group_testing.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>

#include "random.hpp"

namespace clino {
namespace {

/// Right entries are taken to err by less than this many times their noise in the root mean square, until a sample of
/// them says more.
constexpr double least_slack = 2;
constexpr std::size_t first_draws = 8, more_draws = 24;
/// Error bar of a probe that is good enough, in weighted entries.
constexpr double wanted_bar = 1e-2;
/// Probability that rounding alone exceeds the allowance, a probe.
constexpr double false_alarm = 1e-12;

/// Random signs, addressed by index.
class Signs {
 public:
  explicit Signs(std::uint64_t seed) : seed_(seed) {}
  double operator()(std::size_t i) const {
    const std::uint64_t word = Random(seed_ ^ (0x9e3779b97f4a7c15 * (i / 64 + 1))).bits();
    return ((word >> (i % 64)) & 1u) != 0 ? 1 : -1;
  }

 private:
  std::uint64_t seed_;
};

/// A sum and a bound on its own rounding: compensated (Neumaier), in long double.
class Sum {
 public:
  void add(long double x) {
    const long double next = sum_ + x;
    rest_ += std::fabs(sum_) >= std::fabs(x) ? (sum_ - next) + x : (x - next) + sum_;
    sum_ = next;
    size_ += static_cast<double>(std::fabs(x));
  }
  long double value() const { return sum_ + rest_; }
  double error() const { return 4 * detail::wide_unit * size_; }

 private:
  long double sum_ = 0, rest_ = 0;
  double size_ = 0;
};

/// Columns lo .. hi-1 under one draw of signs: how far each row's sum is off, the error bar of that, and the 2-norm of
/// the noise.
struct Group {
  std::size_t lo, hi;
  std::vector<double> off, bar, noise;
  double loudness = 0;  ///< the largest |off| over its allowance
};
struct Quieter {
  bool operator()(const Group& a, const Group& b) const { return a.loudness < b.loudness; }
};

class Search {
 public:
  Search(Directional& reference, GivenEntries& given, const SearchOptions& options)
      : reference_(reference),
        given_(given),
        options_(options),
        random_(hash("probes", options.seed)),
        lambda_(std::sqrt(2 * std::log(2 * static_cast<double>(given.rows) / false_alarm))) {}

  SearchResult run() {
    draw(first_draws);
    if (2 * result_.drawn_wrong >= result_.drawn && result_.drawn_wrong > 0) {
      result_.many = true;
      draw(more_draws);
      return std::move(result_);
    }
    while (result_.agreed < options_.probes && !result_.many && !result_.blind && !result_.unexplained && !out()) {
      const Signs signs(random_.bits());
      Group all = ask(0, given_.columns, signs);
      if (!sees(all)) continue;
      ++result_.probes;
      if (all.loudness > 1 && reference_.met_ties() && !convention_known_)
        all = other_convention(std::move(all), signs);
      if (all.loudness <= 1) {
        ++result_.agreed;
        continue;
      }
      halve(std::move(all), signs);
      result_.agreed = 0;
      result_.unexplained = slack_ > std::scalbn(options_.ulps, options_.format.precision / 4);
    }
    if (result_.many) draw(more_draws);
    return std::move(result_);
  }

 private:
  std::size_t looked_at() const { return result_.wrong.size() + result_.inaccurate.size() + result_.unclear.size(); }
  bool out() {
    result_.stopped = result_.stopped || (options_.stop && options_.stop());
    return result_.stopped;
  }

  /// The derivative may follow another convention at ties than the rules do: the one under which the probe agrees.
  Group other_convention(Group rules, const Signs& signs) {
    convention_known_ = true;
    for (int which = 1; which < Directional::conventions; ++which) {
      reference_.take_convention(which);
      Group other = ask(0, given_.columns, signs);
      if (other.loudness <= 1) return other;
    }
    reference_.take_convention(0);
    return rules;
  }

  /// One directional derivative along the signed weights of these columns, against the sums of the entries.
  Group ask(std::size_t lo, std::size_t hi, const Signs& signs) {
    std::vector<double> v(given_.columns, 0.0);
    for (std::size_t i = lo; i < hi; ++i) v[i] = signs(i) * given_.weights[i];
    const std::vector<Slope> slopes = reference_.along(v, wanted_bar);
    Group g{lo, hi, {}, {}, noise(lo, hi)};
    for (std::size_t j = 0; j < given_.rows; ++j) {
      Sum sum;
      for (std::size_t i = lo; i < hi; ++i)
        if (v[i] != 0) sum.add(static_cast<long double>(given_.entry(j, i)) * static_cast<long double>(v[i]));
      g.off.push_back(static_cast<double>(sum.value() - slopes[j].value));
      g.bar.push_back(slopes[j].error + sum.error());
    }
    weigh(g);
    return g;
  }
  std::vector<double> noise(std::size_t lo, std::size_t hi) const {
    std::vector<double> norms;
    for (std::size_t j = 0; j < given_.rows; ++j) {
      double squares = 0;
      for (std::size_t i = lo; i < hi; ++i) {
        const double w = static_cast<double>(given_.noise[j * given_.columns + i]);
        squares += w * w;
      }
      norms.push_back(std::sqrt(squares));
    }
    return norms;
  }
  /// |sum of s_i c_i| <= lambda ||c||_2, ||c||_2 <= slack ||noise||_2; a single entry errs by no more than it errs.
  double allowance(const Group& g, std::size_t row) const {
    const double lambda = g.hi - g.lo == 1 ? std::max(1.0, options_.ulps / slack_) : lambda_;
    return lambda * slack_ * g.noise[row] + g.bar[row];
  }
  void weigh(Group& g) const {
    g.loudness = 0;
    for (std::size_t j = 0; j < given_.rows; ++j) {
      const double allowed = allowance(g, j), off = std::fabs(g.off[j]);
      const double ratio = allowed > 0 ? off / allowed : off > 0 ? std::numeric_limits<double>::infinity() : 0;
      g.loudness = std::max(g.loudness, ratio);
    }
  }
  /// Notes twice the allowance, of the row for which it is largest. Bars that are wider than an entry see nothing.
  bool sees(const Group& all) {
    double most = 0;
    for (std::size_t j = 0; j < given_.rows; ++j) most = std::max(most, 2 * allowance(all, j));
    if (!(most < 1)) return miss();
    result_.smallest = std::max(result_.smallest, most);
    return true;
  }
  bool miss() {
    constexpr int most_misses = 8;
    result_.blind = ++misses_ > most_misses;
    return false;
  }
  bool wide(const Group& g) const {
    return std::ranges::any_of(g.bar, [](double bar) { return !(bar < 0.5); });
  }

  /// Halves the loudest group until nothing loud is left. Where bars add up to too much a half is asked itself.
  void halve(Group whole, const Signs& signs) {
    std::priority_queue<Group, std::vector<Group>, Quieter> groups;
    groups.push(std::move(whole));
    const std::size_t before = result_.wrong.size() + result_.subgradient.size();
    while (!groups.empty() && !result_.many && !result_.blind && !out()) {
      Group g = groups.top();
      groups.pop();
      if (!wide(g)) weigh(g);  // the slack may have grown
      if (g.loudness <= 1) continue;
      if (g.hi - g.lo == 1) {
        const std::size_t known = result_.wrong.size() + result_.subgradient.size();
        look(g.lo);
        if (result_.wrong.size() + result_.subgradient.size() == known)
          slack_ *= 2;  // right, but less accurate than supposed
        continue;
      }
      const std::size_t middle = g.lo + (g.hi - g.lo) / 2;
      Group left = ask(g.lo, middle, signs);
      Group right{middle, g.hi, {}, {}, noise(middle, g.hi)};
      for (std::size_t j = 0; j < given_.rows; ++j) {
        right.off.push_back(g.off[j] - left.off[j]);
        right.bar.push_back(g.bar[j] + left.bar[j]);
      }
      weigh(right);
      if (right.loudness > 1 && right.loudness < 4 && !out()) right = ask(middle, g.hi, signs);
      if (wide(left) || wide(right)) {  // nothing is told of the halves
        miss();
        left.loudness = right.loudness = g.loudness;
      }
      groups.push(std::move(left));
      groups.push(std::move(right));
    }
    if (result_.wrong.size() + result_.subgradient.size() == before) slack_ *= 2;
  }

  void draw(std::size_t count) {
    double squares = 0;
    std::size_t measured = 0;
    for (std::size_t k = 0; k < count && !out(); ++k) {
      const std::size_t column = random_.bits() % given_.columns;
      if (given_.weights[column] == 0) continue;
      ++result_.drawn;
      const std::size_t wrong = result_.wrong.size();
      for (const EntryLook& e : look(column)) {
        if (standing(e, options_.format, options_.ulps) == Standing::wrong || !(e.noise > 0)) continue;
        const double ratio = std::max(0.0, std::fabs(e.given - e.truth) - e.error) / e.noise;
        squares += ratio * ratio;
        ++measured;
      }
      result_.drawn_wrong += result_.wrong.size() > wrong ? 1 : 0;
    }
    if (measured > 0) slack_ = std::max(slack_, least_slack * std::sqrt(squares / static_cast<double>(measured)));
  }

  /// Every entry of one column against the derivative along that input; what is off is put right.
  std::vector<EntryLook> look(std::size_t column) {
    std::vector<double> v(given_.columns, 0.0);
    v[column] = given_.weights[column];
    const std::vector<Slope> slopes = reference_.along(v, wanted_bar / 100);
    const auto sides = reference_.sides(v);
    std::vector<EntryLook> all;
    for (std::size_t j = 0; j < given_.rows; ++j) {
      const double w = given_.weights[column];
      EntryLook e{j,
                  column,
                  given_.entry(j, column),
                  static_cast<double>(slopes[j].value / static_cast<long double>(w)),
                  slopes[j].error / w,
                  given_.moves(j, column)};
      all.push_back(e);
      Standing s = standing(e, options_.format, options_.ulps);
      if (s == Standing::accurate) continue;
      if (sides && between(e, sides->first[j], sides->second[j], w, options_.format, options_.ulps))
        s = Standing::subgradient;
      // One convention may explain them all: it is tried when a probe disagrees.
      if (s == Standing::subgradient && !convention_known_) continue;
      (s == Standing::subgradient  ? result_.subgradient
       : s == Standing::wrong      ? result_.wrong
       : s == Standing::inaccurate ? result_.inaccurate
                                   : result_.unclear)
          .push_back(e);
      put_right(e);
    }
    std::size_t columns = 0;
    for (std::size_t k = 0; k < result_.wrong.size(); ++k)
      columns += k == 0 || result_.wrong[k].column != result_.wrong[k - 1].column ? 1 : 0;
    result_.many = result_.many || columns >= options_.most_wrong ||
                   result_.subgradient.size() >= options_.most_wrong * given_.rows;
    return all;
  }
  void put_right(const EntryLook& e) {
    const std::size_t k = e.row * given_.columns + e.column;
    given_.entries[k] = e.truth;
    if (std::isfinite(e.error))
      given_.noise[k] = std::max(given_.noise[k], static_cast<float>(e.error * given_.weights[e.column]));
    else
      given_.weights[e.column] = 0;  // nothing can be said of it
  }

  Directional& reference_;
  GivenEntries& given_;
  const SearchOptions& options_;
  Random random_;
  double lambda_, slack_ = least_slack;
  int misses_ = 0;
  bool convention_known_ = false;
  SearchResult result_;
};

}  // namespace

double GivenEntries::moves(std::size_t row, std::size_t column) const {
  return static_cast<double>(noise[row * columns + column]) / weights[column];
}

Standing standing(const EntryLook& e, const Format& format, double ulps) {
  const double size = std::fabs(e.truth), off = std::fabs(e.given - e.truth);
  if (!std::isfinite(e.error)) return Standing::unclear;
  const double unit = ulps * std::max(ulp(format, round_to(format, e.truth)), e.noise);
  if (off <= unit + e.error) {
    // Within the bar: told where the bar is a small part of the entry, or of what moves it.
    const bool sharp =
        e.error <= std::max(std::scalbn(std::max(size, std::fabs(e.given)), -format.precision / 4), 8 * unit);
    return sharp ? Standing::accurate : Standing::unclear;
  }
  return off <= std::scalbn(unit, format.precision / 4) + e.error ? Standing::inaccurate : Standing::wrong;
}

bool between(const EntryLook& e, const Slope& right, const Slope& left, double weight, const Format& format,
             double ulps) {
  const double a = static_cast<double>(right.value) / weight, b = static_cast<double>(left.value) / weight;
  const double error = std::max(right.error, left.error) / weight;
  if (!(std::fabs(a - b) > 2 * error)) return false;
  const double size = std::max(std::fabs(a), std::fabs(b));
  const double room = error + ulps * std::max(ulp(format, round_to(format, size)), e.noise);
  return e.given >= std::min(a, b) - room && e.given <= std::max(a, b) + room;
}

SearchResult search_large(Directional& reference, GivenEntries& given, const SearchOptions& options) {
  return Search(reference, given, options).run();
}

}  // namespace clino
