#include "rounding.hpp"

#include <gtest/gtest.h>
#include <mpfr.h>

#include <cmath>
#include <random>

#include "clino/reference.hpp"

namespace clino {
namespace {

/// A number of MPFR, freed at the end.
class Mpfr {
 public:
  explicit Mpfr(mpfr_prec_t bits) { mpfr_init2(x_, bits); }
  ~Mpfr() { mpfr_clear(x_); }
  Mpfr(const Mpfr&) = delete;
  Mpfr& operator=(const Mpfr&) = delete;
  operator mpfr_ptr() { return x_; }

 private:
  mpfr_t x_;
};

/// MPFR's own rounding to a format with subnormals.
double round_by_mpfr(mpfr_srcptr x, const Format& f) {
  Mpfr y(f.precision);
  const mpfr_exp_t emin = mpfr_get_emin(), emax = mpfr_get_emax();
  int ternary = mpfr_set(y, x, MPFR_RNDN);
  mpfr_set_emin(f.emin - f.precision + 2);
  mpfr_set_emax(f.emax + 1);
  ternary = mpfr_check_range(y, ternary, MPFR_RNDN);
  mpfr_subnormalize(y, ternary, MPFR_RNDN);
  mpfr_set_emin(emin);
  mpfr_set_emax(emax);
  return mpfr_get_d(y, MPFR_RNDN);
}

double random_number(const Format& f, std::mt19937_64& bits) {
  const std::int64_t top = ordinal(f, largest(f));
  return from_ordinal(f, static_cast<std::int64_t>(bits() % static_cast<std::uint64_t>(2 * top + 1)) - top);
}

TEST(Rounding, AgreesWithMpfrOnNumbersTiesAndNeighboursOfTies) {
  std::mt19937_64 bits(3);
  for (const Format& f : formats()) {
    for (int i = 0; i < 400; ++i) {
      const double x = random_number(f, bits);
      ArbValue tie(x), neighbour(next_up(f, x)), nudge(1.0);
      if (!std::isfinite(next_up(f, x))) continue;
      arb_add(tie, tie, neighbour, ARF_PREC_EXACT);
      arb_mul_2exp_si(tie, tie, -1);
      arb_mul_2exp_si(nudge, nudge, -1300);
      for (const int side : {-1, 0, 1}) {
        ArbValue y;
        arb_mul_si(y, nudge, side, 64);
        arb_add(y, y, tie, ARF_PREC_EXACT);
        Mpfr z(4000);
        arf_get_mpfr(z, arb_midref(static_cast<arb_ptr>(y)), MPFR_RNDN);
        EXPECT_EQ(round_arf(arb_midref(static_cast<arb_ptr>(y)), f), round_by_mpfr(z, f)) << x << " " << f.name;
      }
    }
  }
}

TEST(Rounding, EndsOfTheRange) {
  for (const Format& f : formats()) {
    ArbValue x(largest(f)), half_step(ulp(f, largest(f)) / 2), y;
    arb_add(y, x, half_step, ARF_PREC_EXACT);
    EXPECT_EQ(round_arf(arb_midref(static_cast<arb_ptr>(y)), f), std::numeric_limits<double>::infinity());
    ArbValue less(0x1p-900);
    arb_sub(y, y, less, ARF_PREC_EXACT);
    EXPECT_EQ(round_arf(arb_midref(static_cast<arb_ptr>(y)), f), largest(f));
    arb_set_d(y, smallest_subnormal(f));
    arb_mul_2exp_si(y, y, -1);
    EXPECT_EQ(round_arf(arb_midref(static_cast<arb_ptr>(y)), f), 0);  // a tie with 0
    arb_set_d(less, 0x1p-1074);
    arb_mul_2exp_si(less, less, -200);
    arb_add(y, y, less, ARF_PREC_EXACT);
    EXPECT_EQ(round_arf(arb_midref(static_cast<arb_ptr>(y)), f), smallest_subnormal(f));
  }
}

TEST(Rounding, ABallAcrossATieIsNotRounded) {
  ArbValue x(1 + 0x1p-24);  // between two floats
  arb_add_error_2exp_si(x, -200);
  EXPECT_FALSE(round_ball(x, binary32));
  EXPECT_EQ(round_ball(x, binary64), 1 + 0x1p-24);
  ArbValue y(1 + 0x1p-24), nudge(0x1p-190);
  arb_add(y, y, nudge, ARF_PREC_EXACT);
  arb_add_error_2exp_si(y, -200);
  EXPECT_EQ(round_ball(y, binary32), 1 + 0x1p-23);  // bounds with fewer bits than the midpoint would never tell
}

/// The number near which a ball is put: anywhere, at a tie, at a power of two, at the ends of the range.
void set_middle(arb_ptr x, const Format& f, std::mt19937_64& bits) {
  const double at = random_number(f, bits);
  arb_set_d(x, at);
  switch (bits() % 5) {
    case 0: return;
    case 1: return arb_set_d(x, std::exp2(std::floor(std::log2(std::fabs(at) + smallest_subnormal(f)))));
    case 2: return arb_set_d(x, bits() % 2 == 0 ? largest(f) : smallest_subnormal(f));
    case 3: return arb_mul_2exp_si(x, x, static_cast<slong>(bits() % 5) - 2);
    default:
      if (std::isfinite(next_up(f, at))) arb_add(x, x, ArbValue(next_up(f, at)), ARF_PREC_EXACT);
      arb_mul_2exp_si(x, x, -1);
  }
}

/// The rounding of a ball by its two ends, which are found exactly.
std::optional<double> round_ends(arb_srcptr x, const Format& f) {
  ArfValue low, high;
  arb_get_interval_arf(low, high, x, 5000);
  const double a = round_arf(low, f), b = round_arf(high, f);
  return a == b ? std::optional(a == 0 ? 0.0 : a) : std::nullopt;
}

TEST(Rounding, OfABallIsThatOfItsEnds) {
  std::mt19937_64 bits(17);
  std::size_t decided = 0, all = 0;
  for (const Format& f : formats())
    for (int i = 0; i < 20'000; ++i, ++all) {
      ArbValue x, away(static_cast<double>(bits() % 1000) - 500);
      set_middle(x, f, bits);
      const slong size =
          arf_is_zero(arb_midref(static_cast<arb_ptr>(x))) ? 0 : ARF_EXP(arb_midref(static_cast<arb_ptr>(x)));
      arb_mul_2exp_si(away, away, size - f.precision - 12 - static_cast<slong>(bits() % 60));
      arb_add(x, x, away, ARF_PREC_EXACT);
      if (bits() % 8 != 0) {
        mag_set_ui_2exp_si(arb_radref(static_cast<arb_ptr>(x)), bits() % 1000 + 1,
                           size - f.precision - 12 - static_cast<slong>(bits() % 60));
      }
      const std::optional<double> rounded = round_ball(x, f);
      EXPECT_EQ(rounded, round_ends(x, f)) << f.name << " " << i;
      if (rounded) ++decided;
    }
  EXPECT_GT(decided, all / 2);
  EXPECT_LT(decided, all);
}

/// A function with its derivative, by MPFR's own functions.
struct Sample {
  const char* text;
  bool positive;  ///< for x > 0 only
  void (*value)(mpfr_ptr y, mpfr_srcptr x);
  void (*derivative)(mpfr_ptr y, mpfr_srcptr x);
};

constexpr auto rn = MPFR_RNDN;
const Sample samples[] = {
    {"exp(x)", false, [](mpfr_ptr y, mpfr_srcptr x) { mpfr_exp(y, x, rn); },
     [](mpfr_ptr y, mpfr_srcptr x) { mpfr_exp(y, x, rn); }},
    {"log(x)", true, [](mpfr_ptr y, mpfr_srcptr x) { mpfr_log(y, x, rn); },
     [](mpfr_ptr y, mpfr_srcptr x) { mpfr_ui_div(y, 1, x, rn); }},
    {"sin(x)", false, [](mpfr_ptr y, mpfr_srcptr x) { mpfr_sin(y, x, rn); },
     [](mpfr_ptr y, mpfr_srcptr x) { mpfr_cos(y, x, rn); }},
    {"sqrt(x)", true, [](mpfr_ptr y, mpfr_srcptr x) { mpfr_sqrt(y, x, rn); },
     [](mpfr_ptr y, mpfr_srcptr x) {
       mpfr_rec_sqrt(y, x, rn);
       mpfr_div_2ui(y, y, 1, rn);
     }},
    {"tanh(x)", false, [](mpfr_ptr y, mpfr_srcptr x) { mpfr_tanh(y, x, rn); },
     [](mpfr_ptr y, mpfr_srcptr x) {
       mpfr_sech(y, x, rn);
       mpfr_sqr(y, y, rn);
     }},
    {"1/x", false, [](mpfr_ptr y, mpfr_srcptr x) { mpfr_ui_div(y, 1, x, rn); },
     [](mpfr_ptr y, mpfr_srcptr x) {
       mpfr_sqr(y, x, rn);
       mpfr_si_div(y, -1, y, rn);
     }},
    {"atan(x)", false, [](mpfr_ptr y, mpfr_srcptr x) { mpfr_atan(y, x, rn); },
     [](mpfr_ptr y, mpfr_srcptr x) {
       mpfr_sqr(y, x, rn);
       mpfr_add_ui(y, y, 1, rn);
       mpfr_ui_div(y, 1, y, rn);
     }},
    {"x^3", false, [](mpfr_ptr y, mpfr_srcptr x) { mpfr_pow_ui(y, x, 3, rn); },
     [](mpfr_ptr y, mpfr_srcptr x) {
       mpfr_sqr(y, x, rn);
       mpfr_mul_ui(y, y, 3, rn);
     }},
};

TEST(Rounding, TheReferenceIsCorrectlyRoundedInEveryFormat) {
  std::mt19937_64 bits(11);
  for (const Sample& s : samples) {
    const Function f = Function::parse(s.text, {"x"});
    for (const Format& format : formats()) {
      for (int i = 0; i < 25; ++i) {
        const double at = s.positive ? std::fabs(random_number(format, bits)) : random_number(format, bits);
        if (at == 0) continue;
        const Reference r = reference(f, std::vector{at}, format);
        Mpfr x(53), y(2500);
        mpfr_set_d(x, at, rn);
        s.value(y, x);
        EXPECT_EQ(r.values[0].rounded, round_by_mpfr(y, format)) << s.text << " at " << at << " " << format.name;
        s.derivative(y, x);
        EXPECT_EQ(r.partials[0].rounded, round_by_mpfr(y, format)) << s.text << "' at " << at << " " << format.name;
      }
    }
  }
}

TEST(Rounding, RoundingTwiceWouldBeWrongAndIsCaught) {
  // x/(1 + exp(-x)) = x/2 + x^2/4 - ...: at odd subnormals a hair above a tie of binary32, invisible in binary64.
  const Function silu = Function::parse("x/(1+exp(-x))", {"x"});
  const double unit = smallest_subnormal(binary32);
  const auto at = [&](double units) { return reference(silu, std::vector{units * unit}, binary32).values[0]; };
  EXPECT_EQ(at(1).rounded, unit);
  EXPECT_EQ(at(5).rounded, 3 * unit);
  EXPECT_EQ(at(-1).rounded, 0);
  EXPECT_EQ(at(-5).rounded, -2 * unit);
  EXPECT_EQ(round_to(binary32, at(5).high), 2 * unit);  // what a rounding by way of binary64 gives
  EXPECT_NE(round_to(binary32, at(5).high), at(5).rounded);
}

}  // namespace
}  // namespace clino
