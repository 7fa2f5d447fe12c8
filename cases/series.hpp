/// Taylor polynomials as text, for the repaired forms of functions with a removable 0/0. Near the point each is a
/// polynomial whose truncation is below 1e-17 of the value, farther out the closed form; both agree to an ulp of
/// binary64.
#pragma once
#include <string>

namespace clino::cases {

/// (exp(u) - 1)/u of a defined name u: 1 + u/2 (1 + u/3 (1 + u/4 (...))).
std::string expm1_quotient(const std::string& u);
/// log(1 + u)/u of a defined name u > -1: with v = u/(2 + u), 2/(2 + u) (1 + v^2/3 + v^4/5 + ...).
std::string log1p_quotient(const std::string& u);
/// atan(t)/t of the square s = t^2, a defined name: 1 - s (1/3 - s (1/5 - ...)).
std::string arctangent_quotient(const std::string& s);
/// sin(t)/t of the square s = t^2, a defined name: 1 - s/(2 3) (1 - s/(4 5) (...)).
std::string sine_quotient(const std::string& s);
/// (1 - cos(t))/t^2 of s = t^2: 1/2 (1 - s/(3 4) (1 - s/(5 6) (...))).
std::string versine_quotient(const std::string& s);
/// (t - sin(t))/t^3 of s = t^2: 1/6 (1 - s/(4 5) (1 - s/(6 7) (...))).
std::string sine_cubic(const std::string& s);
/// (1 - (t/2) cot(t/2))/t^2 of s = t^2 < 16: with h = t/2 it is (sin h - h cos h)/(4 h^2 sin h), two series of one
/// sign.
std::string cotangent_quotient(const std::string& s);
/// (coth(x) - 1/x)/x of s = x^2: (x cosh x - sinh x)/(x^2 sinh x), two series of positive terms.
std::string langevin_quotient(const std::string& s);

}  // namespace clino::cases
