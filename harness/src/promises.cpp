// The contract of a derivative beside its numbers, promise by promise.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <latch>
#include <thread>

#include "evidence.hpp"
#include "inquiry.hpp"
#include "large.hpp"

namespace clino {
namespace {

struct ContractInfo {
  Contract contract;
  std::string_view name, meaning;
};
constexpr std::array table{
    ContractInfo{Contract::value, "value", "the value beside the derivative is the function's"},
    ContractInfo{Contract::zero, "zero", "a zero second vector gives zeros"},
    ContractInfo{Contract::linear, "linear", "linear in the second vector"},
    ContractInfo{Contract::accumulation, "accumulation", "overwrites its buffer, or adds to it, as declared"},
    ContractInfo{Contract::writes_all, "writes_all", "writes every entry"},
    ContractInfo{Contract::inputs_intact, "inputs_intact", "leaves its inputs alone"},
    ContractInfo{Contract::repeatable, "repeatable", "twice the same bits"},
    ContractInfo{Contract::stateless, "stateless", "the same bits after a call elsewhere"},
    ContractInfo{Contract::threads, "threads", "the same bits from two threads"},
    ContractInfo{Contract::same_failures, "same_failures", "throws where the function throws, and only there"},
    ContractInfo{Contract::transposed, "transposed", "forward and reverse agree"},
};
constexpr std::array contract_list = [] {
  std::array<Contract, table.size()> list{};
  for (std::size_t i = 0; i < list.size(); ++i) list[i] = table[i].contract;
  return list;
}();

/// What no kernel writes by chance. Its payload survives a round trip through float.
const double poison = std::bit_cast<double>(std::uint64_t{0x7ff8dead00000000});

using Numbers = std::vector<double>;

class Auditor {
 public:
  Auditor(const Inquiry& q, std::span<const Spot> places)
      : q_(q), n_(static_cast<std::size_t>(q.inputs())), large_(is_large(q)) {
    // At most six places with finite results, spread over all.
    constexpr std::size_t most = 6;
    const std::size_t stride = std::max<std::size_t>(1, places.size() / most);
    for (std::size_t k = 0; k < places.size() && places_.size() < most; k += stride) {
      const Numbers y = call(places[k].x, 0.0);
      if (std::ranges::all_of(y, [](double v) { return std::isfinite(v); })) {
        places_.push_back(places[k].x);
        first_.push_back(y);
      }
    }
  }

  Promise check(Contract contract) const {
    if (std::ranges::find(q_.plan.skipped, contract) != q_.plan.skipped.end())
      return skipped(contract, "left out as asked");
    if (places_.empty() && contract != Contract::same_failures)
      return skipped(contract, "no place with finite results");
    switch (contract) {
      case Contract::value: return value();
      case Contract::zero: return zero();
      case Contract::linear: return linear();
      case Contract::accumulation: return accumulation();
      case Contract::writes_all: return writes_all();
      case Contract::inputs_intact: return inputs_intact();
      case Contract::repeatable: return repeatable();
      case Contract::stateless: return stateless();
      case Contract::threads: return threads();
      case Contract::same_failures: return same_failures();
      case Contract::transposed: return skipped(contract, "needs forward and reverse: check_transposed");
    }
    return skipped(contract, "");
  }

 private:
  static Promise kept(Contract c) { return {c, Outcome::kept, {}}; }
  static Promise broken(Contract c, std::string text) { return {c, Outcome::broken, std::move(text)}; }
  static Promise skipped(Contract c, std::string text) { return {c, Outcome::skipped, std::move(text)}; }

  Numbers call(Point all, double prefill) const { return call(std::move(all), Numbers(q_.names.size(), prefill)); }
  Numbers call(Point all, Numbers out) const {
    q_.claim.fill(std::span(all).first(n_), std::span(all).subspan(n_), out);
    return out;
  }
  std::string number(double x) const { return to_decimal(q_.format, round_to(q_.format, x)); }
  std::string at(std::span<const double> x) const {
    std::string text = " at ";
    for (std::size_t i = 0; i < x.size() && i < 4; ++i)
      text += (i > 0 ? ", " : "") + q_.variables[i] + " = " + number(x[i]);
    return x.size() > 4 ? text + ", ..." : text;
  }
  /// "dW(1,0) is 3, then 4 at x = 1".
  std::string change(std::size_t k, double before, const char* then, double after, std::span<const double> x) const {
    return q_.names[k] + " is " + number(before) + then + number(after) + at(x);
  }

  Promise value() const {
    if (!q_.claim.values) return skipped(Contract::value, "it returns no value");
    for (const Point& all : places_) {
      const auto x = std::span(all).first(n_), s = std::span(all).subspan(n_);
      const Numbers own = q_.claim.values(x, s), plain = q_.subject.run(x);
      if (own.size() != plain.size())
        return broken(Contract::value, "it returns " + std::to_string(own.size()) + " values, the function " +
                                           std::to_string(plain.size()));
      const bool traceable = q_.subject.traceable() && !large_;
      const Reference truth = traceable ? reference(q_.subject, x, q_.format, {.partials = false}) : Reference{};
      for (std::size_t j = 0; j < own.size(); ++j) {
        const double given = round_to(q_.format, own[j]), f = round_to(q_.format, plain[j]);
        if (same_bits(given, f)) continue;
        Evidence e{.computed = given, .truth = traceable ? truth.values[j] : Certified{}, .derivative = false};
        if (!traceable) e.truth = {.existence = Existence::exists, .rounded = f, .high = f, .low = 0};
        if (traceable && needs_more(e, q_.format, q_.plan.tolerance) && std::isfinite(given))
          e.reach = reach(q_.subject, x, q_.format, {static_cast<int>(j), -1}, given, q_.plan.tolerance.ulps,
                          q_.plan.tolerance.input_ulps);
        if (judge(e, q_.format, q_.plan.tolerance).level >= (large_ ? Level::warning : Level::note))
          return broken(Contract::value,
                        "the value is " + number(own[j]) + ", the function's " + number(plain[j]) + at(x));
      }
    }
    return kept(Contract::value);
  }

  Promise zero() const {
    if (q_.seconds() == 0) return skipped(Contract::zero, "no second vector");
    for (Point all : places_) {
      std::fill(all.begin() + static_cast<std::ptrdiff_t>(n_), all.end(), 0.0);
      const Numbers y = call(all, 0.0);
      for (std::size_t k = 0; k < y.size(); ++k)
        if (y[k] != 0) return broken(Contract::zero, q_.names[k] + " is " + number(y[k]) + at(all));
    }
    return kept(Contract::zero);
  }

  /// B(c s) = c B(s) for c = -1, 4, 1/4: a linear program is exactly homogeneous for powers of two, range permitting;
  /// 8 ulps allow for others. B(s + s') = B(s) + B(s') to a quarter of the digits of the largest entry, which allows
  /// for cancellation within: finer faults are for the comparison with the reference to find.
  Promise linear() const {
    if (q_.seconds() == 0) return skipped(Contract::linear, "no second vector");
    const double least = std::scalbn(smallest_normal(q_.format), q_.format.precision + 4);
    for (std::size_t p = 0; p < places_.size(); ++p) {
      for (const double c : {-1.0, 4.0, 0.25}) {
        Point scaled = places_[p];
        for (std::size_t i = n_; i < scaled.size(); ++i) scaled[i] *= c;
        const Numbers y = call(scaled, 0.0);
        for (std::size_t k = 0; k < y.size(); ++k) {
          const double wanted = c * first_[p][k];
          if (std::fabs(wanted) < least || std::fabs(wanted) > largest(q_.format) / 16) continue;
          if (!(std::fabs(y[k] - wanted) <= 8 * ulp(q_.format, wanted)))
            return broken(Contract::linear, "the second vector times " + number(c) + " gives " + q_.names[k] + " = " +
                                                number(y[k]) + " for " + number(first_[p][k]) + at(places_[p]));
        }
      }
      const Promise sum = additive(places_[p], first_[p]);
      if (sum.outcome == Outcome::broken) return sum;
    }
    return kept(Contract::linear);
  }

  Promise additive(const Point& all, const Numbers& y) const {
    Point other = all, both = all;
    for (std::size_t i = n_; i < all.size(); ++i) {
      other[i] = (i - n_) % 2 == 0 ? 0.5 * all[i] : -1.25 * all[i];
      both[i] = all[i] + other[i];
    }
    const Numbers z = call(other, 0.0), w = call(both, 0.0);
    double size = 0;
    for (std::size_t k = 0; k < y.size(); ++k) size = std::max(size, std::fabs(y[k]) + std::fabs(z[k]));
    if (!(size < largest(q_.format) / 16) || size < smallest_normal(q_.format)) return kept(Contract::linear);
    for (std::size_t k = 0; k < y.size(); ++k)
      if (!(std::fabs(w[k] - (y[k] + z[k])) <= std::scalbn(size, -q_.format.precision / 4)))
        return broken(Contract::linear, "the sum of two second vectors gives " + q_.names[k] + " = " + number(w[k]) +
                                            ", each by itself " + number(y[k]) + " and " + number(z[k]) + at(all));
    return kept(Contract::linear);
  }

  /// What stands in the buffer is of the size of the result, so that added, overwritten and neither are told apart by
  /// a quarter of it.
  Promise accumulation() const {
    if (!q_.claim.buffers) return skipped(Contract::accumulation, "it fills no buffer");
    const bool adds = q_.plan.buffer == Buffer::accumulated;
    for (std::size_t p = 0; p < places_.size(); ++p) {
      Numbers before;
      for (const double y : first_[p]) before.push_back(y == 0 ? 1.0 : -1.5 * std::fabs(y));
      const Numbers after = call(places_[p], before);
      for (std::size_t k = 0; k < after.size(); ++k) {
        const double y = first_[p][k], quarter = std::fabs(before[k]) / 4;
        const bool added = std::fabs(after[k] - (y + before[k])) <= quarter, over = std::fabs(after[k] - y) <= quarter;
        if (adds ? added : same_bits(after[k], y)) continue;
        const std::string seen = added  ? "it adds to its buffer: declare .accumulates(), or overwrite"
                                 : over ? "it overwrites its buffer although .accumulates() was declared"
                                        : "neither adds to nor overwrites " + number(before[k]);
        return broken(Contract::accumulation,
                      over && !adds ? "what stood in the buffer changes the result: " +
                                          change(k, y, ", then ", after[k], places_[p])
                                    : seen + "; " + change(k, y, " with 0 in the buffer, ", after[k], places_[p]));
      }
    }
    return kept(Contract::accumulation);
  }

  Promise writes_all() const {
    if (!q_.claim.buffers) return skipped(Contract::writes_all, "it fills no buffer");
    if (q_.plan.buffer == Buffer::accumulated) return skipped(Contract::writes_all, "it adds to its buffer");
    const std::uint64_t mark = std::bit_cast<std::uint64_t>(poison);
    for (const Point& all : places_) {
      const Numbers y = call(all, poison);
      std::string unwritten;
      std::size_t count = 0;
      for (std::size_t k = 0; k < y.size(); ++k)
        if (std::bit_cast<std::uint64_t>(y[k]) == mark && ++count <= 3) unwritten += " " + q_.names[k];
      if (count > 0)
        return broken(Contract::writes_all, std::to_string(count) + " of " + std::to_string(y.size()) +
                                                " entries are not written:" + unwritten + (count > 3 ? " ..." : ""));
    }
    return kept(Contract::writes_all);
  }

  Promise inputs_intact() const {
    if (!q_.claim.direct) return skipped(Contract::inputs_intact, "it cannot reach the caller's inputs");
    for (const Point& all : places_) {
      Point mine = all;
      Numbers out(q_.names.size(), 0.0);
      q_.claim.fill(std::span(mine).first(n_), std::span(mine).subspan(n_), out);
      for (std::size_t i = 0; i < mine.size(); ++i)
        if (!same_bits(mine[i], all[i]))
          return broken(Contract::inputs_intact,
                        q_.variables[i] + " was " + number(all[i]) + " and is " + number(mine[i]) + " after the call");
    }
    return kept(Contract::inputs_intact);
  }

  std::optional<std::string> differs(const Numbers& y, std::size_t p, const char* then) const {
    for (std::size_t k = 0; k < y.size(); ++k)
      if (!same_bits(y[k], first_[p][k])) return change(k, first_[p][k], then, y[k], places_[p]);
    return std::nullopt;
  }

  Promise repeatable() const {
    for (std::size_t p = 0; p < places_.size(); ++p) {
      const Numbers y = call(places_[p], 0.0);
      for (int again = 0; again < 2; ++again) {
        const Numbers z = call(places_[p], 0.0);
        for (std::size_t k = 0; k < y.size(); ++k)
          if (!same_bits(y[k], z[k])) return broken(Contract::repeatable, change(k, y[k], ", then ", z[k], places_[p]));
      }
    }
    return kept(Contract::repeatable);
  }

  Promise stateless() const {
    for (std::size_t p = places_.size(); p-- > 0;)
      if (const auto text = differs(call(places_[p], 0.0), p, ", after calls elsewhere "))
        return broken(Contract::stateless, *text);
    for (std::size_t p = 0; p < places_.size(); ++p) {
      q_.subject.run(std::span<const double>(elsewhere(p)).first(n_));
      if (const auto text = differs(call(places_[p], 0.0), p, ", after the function was called elsewhere "))
        return broken(Contract::stateless, *text);
    }
    return kept(Contract::stateless);
  }
  /// Another place; where there is none, one close by, within the domain and on the manifold.
  Point elsewhere(std::size_t p) const {
    if (places_.size() > 1) return places_[(p + 1) % places_.size()];
    Point x = places_[p];
    for (std::size_t i = 0; i < n_; ++i) {
      x[i] = round_to(q_.format, x[i] * (1 - 0x1p-9));
      if (q_.plan.domain.empty()) continue;
      const Interval& d = q_.plan.domain[q_.plan.domain.size() == 1 ? 0 : i];
      x[i] = std::clamp(x[i], d.lo, d.hi);
    }
    if (!q_.plan.manifold) return x;
    const Manifold& m = *q_.plan.manifold;
    const std::vector<double> move(static_cast<std::size_t>(m.dimension()), 0x1p-9);
    return m.retract(std::span<const double>(places_[p]).first(n_), std::span<const double>(move));
  }

  Promise threads() const {
    const int turns = large_ ? 2 : 8;
    std::array<std::string, 2> found;
    std::latch start(2);
    const auto work = [&](std::size_t who) {
      start.arrive_and_wait();
      try {
        for (int turn = 0; turn < turns && found[who].empty(); ++turn)
          for (std::size_t k = 0; k < places_.size(); ++k) {
            const std::size_t p = (k + who) % places_.size();
            if (const auto text = differs(call(places_[p], 0.0), p, ", from two threads ")) found[who] = *text;
          }
      } catch (const std::exception& error) {
        found[who] = std::string("it throws from two threads: ") + error.what();
      } catch (...) {
        found[who] = "it throws from two threads";
      }
    };
    std::thread other(work, 1);
    work(0);
    other.join();
    for (const std::string& text : found)
      if (!text.empty()) return broken(Contract::threads, text);
    return kept(Contract::threads);
  }

  /// With NaN and infinities among the inputs.
  Promise same_failures() const {
    Point all = places_.empty() ? Point(q_.variables.size(), 1.0) : places_.front();
    const auto thrown = [](const auto& code) -> std::optional<std::string> {
      try {
        code();
        return std::nullopt;
      } catch (const std::exception& error) {
        return error.what();
      } catch (...) {
        return "something";
      }
    };
    const std::size_t most = large_ ? 1 : 8;
    for (std::size_t i = 0; i < std::min(n_, most); ++i)
      for (const double odd : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
        Point x = all;
        x[i] = odd;
        const auto f = thrown([&] { q_.subject.run(std::span(x).first(n_)); });
        const auto g = thrown([&] { call(x, 0.0); });
        if (f.has_value() != g.has_value())
          return broken(Contract::same_failures, std::string(f ? "the function" : "the derivative") + " throws (" +
                                                     (f ? *f : *g) + "), the " + (f ? "derivative" : "function") +
                                                     " does not" + at(x));
      }
    return kept(Contract::same_failures);
  }

  const Inquiry& q_;
  std::size_t n_;
  bool large_;  // calls are dear
  std::vector<Point> places_;
  std::vector<Numbers> first_;
};

}  // namespace

std::string_view name(Contract contract) { return table[static_cast<std::size_t>(contract)].name; }
std::string_view meaning(Contract contract) { return table[static_cast<std::size_t>(contract)].meaning; }
std::span<const Contract> contracts() { return contract_list; }

std::vector<Promise> check_promises(const Inquiry& q, std::span<const Spot> places) {
  std::vector<Promise> all;
  const Auditor auditor(q, places);
  for (const Contract c : contracts()) {
    if (c == Contract::transposed) continue;
    try {
      all.push_back(auditor.check(c));
    } catch (const std::exception& error) {
      all.push_back({c, Outcome::broken, std::string("threw: ") + error.what()});
    }
  }
  return all;
}

}  // namespace clino
