/// Derivatives where the chain rule is silent: kinks, ties, jumps, ends of domains, removable singularities.
#pragma once
#include <vector>

#include "clino/reference.hpp"
#include "real_program.hpp"

namespace clino {

/// What is proved about every output along one coordinate axis, from its germs on both sides of the point.
struct AxisBehaviour {
  std::vector<Certified> partials;
  std::vector<Certified> limits;  ///< for values that do not exist at the point: `limit` where there is one
};

/// `value_exists` tells for each output whether its value at the point is proved to exist; `kinks` names for each what
/// breaks the chain rule there.
AxisBehaviour along_axis(const RealProgram& program, int input, const std::vector<bool>& value_exists,
                         const std::vector<std::string>& kinks, int max_precision);

}  // namespace clino
