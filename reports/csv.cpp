/// A line for each unit (RFC 4180, UTF-8, a header line): for spreadsheets and data frames.
#include "reports/reporters.hpp"
#include "reports/summary.hpp"

namespace clino {
namespace {

std::string field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

std::string row(const UnitResult& unit) {
  const Finding lead = leading_finding(unit);
  const bool shown = lead.level != Level::ok && lead.point != nullptr;
  std::string text = field(unit.case_name) + ',' + field(unit.engine) + ',' + unit.format + ',' +
                     std::string(name(level_of(unit))) + ',' + (about_value(lead) ? "value:" : "") +
                     std::string(name(lead.verdict)) + ',' + to_decimal(binary64, lead.bits_lost) + ',' +
                     field(shown ? input_text(unit, *lead.point, unit.variables.size()) : std::string());
  for (const Verdict v : verdicts()) text += ',' + std::to_string(unit.counts[static_cast<std::size_t>(v)]);
  return text + ',' + field(lead.level == Level::ok ? std::string() : lead.sentence) + '\n';
}

}  // namespace

std::string render_csv(const Run& run, const Changes& /*changes*/) {
  std::string text = "case,engine,format,level,verdict,bits_lost,input";
  for (const Verdict v : verdicts()) text += ',' + std::string(name(v));
  text += ",sentence\n";
  for (const UnitResult& unit : run.units) text += row(unit);
  return text;
}

}  // namespace clino
