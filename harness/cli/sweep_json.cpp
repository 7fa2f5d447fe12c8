// The document of `clino sweep --json`.
#include <cmath>

#include "json_writer.hpp"
#include "sweep_command.hpp"

namespace clino::cli {
namespace {

void write_at(JsonWriter& out, const SweepReport& r, std::uint64_t index) {
  const Point x = sweep_point_of(r.format, r.axes, index);
  out.key("at").begin_object();
  for (std::size_t i = 0; i < x.size(); ++i) out.member(r.variables[i], x[i]);
  out.end_object();
}

void write_worst(JsonWriter& out, const SweepReport& r, const SweepWorst& w) {
  out.key("worst");
  if (w.ulps < 0) {
    out.null();
    return;
  }
  out.begin_object().member("error_ulps", w.ulps);
  write_at(out, r, w.index);
  out.member("computed", w.computed).member("reference", w.reference);
  out.member("verdict", sweep_verdict_name(w.verdict)).end_object();
}

void write_intervals(JsonWriter& out, const SweepReport& r, const SweepTally& t) {
  const auto at = [&](std::uint64_t k) { return sweep_point_of(r.format, r.axes, k)[0]; };
  std::array<std::uint64_t, sweep_classes> told{}, floats{};
  out.key("intervals").begin_array();
  for (const SweepInterval& i : t.listed) {
    ++told[i.verdict];
    floats[i.verdict] += i.last - i.first + 1;
    out.begin_object().member("verdict", sweep_verdict_name(i.verdict)).member("first", at(i.first));
    out.member("last", at(i.last)).member("count", i.last - i.first + 1).end_object();
  }
  out.end_array().key("more_intervals").begin_array();
  for (std::size_t v = 0; v < sweep_classes; ++v)
    if (t.intervals[v] > told[v])
      out.begin_object()
          .member("verdict", sweep_verdict_name(v))
          .member("intervals", t.intervals[v] - told[v])
          .member("count", t.counts[v] - floats[v])
          .end_object();
  out.end_array();
}

void write_target(JsonWriter& out, const SweepReport& r, std::size_t k) {
  const Target& target = r.targets[k];
  const SweepTally& t = r.all.targets[k];
  out.begin_object().member("output", target.output).key("input");
  if (target.input < 0)
    out.null();
  else
    out.string(r.variables[static_cast<std::size_t>(target.input)]);
  out.key("counts").begin_object();
  for (std::size_t v = 0; v < sweep_classes; ++v)
    if (t.counts[v] > 0) out.member(sweep_verdict_name(v), t.counts[v]);
  out.end_object().key("levels").begin_object();
  for (std::size_t l = 0; l < t.levels.size(); ++l)
    if (t.levels[l] > 0) out.member(name(static_cast<Level>(l)), t.levels[l]);
  out.end_object();
  write_worst(out, r, t.worst);
  out.key("errors").begin_array();
  for (std::size_t e = 0; e < sweep_error_classes; ++e) {
    if (t.errors[e] == 0) continue;
    const bool last = e + 1 == sweep_error_classes;
    out.begin_object().member("up_to_ulps", e == 0 ? 0.0 : last ? HUGE_VAL : std::scalbn(1.0, static_cast<int>(e) - 1));
    out.member("count", t.errors[e]).end_object();
  }
  out.end_array();
  if (r.axes.size() == 1) write_intervals(out, r, t);
  out.end_object();
}

void write(JsonWriter& out, const SweepReport& r) {
  out.begin_object().member("schema", 1).member("function", r.function).member("engine", r.engine);
  out.member("format", r.format.name).key("axes").begin_array();
  for (std::size_t i = 0; i < r.axes.size(); ++i)
    out.begin_object()
        .member("variable", r.variables[i])
        .member("first", sweep_number(r.format, r.axes[i].first))
        .member("last", sweep_number(r.format, r.axes[i].last))
        .end_object();
  out.end_array().member("count", r.all.size()).member("seconds", r.seconds).member("resumed", r.resumed);
  out.member("libm", r.libm).member("version", r.version).key("targets").begin_array();
  for (std::size_t k = 0; k < r.targets.size(); ++k) write_target(out, r, k);
  out.end_array().end_object();
}

}  // namespace

std::string sweep_as_json(const std::vector<SweepReport>& reports, bool one) {
  JsonWriter out;
  if (one && !reports.empty()) {
    write(out, reports.front());
    return out.text();
  }
  out.begin_object().member("schema", 1).key("sweeps").begin_array();
  for (const SweepReport& r : reports) write(out, r);
  return out.end_array().end_object().text();
}

}  // namespace clino::cli
