/// GoogleTest assertions on derivatives; the checks themselves are clino::check, clino::check_gradient and its kin.
#pragma once
#include <gtest/gtest.h>

#include "clino/check.hpp"
#include "clino/custom.hpp"

#define CLINO_EXPECT(check, ...)                                                   \
  GTEST_AMBIGUOUS_ELSE_BLOCKER_                                                    \
  if (const auto clino_result = check(__VA_ARGS__); ::clino::passes(clino_result)) \
    ;                                                                              \
  else                                                                             \
    ADD_FAILURE() << ::clino::explain(clino_result)

/// `(f, derivative, clino::domain(-8, 8).at(2).format<float>())`: numbers and contract, see clino/custom.hpp.
#define EXPECT_JACOBIAN(...) CLINO_EXPECT(::clino::check_jacobian, __VA_ARGS__)
#define EXPECT_JVP(...) CLINO_EXPECT(::clino::check_jvp, __VA_ARGS__)
#define EXPECT_VJP(...) CLINO_EXPECT(::clino::check_vjp, __VA_ARGS__)
#define EXPECT_HESSIAN(...) CLINO_EXPECT(::clino::check_hessian, __VA_ARGS__)
#define EXPECT_HVP(...) CLINO_EXPECT(::clino::check_hvp, __VA_ARGS__)
/// `(f, jvp, vjp, options)`: forward and reverse agree.
#define EXPECT_TRANSPOSED(...) CLINO_EXPECT(::clino::check_transposed, __VA_ARGS__)

/// `EXPECT_GRADIENT(f, gradient, clino::domain(-8, 8))`, or with an interval, `(f, gradient, interval)` and
/// `(f, gradient, interval, settings)`: the gradient agrees with the certified derivative of `f` over the domain. `f`
/// is a generic functor, text through Function::parse, or a black box.
#define EXPECT_GRADIENT(...) CLINO_EXPECT(::clino::check_gradient, __VA_ARGS__)

/// `EXPECT_AUTODIFF_STABLE(f, domain)` or `(f, domain, settings)`: the engine's value and derivative of `f` are right
/// over the domain in the format of the settings.
#define EXPECT_AUTODIFF_STABLE(...)                                                                                 \
  GTEST_AMBIGUOUS_ELSE_BLOCKER_                                                                                     \
  if (const auto clino_unit = ::clino::check(__VA_ARGS__); ::clino::passes(clino_unit, ::clino::Scope::values_too)) \
    ;                                                                                                               \
  else                                                                                                              \
    ADD_FAILURE() << ::clino::explain(clino_unit)
