// What the wrong entries of a large derivative look like, from those that were looked at and from where their right
// values stand instead.
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "group_testing.hpp"
#include "large.hpp"

namespace clino {
namespace {

class LargeGuess {
 public:
  LargeGuess(std::span<const EntryLook> wrong, std::span<const double> given, const Inquiry& q, std::size_t columns)
      : wrong_(wrong), given_(given), q_(q), columns_(columns), close_(std::scalbn(1.0, -q.format.precision / 2)) {}

  std::string run() const {
    if (all([](const EntryLook& e) { return e.given == 0; })) return "zero where the derivative is not" + where();
    const std::optional<double> ratio = common([](const EntryLook& e) { return e.given / e.truth; });
    if (ratio && wrong_.size() > 1) return factor(*ratio) + where();
    if (const std::string moved = elsewhere(); !moved.empty()) return moved + where();
    const std::optional<double> offset = common([](const EntryLook& e) { return e.given - e.truth; });
    if (offset && wrong_.size() > 2) return "the constant " + digits(*offset) + " too much" + where();
    if (ratio) return factor(*ratio) + where();
    const std::string place = where();
    return place.empty() ? "" : "wrong" + place;
  }

 private:
  template <class Claim>
  bool all(const Claim& claim) const {
    return std::ranges::all_of(wrong_, claim);
  }
  bool same(double a, double b) const { return std::fabs(a - b) <= close_ * std::max(std::fabs(a), std::fabs(b)); }
  template <class Of>
  std::optional<double> common(const Of& of) const {
    const double first = of(wrong_.front());
    if (!std::isfinite(first) || first == 0) return std::nullopt;
    return all([&](const EntryLook& e) { return same(of(e), first); }) ? std::optional(first) : std::nullopt;
  }

  std::string factor(double c) const {
    if (std::fabs(c - 1) < 1e-2) return "off by the relative " + digits(std::fabs(c - 1));
    if (same(c, -1)) return "the negative of the derivative";
    if (same(c, 2)) return "twice the derivative";
    if (same(c, 0.5)) return "half the derivative";
    return digits(c) + " times the derivative";
  }

  std::size_t entry(const EntryLook& e) const { return e.row * columns_ + e.column; }

  /// Where the right value of an entry stands instead: the same distance away, or the place across the diagonal of its
  /// matrix, for all that were looked at (but one in five, which may be gone from the derivative).
  std::string elsewhere() const {
    std::map<std::string, std::size_t> votes;
    constexpr std::size_t most = 16;
    const std::size_t asked = std::min(wrong_.size(), most);
    for (std::size_t k = 0; k < asked; ++k) {
      const EntryLook& e = wrong_[k];
      if (e.truth == 0) continue;
      const long at = static_cast<long>(entry(e));
      for (const long d : {1L, -1L, 2L, -2L})
        if (at + d >= 0 && at + d < static_cast<long>(given_.size()) &&
            same(given_[static_cast<std::size_t>(at + d)], e.truth))
          ++votes["shifted: the entry of each index stands at " + std::string(d > 0 ? "+" : "") + std::to_string(d)];
      const std::optional<std::size_t> across = transposed(e.column);
      if (across && *across != e.column && same(given_[e.row * columns_ + *across], e.truth)) ++votes["transposed"];
    }
    for (const auto& [text, count] : votes)
      if (asked > 1 && 5 * count >= 4 * asked) return text;
    return {};
  }
  /// The place that a column of a block has when rows are written where columns were wanted.
  std::optional<std::size_t> transposed(std::size_t column) const {
    std::size_t first = 0;
    for (const Block& b : q_.plan.blocks) {
      if (column < first + b.size()) {
        if (b.dimensions.size() != 2) return std::nullopt;
        const std::size_t rows = b.dimensions[0], columns = b.dimensions[1], k = column - first;
        return first + k % rows * columns + k / rows;
      }
      first += b.size();
    }
    return std::nullopt;
  }

  /// A run of indices, a row or a column of a block, when all that are wrong lie there.
  std::string where() const {
    constexpr std::size_t few = 3;
    if (wrong_.size() <= few) {
      std::string text = " in";
      for (const EntryLook& e : wrong_) text += " " + q_.names[entry(e)];
      return text;
    }
    std::size_t first = 0;
    for (const Block& b : q_.plan.blocks) {
      if (all([&](const EntryLook& e) { return e.column >= first && e.column < first + b.size(); }))
        return inside(b, first);
      first += b.size();
    }
    return {};
  }
  std::string inside(const Block& b, std::size_t first) const {
    if (b.dimensions.size() == 2) {
      const std::size_t rows = b.dimensions[0];
      const auto row = [&](const EntryLook& e) { return (e.column - first) % rows; };
      const auto column = [&](const EntryLook& e) { return (e.column - first) / rows; };
      if (all([&](const EntryLook& e) { return row(e) == row(wrong_.front()); }))
        return " in row " + std::to_string(row(wrong_.front())) + " of " + b.name;
      if (all([&](const EntryLook& e) { return column(e) == column(wrong_.front()); }))
        return " in column " + std::to_string(column(wrong_.front())) + " of " + b.name;
    }
    return q_.plan.blocks.size() > 1 ? " in " + b.name : "";
  }

  static std::string digits(double x) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", x);
    return text;
  }

  std::span<const EntryLook> wrong_;
  std::span<const double> given_;
  const Inquiry& q_;
  std::size_t columns_;
  double close_;
};

}  // namespace

std::string guess_large_pattern(std::span<const EntryLook> wrong, std::span<const double> given, const Inquiry& q,
                                std::size_t columns) {
  return LargeGuess(wrong, given, q, columns).run();
}

std::size_t Block::size() const {
  std::size_t all = 1;
  for (const std::size_t d : dimensions) all *= d;
  return all;
}

std::string Block::place(std::size_t k) const {
  std::string text;
  for (const std::size_t d : dimensions) {
    text += (text.empty() ? "(" : ",") + std::to_string(k % d);
    k /= d;
  }
  return name + (text.empty() ? "" : text + ")");
}

}  // namespace clino
