/// One number of one point, where the others are not asked for.
#pragma once
#include "clino/check.hpp"

namespace clino {

/// The same as that number of `judge_point`, without judging the others.
NumberResult judge_target(const Case& c, const Engine& engine, const Witness& witness, const Format& format,
                          const CheckOptions& options, Target target);

}  // namespace clino
