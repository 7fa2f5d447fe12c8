#include "reports/page_json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

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

Plotted::Plotted(std::span<const double> all) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double x : all) {
    if (!std::isfinite(x)) continue;
    low = std::min(low, x);
    high = std::max(high, x);
  }
  slack_ = high > low ? (high - low) / 5000 : 0;
}

Json Plotted::operator()(double x) const {
  constexpr int fewest = 4, all = 17;
  if (!std::isfinite(x)) return number_json(x);
  for (int digits = fewest; digits < all; ++digits) {
    Json shown = digits_json(x, digits);
    if (const double error = std::fabs(shown.get<double>() - x); error <= slack_ || error == 0) return shown;
  }
  return x;
}

char bits_letter(double bits) {
  if (!std::isfinite(bits)) bits = 0;
  const double steps = bits < 32 ? std::round(2 * std::max(bits, 0.0)) : 32 + std::round(std::min(bits, 53.0));
  return static_cast<char>('#' + static_cast<int>(steps));
}

std::string text_of(const Json& json) { return json.dump(-1, ' ', true, Json::error_handler_t::replace); }

std::size_t Pool::intern(std::string_view kind, const Json& part) {
  auto& [parts, index] = kinds_.try_emplace(std::string(kind)).first->second;
  const auto [place, is_new] = index.try_emplace(text_of(part), parts.size());
  if (is_new) parts.push_back(&place->first);
  return place->second;
}

Json Pool::places() const {
  Json places = Json::object();
  std::size_t line = 1;  // behind the head
  for (const bool first : {true, false})
    for (const auto& [name, kind] : kinds_) {
      if ((name == first_kind) != first) continue;
      places[name] = line;
      line += kind.parts.size();
    }
  return places;
}

std::string Pool::first_lines() const {
  const auto first = kinds_.find(first_kind);
  return first == kinds_.end() ? std::string() : lines_of(first->second);
}

std::string Pool::other_lines() const {
  std::string text;
  for (const auto& [name, kind] : kinds_)
    if (name != first_kind) text.append(text.empty() ? "" : "\n").append(lines_of(kind));
  return text;
}

std::string Pool::lines_of(const Kind& kind) {
  std::string text;
  for (const std::string* part : kind.parts) text.append(text.empty() ? "" : "\n").append(*part);
  return text;
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
