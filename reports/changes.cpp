// What a run found against what is accepted.
#include <algorithm>
#include <cmath>

#include "reports/baseline.hpp"
#include "reports/summary.hpp"

namespace clino {
namespace {

constexpr std::size_t inputs_written = 8;

/// Decimal digits lost, rounded up; only where digits are what is lost.
std::optional<int> digits_of(const Judgement& j) {
  const bool counts = j.verdict == Verdict::inaccurate || j.verdict == Verdict::wrong;
  if (!counts) return std::nullopt;
  constexpr double digits_per_bit = 0.30102999566398120;  // log10(2)
  return static_cast<int>(std::ceil(j.bits_lost * digits_per_bit));
}

std::string at_text(const UnitResult& unit, const PointResult& p) {
  return p.x.size() > inputs_written ? std::string() : at_option(unit, p);
}

std::string cause_of(const PointResult& p, const NumberResult& n) {
  const bool about_n = p.diagnosis && (!p.target || (p.target->output == n.output && p.target->input == n.input));
  if (about_n && p.diagnosis->mechanism != Mechanism::none) return std::string(name(p.diagnosis->mechanism));
  return std::string(name(n.judgement.blame));
}

/// Whether the point was chosen to show this number.
bool shows(const PointResult& p, const NumberResult& n) {
  return p.why.find("plainest") != std::string::npos && p.target && p.target->output == n.output &&
         p.target->input == n.input;
}

enum class Numbers { shown, all };

void collect(FindingMap& found, const UnitResult& unit, const PointResult& p, Level at_least, Numbers which) {
  if (!p.in_domain) return;
  const auto add = [&](const NumberResult& n, const char* prefix) {
    const Judgement& j = n.judgement;
    if (j.level < at_least || (which == Numbers::shown && !shows(p, n))) return;
    auto [row, fresh] = found.try_emplace(
        {unit.case_name, unit.engine, unit.format, prefix + std::string(name(j.verdict)), std::string(name(j.blame))});
    FindingFacts& facts = row->second;
    facts.digits = std::max(facts.digits, digits_of(j));
    if (!fresh) return;
    facts.at = at_text(unit, p);
    facts.cause = cause_of(p, n);
  };
  for (const NumberResult& n : p.partials) add(n, "");
  if (unit.engine != "custom")
    for (const NumberResult& n : p.values) add(n, "value:");
}

/// -1 fewer, 0 as many, 1 more digits lost; a file without digits accepts any.
int digits_moved(const FindingFacts& before, const FindingFacts& after) {
  if (!before.digits || !after.digits) return 0;
  return *after.digits > *before.digits ? 1 : *after.digits < *before.digits ? -1 : 0;
}

const NumberResult* number_of(const PointResult& p, const FindingKey& key) {
  const bool of_value = key.verdict.starts_with("value:");
  const std::string verdict = of_value ? key.verdict.substr(6) : key.verdict;
  const NumberResult* loudest = nullptr;
  for (const NumberResult& n : of_value ? p.values : p.partials)
    if (name(n.judgement.verdict) == verdict && name(n.judgement.blame) == key.blame &&
        (loudest == nullptr || n.judgement.level > loudest->judgement.level))
      loudest = &n;
  return loudest;
}

std::string state_of(const FindingFacts& f, const FindingKey& key) {
  std::string text = key.verdict;
  if (f.digits) text += " with " + counted(*f.digits, "digit") + " lost";
  return f.at.empty() ? text : text + " at " + f.at;
}

}  // namespace

FindingMap findings_of(const UnitResult& unit, Level at_least) {
  FindingMap found;
  if (!unit.failure.empty())
    found[{unit.case_name, unit.engine, unit.format, std::string(name(Verdict::failed)), "none"}].cause = "failed";
  for (const PointResult& p : unit.exemplars) collect(found, unit, p, at_least, Numbers::shown);  // the plainest first
  for (const auto* points : {&unit.exemplars, &unit.points})
    for (const PointResult& p : *points) collect(found, unit, p, at_least, Numbers::all);
  return found;
}

Changes changes_of(const Run& run, const Baseline& accepted, Level fail_on, Direction direction) {
  Changes changes{.fail_on = fail_on};
  // The file holds warnings and errors: with a higher threshold the warnings among them are not gone.
  const Level still_there = std::min(fail_on, Level::warning);
  for (const UnitResult& unit : run.units) {
    for (const auto& [key, facts] : findings_of(unit, fail_on)) {
      const FindingFacts* before = accepted.find(key);
      const int moved = before == nullptr ? 1 : digits_moved(*before, facts);
      Change change{key, before == nullptr ? std::nullopt : std::optional(*before), facts, &unit};
      if (moved > 0) changes.worse.push_back(std::move(change));
      if (moved == 0) ++changes.same;
      if (moved < 0 && direction == Direction::both) changes.better.push_back(std::move(change));
    }
    if (direction == Direction::worse_only) continue;
    const FindingMap found = findings_of(unit, still_there);
    for (const FindingKey& key : accepted.of_unit(unit))
      if (!found.contains(key)) changes.better.push_back({key, *accepted.find(key), std::nullopt, &unit});
  }
  return changes;
}

std::string_view word(const Change& change) {
  if (!change.before) return "new";
  if (!change.after) return "gone";
  return change.after->digits > change.before->digits ? "worse" : "better";
}

const PointResult* example_of(const UnitResult& unit, const FindingKey& key) {
  // A note of the same kind is no example of a finding, unless there is no other.
  for (const Level least : {Level::warning, Level::ok}) {
    const PointResult* any = nullptr;
    for (const auto* points : {&unit.exemplars, &unit.points})
      for (const PointResult& p : *points) {
        const NumberResult* n = p.in_domain ? number_of(p, key) : nullptr;
        if (n == nullptr || n->judgement.level < least) continue;
        if (shows(p, *n)) return &p;
        if (any == nullptr) any = &p;
      }
    if (any != nullptr) return any;
  }
  return nullptr;
}

std::string sentence_of(const Change& change) {
  const PointResult* p = change.unit == nullptr ? nullptr : example_of(*change.unit, change.key);
  if (p == nullptr) return change.unit == nullptr ? std::string() : change.unit->failure;
  const NumberResult& n = *number_of(*p, change.key);
  const bool about_n = p->diagnosis && (!p->target || (p->target->output == n.output && p->target->input == n.input));
  if (about_n && !p->diagnosis->summary.empty()) return p->diagnosis->summary;
  return n.judgement.reason.empty() ? std::string(meaning(n.judgement.verdict)) : n.judgement.reason;
}

std::string step_of(const Change& change) {
  if (!change.after) return "is gone: was " + state_of(*change.before, change.key);
  const std::string now = "is " + state_of(*change.after, change.key);
  return change.before ? now + ", was " + state_of(*change.before, change.key) : now;
}

void take(Baseline& baseline, const Change& change, const std::string& reason) {
  if (!change.after) return baseline.remove(change.key);
  FindingFacts facts = *change.after;
  facts.reason = !reason.empty() ? reason : change.before ? change.before->reason : std::string();
  baseline.accept(change.key, std::move(facts));
}

std::string unit_name(const FindingKey& key) { return key.case_name + '/' + key.engine + '/' + key.format; }

}  // namespace clino
