/// `clino::Ball`: certified real arithmetic as a Boost.Multiprecision number. Every function encloses the truth or is
/// deleted (Boost would silently substitute generic algorithms that do not); a comparison that overlapping balls cannot
/// decide throws. Outside a function's domain the result is an indeterminate ball.
#pragma once
#include <boost/multiprecision/number.hpp>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>

#include "arb_value.hpp"
#include "ball_rules.hpp"
#include "precision.hpp"

namespace clino {

/// Thrown by a comparison of balls that overlap and are not the same exact number.
struct AmbiguousComparison : std::runtime_error {
  AmbiguousComparison() : std::runtime_error("two balls overlap: their order is not known at this precision") {}
};

/// The back end: one ball. Arithmetic types convert exactly; text is enclosed.
struct ArbBackend {
  using signed_types = std::tuple<long long>;
  using unsigned_types = std::tuple<unsigned long long>;
  using float_types = std::tuple<double>;
  using exponent_type = long;

  ArbValue x;

  ArbBackend() = default;
  template <class A>
    requires std::is_arithmetic_v<A>
  ArbBackend& operator=(A v) {
    static_assert(!std::is_same_v<A, long double>, "long double does not convert exactly");
    if constexpr (std::is_floating_point_v<A>) arb_set_d(x, static_cast<double>(v));
    else if constexpr (std::is_signed_v<A>) arb_set_si(x, v);
    else arb_set_ui(x, v);
    return *this;
  }
  ArbBackend& operator=(const char* text);

  void swap(ArbBackend& o) noexcept { arb_swap(x, o.x); }
  void negate() { arb_neg(x, x); }
  std::string str(std::streamsize digits, std::ios_base::fmtflags flags) const;
  /// -1, 0 or 1; throws AmbiguousComparison.
  int compare(const ArbBackend& o) const;
  template <class A>
    requires std::is_arithmetic_v<A>
  int compare(A v) const {
    ArbBackend t;
    t = v;
    return compare(t);
  }
};

using Ball = boost::multiprecision::number<ArbBackend, boost::multiprecision::et_off>;

/// Any operation of the table on balls, at the precision in scope; indeterminate outside its domain.
void perform(Op op, ArbBackend& y, const ArbBackend& a);
void perform(Op op, ArbBackend& y, const ArbBackend& a, const ArbBackend& b);
void perform(Op op, ArbBackend& y, const ArbBackend& a, const ArbBackend& b, const ArbBackend& c);

inline void eval_add(ArbBackend& y, const ArbBackend& a) { perform(Op::add, y, y, a); }
inline void eval_add(ArbBackend& y, const ArbBackend& a, const ArbBackend& b) { perform(Op::add, y, a, b); }
inline void eval_subtract(ArbBackend& y, const ArbBackend& a) { perform(Op::sub, y, y, a); }
inline void eval_subtract(ArbBackend& y, const ArbBackend& a, const ArbBackend& b) { perform(Op::sub, y, a, b); }
inline void eval_multiply(ArbBackend& y, const ArbBackend& a) { perform(Op::mul, y, y, a); }
inline void eval_multiply(ArbBackend& y, const ArbBackend& a, const ArbBackend& b) { perform(Op::mul, y, a, b); }
inline void eval_divide(ArbBackend& y, const ArbBackend& a) { perform(Op::div, y, y, a); }
inline void eval_divide(ArbBackend& y, const ArbBackend& a, const ArbBackend& b) { perform(Op::div, y, a, b); }
inline void eval_sqrt(ArbBackend& y, const ArbBackend& a) { perform(Op::sqrt, y, a); }
inline void eval_exp(ArbBackend& y, const ArbBackend& a) { perform(Op::exp, y, a); }
inline void eval_exp2(ArbBackend& y, const ArbBackend& a) { perform(Op::exp2, y, a); }
inline void eval_log(ArbBackend& y, const ArbBackend& a) { perform(Op::log, y, a); }
inline void eval_log2(ArbBackend& y, const ArbBackend& a) { perform(Op::log2, y, a); }
inline void eval_log10(ArbBackend& y, const ArbBackend& a) { perform(Op::log10, y, a); }
inline void eval_sin(ArbBackend& y, const ArbBackend& a) { perform(Op::sin, y, a); }
inline void eval_cos(ArbBackend& y, const ArbBackend& a) { perform(Op::cos, y, a); }
inline void eval_tan(ArbBackend& y, const ArbBackend& a) { perform(Op::tan, y, a); }
inline void eval_asin(ArbBackend& y, const ArbBackend& a) { perform(Op::asin, y, a); }
inline void eval_acos(ArbBackend& y, const ArbBackend& a) { perform(Op::acos, y, a); }
inline void eval_atan(ArbBackend& y, const ArbBackend& a) { perform(Op::atan, y, a); }
inline void eval_sinh(ArbBackend& y, const ArbBackend& a) { perform(Op::sinh, y, a); }
inline void eval_cosh(ArbBackend& y, const ArbBackend& a) { perform(Op::cosh, y, a); }
inline void eval_tanh(ArbBackend& y, const ArbBackend& a) { perform(Op::tanh, y, a); }
inline void eval_floor(ArbBackend& y, const ArbBackend& a) { perform(Op::floor, y, a); }
inline void eval_ceil(ArbBackend& y, const ArbBackend& a) { perform(Op::ceil, y, a); }
inline void eval_round(ArbBackend& y, const ArbBackend& a) { perform(Op::round, y, a); }
inline void eval_trunc(ArbBackend& y, const ArbBackend& a) { perform(Op::trunc, y, a); }
inline void eval_abs(ArbBackend& y, const ArbBackend& a) { perform(Op::abs, y, a); }
inline void eval_fabs(ArbBackend& y, const ArbBackend& a) { perform(Op::abs, y, a); }
inline void eval_pow(ArbBackend& y, const ArbBackend& a, const ArbBackend& b) { perform(Op::pow, y, a, b); }
inline void eval_atan2(ArbBackend& y, const ArbBackend& a, const ArbBackend& b) { perform(Op::atan2, y, a, b); }
inline void eval_hypot(ArbBackend& y, const ArbBackend& a, const ArbBackend& b) { perform(Op::hypot, y, a, b); }
inline void eval_fmin(ArbBackend& y, const ArbBackend& a, const ArbBackend& b) { perform(Op::min, y, a, b); }
inline void eval_fmax(ArbBackend& y, const ArbBackend& a, const ArbBackend& b) { perform(Op::max, y, a, b); }
inline void eval_ldexp(ArbBackend& y, const ArbBackend& a, long e) { arb_mul_2exp_si(y.x, a.x, e); }

/// Sign and zero: throw AmbiguousComparison where the ball straddles 0.
int eval_get_sign(const ArbBackend& a);
inline bool eval_is_zero(const ArbBackend& a) { return eval_get_sign(a) == 0; }
inline bool eval_eq(const ArbBackend& a, const ArbBackend& b) { return a.compare(b) == 0; }
inline bool eval_lt(const ArbBackend& a, const ArbBackend& b) { return a.compare(b) < 0; }
inline bool eval_gt(const ArbBackend& a, const ArbBackend& b) { return a.compare(b) > 0; }
/// A zero, a finite number, or not known (as NaN).
int eval_fpclassify(const ArbBackend& a);
/// The midpoint, rounded to nearest.
void eval_convert_to(double* y, const ArbBackend& a);

// No enclosure exists for these, or no real meaning.
void eval_convert_to(long long*, const ArbBackend&) = delete;
void eval_convert_to(unsigned long long*, const ArbBackend&) = delete;
void eval_frexp(ArbBackend&, const ArbBackend&, int*) = delete;
void eval_fmod(ArbBackend&, const ArbBackend&, const ArbBackend&) = delete;
void eval_remainder(ArbBackend&, const ArbBackend&, const ArbBackend&) = delete;
void eval_remquo(ArbBackend&, const ArbBackend&, const ArbBackend&, int*) = delete;
void eval_modf(ArbBackend&, const ArbBackend&, ArbBackend*) = delete;
void eval_fdim(ArbBackend&, const ArbBackend&, const ArbBackend&) = delete;
void eval_nearbyint(ArbBackend&, const ArbBackend&) = delete;
void eval_rint(ArbBackend&, const ArbBackend&) = delete;
void eval_logb(ArbBackend&, const ArbBackend&) = delete;
long eval_ilogb(const ArbBackend&) = delete;
std::size_t hash_value(const ArbBackend&) = delete;

// Where Boost would call boost::math, whose generic algorithms enclose nothing.
Ball cbrt(const Ball& a);
Ball expm1(const Ball& a);
Ball log1p(const Ball& a);
Ball asinh(const Ball& a);
Ball acosh(const Ball& a);
Ball atanh(const Ball& a);
Ball erf(const Ball& a);
Ball erfc(const Ball& a);
Ball lgamma(const Ball& a);
Ball tgamma(const Ball& a);
Ball digamma(const Ball& a);
Ball sign(const Ball& a);
Ball fma(const Ball& a, const Ball& b, const Ball& c);
Ball less(const Ball& a, const Ball& b);
Ball less_equal(const Ball& a, const Ball& b);
Ball equal(const Ball& a, const Ball& b);
Ball select(const Ball& c, const Ball& a, const Ball& b);
Ball min(const Ball& a, const Ball& b);
Ball max(const Ball& a, const Ball& b);
Ball nextafter(const Ball&, const Ball&) = delete;

}  // namespace clino

template <>
struct boost::multiprecision::number_category<clino::ArbBackend>
    : std::integral_constant<int, boost::multiprecision::number_kind_floating_point> {};

/// A ball has no fixed precision: code that asks for digits gets none.
template <>
class std::numeric_limits<clino::Ball> {
 public:
  static constexpr bool is_specialized = true, is_signed = true, is_integer = false, is_exact = false,
                        is_bounded = false, has_infinity = false, has_quiet_NaN = false, has_signaling_NaN = false,
                        is_iec559 = false, is_modulo = false;
  static constexpr int digits = 0, digits10 = 0, max_digits10 = 0, radix = 2, min_exponent = 0, max_exponent = 0,
                       min_exponent10 = 0, max_exponent10 = 0;
};
