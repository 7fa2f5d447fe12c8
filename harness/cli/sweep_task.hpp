/// What is to be swept, from what was typed.
#pragma once
#include "clino/sweep.hpp"
#include "options.hpp"
#include "subject.hpp"

namespace clino::cli {

/// The task, without its engine. Throws UsageError: bounds that are reversed or no numbers, an engine that lacks an
/// operation or the gradient, too many variables or numbers; each with what to do instead.
SweepTask sweep_task(const Subject& subject, const SweepArguments& arguments);

}  // namespace clino::cli
