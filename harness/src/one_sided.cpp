#include "one_sided.hpp"

namespace clino {

AxisBehaviour along_axis(const RealProgram&, int, const std::vector<bool>& value_exists,
                         const std::vector<std::string>& kinks, int) {
  AxisBehaviour axis;
  axis.limits.resize(value_exists.size());
  for (const std::string& kink : kinks) axis.partials.push_back({.reason = "the chain rule does not hold: " + kink});
  return axis;
}

}  // namespace clino
