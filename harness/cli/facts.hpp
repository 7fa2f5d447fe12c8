/// How numbers, points and derivatives are written, on terminals and in pipes.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "clino/format.hpp"
#include "clino/result.hpp"

namespace clino::cli {

/// "f", "df/dx", or with several outputs "f0", "df0/dx".
std::string symbol(const std::vector<std::string>& variables, const NumberResult& n, std::size_t outputs);
/// Number of outputs, from a point's values.
std::size_t unit_outputs(const PointResult& p);
/// The certified number; "none", "undecided", or the two slopes "-1|1" of a kink.
std::string reference_text(const NumberResult& n, const Format& format);
/// "x=100,y=2", as `--at` takes it.
std::string point_fact(const std::vector<std::string>& variables, const Point& x, const Format& format);
/// "27 ulps", "12.3 bits lost", or nothing where it has no meaning.
std::string error_text(const Judgement& j);
/// "-3.72008e-44 +- 1e-49": as many digits as the bar leaves, and one more.
std::string estimate_text(const Estimate& e, std::string_view plus_minus);
/// Three significant digits.
std::string brief(double x);
/// The name of the operation at fault; "-" without one.
std::string culprit_name(const Diagnosis& d);

}  // namespace clino::cli
