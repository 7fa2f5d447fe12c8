/// Units of the page: facts, counts, and one series of samples for each plotted number.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "reports/page_json.hpp"
#include "reports/summary.hpp"

namespace clino {
namespace {

constexpr std::size_t series_kept = 8;  ///< partials plotted for a unit, the worst ones
constexpr std::size_t turns_kept = 6;   ///< points listed where the verdict changes

char letter(Verdict verdict) { return static_cast<char>('a' + static_cast<int>(verdict)); }
char letter(Existence existence) { return static_cast<char>('a' + static_cast<int>(existence)); }

/// Which number of every point is plotted: the k-th partial, or the k-th value.
struct SeriesKey {
  bool value = false;
  std::size_t k = 0;
};

const NumberResult* at(const PointResult& point, const SeriesKey& key) {
  const auto& numbers = key.value ? point.values : point.partials;
  return key.k < numbers.size() ? &numbers[key.k] : nullptr;
}

/// The partials that went worst anywhere, in their own order; then the values.
std::vector<SeriesKey> series_keys(const UnitResult& unit) {
  std::vector<NumberResult> worst;
  std::size_t values = 0;
  for (const PointResult& point : unit.points) {
    values = std::max(values, point.values.size());
    for (std::size_t k = 0; k < point.partials.size(); ++k) {
      if (k == worst.size()) worst.push_back(point.partials[k]);
      if (is_worse(point.partials[k], worst[k])) worst[k] = point.partials[k];
    }
  }
  std::vector<std::size_t> order(worst.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return is_worse(worst[a], worst[b]); });
  order.resize(std::min(order.size(), series_kept));
  std::ranges::sort(order);
  std::vector<SeriesKey> keys;
  for (const std::size_t k : order) keys.push_back({false, k});
  for (std::size_t k = 0; k < std::min(values, series_kept); ++k) keys.push_back({true, k});
  return keys;
}

/// The finite numbers that the series shows.
Plotted plot_of(const UnitResult& unit, const SeriesKey& key) {
  std::vector<double> all;
  for (const PointResult& point : unit.points)
    if (const NumberResult* n = at(point, key)) all.insert(all.end(), {n->computed, n->reference});
  return Plotted(all);
}

/// The computed number; "=" where it is drawn at the reference, which is most often so.
Json computed_json(const Plotted& plotted, const NumberResult& n) {
  Json computed = plotted(n.computed);
  const bool same = computed == plotted(n.reference) && std::signbit(n.computed) == std::signbit(n.reference);
  return same ? Json("=") : computed;
}

Json series_json(const UnitResult& unit, const SeriesKey& key, Pool& pool) {
  Json computed = Json::array(), reference = Json::array();
  std::string verdicts, existences, bits;
  NumberResult first{};
  const Plotted plotted = plot_of(unit, key);
  for (const PointResult& point : unit.points) {
    const NumberResult* n = at(point, key);
    if (n != nullptr) first = *n;
    computed.push_back(n == nullptr ? Json() : computed_json(plotted, *n));
    reference.push_back(n == nullptr ? Json() : plotted(n->reference));
    bits += n == nullptr ? '!' : bits_letter(n->judgement.bits_lost);
    verdicts += n == nullptr ? '-' : letter(n->judgement.verdict);
    existences += n == nullptr ? '-' : letter(n->existence);
  }
  return {{"output", first.output},
          {"input", key.value ? -1 : first.input},
          {"computed", pool.intern("computed", computed)},
          {"reference", pool.intern("reference", reference)},
          {"existence", pool.intern("letters", existences)},
          {"verdict", verdicts},
          {"bits", pool.intern("letters", bits)}};
}

/// Inputs that were drawn or searched, and thresholds, stand for their surroundings: as a plot shows them; the others
/// are exact.
Json input_json(const PointResult& point, double x, const Format& format, const Plotted& plotted) {
  const auto is = [&](std::string_view why) { return point.why.starts_with(why); };
  const bool any = is("sampled") || is("search") || is("threshold");
  return any ? plotted(x) : number_json(format, x);
}

Json points_json(const UnitResult& unit, const Format& format, Pool& pool) {
  Json x = Json::array();
  std::string inside;
  for (const PointResult& point : unit.points) inside += point.in_domain ? '1' : '0';
  for (std::size_t i = 0; i < unit.variables.size(); ++i) {
    std::vector<double> all;
    for (const PointResult& point : unit.points)
      if (point.in_domain && i < point.x.size()) all.push_back(point.x[i]);
    const Plotted plotted(all);
    Json column = Json::array();
    for (const PointResult& point : unit.points)
      column.push_back(i < point.x.size() ? input_json(point, point.x[i], format, plotted) : Json());
    x.push_back(pool.intern("x", column));
  }
  return {{"x", std::move(x)}, {"inside", pool.intern("letters", inside)}};
}

Json ranges_json(const UnitResult& unit, const Format& format) {
  Json json = Json::array();
  for (const Range& r : unit.ranges)
    json.push_back({{"output", r.output},
                    {"input", r.input},
                    {"verdict", static_cast<int>(r.verdict)},
                    {"first", number_json(format, r.first)},
                    {"last", number_json(format, r.last)},
                    {"firstIsEdge", r.first_is_edge},
                    {"lastIsEdge", r.last_is_edge}});
  return json;
}

/// What a unit says of its case: the same for every engine and format, so stored once.
Json facts_json(const UnitResult& unit) {
  Json domain = Json::array();
  for (const Interval& i : unit.domain) domain.push_back({number_json(i.lo), number_json(i.hi)});
  return {{"case", unit.case_name},
          {"word", shell_word(unit.case_name)},
          {"function", unit.function},
          {"variables", unit.variables},
          {"reference", unit.reference},
          {"domain", std::move(domain)},
          {"mechanism", unit.mechanism},
          {"lesson", unit.lesson},
          {"stable", unit.stable},
          {"source", unit.source},
          {"tags", unit.tags}};
}

/// Bits lost at the worst number for which digits are what is lost, in the working range.
double worst_bits(const UnitResult& unit) {
  double bits = 0;
  const auto see = [&](const std::vector<PointResult>& points) {
    for (const PointResult& point : points)
      for (const NumberResult& n : point.partials) {
        const Verdict v = n.judgement.verdict;
        if (point.in_domain && (v == Verdict::accurate || v == Verdict::inaccurate || v == Verdict::wrong))
          bits = std::max(bits, n.judgement.bits_lost);
      }
  };
  see(unit.points);
  see(unit.exemplars);
  return bits;
}

/// Points of a function of one input between which the verdict on its derivative changes, in order of the input, those
/// that are exemplars left out.
std::vector<const PointResult*> turning_points(const UnitResult& unit) {
  std::vector<const PointResult*> sorted, turns;
  for (const PointResult& point : unit.points)
    if (point.in_domain && point.x.size() == 1 && point.partials.size() == 1) sorted.push_back(&point);
  std::ranges::stable_sort(sorted, {}, [](const PointResult* p) { return p->x[0]; });
  const auto add = [&](const PointResult* p) {
    const bool known = std::ranges::any_of(unit.exemplars, [&](const PointResult& e) { return e.x == p->x; }) ||
                       (!turns.empty() && turns.back() == p);
    if (!known && turns.size() < turns_kept) turns.push_back(p);
  };
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    if (sorted[i - 1]->partials[0].judgement.verdict == sorted[i]->partials[0].judgement.verdict) continue;
    add(sorted[i - 1]);
    add(sorted[i]);
  }
  return turns;
}

/// The place of the exemplar among the points that are plotted.
Json place_of(const UnitResult& unit, const PointResult& exemplar) {
  const auto found = std::ranges::find(unit.points, exemplar.x, &PointResult::x);
  return found == unit.points.end() ? Json() : Json(found - unit.points.begin());
}

Json exemplars_json(const UnitResult& unit, Pool& pool) {
  Json json = Json::array();
  const auto add = [&](const PointResult& point) {
    json.push_back(exemplar_json(unit, point, pool));
    json.back()["point"] = place_of(unit, point);
  };
  for (const PointResult& point : unit.exemplars) add(point);
  for (const PointResult* turn : turning_points(unit)) {
    PointResult shown = *turn;
    shown.why = "next to a change";
    add(shown);
  }
  return json;
}

/// What only the page of the unit shows.
Json plots_json(const UnitResult& unit, const Format& format, Pool& pool) {
  Json series = Json::array();
  for (const SeriesKey& key : series_keys(unit)) series.push_back(series_json(unit, key, pool));
  return {{"points", points_json(unit, format, pool)},
          {"series", std::move(series)},
          {"ranges", ranges_json(unit, format)}};
}

/// What the diagnosis blames, else what the judge does; empty when nothing is wrong.
std::string_view fault_name(const Finding& lead) {
  if (lead.level == Level::ok || lead.number == nullptr) return {};
  if (lead.point->diagnosis && lead.point->diagnosis->fault != Fault::none) return name(lead.point->diagnosis->fault);
  return lead.number->judgement.blame == Blame::none ? std::string_view() : name(lead.number->judgement.blame);
}

}  // namespace

Json unit_json(const UnitResult& unit, Pool& pool) {
  const Format format = find_format(unit.format).value_or(binary64);
  const Finding lead = leading_finding(unit);
  Json json{{"facts", pool.intern("facts", facts_json(unit))},
            {"engine", unit.engine},
            {"format", unit.format},
            {"gradient", unit.gradient},
            {"verdict", static_cast<int>(worst_verdict(unit))},
            {"level", name(gradient_level(unit))},
            {"leadVerdict", static_cast<int>(lead.verdict)},
            {"leadLevel", name(lead.level)},
            {"leadIsValue", about_value(lead)},
            {"fault", fault_name(lead)},
            {"bits", tenths(worst_bits(unit))},
            {"sentence", lead.sentence},
            {"at", lead.point == nullptr ? std::string() : input_text(unit, *lead.point)},
            {"counts", unit.counts},
            {"valueCounts", unit.value_counts},
            {"outside", unit.outside},
            {"plots", pool.intern("plots", plots_json(unit, format, pool))},
            {"exemplars", pool.intern("exemplars", exemplars_json(unit, pool))},
            {"supplied", unit.supplied},
            {"notes", unit.notes},
            {"failure", unit.failure}};
  return json;
}

}  // namespace clino
