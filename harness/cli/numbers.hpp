/// Points and domains as they are typed.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "clino/case.hpp"

namespace clino::cli {

/// A decimal ("100", "-1.5e-3") or hexadecimal ("0x1.9p+6") number, rounded once to the format. Throws UsageError for
/// what is not a finite number of it; `where` names it in the message.
double parse_number(std::string_view text, const Format& format, std::string_view where);

/// A point typed as "x=100,y=2", or as "100,2" in the order of the variables. Every variable needs a value. Throws
/// UsageError.
Point parse_point(const std::string& text, std::span<const std::string> variables, const Format& format);

/// Domains typed as "x=-1:1", or as "-1:1" for all variables, over `fallback` for variables not named. Infinite ends
/// mean the ends of the format. Throws UsageError.
std::vector<Interval> parse_domain(std::span<const std::string> texts, std::span<const std::string> variables,
                                   std::vector<Interval> fallback, const Format& format);

}  // namespace clino::cli
