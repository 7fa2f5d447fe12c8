/// A case: a function, where it is used, and what is known about it. Inert data.
#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "clino/format.hpp"
#include "clino/function.hpp"

namespace clino {

/// A closed range of one input. `lo <= hi`, both finite.
struct Interval {
  double lo, hi;
};
using Point = std::vector<double>;
/// Whether a point of the domain belongs to the working range.
using Accepts = std::function<bool(std::span<const double>)>;

/// How points are drawn from an interval: evenly, evenly in the logarithm of the magnitude, or evenly in float order.
enum class Sampling : std::uint8_t { uniform, log, bits };

/// A point that is always checked, and why.
struct SpecialPoint {
  Point x;
  std::string reason{};
};

struct Case {
  std::string name;  ///< unique, "family/variant"
  Function function;
  std::vector<Interval> domain;  ///< the working range, one interval for each input
  Accepts accepts{};             ///< narrows the working range further; null where every point of the domain is meant
  std::vector<SpecialPoint> points{};
  std::optional<Function> gradient{};   ///< the user's own: m*n outputs, rows are outputs of `function`
  std::optional<Function> reference{};  ///< the intended function, where the program differs from it
  std::vector<Format> formats{binary32, binary64};
  std::vector<Sampling> sampling{};  ///< one for each input; `log` unless given
  std::string stable{};              ///< name of the case, or text of the form, that repairs this one
  std::string mechanism{};           ///< what goes wrong: "overflow", "cancellation", "kink", ...; "none" for controls
  std::string lesson{};              ///< one sentence that teaches
  std::vector<std::string> tags{};
  std::string source{};  ///< who says so: citation
};

}  // namespace clino
