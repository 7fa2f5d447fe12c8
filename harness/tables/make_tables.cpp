// Writes the constants of the double-double kernels, computed by Arb: every pair is the nearest binary64 and the
// nearest to what it leaves out, so that |constant - high - low| <= 2^-106 |constant|. Tables whose index comes from
// the bits of a number that may be anything are as long as the index reaches.
#include <arb.h>
#include <arb_hypgeom.h>

#include <array>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

namespace {

constexpr slong bits = 400;

struct Number {
  Number() { arb_init(x); }
  Number(const Number&) = delete;
  Number& operator=(const Number&) = delete;
  ~Number() { arb_clear(x); }
  arb_t x;
};

/// The nearest number of `size` bits, subtracted from x.
double take(arb_t x, slong size) {
  arf_t head;
  arf_init(head);
  arf_set_round(head, arb_midref(x), size, ARF_RND_NEAR);
  arb_sub_arf(x, x, head, bits);
  const double y = arf_get_d(head, ARF_RND_NEAR);
  arf_clear(head);
  return y;
}

/// An array of `size` numbers, 0 after the last.
void print(const std::string& name, std::size_t size, const std::vector<double>& values) {
  std::printf("inline constexpr std::array<double, %zu> %s{", size, name.c_str());
  for (std::size_t i = 0; i < values.size(); ++i) std::printf("%s%a,", i % 4 == 0 ? "\n    " : " ", values[i]);
  std::printf("};\n");
}

using Entry = std::function<void(arb_t, slong)>;

/// Entries first .. last of `name_high` and `name_low`; the others are 0.
void table(const std::string& name, std::size_t size, slong first, slong last, const Entry& entry) {
  std::vector<double> high(static_cast<std::size_t>(first)), low = high;
  for (slong i = first; i <= last; ++i) {
    Number c;
    entry(c.x, i);
    high.push_back(take(c.x, 53));
    low.push_back(take(c.x, 53));
  }
  print(name + "_high", size, high);
  print(name + "_low", size, low);
}

void pair(const char* name, const Entry& entry) {
  Number c;
  entry(c.x, 0);
  const double high = take(c.x, 53), low = take(c.x, 53);
  std::printf("inline constexpr DoubleDouble %s{%a, %a};\n", name, high, low);
}

/// Consecutive parts of these sizes.
void parts(const char* name, std::initializer_list<slong> sizes, const Entry& entry) {
  Number c;
  entry(c.x, 0);
  std::vector<double> values;
  for (const slong size : sizes) values.push_back(take(c.x, size));
  print(name, values.size(), values);
}

void fraction(arb_t y, slong p, slong q) {
  arb_set_si(y, p);
  arb_div_si(y, y, q, bits);
}

void exponentials() {
  table("power_of_two", 256, 0, 255, [](arb_t y, slong j) {
    arb_const_log2(y, bits);
    arb_mul_si(y, y, j, bits);
    arb_mul_2exp_si(y, y, -8);
    arb_exp(y, y, bits);
  });
  const Entry step = [](arb_t y, slong) {
    arb_const_log2(y, bits);
    arb_mul_2exp_si(y, y, -8);
  };
  parts("exponential_step", {34, 34, 53}, step);
  parts("inverse_exponential_step", {53}, [&](arb_t y, slong) {
    step(y, 0);
    arb_inv(y, y, bits);
  });
  table("inverse_factorial", 28, 0, 27, [](arb_t y, slong n) {
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
  table("logarithm_rest", 256, 90, 182, [&](arb_t y, slong j) {
    fraction(y, 1024, reciprocal(j));
    arb_log(y, y, bits);
  });
  pair("log_2", [](arb_t y, slong) { arb_const_log2(y, bits); });
  pair("log_10", [](arb_t y, slong) { arb_log_ui(y, 10, bits); });
  pair("log_pi", [](arb_t y, slong) {
    arb_const_pi(y, bits);
    arb_log(y, y, bits);
  });
}

void circles() {
  table("sine", 320, 0, 319, [](arb_t y, slong j) {
    fraction(y, j, 128);
    arb_sin_pi(y, y, bits);
  });
  table("arctangent", 256, 0, 128, [](arb_t y, slong j) {
    fraction(y, j, 128);
    arb_atan(y, y, bits);
  });
  const Entry pi = [](arb_t y, slong) { arb_const_pi(y, bits); };
  const Entry step = [&](arb_t y, slong) {
    pi(y, 0);
    arb_mul_2exp_si(y, y, -7);
  };
  parts("circle_step", {53, 53, 53}, step);
  parts("inverse_circle_step", {53}, [&](arb_t y, slong) {
    step(y, 0);
    arb_inv(y, y, bits);
  });
  pair("pi", pi);
}

/// 2^e less a multiple of 2 pi, from e = -52 on, in three parts; and 2 pi.
void turns() {
  constexpr slong enough = 1600;
  Number turn;
  arb_const_pi(turn.x, enough);
  arb_mul_2exp_si(turn.x, turn.x, 1);
  std::array<std::vector<double>, 3> columns;
  for (slong e = -52; e <= 997; ++e) {
    Number y, quotient;
    arb_one(y.x);
    arb_mul_2exp_si(y.x, y.x, e);
    arb_div(quotient.x, y.x, turn.x, enough);
    arb_floor(quotient.x, quotient.x, enough);
    arb_submul(y.x, turn.x, quotient.x, enough);
    for (std::vector<double>& column : columns) column.push_back(take(y.x, 53));
  }
  for (std::size_t k = 0; k < 3; ++k) print("power_in_turn_" + std::to_string(k), columns[k].size(), columns[k]);
  parts("turn", {53, 53, 53}, [&](arb_t y, slong) { arb_set(y, turn.x); });
  parts("inverse_turn", {53}, [&](arb_t y, slong) { arb_inv(y, turn.x, bits); });
}

/// erf below 1, erfc from there, and 2/sqrt(pi) exp(-c^2), at c = j/32.
void error_functions() {
  table("error_function", 1024, 0, 768, [](arb_t y, slong j) {
    fraction(y, j, 32);
    j < 32 ? arb_hypgeom_erf(y, y, bits) : arb_hypgeom_erfc(y, y, bits);
  });
  const auto two_over_root_pi = [](arb_t y, slong) {
    arb_const_sqrt_pi(y, bits);
    arb_inv(y, y, bits);
    arb_mul_2exp_si(y, y, 1);
  };
  table("error_function_slope", 1024, 0, 768, [&](arb_t y, slong j) {
    Number c;
    fraction(c.x, j, 32);
    arb_sqr(c.x, c.x, bits);
    arb_neg(c.x, c.x);
    arb_exp(c.x, c.x, bits);
    two_over_root_pi(y, 0);
    arb_mul(y, y, c.x, bits);
  });
  pair("two_over_root_pi", two_over_root_pi);
}

/// Stirling's series: B_2k/(2k (2k - 1)), and B_2k/(2k) and B_2k for its derivatives.
void gamma_functions() {
  const auto bernoulli = [](arb_t y, slong k) { arb_bernoulli_ui(y, static_cast<ulong>(2 * k), bits); };
  table("stirling", 18, 1, 17, [&](arb_t y, slong k) {
    bernoulli(y, k);
    arb_div_si(y, y, 2 * k * (2 * k - 1), bits);
  });
  table("stirling_slope", 18, 1, 17, [&](arb_t y, slong k) {
    bernoulli(y, k);
    arb_div_si(y, y, 2 * k, bits);
  });
  table("stirling_curvature", 18, 1, 17, bernoulli);
  pair("half_log_2_pi", [](arb_t y, slong) { arb_const_log_sqrt2pi(y, bits); });
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
