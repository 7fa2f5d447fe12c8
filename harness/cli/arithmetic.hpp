/// How this process computes: asked of the machine as it is, since a wrapper, a debugger or a library that was loaded
/// before may have changed what a build alone would promise.
#pragma once
#include <string>
#include <vector>

namespace clino::cli {

struct ArithmeticFact {
  std::string what, is;
  std::string trouble{};  ///< empty where verdicts suppose just this
};

/// Rounding mode, subnormals (FTZ, DAZ), contraction (FMA), evaluation of intermediate results.
std::vector<ArithmeticFact> arithmetic_facts();

}  // namespace clino::cli
