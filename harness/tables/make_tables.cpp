// Writes the constants of the double-double kernels, computed by Arb: every pair is the nearest binary64 and the
// nearest to what it leaves out, so that |constant - high - low| <= 2^-106 |constant|. Tables whose index comes from
// the bits of a number that may be anything are as long as the index reaches.
#include <array>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "../src/arb_value.hpp"

namespace {

using clino::ArbValue, clino::ArfValue;

constexpr slong bits = 400;

/// The nearest number of `size` bits, subtracted from x.
double take(arb_ptr x, slong size) {
  ArfValue head;
  arf_set_round(head, arb_midref(x), size, ARF_RND_NEAR);
  arb_sub_arf(x, x, head, bits);
  return arf_get_d(head, ARF_RND_NEAR);
}

/// An array of `size` numbers, 0 after the last.
void print(const std::string& name, std::size_t size, const std::vector<double>& values) {
  std::printf("inline constexpr std::array<double, %zu> %s{", size, name.c_str());
  for (std::size_t i = 0; i < values.size(); ++i) std::printf("%s%a,", i % 4 == 0 ? "\n    " : " ", values[i]);
  std::printf("};\n");
}

using Entry = std::function<void(arb_ptr, slong)>;

/// Entries first .. last of `name_high` and `name_low`; the others are 0.
void table(const std::string& name, std::size_t size, slong first, slong last, const Entry& entry) {
  std::vector<double> high(static_cast<std::size_t>(first)), low = high;
  for (slong i = first; i <= last; ++i) {
    ArbValue c;
    entry(c, i);
    high.push_back(take(c, 53));
    low.push_back(take(c, 53));
  }
  print(name + "_high", size, high);
  print(name + "_low", size, low);
}

void pair(const char* name, const Entry& entry) {
  ArbValue c;
  entry(c, 0);
  const double high = take(c, 53), low = take(c, 53);
  std::printf("inline constexpr DoubleDouble %s{%a, %a};\n", name, high, low);
}

/// Consecutive parts of these sizes.
void parts(const char* name, std::initializer_list<slong> sizes, const Entry& entry) {
  ArbValue c;
  entry(c, 0);
  std::vector<double> values;
  for (const slong size : sizes) values.push_back(take(c, size));
  print(name, values.size(), values);
}

void fraction(arb_ptr y, slong p, slong q) {
  arb_set_si(y, p);
  arb_div_si(y, y, q, bits);
}

void exponentials() {
  table("power_of_two", 256, 0, 255, [](arb_ptr y, slong j) {
    arb_const_log2(y, bits);
    arb_mul_si(y, y, j, bits);
    arb_mul_2exp_si(y, y, -8);
    arb_exp(y, y, bits);
  });
  const Entry step = [](arb_ptr y, slong) {
    arb_const_log2(y, bits);
    arb_mul_2exp_si(y, y, -8);
  };
  parts("exponential_step", {34, 34, 53}, step);
  parts("inverse_exponential_step", {53}, [&](arb_ptr y, slong) {
    step(y, 0);
    arb_inv(y, y, bits);
  });
  table("inverse_factorial", 28, 0, 27, [](arb_ptr y, slong n) {
    arb_fac_ui(y, static_cast<ulong>(n), bits);
    arb_inv(y, y, bits);
  });
}

/// For f near j/128: 1024 r is an integer near 2^17/j.
void logarithms() {
  const auto reciprocal = [](slong j) { return (2 * 131072 + j) / (2 * j); };
  std::vector<double> r(90);
  for (slong j = 90; j <= 182; ++j) r.push_back(static_cast<double>(reciprocal(j)) / 1024);
  print("logarithm_factor", 256, r);
  table("logarithm_rest", 256, 90, 182, [&](arb_ptr y, slong j) {
    fraction(y, 1024, reciprocal(j));
    arb_log(y, y, bits);
  });
  pair("log_2", [](arb_ptr y, slong) { arb_const_log2(y, bits); });
  pair("log_10", [](arb_ptr y, slong) { arb_log_ui(y, 10, bits); });
  pair("log_pi", [](arb_ptr y, slong) {
    arb_const_pi(y, bits);
    arb_log(y, y, bits);
  });
}

void circles() {
  table("sine", 320, 0, 319, [](arb_ptr y, slong j) {
    fraction(y, j, 128);
    arb_sin_pi(y, y, bits);
  });
  table("arctangent", 256, 0, 128, [](arb_ptr y, slong j) {
    fraction(y, j, 128);
    arb_atan(y, y, bits);
  });
  const Entry pi = [](arb_ptr y, slong) { arb_const_pi(y, bits); };
  const Entry step = [&](arb_ptr y, slong) {
    pi(y, 0);
    arb_mul_2exp_si(y, y, -7);
  };
  parts("circle_step", {53, 53, 53}, step);
  parts("inverse_circle_step", {53}, [&](arb_ptr y, slong) {
    step(y, 0);
    arb_inv(y, y, bits);
  });
  pair("pi", pi);
}

/// 2^e less a multiple of 2 pi, from e = -52 on, in three parts; and 2 pi.
void turns() {
  constexpr slong enough = 1600;
  ArbValue turn;
  arb_const_pi(turn, enough);
  arb_mul_2exp_si(turn, turn, 1);
  std::array<std::vector<double>, 3> columns;
  for (slong e = -52; e <= 997; ++e) {
    ArbValue y, quotient;
    arb_one(y);
    arb_mul_2exp_si(y, y, e);
    arb_div(quotient, y, turn, enough);
    arb_floor(quotient, quotient, enough);
    arb_submul(y, turn, quotient, enough);
    for (std::vector<double>& column : columns) column.push_back(take(y, 53));
  }
  for (std::size_t k = 0; k < 3; ++k) print("power_in_turn_" + std::to_string(k), columns[k].size(), columns[k]);
  parts("turn", {53, 53, 53}, [&](arb_ptr y, slong) { arb_set(y, turn); });
  parts("inverse_turn", {53}, [&](arb_ptr y, slong) { arb_inv(y, turn, bits); });
}

/// erf below 1, erfc from there, and 2/sqrt(pi) exp(-c^2), at c = j/32.
void error_functions() {
  table("error_function", 1024, 0, 768, [](arb_ptr y, slong j) {
    fraction(y, j, 32);
    j < 32 ? arb_hypgeom_erf(y, y, bits) : arb_hypgeom_erfc(y, y, bits);
  });
  const auto two_over_root_pi = [](arb_ptr y, slong) {
    arb_const_sqrt_pi(y, bits);
    arb_inv(y, y, bits);
    arb_mul_2exp_si(y, y, 1);
  };
  table("error_function_slope", 1024, 0, 768, [&](arb_ptr y, slong j) {
    ArbValue c;
    fraction(c, j, 32);
    arb_sqr(c, c, bits);
    arb_neg(c, c);
    arb_exp(c, c, bits);
    two_over_root_pi(y, 0);
    arb_mul(y, y, c, bits);
  });
  pair("two_over_root_pi", two_over_root_pi);
}

/// Stirling's series: B_2k/(2k (2k - 1)), and B_2k/(2k) and B_2k for its derivatives.
void gamma_functions() {
  const auto bernoulli = [](arb_ptr y, slong k) { arb_bernoulli_ui(y, static_cast<ulong>(2 * k), bits); };
  table("stirling", 18, 1, 17, [&](arb_ptr y, slong k) {
    bernoulli(y, k);
    arb_div_si(y, y, 2 * k * (2 * k - 1), bits);
  });
  table("stirling_slope", 18, 1, 17, [&](arb_ptr y, slong k) {
    bernoulli(y, k);
    arb_div_si(y, y, 2 * k, bits);
  });
  table("stirling_curvature", 18, 1, 17, bernoulli);
  pair("half_log_2_pi", [](arb_ptr y, slong) { arb_const_log_sqrt2pi(y, bits); });
}

}  // namespace

int main() {
  std::printf("#pragma once\n#include <array>\n\n#include \"double_double.hpp\"\n\nnamespace clino::tables {\n\n");
  exponentials();
  logarithms();
  circles();
  turns();
  error_functions();
  gamma_functions();
  std::printf("\n}  // namespace clino::tables\n");
  flint_cleanup();
  return std::ferror(stdout) != 0;
}
