#include "library.hpp"

#include <algorithm>
#include <cmath>

#include "exact_view.hpp"
#include "roundings.hpp"

namespace clino {

double own_error(const Trace& trace, std::span<const double> values, const Format& format, NodeId node) {
  const double exact = exact_alone(trace, values, format, node).value;
  if (!std::isfinite(exact) || !std::isfinite(values[node])) return Certified::none;
  return std::fabs(values[node] - exact) / ulp(format, exact);
}

bool beyond_library(const Trace& trace, std::span<const double> values, const Format& format, NodeId node) {
  return own_error(trace, values, format, node) > 1 + roundings(trace.nodes[node].op, format);
}

bool library_is_off(const Trace& trace, std::span<const double> values, const Format& format) {
  for (NodeId k = 0; k < trace.nodes.size(); ++k)
    if (roundings(trace.nodes[k].op, format) > 1 && beyond_library(trace, values, format, k)) return true;
  return false;
}

}  // namespace clino
