#include "reports/page_json.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace clino {

Json number_json(double x) {
  if (std::isnan(x)) return "NaN";
  if (std::isinf(x)) return x > 0 ? "Infinity" : "-Infinity";
  return x;
}

Json number_json(const Format& format, double x) {
  if (!std::isfinite(x) || format.id == FormatId::binary64) return number_json(x);
  const std::string digits = to_decimal(format, x);
  double shown = x;
  std::from_chars(digits.data(), digits.data() + digits.size(), shown);
  return shown;
}

Json digits_json(double x, int digits) {
  if (!std::isfinite(x)) return number_json(x);
  std::array<char, 64> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), x, std::chars_format::scientific, digits - 1);
  double shown = x;
  std::from_chars(buffer.data(), end.ptr, shown);
  return shown;
}

Json tenths(double bits) { return std::isfinite(bits) ? Json(std::round(bits * 10) / 10) : Json(0); }

std::size_t Pool::intern(Json part) {
  std::string text = part.dump(-1, ' ', true, Json::error_handler_t::replace);
  const auto [place, is_new] = index_.try_emplace(std::move(text), parts_.size());
  if (is_new) parts_.push_back(std::move(part));
  return place->second;
}

std::string_view name(Existence existence) {
  switch (existence) {
    case Existence::exists: return "exists";
    case Existence::kink: return "kink";
    case Existence::undefined: return "undefined";
    case Existence::undecided: return "undecided";
  }
  return "undecided";
}

std::string_view name(Fault fault) {
  switch (fault) {
    case Fault::none: return "none";
    case Fault::overflow: return "overflow";
    case Fault::underflow: return "underflow";
    case Fault::cancellation: return "cancellation";
    case Fault::singularity: return "singularity";
    case Fault::branch: return "branch";
    case Fault::rounding: return "rounding";
    case Fault::libm: return "libm";
    case Fault::rule: return "rule";
  }
  return "none";
}

bool is_worse(const NumberResult& a, const NumberResult& b) {
  if (a.judgement.level != b.judgement.level) return a.judgement.level > b.judgement.level;
  return a.judgement.bits_lost > b.judgement.bits_lost;
}

}  // namespace clino
