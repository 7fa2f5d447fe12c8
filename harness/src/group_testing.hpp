/// Large derivatives by random projections, and the search for the entries that a projection tells to be wrong.
///
/// A probe draws signs s_i and compares the derivative's sum of s_i w_i g_i with the directional derivative along the
/// vector of s_i w_i, where w_i = 1/|g_i| makes all entries weigh alike. docs/custom-gradients.md derives the bounds:
/// what rounding did to the entries adds up to at most lambda times its 2-norm but for one draw in 10^12 (Hoeffding),
/// and errors of which one alone exceeds twice the allowance pass a draw with probability at most 1/2 (Littlewood and
/// Offord; Erdos).
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "directional.hpp"

namespace clino {

/// The entries that a derivative gave at one point, by rows, with what moves them when nothing is wrong.
struct GivenEntries {
  std::size_t rows = 1, columns = 0;
  std::vector<double> entries{};
  std::vector<double> weights{};  ///< of each column; 0: left out
  std::vector<float> noise{};     ///< of each entry, times its column's weight
  double entry(std::size_t row, std::size_t column) const { return entries[row * columns + column]; }
  /// The noise of an entry in its own units.
  double moves(std::size_t row, std::size_t column) const;
};

/// One entry looked at by itself.
struct EntryLook {
  std::size_t row = 0, column = 0;
  double given = 0, truth = 0, error = 0;  ///< the reference and its error bar
  double noise = 0;
};

struct SearchOptions {
  Format format = binary64;
  std::uint64_t seed = 1;
  int probes = 20;
  double ulps = 8;               ///< of an entry's noise: accurate
  std::function<bool()> stop{};  ///< asked before each directional derivative: the budget is spent
  std::size_t most_wrong = 64;   ///< columns, after which the search ends
};

/// What was found at one point.
struct SearchResult {
  std::vector<EntryLook> wrong{};        ///< off by more than a quarter of the digits
  std::vector<EntryLook> inaccurate{};   ///< off, within that
  std::vector<EntryLook> subgradient{};  ///< within the one-sided slopes of a kink
  std::vector<EntryLook> unclear{};      ///< looked at, and the reference's bar is too wide
  int probes = 0, agreed = 0;            ///< agreed: the last ones, in a row, with all that was found put right
  double smallest = 0;                   ///< error of one entry, as a part of it, that a probe may pass by chance only
  std::size_t drawn = 0, drawn_wrong = 0;  ///< columns looked at at random
  bool stopped = false, many = false;      ///< out of budget; too much is wrong to list
  bool blind = false;                      ///< the error bars drown a missing entry
  bool unexplained = false;                ///< probes disagree, and no entry by itself is off by enough to tell why
};

/// Looks at columns drawn at random, probes, and on disagreement halves until columns stand alone, the loudest half
/// first; what is found is put right in `given` and the probes begin anew.
/// Whether an entry lies within the slopes on both sides, which differ; they are `weight` times the entry's.
bool between(const EntryLook& look, const Slope& right, const Slope& left, double weight, const Format& format,
             double ulps);

SearchResult search_large(Directional& reference, GivenEntries& given, const SearchOptions& options);

/// Whether the entry is off by more than `ulps` of its noise or of the format, and by more than a quarter of the digits
/// beyond that.
enum class Standing : std::uint8_t { accurate, subgradient, inaccurate, wrong, unclear };
Standing standing(const EntryLook& look, const Format& format, double ulps);

}  // namespace clino
