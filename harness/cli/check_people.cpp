// `clino check` for a terminal: engines, finite difference and reference side by side, in 25 lines.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "check_command.hpp"
#include "facts.hpp"
#include "page.hpp"

namespace clino::cli {
namespace {

constexpr std::size_t longest_symbol = 18, shortest_number = 8;
constexpr std::size_t witness_width = 11, number_width = 25, error_width = 16, verdict_width = 15;

const NumberResult& number_at(const PointResult& p, Target t, std::size_t inputs) {
  return t.input < 0 ? p.values[static_cast<std::size_t>(t.output)]
                     : p.partials[static_cast<std::size_t>(t.output) * inputs + static_cast<std::size_t>(t.input)];
}

/// One view as rows; picks the number to show where there are several.
class ViewPage {
 public:
  ViewPage(const CheckResult& result, const View& view, const Paper& paper)
      : variables_(result.variables), view_(view), paper_(paper) {}

  void add_to(Page& page, const std::string& title) {
    add_header(page, title);
    const Target value = loudest_target(false), partial = loudest_target(true);
    for (const NumberResult* n : {&at(0, value), &at(0, partial)})
      symbol_width_ = std::max(symbol_width_, columns(name_of(*n)));
    add_value(page, value);
    add_partial(page, partial);
    add_others(page, partial);
    add_sentences(page, value, partial);
  }

 private:
  std::string name_of(const NumberResult& n) const {
    return symbol(variables_, n, unit_outputs(view_.answers.front()));
  }
  const NumberResult& at(std::size_t engine, Target t) const {
    return number_at(view_.answers[engine], t, variables_.size());
  }
  std::string verdict(const NumberResult& n) const {
    return paper_.style.level(name(n.judgement.verdict), n.judgement.level);
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
    const std::string tail = fmt::format("  at {}  {}", fit(where, paper_.width - 36), view_.format.name);
    page.add(paper_.style.bold(fit(title, paper_.width - std::min(paper_.width, columns(tail)))) + tail);
    if (view_.why != "given") page.add("  " + paper_.style.dim(view_.why), 3);
  }

  /// What a long symbol takes is missing from the number, which is then written with fewer digits.
  std::size_t number_columns() const {
    const std::size_t taken = symbol_columns() + witness_width + error_columns() + verdict_width + 7;
    return std::clamp(paper_.width - std::min(paper_.width, taken), shortest_number, number_width);
  }
  /// On a narrow page the verdict stands for the error.
  std::size_t error_columns() const {
    return paper_.width < symbol_columns() + witness_width + error_width + verdict_width + 7 + shortest_number + 2
               ? 0
               : error_width;
  }
  std::size_t symbol_columns() const { return std::min(symbol_width_, longest_symbol); }

  std::string row(const std::string& symbol, const std::string& witness, const std::string& number,
                  const std::string& error, const std::string& verdict) const {
    std::string line = fmt::format("  {}  {} {} ", pad(fit(symbol, symbol_columns()), symbol_columns()),
                                   pad(witness, witness_width), pad(number, number_columns()));
    if (error_columns() > 0) line += pad(error, error_columns()) + " ";
    line += verdict;
    return line.substr(0, line.find_last_not_of(' ') + 1);
  }

  /// All digits where there is room for `width` columns.
  std::string number(double x, std::size_t width) const {
    const std::string text = to_decimal(view_.format, x);
    return text.size() <= width ? text : fmt::format("{:.{}g}", x, width - 7);  // sign, point, e-308
  }

  /// Two slopes in the columns of number, error and verdict.
  std::string kink_text(const NumberResult& n) const {
    const std::size_t taken = symbol_columns() + witness_width + 5 + std::string_view("certified ").size();
    const std::size_t columns = paper_.width - std::min(paper_.width, taken);
    for (std::size_t width = number_width;; --width) {
      std::string text = fmt::format("{} from the left, {} from the right", number(n.left, width), number(n.right, width));
      if (text.size() <= columns) return text;
      if (width == shortest_number) return number(n.left, width) + " | " + number(n.right, width);
    }
  }

  void add_reference(Page& page, const NumberResult& n, int importance) const {
    const bool certified = n.existence != Existence::undecided;
    std::string text = reference_text(n, view_.format);
    if (n.existence == Existence::exists) text = number(n.reference, number_columns());
    if (n.existence == Existence::kink) text = kink_text(n);
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
                   number(n.computed, number_columns()), error_text(n.judgement), verdict(n)),
               1);
    }
  }

  void add_partial(Page& page, Target t) const {
    add_reference(page, at(0, t), 0);
    if (const auto& e = at(0, t).estimate) page.add(row("", "difference", estimate_text(*e, signs(paper_.utf8).plus_minus), "", ""));
    for (std::size_t e = 0; e < view_.engines.size(); ++e) {
      const NumberResult& n = at(e, t);
      page.add(row("", view_.engines[e], number(n.computed, number_columns()), error_text(n.judgement), verdict(n)));
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
    page.add(fit(fmt::format("  and {} more partials: {}", partials.size() - 1, what), paper_.width), 1);
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
  const Paper& paper_;
  std::size_t symbol_width_ = 1;
};

/// The number of a view with the highest level, of the first engine with it.
const NumberResult& loudest(const View& view) {
  const auto level = [](const PointResult& p) { return cli::loudest(p).judgement.level; };
  return cli::loudest(*std::ranges::max_element(view.answers, {}, level));
}

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

/// What is read first: the highest level, and of the same level a verdict that was not seen yet.
std::vector<std::size_t> by_weight(const std::vector<View>& views) {
  std::vector<std::size_t> order;
  std::set<Verdict> seen;
  while (order.size() < views.size()) {
    std::size_t best = views.size();
    std::pair<Level, bool> most;
    for (std::size_t k = 0; k < views.size(); ++k) {
      if (std::ranges::find(order, k) != order.end()) continue;
      const Judgement& j = loudest(views[k]).judgement;
      const std::pair weight{j.level, !seen.contains(j.verdict)};
      if (best == views.size() || weight > most) best = k, most = weight;
    }
    order.push_back(best);
    seen.insert(loudest(views[best]).judgement.verdict);
  }
  return order;
}

/// The views that fit on one page with all that must be said, at least one; in their own order.
std::vector<std::size_t> shown_views(const std::vector<View>& views, const std::vector<Page>& pages) {
  std::vector<std::size_t> shown;
  std::size_t height = 0;
  for (const std::size_t k : by_weight(views)) {
    const bool last = shown.size() + 1 == views.size();
    height += pages[k].height(1) + (shown.empty() ? 0 : 1);
    if (!shown.empty() && height + (last ? 0 : 2) > page_height) break;
    shown.push_back(k);
  }
  std::ranges::sort(shown);
  return shown;
}

/// "and 3 more: 2 wrong, 1 accurate; ..."
std::string rest_line(const std::vector<View>& views, const std::vector<std::size_t>& shown, std::size_t width) {
  Counts counts{};
  bool points = false, formats = false;
  for (std::size_t k = 0; k < views.size(); ++k) {
    points = points || views[k].x != views[shown.front()].x;
    formats = formats || views[k].format != views[shown.front()].format;
    if (std::ranges::find(shown, k) == shown.end())
      ++counts[static_cast<std::size_t>(loudest(views[k]).judgement.verdict)];
  }
  const std::string option = formats ? points ? "--format, --at" : "--format" : "--at";
  const std::string how = fmt::format("; {} or --json shows them", option);
  const std::string what = fmt::format("and {} more: {}", views.size() - shown.size(), census(counts));
  return fit(what, width - std::min(width, how.size())) + how;
}

}  // namespace

std::string check_for_people(const CheckResult& result, const Paper& paper) {
  const std::string texts = fmt::format("{}", fmt::join(result.function, ", "));
  const bool named = !result.case_name.empty() && result.case_name != texts;
  const std::string title = named ? result.case_name + "  " + texts : texts;
  std::vector<Page> pages;
  for (const View& view : result.views) {
    ViewPage(result, view, paper).add_to(pages.emplace_back(paper.width), title);
    if (result.sampled) add_census(pages.back(), result, view.format);
  }
  const std::vector<std::size_t> shown = shown_views(result.views, pages);
  const bool all = shown.size() == pages.size();
  std::size_t room = page_height - (shown.size() - 1) - (all ? 0 : 2);
  for (const std::size_t k : shown) room -= std::min(room, pages[k].height(1));
  std::string text;
  for (const std::size_t k : shown) {
    // What is left is for the less important lines, the first view's before the others'.
    const std::string page = pages[k].render(std::min(pages[k].height(1) + room, page_height - (all ? 0 : 2)));
    const auto lines = static_cast<std::size_t>(std::ranges::count(page, '\n'));
    room -= std::min(room, lines - std::min(lines, pages[k].height(1)));
    text += (text.empty() ? "" : "\n") + page;
  }
  return all ? text : text + '\n' + rest_line(result.views, shown, paper.width) + '\n';
}

}  // namespace clino::cli
