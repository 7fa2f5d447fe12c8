#include "answer_text.hpp"

#include <cmath>

namespace clino {
namespace {

std::string seven_digits(double x) { return to_decimal(binary32, round_to(binary32, x)); }

}  // namespace

std::string amount(const NumberResult& number) {
  const double ulps = number.judgement.error_ulps;
  return std::isnan(ulps) ? std::string() : "  off by " + seven_digits(ulps) + " ulps";
}

std::string autodiff_line(double autodiff, const Format& format) {
  return "  autodiff    " + to_decimal(format, autodiff) + "  (eigen)\n";
}

std::string difference_line(const NumberResult& number) {
  if (!number.estimate) return {};
  return "  difference  " + to_decimal(binary64, number.estimate->value) + " +- " +
         seven_digits(number.estimate->error) + "\n";
}

Census census(const Counts& counts) {
  Census c;
  for (const Verdict v : verdicts()) {
    const std::int64_t count = counts[static_cast<std::size_t>(v)];
    c.total += count;
    if (count > 0) c.verdicts += (c.verdicts.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(name(v));
  }
  return c;
}

}  // namespace clino
