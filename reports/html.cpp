/// The HTML report: the page with the run inside, and a plain table for where scripts are blocked.
#include "reports/packed.hpp"
#include "reports/page_data.hpp"
#include "reports/page_text.hpp"
#include "reports/reporters.hpp"
#include "reports/summary.hpp"

namespace clino {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  return out;
}

/// HTML lets the ends of cells and rows away, and the page is large.
std::string cell(std::string_view text) { return "<td>" + escaped(text); }

std::string plain_row(const Finding& f) {
  const UnitResult& unit = *f.unit;
  const std::string names = "<tr>" + cell(unit.case_name) + cell(unit.engine) + cell(unit.format) +
                            cell((about_value(f) ? "value " : "") + std::string(name(f.verdict)));
  if (f.level == Level::ok) return names + "\n";
  const std::string at = f.point == nullptr ? std::string() : " at " + input_text(unit, *f.point);
  return names + cell(name(f.level)) + cell(f.sentence + at) + "\n";
}

/// A row for each unit, the worst first: enough to work with in a browser that runs no scripts.
std::string plain_table(const Run& run) {
  std::string html = "<h1>" + escaped(headline(run)) + "</h1>\n";
  if (!run.complete && !run.units.empty())
    html += "<p>The run did not reach its end: what follows is incomplete.</p>\n";
  for (const std::string& warning : run.warnings) html += "<p>" + escaped(warning) + "</p>\n";
  html +=
      "<table>\n<thead><tr><th>Function<th>Engine<th>Format<th>Verdict<th>Level<th>What happens"
      "<tbody>\n";
  for (const Finding& f : findings(run, Level::note)) html += plain_row(f);
  for (const UnitResult& unit : run.units)
    if (level_of(unit) == Level::ok) html += plain_row(leading_finding(unit));
  return html + "</table>";
}

void append_filled(std::string& out, std::string_view& rest, std::string_view place, const std::string& text) {
  const std::size_t at = rest.find(place);
  out.append(rest.substr(0, at)).append(text);
  rest.remove_prefix(at + place.size());
}

}  // namespace

std::string render_html(const Run& run, const Changes& changes) {
  std::string html;
  std::string_view rest = page_text();
  const PageData data = page_data(run, changes);
  append_filled(html, rest, "@DATA@", packed(data.first));
  append_filled(html, rest, "@PLAIN@", plain_table(run));
  append_filled(html, rest, "@REST@", packed(data.rest));
  return html.append(rest);
}

}  // namespace clino
