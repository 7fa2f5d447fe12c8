#include "facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace clino::cli {

std::string symbol(const std::vector<std::string>& variables, const NumberResult& n, std::size_t outputs) {
  const std::string f = outputs > 1 ? fmt::format("f{}", n.output) : "f";
  return n.input < 0 ? f : fmt::format("d{}/d{}", f, variables[static_cast<std::size_t>(n.input)]);
}

std::size_t unit_outputs(const PointResult& p) { return p.values.size(); }

std::string reference_text(const NumberResult& n, const Format& format) {
  switch (n.existence) {
    case Existence::exists: return to_decimal(format, n.reference);
    case Existence::kink: return to_decimal(format, n.left) + "|" + to_decimal(format, n.right);
    case Existence::undefined: return "none";
    case Existence::undecided: return "undecided";
  }
  return {};
}

std::string point_fact(const std::vector<std::string>& variables, const Point& x, const Format& format) {
  std::string text;
  for (std::size_t i = 0; i < x.size(); ++i)
    text += fmt::format("{}{}={}", i > 0 ? "," : "", variables[i], to_decimal(format, x[i]));
  return text;
}

std::string error_text(const Judgement& j) {
  if (std::isnan(j.error_ulps)) return {};
  if (j.error_ulps < 1000) return brief(j.error_ulps) + (j.error_ulps == 1 ? " ulp" : " ulps");
  return fmt::format("{:.1f} bits lost", j.bits_lost);
}

std::string estimate_text(const Estimate& e, std::string_view plus_minus) {
  const double digits = std::log10(std::fabs(e.value) / e.error) + 2;
  const int shown = std::isnan(digits) ? 3 : static_cast<int>(std::clamp(digits, 2.0, 12.0));
  return fmt::format("{:.{}g} {} {:.2g}", e.value, shown, plus_minus, e.error);
}

std::string brief(double x) { return fmt::format("{:.3g}", x); }

std::string culprit_name(const Diagnosis& d) {
  const auto step = std::ranges::find_if(d.steps, [&](const Step& s) { return d.culprit && s.node == *d.culprit; });
  return step == d.steps.end() ? "-" : std::string(info(step->op).name);
}

}  // namespace clino::cli
