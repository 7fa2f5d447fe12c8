/// Workflow commands of GitHub Actions: the annotations of a run. GitHub shows ten errors and ten warnings of a step,
/// so the first says how many there are and nine of each level follow.
#include <array>

#include "reports/regressions.hpp"
#include "reports/reporters.hpp"
#include "reports/summary.hpp"

namespace clino {
namespace {

constexpr std::size_t details_of_a_level = 9;

/// A property's value ends at a comma or a colon; messages and values end at a line's end.
std::string escaped(std::string_view text, bool in_property) {
  std::string out;
  for (const char c : text) switch (c) {
      case '%': out += "%25"; break;
      case '\r': out += "%0D"; break;
      case '\n': out += "%0A"; break;
      case ':':
        if (in_property)
          out += "%3A";
        else
          out += c;
        break;
      case ',':
        if (in_property)
          out += "%2C";
        else
          out += c;
        break;
      default: out += c;
    }
  return out;
}

std::string_view word_of(Level level) {
  return level == Level::error ? "error" : level == Level::warning ? "warning" : "notice";
}

std::string annotation(const Run& run, const Change& change, Level level) {
  const Place place = place_of(run.header, change.key.case_name);
  std::string text = "::" + std::string(word_of(level)) + " file=" + escaped(place.file, true);
  if (place.line > 0) text += ",line=" + std::to_string(place.line);
  return text + ",title=" + escaped("clino: " + unit_name(change.key), true) +
         "::" + escaped(message_of(change) + "\nReproduce: " + command_of(change, run.header.spec), false) + "\n";
}

}  // namespace

std::string render_github(const Run& run, const Changes& changes) {
  if (changes.worse.empty()) return "::notice title=clino::" + summary_of(changes) + "\n";
  std::string text = "::error title=clino::" + summary_of(changes) + "\n";
  std::array<std::size_t, 4> shown{};
  for (const Change* change : worst_first(changes)) {
    const Level level = level_of(*change);
    if (++shown[static_cast<std::size_t>(level)] <= details_of_a_level) text += annotation(run, *change, level);
  }
  return text;
}

}  // namespace clino
