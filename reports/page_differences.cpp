/// The V of finite differences for the page: error against step.
#include <algorithm>
#include <cmath>

#include "reports/page_json.hpp"

namespace clino {
namespace {

std::string_view name(Stencil stencil) {
  switch (stencil) {
    case Stencil::central: return "central";
    case Stencil::forward: return "forward";
    case Stencil::backward: return "backward";
  }
  return "central";
}

}  // namespace

char decades_letter(double error) {
  if (!std::isfinite(error)) return '!';
  const double steps = error == 0 ? 0 : std::round(4 * (std::log10(error) + 17));
  return static_cast<char>('#' + static_cast<int>(std::clamp(steps, 0.0, 91.0)));
}

Json differences_json(const StepSeries& series, double reference) {
  const double unit = reference == 0 ? 1 : std::fabs(reference);
  std::string errors;
  for (const double slope : series.slopes) errors += decades_letter(std::fabs(slope - reference) / unit);
  return {{"stencil", name(series.stencil)},
          {"first", series.exponents.at(0)},
          {"apart", series.exponents.at(0) - series.exponents.at(1)},
          {"errors", errors}};
}

}  // namespace clino
