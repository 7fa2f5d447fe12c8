// `clino sweep` for people and for pipes.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "facts.hpp"
#include "page.hpp"
#include "sweep_command.hpp"

namespace clino::cli {
namespace {

/// A count with its digits in groups of three.
std::string grouped(std::uint64_t n) {
  std::string text = std::to_string(n);
  for (std::size_t k = text.size(); k > 3; k -= 3) text.insert(k - 3, " ");
  return text;
}

Level level_of(std::size_t verdict) {
  if (verdict == sweep_outside) return Level::ok;
  switch (static_cast<Verdict>(verdict)) {
    case Verdict::failed:
    case Verdict::non_finite:
    case Verdict::underflow:
    case Verdict::wrong: return Level::error;
    case Verdict::kink:
    case Verdict::inaccurate: return Level::warning;
    case Verdict::unsupported:
    case Verdict::undecided:
    case Verdict::invented: return Level::note;
    default: return Level::ok;
  }
}

std::string range_text(const SweepReport& r) {
  std::string text;
  for (std::size_t i = 0; i < r.axes.size(); ++i)
    text += fmt::format("{}{} = {} .. {}", i > 0 ? ", " : "", r.variables[i],
                        to_decimal(r.format, sweep_number(r.format, r.axes[i].first)),
                        to_decimal(r.format, sweep_number(r.format, r.axes[i].last)));
  return text;
}

std::string error_class_name(std::size_t k) {
  if (k == 0) return "0";
  if (k + 1 == sweep_error_classes) return "more";
  return to_decimal(binary64, std::scalbn(1.0, static_cast<int>(k) - 1));
}

std::string interval_text(const SweepReport& r, const SweepInterval& i) {
  const auto at = [&](std::uint64_t k) { return to_decimal(r.format, sweep_point_of(r.format, r.axes, k)[0]); };
  return i.first == i.last ? at(i.first) : fmt::format("{} .. {}", at(i.first), at(i.last));
}

/// Intervals of one verdict of one target: the longest few, and how many more.
std::string intervals_text(const SweepReport& r, const SweepTally& t, std::size_t verdict) {
  constexpr std::size_t shown = 2;
  std::vector<SweepInterval> listed;
  for (const SweepInterval& i : t.listed)
    if (i.verdict == verdict) listed.push_back(i);
  std::ranges::stable_sort(listed, std::ranges::greater{}, [](const SweepInterval& i) { return i.last - i.first; });
  std::string text;
  for (std::size_t k = 0; k < std::min(shown, listed.size()); ++k)
    text += (k > 0 ? "; " : "") + interval_text(r, listed[k]);
  if (t.intervals[verdict] > shown) text += fmt::format("; {} more intervals", t.intervals[verdict] - shown);
  return text;
}

void add_counts(Page& page, const SweepReport& r, const Style& style) {
  std::string header = fmt::format("  {:16}", "");
  for (const Target& t : r.targets) header += fmt::format("{:>16}", sweep_target_name(r, t));
  page.add(style.dim(header));
  for (std::size_t v = 0; v < sweep_classes; ++v) {
    if (std::ranges::all_of(r.all.targets, [&](const SweepTally& t) { return t.counts[v] == 0; })) continue;
    std::string line = "  " + style.level(fmt::format("{:16}", sweep_verdict_name(v)), level_of(v));
    for (const SweepTally& t : r.all.targets) line += fmt::format("{:>16}", t.counts[v] ? grouped(t.counts[v]) : "-");
    page.add(line);
  }
}

void add_intervals(Page& page, const SweepReport& r) {
  if (r.axes.size() > 1) return;
  for (std::size_t k = 0; k < r.targets.size(); ++k)
    for (std::size_t v = 0; v < sweep_classes; ++v)
      if (r.all.targets[k].counts[v] > 0 && level_of(v) != Level::ok)
        page.add_wrapped(fmt::format("{} of {}: {}", sweep_verdict_name(v), sweep_target_name(r, r.targets[k]),
                                     intervals_text(r, r.all.targets[k], v)),
                         2, level_of(v) == Level::note ? 2 : 1);
}

void add_worst(Page& page, const SweepReport& r) {
  for (std::size_t k = 0; k < r.targets.size(); ++k) {
    const SweepWorst& w = r.all.targets[k].worst;
    if (w.ulps < 0 && r.all.targets[k].errors[0] > 0)
      page.add(
          fmt::format("  every {} that could be compared is correctly rounded", sweep_target_name(r, r.targets[k])));
    if (w.ulps < 0) continue;
    page.add_wrapped(fmt::format("worst {}: {} ulps at {}: {}, not {}", sweep_target_name(r, r.targets[k]),
                                 fmt::format("{:.5g}", w.ulps), sweep_point_text(r, w.index),
                                 to_decimal(r.format, w.computed), to_decimal(r.format, w.reference)),
                     2, 0);
  }
}

void add_errors(Page& page, const SweepReport& r) {
  for (std::size_t k = 0; k < r.targets.size(); ++k) {
    std::string text = fmt::format("ulps of {}:", sweep_target_name(r, r.targets[k]));
    std::uint64_t more = 0;
    for (std::size_t e = 0; e < sweep_error_classes; ++e) {
      const std::uint64_t n = r.all.targets[k].errors[e];
      if (e > 5)
        more += n;
      else if (n > 0)
        text += fmt::format("  {}{} {}", e == 0 ? "" : "<=", error_class_name(e), grouped(n));
    }
    if (more > 0) text += fmt::format("  more {}", grouped(more));
    page.add_wrapped(text, 2, 3);
  }
}

}  // namespace

std::string sweep_target_name(const SweepReport& r, const Target& t) {
  NumberResult n;
  n.output = t.output;
  n.input = t.input;
  return symbol(r.variables, n, r.outputs);
}

std::string sweep_point_text(const SweepReport& r, std::uint64_t index) {
  return point_fact(r.variables, sweep_point_of(r.format, r.axes, index), r.format);
}

std::string sweep_for_people(const SweepReport& r, const Paper& paper) {
  Page page(paper.width);
  const std::string tail = fmt::format("  {}  {}", r.engine, r.format.name);
  page.add(paper.style.bold(fit(r.function, paper.width - std::min(paper.width, columns(tail)))) + tail);
  page.add_wrapped(fmt::format("every number of {}: {}", range_text(r), grouped(r.all.size())), 2, 0);
  add_counts(page, r, paper.style);
  add_worst(page, r);
  add_intervals(page, r);
  add_errors(page, r);
  return page.render(page_height);
}

std::string sweep_for_pipes(const SweepReport& r) {
  std::string text =
      fmt::format("function\t{}\nsweep\t{}\t{}\t{}\n", r.function, r.format.name, r.engine, r.all.size());
  for (std::size_t i = 0; i < r.axes.size(); ++i)
    text +=
        fmt::format("axis\t{}\t{}\t{}\n", r.variables[i], to_decimal(r.format, sweep_number(r.format, r.axes[i].first)),
                    to_decimal(r.format, sweep_number(r.format, r.axes[i].last)));
  for (std::size_t k = 0; k < r.targets.size(); ++k) {
    const SweepTally& t = r.all.targets[k];
    const std::string target = sweep_target_name(r, r.targets[k]);
    for (std::size_t v = 0; v < sweep_classes; ++v)
      if (t.counts[v] > 0) text += fmt::format("count\t{}\t{}\t{}\n", target, sweep_verdict_name(v), t.counts[v]);
    const SweepWorst& w = t.worst;
    if (w.ulps >= 0)
      text += fmt::format("worst\t{}\t{}\t{}\t{}\t{}\t{}\n", target, to_decimal(binary64, w.ulps),
                          sweep_point_text(r, w.index), to_decimal(r.format, w.computed),
                          to_decimal(r.format, w.reference), sweep_verdict_name(w.verdict));
    for (std::size_t e = 0; e < sweep_error_classes; ++e)
      if (t.errors[e] > 0) text += fmt::format("errors\t{}\t{}\t{}\n", target, error_class_name(e), t.errors[e]);
    if (r.axes.size() > 1) continue;
    std::array<std::uint64_t, sweep_classes> told{}, floats{};
    for (const SweepInterval& i : t.listed) {
      ++told[i.verdict];
      floats[i.verdict] += i.last - i.first + 1;
      text += fmt::format("interval\t{}\t{}\t{}\t{}\t{}\n", target, sweep_verdict_name(i.verdict),
                          to_decimal(r.format, sweep_point_of(r.format, r.axes, i.first)[0]),
                          to_decimal(r.format, sweep_point_of(r.format, r.axes, i.last)[0]), i.last - i.first + 1);
    }
    for (std::size_t v = 0; v < sweep_classes; ++v)
      if (t.intervals[v] > told[v])
        text += fmt::format("more\t{}\t{}\t{}\t{}\n", target, sweep_verdict_name(v), t.intervals[v] - told[v],
                            t.counts[v] - floats[v]);
  }
  return text;
}

}  // namespace clino::cli
