/// GoogleTest assertions on gradients; the check itself is clino::check and clino::check_gradient.
#pragma once
#include <gtest/gtest.h>

#include "clino/check.hpp"

/// `EXPECT_GRADIENT(f, gradient, domain)` or `(f, gradient, domain, settings)`: the gradient agrees with the certified
/// derivative of `f` over the domain. `f` is a generic functor, text through Function::parse, or a black box.
#define EXPECT_GRADIENT(...)                                                                     \
  GTEST_AMBIGUOUS_ELSE_BLOCKER_                                                                  \
  if (const auto clino_unit = ::clino::check_gradient(__VA_ARGS__); ::clino::passes(clino_unit)) \
    ;                                                                                            \
  else                                                                                           \
    ADD_FAILURE() << ::clino::explain(clino_unit)

/// `EXPECT_AUTODIFF_STABLE(f, domain)` or `(f, domain, settings)`: the engine's value and derivative of `f` are right
/// over the domain in the format of the settings.
#define EXPECT_AUTODIFF_STABLE(...)                                                                                 \
  GTEST_AMBIGUOUS_ELSE_BLOCKER_                                                                                     \
  if (const auto clino_unit = ::clino::check(__VA_ARGS__); ::clino::passes(clino_unit, ::clino::Scope::values_too)) \
    ;                                                                                                               \
  else                                                                                                              \
    ADD_FAILURE() << ::clino::explain(clino_unit)
