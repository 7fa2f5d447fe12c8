// The kernels of the double-double tier against Arb: the table's entries, relative errors, and that a bound too small
// would be noticed.
#include "double_double_kernels.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "arb_value.hpp"
#include "random.hpp"

namespace clino {
namespace {

using namespace double_double;

constexpr slong bits = 400;

ArbValue exact(DoubleDouble a) {
  ArbValue y(a.high);
  arb_add(y, y, ArbValue(a.low), bits);
  return y;
}

/// |computed - truth| / |truth|
double relative_error(DoubleDouble computed, arb_srcptr truth) {
  ArbValue e = exact(computed);
  arb_sub(e, e, truth, bits);
  arb_div(e, e, truth, bits);
  ArfValue bound;
  arb_get_abs_ubound_arf(bound, e, 53);
  return arf_get_d(bound, ARF_RND_UP);
}

struct Kernel {
  const char* name;
  std::function<DoubleDouble(DoubleDouble)> compute;
  std::function<void(arb_ptr, arb_srcptr)> exact;
  double from, to;
  double bound;  // derived
};

void arb_exact_exp(arb_ptr y, arb_srcptr x) { arb_exp(y, x, bits); }
void arb_exact_expm1(arb_ptr y, arb_srcptr x) { arb_expm1(y, x, bits); }
void arb_exact_log(arb_ptr y, arb_srcptr x) { arb_log(y, x, bits); }

DoubleDouble erf_kernel(DoubleDouble x) {
  const ErrorFunction f = error_function_parts(x);
  return add(f.entry, f.step);
}
DoubleDouble erfc_kernel(DoubleDouble x) {
  const ErrorFunction f = error_function_parts(x);
  return add(f.entry, negative(f.step));
}

std::vector<Kernel> kernels() {
  std::vector<Kernel> all{
      {"exp", exp_kernel, arb_exact_exp, -620, 709, 0x1p-100},
      {"exp near 0", exp_kernel, arb_exact_exp, -1, 1, 0x1p-100},
      {"expm1", expm1_kernel, arb_exact_expm1, -620, 709, 0x1p-94},
      {"expm1 near 0", expm1_kernel, arb_exact_expm1, -0.01, 0.01, 0x1p-94},
      {"log", log_kernel, arb_exact_log, 0x1p-960, 1e4, 0x1p-95},
      {"log near 1", log_kernel, arb_exact_log, 0.7, 1.4, 0x1p-95},
      {"log next to 1", log_kernel, arb_exact_log, 0.99, 1.01, 0x1p-95},
      {"log1p", log1p_kernel, [](arb_ptr y, arb_srcptr x) { arb_log1p(y, x, bits); }, -0.0068, 0.0068, 6 * unit},
      {"atan", atan_kernel, [](arb_ptr y, arb_srcptr x) { arb_atan(y, x, bits); }, 0, 1, 0x1p-98},
      {"erf", erf_kernel, [](arb_ptr y, arb_srcptr x) { arb_hypgeom_erf(y, x, bits); }, 0, 0.98, 0x1p-98},
      {"erfc", erfc_kernel, [](arb_ptr y, arb_srcptr x) { arb_hypgeom_erfc(y, x, bits); }, 0.985, 24, 0x1p-83}};
  for (const std::int64_t j : {0, 1, 37, 63, 64, 65, 127, 128, 191, 192, 255})
    for (const bool cosine : {false, true})
      all.push_back({cosine ? "cos" : "sin",
                     [=](DoubleDouble t) {
                       const SineCosine y = sine_cosine_kernel(t, j);
                       return cosine ? y.cosine : y.sine;
                     },
                     [=](arb_ptr y, arb_srcptr t) {
                       ArbValue pi;
                       arb_const_pi(pi, bits);
                       arb_mul_si(pi, pi, j, bits);
                       arb_mul_2exp_si(pi, pi, -7);
                       arb_add(pi, pi, t, bits);
                       cosine ? arb_cos(y, pi, bits) : arb_sin(y, pi, bits);
                     },
                     -0.01228, 0.01228, 0x1p-97});
  return all;
}

/// Numbers of both parts, uniform and near 0 in every binade; some of one part.
DoubleDouble argument(const Kernel& k, Random& random, int i) {
  double x = k.from + (k.to - k.from) * random.unit();
  if (i % 4 == 0 && k.from <= 0x1p-20) x = std::max(k.from, k.to * std::exp2(-60 * random.unit()));
  return i % 5 == 0 ? DoubleDouble{x, 0} : sum_of(x, x * 0x1p-53 * (2 * random.unit() - 1));
}

/// Arguments whose error is above the bound, of `size`.
int violations(const Kernel& k, double bound, int size) {
  Random random(hash(k.name, 1));
  int count = 0;
  for (int i = 0; i < size; ++i) {
    const DoubleDouble x = argument(k, random, i);
    if (x.high == 0) continue;
    ArbValue y;
    k.exact(y, exact(x));
    if (!(relative_error(k.compute(x), y) <= bound)) ++count;
  }
  return count;
}

TEST(DoubleDoubleKernels, KeepTheirDerivedBounds) {
  for (const Kernel& k : kernels()) EXPECT_EQ(violations(k, k.bound, 20'000), 0) << k.name;
}

TEST(DoubleDoubleKernels, ABoundThatIsTooSmallIsNoticed) {
  for (const Kernel& k : kernels()) EXPECT_GT(violations(k, 0x1p-108, 20'000), 0) << k.name;
}

TEST(DoubleDoubleKernels, OperationsKeepTheirBounds) {
  Random random(5);
  const auto number = [&] {
    const double x = (random.bits() % 2 == 0 ? 1 : -1) * std::exp2(40 * random.unit() - 20);
    return sum_of(x, x * 0x1p-53 * (2 * random.unit() - 1));
  };
  for (int i = 0; i < 100'000; ++i) {
    const DoubleDouble a = number(), b = number();
    ArbValue y;
    arb_add(y, exact(a), exact(b), bits);
    EXPECT_TRUE(arb_is_zero(y) != 0 || relative_error(add(a, b), y) <= unit);
    arb_mul(y, exact(a), exact(b), bits);
    EXPECT_LE(relative_error(multiply(a, b), y), unit);
    arb_div(y, exact(a), exact(b), bits);
    EXPECT_LE(relative_error(divide(a, b), y), unit);
    const DoubleDouble less = scaled(b, std::exp2(std::floor(std::log2(std::fabs(a.high / b.high))) - 2));
    arb_add(y, exact(a), exact(less), bits);
    EXPECT_LE(relative_error(add_smaller(a, less), y), unit);
  }
}

}  // namespace
}  // namespace clino
