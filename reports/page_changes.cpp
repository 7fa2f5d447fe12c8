/// What of the run is not as accepted, for the page's view of changes.
#include "reports/page_json.hpp"
#include "reports/regressions.hpp"

namespace clino {
namespace {

Json digits(const std::optional<FindingFacts>& facts) { return facts && facts->digits ? Json(*facts->digits) : Json(); }

Json change_json(const Run& run, const Change& c) {
  const FindingFacts& now = c.after ? *c.after : *c.before;
  return {{"unit", c.unit == nullptr ? Json() : Json(c.unit - run.units.data())},
          {"name", unit_name(c.key)},
          {"word", word(c)},
          {"verdict", c.key.verdict},
          {"blame", c.key.blame},
          {"before", digits(c.before)},
          {"after", digits(c.after)},
          {"at", now.at},
          {"sentence", c.after ? sentence_of(c) : std::string()}};
}

}  // namespace

Json changes_json(const Run& run, const Changes& changes) {
  Json worse = Json::array(), better = Json::array();
  for (const Change* c : worst_first(changes)) worse.push_back(change_json(run, *c));
  for (const Change& c : changes.better) better.push_back(change_json(run, c));
  return {{"accepted", changes.accepted},
          {"same", changes.same},
          {"failOn", name(changes.fail_on)},
          {"worse", std::move(worse)},
          {"better", std::move(better)}};
}

}  // namespace clino
