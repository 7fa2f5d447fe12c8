// `clino check` for a terminal: engines, finite difference and reference side by side, in 25 lines of 80 columns.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "check_command.hpp"
#include "facts.hpp"
#include "page.hpp"

namespace clino::cli {
namespace {

constexpr std::size_t witness_width = 11, number_width = 25, error_width = 16;

const NumberResult& number_at(const PointResult& p, Target t, std::size_t inputs) {
  return t.input < 0 ? p.values[static_cast<std::size_t>(t.output)]
                     : p.partials[static_cast<std::size_t>(t.output) * inputs + static_cast<std::size_t>(t.input)];
}

/// One view as rows; picks the number to show where there are several.
class ViewPage {
 public:
  ViewPage(const CheckResult& result, const View& view, const Style& style)
      : variables_(result.variables), view_(view), style_(style) {
    for (const auto* list : {&view.answers.front().values, &view.answers.front().partials})
      for (const NumberResult& n : *list) symbol_width_ = std::max(symbol_width_, name_of(n).size());
  }

  void add_to(Page& page, const std::string& title) {
    add_header(page, title);
    const Target value = loudest_target(false), partial = loudest_target(true);
    add_value(page, value);
    add_partial(page, partial);
    add_others(page, partial);
    add_sentences(page, value, partial);
  }

  /// One row for each engine, without the witnesses.
  void add_brief(Page& page) {
    const Target t = loudest_target(true);
    for (std::size_t e = 0; e < view_.engines.size(); ++e) {
      const NumberResult& n = at(e, t);
      const std::string where = fit(point_fact(variables_, view_.x, view_.format), 18);
      page.add(fmt::format("{} {} {} {} {} {}", pad(where, 18), pad(view_.format.name, 8),
                           pad(name_of(n), symbol_width_), pad(view_.engines[e], 8),
                           pad(fit(to_decimal(view_.format, n.computed), 22), 22), verdict(n)));
    }
  }

 private:
  std::string name_of(const NumberResult& n) const {
    return symbol(variables_, n, unit_outputs(view_.answers.front()));
  }
  const NumberResult& at(std::size_t engine, Target t) const {
    return number_at(view_.answers[engine], t, variables_.size());
  }
  std::string verdict(const NumberResult& n) const {
    return style_.level(name(n.judgement.verdict), n.judgement.level);
  }

  /// The value or partial with the highest level under any engine, the first of these.
  Target loudest_target(bool partial) const {
    const NumberResult* best = nullptr;
    for (const PointResult& p : view_.answers)
      for (const NumberResult& n : partial ? p.partials : p.values)
        if (best == nullptr || n.judgement.level > best->judgement.level) best = &n;
    return {best->output, best->input};
  }

  void add_header(Page& page, const std::string& title) const {
    std::string where = point_fact(variables_, view_.x, view_.format);
    if (view_.x.size() == 1)
      where = fmt::format("{} = {} ({})", variables_[0], to_decimal(view_.format, view_.x[0]), to_hex(view_.x[0]));
    const std::string tail = fmt::format("  at {}  {}", fit(where, 44), view_.format.name);
    page.add(style_.bold(fit(title, page_width - columns(tail))) + tail);
    if (view_.why != "given") page.add("  " + style_.dim(view_.why), 3);
  }

  std::string row(const std::string& symbol, const std::string& witness, const std::string& number,
                  const std::string& error, const std::string& verdict) const {
    std::string line = fmt::format("  {}  {} {} {} {}", pad(symbol, symbol_width_), pad(witness, witness_width),
                                   pad(number, number_width), pad(error, error_width), verdict);
    return line.substr(0, line.find_last_not_of(' ') + 1);
  }

  void add_reference(Page& page, const NumberResult& n, int importance) const {
    const bool certified = n.existence != Existence::undecided;
    const std::string text = n.existence == Existence::kink
                                 ? fmt::format("{} from the left, {} from the right", to_decimal(view_.format, n.left),
                                               to_decimal(view_.format, n.right))
                                 : reference_text(n, view_.format);
    page.add(row(name_of(n), "reference", text, certified ? "certified" : "", ""), importance);
  }

  void add_value(Page& page, Target t) const {
    const NumberResult& first = at(0, t);
    bool quiet = true, same = true;
    for (std::size_t e = 0; e < view_.engines.size(); ++e) {
      quiet = quiet && at(e, t).judgement.level == Level::ok;
      same = same && to_hex(at(e, t).computed) == to_hex(first.computed);
    }
    if (!quiet) add_reference(page, first, 1);
    for (std::size_t e = 0; e < (same ? 1 : view_.engines.size()); ++e) {
      const NumberResult& n = at(e, t);
      page.add(row(quiet && e == 0 ? name_of(n) : "", same ? "computed" : view_.engines[e],
                   to_decimal(view_.format, n.computed), error_text(n.judgement), verdict(n)),
               1);
    }
  }

  void add_partial(Page& page, Target t) const {
    add_reference(page, at(0, t), 0);
    if (const auto& e = at(0, t).estimate) page.add(row("", "difference", estimate_text(*e), "", ""));
    for (std::size_t e = 0; e < view_.engines.size(); ++e) {
      const NumberResult& n = at(e, t);
      page.add(row("", view_.engines[e], to_decimal(view_.format, n.computed), error_text(n.judgement), verdict(n)));
    }
  }

  /// What is not shown: the other partials, by their loudest verdict.
  void add_others(Page& page, Target shown) const {
    const auto& partials = view_.answers.front().partials;
    if (partials.size() < 2) return;
    std::vector<std::string> loud;
    for (const NumberResult& n : partials) {
      if (n.output == shown.output && n.input == shown.input) continue;
      for (std::size_t e = 0; e < view_.engines.size(); ++e)
        if (const NumberResult& m = at(e, {n.output, n.input}); m.judgement.level != Level::ok) {
          loud.push_back(fmt::format("{} {}", name_of(m), name(m.judgement.verdict)));
          break;
        }
    }
    const std::string what = loud.empty() ? "all ok" : fmt::format("{}", fmt::join(loud, ", "));
    page.add(fit(fmt::format("  and {} more partials: {}", partials.size() - 1, what), page_width), 1);
  }

  /// The diagnoses and reasons, each once, with the engines they hold for.
  void add_sentences(Page& page, Target value, Target partial) const {
    std::vector<std::pair<std::string, std::string>> sentences;
    const auto say = [&](const std::string& who, const std::string& text) {
      if (text.empty()) return;
      const auto known = std::ranges::find(sentences, text, &std::pair<std::string, std::string>::second);
      if (known == sentences.end())
        sentences.emplace_back(who, text);
      else if (known->first != who)
        known->first += ", " + who;
    };
    for (std::size_t e = 0; e < view_.engines.size(); ++e) {
      const auto& diagnosis = view_.answers[e].diagnosis;
      if (diagnosis && !diagnosis->summary.empty())
        say(view_.engines[e], diagnosis->summary);
      else
        say(view_.engines[e], at(e, partial).judgement.reason);
    }
    if (sentences.empty()) say("value", at(0, value).judgement.reason);
    for (std::size_t i = 0; i < sentences.size(); ++i)
      page.add_wrapped(sentences[i].first + ": " + sentences[i].second, 2, i == 0 ? 1 : 2);
  }

  const std::vector<std::string>& variables_;
  const View& view_;
  const Style& style_;
  std::size_t symbol_width_ = 1;
};

std::string census(const Counts& counts) {
  std::string text;
  for (const Verdict v : verdicts())
    if (const auto n = counts[static_cast<std::size_t>(v)]; n > 0)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", n, name(v));
  return text;
}

/// Few digits: the exact ends are in the pipe's output and in JSON.
std::string end_text(const Format& format, double x) {
  const std::string exact = to_decimal(format, x);
  return exact.size() <= 10 ? exact : fmt::format("{:.7g}", x);
}

std::string range_text(const UnitResult& unit, const Format& format) {
  std::string text;
  for (const Range& r : unit.ranges)
    if (r.verdict != Verdict::accurate)
      text += fmt::format("{}{} from {} to {}", text.empty() ? "" : ", ", name(r.verdict), end_text(format, r.first),
                          end_text(format, r.last));
  return text;
}

/// Engines with the same counts and ranges on one line.
void add_census(Page& page, const CheckResult& result, const Format& format) {
  std::vector<std::pair<std::string, std::string>> lines;
  for (const UnitResult& unit : result.units) {
    if (unit.format != format.name) continue;
    const std::string ranges = range_text(unit, format);
    const std::string text = census(unit.counts) + (ranges.empty() ? "" : "; " + ranges);
    const auto known = std::ranges::find(lines, text, &std::pair<std::string, std::string>::second);
    if (known == lines.end())
      lines.emplace_back(unit.engine, text);
    else
      known->first += ", " + unit.engine;
  }
  for (const auto& [who, text] : lines) page.add_wrapped(who + ": " + text, 2, 3);
}

}  // namespace

std::string check_for_people(const CheckResult& result, const Style& style) {
  const std::string texts = fmt::format("{}", fmt::join(result.function, ", "));
  const bool named = !result.case_name.empty() && result.case_name != texts;
  const std::string title = named ? result.case_name + "  " + texts : texts;
  if (result.views.size() > 2) {
    Page page;
    page.add(style.bold(fit(title, page_width)));
    for (const View& view : result.views) ViewPage(result, view, style).add_brief(page);
    return page.render(page_height);
  }
  std::string text;
  for (const View& view : result.views) {
    Page page;
    ViewPage(result, view, style).add_to(page, title);
    if (result.sampled) add_census(page, result, view.format);
    text += page.render((page_height - (result.views.size() - 1)) / result.views.size());
    if (&view != &result.views.back()) text += '\n';
  }
  return text;
}

}  // namespace clino::cli
