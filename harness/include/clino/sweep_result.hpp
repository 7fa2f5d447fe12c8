/// What a sweep counts: verdicts, errors and their places, over neighbouring points.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "clino/case.hpp"
#include "clino/judge.hpp"

namespace clino {

/// Where a number stands in a format when both zeros are counted: `ordinal` from +0 up, one less below, -1 for -0.
std::int64_t sweep_position(const Format& format, double x);
double sweep_number(const Format& format, std::int64_t position);

/// Numbers of one input, both ends included.
struct SweepAxis {
  std::int64_t first, last;  ///< positions
  std::uint64_t size() const { return static_cast<std::uint64_t>(last - first) + 1; }
};

/// Verdicts, and numbers that the case's own predicate leaves out.
inline constexpr std::size_t sweep_outside = 13;
inline constexpr std::size_t sweep_classes = 14;
/// Class k > 0 of the histogram holds errors above 2^(k-2) and up to 2^(k-1) ulps, class 0 the correctly rounded.
inline constexpr std::size_t sweep_error_classes = 68;
/// Points on the stability map; with two inputs it is a square.
inline constexpr std::size_t sweep_cells = 1024;
/// Intervals listed of each verdict; the rest are counted.
inline constexpr std::size_t sweep_listed = 32;

/// Neighbours of one verdict.
struct SweepInterval {
  std::uint64_t first, last;
  std::uint8_t verdict;
};

/// The largest finite error against the exact number, of numbers that are not correctly rounded.
struct SweepWorst {
  double ulps = -1;  ///< of the format at the correctly rounded number; negative: none
  std::uint64_t index = 0;
  double computed = 0, reference = 0;
  std::uint8_t verdict = 0;
};

struct SweepCell {
  std::array<std::uint64_t, sweep_classes> counts{};
  double worst = 0;  ///< ulps from the correctly rounded number
};

/// What is counted of one target over neighbouring points.
struct SweepTally {
  std::array<std::uint64_t, sweep_classes> counts{};
  std::array<std::uint64_t, 4> levels{};
  std::array<std::uint64_t, sweep_error_classes> errors{};
  SweepWorst worst{};
  std::array<std::uint64_t, sweep_classes> intervals{};  ///< exact number of each verdict
  std::vector<SweepInterval> listed;                     ///< the first `sweep_listed` of each, in float order
  SweepInterval first{}, last{};                         ///< the outermost
  std::size_t first_cell = 0;
  std::vector<SweepCell> cells;  ///< of the map, from `first_cell` on
};

/// Points first .. last, done.
struct SweepPiece {
  std::uint64_t first = 0, last = 0;
  std::vector<SweepTally> targets;
  std::uint64_t size() const { return last - first + 1; }
};

/// Appends the piece that begins where `a` ends.
void join(SweepPiece& a, const SweepPiece& b);
/// In float order, neighbours joined.
std::vector<SweepPiece> joined(std::vector<SweepPiece> pieces);

/// The class of the histogram that an error of so many ulps is counted in.
std::size_t sweep_error_class(double ulps);

/// A sweep that is complete.
struct SweepReport {
  std::string function;  ///< its text, or the case's name
  std::vector<std::string> variables;
  std::string engine;
  Format format;
  std::vector<SweepAxis> axes;
  std::size_t outputs = 1;
  std::vector<Target> targets;
  SweepPiece all;
  double seconds = 0;         ///< of this process
  std::uint64_t resumed = 0;  ///< points that an earlier process judged
  std::string libm{}, version{};
};

/// The numbers of a point.
Point sweep_point_of(const Format& format, std::span<const SweepAxis> axes, std::uint64_t index);
/// "accurate", ..., "outside".
std::string_view sweep_verdict_name(std::size_t verdict);

}  // namespace clino
