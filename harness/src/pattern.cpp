// What kind of mistake the wrong entries look like: a factor, a sign, a transposition, a shift, a branch, ...
#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "inquiry.hpp"

namespace clino {
namespace {

class Guess {
 public:
  Guess(std::span<const Answers> samples, std::size_t rows, const Inquiry& q)
      : samples_(samples),
        rows_(rows),
        columns_(q.targets.size() / rows),
        q_(q),
        close_(std::scalbn(1.0, -q.format.precision / 2)) {}

  std::string run() const {
    if (total_off() == 0) return {};
    using Rule = std::string (Guess::*)() const;
    for (const Rule rule : {&Guess::zeroed, &Guess::factor, &Guess::moved, &Guess::offset, &Guess::stale}) {
      std::string found = (this->*rule)();
      if (!found.empty()) return found + where();
    }
    const std::string branch = where();
    return branch.empty() ? "" : "wrong" + branch;
  }

 private:
  std::size_t total_off() const {
    std::size_t count = 0;
    for (const Answers& s : samples_) count += static_cast<std::size_t>(std::ranges::count(s.off, true));
    return count;
  }
  bool same(double a, double b) const { return std::fabs(a - b) <= close_ * std::max(std::fabs(a), std::fabs(b)); }

  /// Whether the claim holds for the entries that are off and have a truth, but for one in twenty: a wrong derivative
  /// that also loses digits somewhere is still known by the rest.
  bool holds(const std::function<bool(const Answers&, std::size_t)>& claim) const {
    std::size_t all = 0, held = 0;
    for (const Answers& s : samples_)
      for (std::size_t k = 0; k < s.off.size(); ++k) {
        if (!s.off[k] || !std::isfinite(s.truth[k])) continue;
        ++all;
        held += claim(s, k) ? 1 : 0;
      }
    return all > 0 && 20 * (all - held) <= all;
  }

  std::string zeroed() const {
    if (!holds([](const Answers& s, std::size_t k) { return s.given[k] == 0 && s.truth[k] != 0; })) return {};
    return "zero where the derivative is not";
  }

  /// One factor for all that is off.
  std::string factor() const {
    std::optional<double> c;
    double spread = 0;
    const bool constant = holds([&](const Answers& s, std::size_t k) {
      const double ratio = s.given[k] / s.truth[k];
      if (!std::isfinite(ratio)) return false;
      if (!c) c = ratio;
      spread = std::max(spread, std::fabs(ratio / *c - 1));
      return same(ratio, *c);
    });
    if (!constant || std::fabs(*c) < 1e-6 || std::fabs(*c) > 1e6) return {};
    const double off = std::fabs(*c - 1);
    if (off < 1e-5) {
      // A relative error that is the same to a tenth of its size everywhere, and of the size of float's rounding.
      if (spread > off / 10) return {};
      return off < 1.2e-7 && off > 1e-9 ? "off by the same " + digits(off) + " everywhere: a constant rounded to float?"
                                        : "off by the same relative " + digits(off) + " everywhere: a short constant?";
    }
    if (same(*c, -1)) return "the negative of the derivative";
    const auto n = static_cast<double>(columns_), m = static_cast<double>(rows_);
    if (n > 2 && same(*c, n)) return "n = " + digits(n) + " times the derivative";
    if (n > 2 && same(*c, 1 / n)) return "1/n of the derivative, n = " + digits(n);
    if (m > 2 && same(*c, m)) return "m = " + digits(m) + " times the derivative";
    if (m > 2 && same(*c, 1 / m)) return "1/m of the derivative, m = " + digits(m);
    if (same(*c, 0.5)) return "half the derivative";
    if (same(*c, 2)) return "twice the derivative";
    return total_off() > 2 ? digits(*c) + " times the derivative" : "";
  }

  /// Entries in each other's places.
  std::string moved() const {
    const std::size_t size = rows_ * columns_;
    if (size < 2) return {};
    const auto from = [&](auto where) {
      bool differs = false;
      const bool all = holds([&](const Answers& s, std::size_t k) {
        const std::optional<std::size_t> other = where(k);
        if (!other) return s.given[k] == 0;  // nothing to shift in
        differs = differs || !same(s.truth[*other], s.truth[k]);
        return same(s.given[k], s.truth[*other]);
      });
      return all && differs;
    };
    using At = std::optional<std::size_t>;
    if (rows_ == columns_ && from([&](std::size_t k) -> At { return k % columns_ * columns_ + k / columns_; }))
      return "transposed";
    if (rows_ > 1 && columns_ > 1 && from([&](std::size_t k) -> At { return k % rows_ * columns_ + k / rows_; }))
      return "written column by column where rows were wanted";
    for (const int shift : {1, -1, 2, -2}) {
      const auto moved_by = [&](std::size_t k) { return static_cast<long>(k) + shift; };
      const bool cyclic = from(
          [&](std::size_t k) -> At { return static_cast<std::size_t>(moved_by(k) + static_cast<long>(size)) % size; });
      const bool straight = cyclic || from([&](std::size_t k) -> At {
                              const long at = moved_by(k);
                              return at < 0 || at >= static_cast<long>(size) ? At{} : At(static_cast<std::size_t>(at));
                            });
      if (straight && size > 2)
        return "shifted: each entry is that of index " + std::string(shift > 0 ? "+" : "") + std::to_string(shift);
    }
    return swapped();
  }

  std::string swapped() const {
    std::vector<std::size_t> off;
    for (const Answers& s : samples_)
      for (std::size_t k = 0; k < s.off.size(); ++k)
        if (s.off[k] && std::ranges::find(off, k) == off.end()) off.push_back(k);
    if (off.size() != 2) return {};
    const bool all = holds(
        [&](const Answers& s, std::size_t k) { return same(s.given[k], s.truth[k == off[0] ? off[1] : off[0]]); });
    return all ? q_.names[off[0]] + " and " + q_.names[off[1]] + " are swapped" : "";
  }

  std::string offset() const {
    std::optional<double> c;
    std::size_t seen = 0;
    const bool constant = holds([&](const Answers& s, std::size_t k) {
      const double d = s.given[k] - s.truth[k];
      if (!c) c = d;
      ++seen;
      return std::isfinite(d) && d != 0 && std::fabs(d - *c) <= 1e-3 * std::fabs(*c);
    });
    return constant && seen > 2 ? "the constant " + digits(*c) + " too much" : "";
  }

  /// What was right at the point before.
  std::string stale() const {
    for (std::size_t p = 1; p < samples_.size(); ++p)
      for (std::size_t k = 0; k < samples_[p].off.size(); ++k) {
        if (!samples_[p].off[k] || !std::isfinite(samples_[p].truth[k])) continue;
        const double old = samples_[p - 1].truth[k];
        if (!same(samples_[p].given[k], old) || same(old, samples_[p].truth[k])) return {};
      }
    return samples_.size() > 2 && total_off() > 1 ? "stale: what was right at the point before" : "";
  }

  /// The entries, or the half-space of one input, to which it is confined.
  std::string where() const {
    std::string text;
    const std::size_t size = rows_ * columns_;
    std::vector<bool> entry(size, false);
    std::size_t points = 0;
    for (const Answers& s : samples_) {
      bool any = false;
      for (std::size_t k = 0; k < size; ++k)
        if (s.off[k]) entry[k] = any = true;
      points += any ? 1 : 0;
    }
    const auto off = static_cast<std::size_t>(std::ranges::count(entry, true));
    if (size > 1 && off < size && off <= 3) {
      text += " in";
      for (std::size_t k = 0; k < size; ++k)
        if (entry[k]) text += " " + q_.names[k];
    } else if (off < size) {
      text += " in " + std::to_string(off) + " of " + std::to_string(size) + " entries";
    }
    if (points < samples_.size()) text += half_space();
    return text;
  }

  std::string half_space() const {
    for (std::size_t i = 0; i < samples_[0].x.size(); ++i) {
      double off_lo = INFINITY, off_hi = -INFINITY, good_lo = INFINITY, good_hi = -INFINITY;
      for (const Answers& s : samples_) {
        const bool off = std::ranges::find(s.off, true) != s.off.end();
        double &lo = off ? off_lo : good_lo, &hi = off ? off_hi : good_hi;
        lo = std::min(lo, s.x[i]);
        hi = std::max(hi, s.x[i]);
      }
      if (off_lo > good_hi) return ", only where " + q_.variables[i] + " > " + digits(good_hi) + ": one branch?";
      if (off_hi < good_lo) return ", only where " + q_.variables[i] + " < " + digits(good_lo) + ": one branch?";
    }
    return {};
  }

  static std::string digits(double x) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", x);
    return text;
  }

  std::span<const Answers> samples_;
  std::size_t rows_, columns_;
  const Inquiry& q_;
  double close_;
};

}  // namespace

std::string guess_pattern(std::span<const Answers> samples, std::size_t rows, const Inquiry& q) {
  return Guess(samples, rows, q).run();
}

}  // namespace clino
