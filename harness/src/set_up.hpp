/// What all checks of derivatives share: the function with its names, and the plan made complete.
#pragma once
#include "clino/custom.hpp"

namespace clino {

struct Setup {
  Function f;
  Plan plan;
  Format format;
  int n, m;
};
/// Throws std::invalid_argument for misuse.
Setup set_up(const Subject& subject, const Derivative& derivative, const Options& options);

}  // namespace clino
