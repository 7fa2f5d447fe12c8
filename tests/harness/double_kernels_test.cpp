// The kernels of the fast tier against Arb: constants, relative errors, and that a bound too small would be noticed.
#include "double_kernels.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "arb_value.hpp"
#include "double_functions.hpp"
#include "random.hpp"

namespace clino {
namespace {

constexpr slong bits = 200;
using Exact = void (*)(arb_ptr, arb_srcptr);

/// |computed - exact| / |exact| in units of 2^-53.
double error_in_u(double computed, arb_srcptr exact) {
  ArbValue e(computed);
  arb_sub(e, e, exact, bits);
  arb_div(e, e, exact, bits);
  arb_mul_2exp_si(e, e, 53);
  ArfValue bound;
  arb_get_abs_ubound_arf(bound, e, 53);
  return arf_get_d(bound, ARF_RND_UP);
}

struct Kernel {
  const char* name;
  double (*compute)(double);
  Exact exact;
  double from, to;
  double bound;  // derived, in u
};

double series_of_erf(double x) { return double_kernels::erf_series(x * x); }
double fraction_of_erfc(double x) { return double_kernels::erfc_fraction(x).y; }
/// erf(x) sqrt(pi) / (2 x exp(-x^2))
void erf_ratio(arb_ptr y, arb_srcptr x) {
  ArbValue e, pi;
  arb_hypgeom_erf(y, x, bits);
  arb_sqr(e, x, bits);
  arb_exp(e, e, bits);
  arb_mul(y, y, e, bits);
  arb_div(y, y, x, bits);
  arb_const_sqrt_pi(pi, bits);
  arb_mul(y, y, pi, bits);
  arb_mul_2exp_si(y, y, -1);
}
/// exp(-x^2) / (erfc(x) sqrt(pi))
void erfc_ratio(arb_ptr y, arb_srcptr x) {
  ArbValue e, pi;
  arb_hypgeom_erfc(y, x, bits);
  arb_sqr(e, x, bits);
  arb_neg(e, e);
  arb_exp(e, e, bits);
  arb_const_sqrt_pi(pi, bits);
  arb_mul(y, y, pi, bits);
  arb_div(y, e, y, bits);
}

const Kernel kernels[] = {
    {"exp", double_kernels::exp_kernel, [](arb_ptr y, arb_srcptr x) { arb_exp(y, x, bits); }, -708, 709, 31},
    {"exp near 0", double_kernels::exp_kernel, [](arb_ptr y, arb_srcptr x) { arb_exp(y, x, bits); }, -0.5, 0.5, 31},
    {"expm1", double_kernels::expm1_kernel, [](arb_ptr y, arb_srcptr x) { arb_expm1(y, x, bits); }, -0.34, 0.34, 23},
    {"log", double_kernels::log_kernel, [](arb_ptr y, arb_srcptr x) { arb_log(y, x, bits); }, 0x1p-1022, 1e4, 18},
    {"log near 1", double_kernels::log_kernel, [](arb_ptr y, arb_srcptr x) { arb_log(y, x, bits); }, 0.6, 1.6, 18},
    {"log1p", double_kernels::log1p_kernel, [](arb_ptr y, arb_srcptr x) { arb_log1p(y, x, bits); }, -0.25, 0.25, 15},
    {"sin", double_kernels::sin_kernel, [](arb_ptr y, arb_srcptr x) { arb_sin(y, x, bits); }, -0.7855, 0.7855, 13},
    {"cos", double_kernels::cos_kernel, [](arb_ptr y, arb_srcptr x) { arb_cos(y, x, bits); }, -0.7855, 0.7855, 19.3},
    {"atan", double_kernels::atan_kernel, [](arb_ptr y, arb_srcptr x) { arb_atan(y, x, bits); }, -0.41422, 0.41422, 25},
    {"erf", series_of_erf, erf_ratio, 0x1p-20, 2.02, 101},
    {"erfc", fraction_of_erfc, erfc_ratio, 3, 27, 145},
};

/// Arguments whose error is above the bound, of `size` random ones: uniform, and near 0 in every binade.
int violations(const Kernel& k, double bound, int size) {
  Random random(hash(k.name, 1));
  int count = 0;
  for (int i = 0; i < size; ++i) {
    double x = k.from + (k.to - k.from) * random.unit();
    if (i % 4 == 0 && k.from <= 0x1p-20) x = std::max(k.from, k.to * std::exp2(-20 * random.unit()));
    if (x == 0) continue;
    ArbValue y;
    k.exact(y, ArbValue(x));
    if (!(error_in_u(k.compute(x), y) <= bound)) ++count;
  }
  return count;
}

TEST(DoubleKernels, KeepTheirDerivedBounds) {
  for (const Kernel& k : kernels) EXPECT_EQ(violations(k, k.bound, 20'000), 0) << k.name;
}

TEST(DoubleKernels, TheFractionOfErfcKnowsWhatItLeavesOut) {
  Random random(4);
  for (int i = 0; i < 20'000; ++i) {
    const double x = 1.9 + 1.5 * random.unit();
    const double_kernels::Enclosed f = double_kernels::erfc_fraction(x);
    ArbValue y;
    erfc_ratio(y, ArbValue(x));
    EXPECT_LE(error_in_u(f.y, y), 145 + 0x1p53 * f.error / f.y) << x;
  }
}

TEST(DoubleKernels, ABoundThatIsTooSmallIsNoticed) {
  for (const Kernel& k : kernels) EXPECT_GT(violations(k, 0.5, 20'000), 0) << k.name;
}

TEST(DoubleKernels, ClaimMoreThanTheyHaveToProve) {
  for (const Kernel& k : kernels) {
    const bool error_function = k.bound > 64;
    const double claimed = error_function ? double_kernels::erf_error : double_kernels::kernel_error;
    EXPECT_LE(1.5 * k.bound * 0x1p-53, claimed) << k.name;
  }
}

/// |sum of parts - exact| <= bound
void expect_constant(std::initializer_list<double> parts, arb_srcptr exact, double bound) {
  ArbValue sum;
  for (const double p : parts) arb_add(sum, sum, ArbValue(p), bits);
  arb_sub(sum, sum, exact, bits);
  ArfValue size;
  arb_get_abs_ubound_arf(size, sum, 53);
  EXPECT_LE(arf_get_d(size, ARF_RND_UP), bound);
}

TEST(DoubleKernels, ConstantsAreWithinTheirBounds) {
  ArbValue c;
  arb_const_log2(c, bits);
  expect_constant({double_kernels::ln2_high, double_kernels::ln2_low}, c, 0x1p-86);
  arb_const_pi(c, bits);
  arb_mul_2exp_si(c, c, -1);
  expect_constant({double_kernels::half_pi_first, double_kernels::half_pi_second, double_kernels::half_pi_third}, c,
                  0x1p-121);
}

TEST(DoubleKernels, TheReductionByHalfPiKeepsItsBound) {
  Random random(3);
  for (int i = 0; i < 20'000; ++i) {
    const double x = (2 * random.unit() - 1) * std::exp2(19 * random.unit());
    const double near = std::nearbyint(x / 1.5707963267948966) * 1.5707963267948966;  // where cancellation is worst
    for (const double a : {x, near}) {
      const double_kernels::Reduced r = double_kernels::reduce_by_half_pi(a);
      ArbValue rest, pi;
      arb_const_pi(pi, bits);
      arb_mul_2exp_si(pi, pi, -1);
      arb_mul_si(pi, pi, std::lround(a / 1.5707963267948966), bits);
      arb_sub(rest, ArbValue(a), pi, bits);
      if (std::fabs(r.h) > 0.78) continue;  // another multiple may be as near
      arb_sub(rest, rest, ArbValue(r.h), bits);
      ArfValue size;
      arb_get_abs_ubound_arf(size, rest, 53);
      EXPECT_LE(arf_get_d(size, ARF_RND_UP), r.error) << a;
    }
  }
}

}  // namespace
}  // namespace clino
