// The step table of `clino explain`, for people, pipes and as JSON.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "explain_command.hpp"
#include "facts.hpp"
#include "json_writer.hpp"
#include "page.hpp"
#include "result_names.hpp"

namespace clino::cli {
namespace {

/// Steps shown on a terminal: all of a short program; of a long one its head and the neighbourhood of the culprit.
constexpr std::size_t head_steps = 8, steps_around = 5;

bool is_culprit(const Explanation& e, const Step& s) { return e.diagnosis.culprit && *e.diagnosis.culprit == s.node; }

std::vector<bool> chosen_steps(const Explanation& e) {
  const auto& steps = e.diagnosis.steps;
  std::vector<bool> shown(steps.size(), steps.size() <= 3 * steps_around + head_steps);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (i < head_steps || i + 2 >= steps.size()) shown[i] = true;
    if (!is_culprit(e, steps[i])) continue;
    for (std::size_t k = i - std::min(i, steps_around); k <= std::min(i + steps_around, steps.size() - 1); ++k)
      shown[k] = true;
  }
  return shown;
}

std::string subject_line(const Explanation& e) {
  return fmt::format("{} of {} by {} in {}", symbol(e.variables, e.number, e.outputs), fmt::join(e.function, ", "),
                     e.engine, e.format.name);
}
std::string derivative_name(const Diagnosis& d) { return d.mode == Mode::reverse ? "adjoint" : "tangent"; }
std::string ulps_text(double x) { return std::isnan(x) ? "" : brief(x); }

/// Columns of the step and of each of the four numbers; the ulps have 8.
struct Widths {
  std::size_t step, number;
};

/// 17 and 12 on 80 columns. What is more goes to the steps that need it, then to the numbers; what is less is taken
/// from both.
Widths widths_of(const Explanation& e, std::size_t width) {
  constexpr Widths usual{17, 12}, narrow{12, 8};
  constexpr std::size_t usual_width = 80, all_digits = 24;
  if (width < usual_width) {
    const std::size_t missing = usual_width - width, from_step = std::min(missing, usual.step - narrow.step);
    const std::size_t rest = (missing - from_step + 3) / 4;
    return {usual.step - from_step, usual.number - std::min(rest, usual.number - narrow.number)};
  }
  std::size_t longest = usual.step;
  for (const Step& s : e.diagnosis.steps) longest = std::max(longest, columns(s.text));
  const std::size_t to_step = std::min(width - usual_width, longest - usual.step);
  const std::size_t to_numbers = (width - usual_width - to_step) / 4;
  return {usual.step + to_step, std::min(usual.number + to_numbers, all_digits)};
}

/// A number in so many columns: all its digits, else six, else fewer. What differs by less than is seen there has its
/// ulps beside.
std::string cell(const Format& format, double x, std::size_t width) {
  std::string text = to_decimal(format, x);
  for (int digits = 6; digits > 0 && text.size() > width; --digits) text = fmt::format("{:.{}g}", x, digits);
  return pad_left(text, width);
}

/// An exact number where binary64 has infinity or 0 for it.
std::optional<std::string> beyond_binary64(double x, double log2_magnitude) {
  if ((x != 0 && !std::isinf(x)) || !std::isfinite(log2_magnitude)) return std::nullopt;
  return three_digits(x, log2_magnitude);
}
std::string exact_cell(double x, double log2_magnitude, std::size_t width) {
  const auto beyond = beyond_binary64(x, log2_magnitude);
  return beyond ? pad_left(*beyond, width) : cell(binary64, x, width);
}
std::string exact_fact(double x, double log2_magnitude) {
  return beyond_binary64(x, log2_magnitude).value_or(to_decimal(binary64, x));
}

std::string step_row(const Explanation& e, const Step& s, const Widths& w, const Style& style) {
  const bool bad = is_culprit(e, s);
  const std::string line =
      fmt::format("{} {} {} {} {} {} {}", bad ? '>' : ' ', pad(fit(s.text, w.step), w.step),
                  cell(e.format, s.value, w.number), exact_cell(s.exact_value, s.log2_exact_value, w.number),
                  pad_left(ulps_text(s.local_ulps), 8), cell(e.format, s.derivative, w.number),
                  exact_cell(s.exact_derivative, s.log2_exact_derivative, w.number));
  return bad ? style.bold(line) : line;
}

std::string step_header(const Explanation& e, const Widths& w) {
  return fmt::format("  {} {} {} {} {} {}", pad("step", w.step), pad_left("value", w.number),
                     pad_left("exact", w.number), pad_left("ulps", 8), pad_left(derivative_name(e.diagnosis), w.number),
                     pad_left("exact", w.number));
}

/// The steps that are shown, those left out counted.
void add_steps(Page& page, const Explanation& e, const Paper& paper) {
  const Widths widths = widths_of(e, paper.width);
  page.add(step_header(e, widths));
  const auto shown = chosen_steps(e);
  std::size_t hidden = 0;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (!shown[i]) {
      ++hidden;
      continue;
    }
    if (hidden > 0) page.add(fmt::format("  ... {} steps", std::exchange(hidden, 0)));
    page.add(step_row(e, e.diagnosis.steps[i], widths, paper.style));
  }
}

/// ", for x from 88.72284 to 100"; nothing where it holds at this very point only.
std::string ranges_text(const Explanation& e) {
  std::string text;
  for (const Range& r : e.ranges) {
    if (r.first == r.last) continue;
    const std::string& variable = e.variables[static_cast<std::size_t>(r.input)];
    text += fmt::format("{}{} from {} to {}", text.empty() ? ", for " : ", or ", variable,
                        to_decimal(e.format, r.first), to_decimal(e.format, r.last));
  }
  return text.empty() && !e.ranges.empty() ? ", at this point only" : text;
}

}  // namespace

std::string explain_for_people(const Explanation& e, const Paper& paper) {
  const Judgement& j = e.number.judgement;
  Page page(paper.width);
  page.add_wrapped(subject_line(e) + " at " + point_fact(e.variables, e.x, e.format), 0, 0);
  page.add("");
  add_steps(page, e, paper);
  page.add("");
  const std::string computed = "computed " + to_decimal(e.format, e.number.computed);
  const std::string reference = "reference " + reference_text(e.number, e.format);
  const bool fits = computed.size() + reference.size() + name(j.verdict).size() + 6 <= paper.width;
  if (!fits) page.add("  " + computed + ",");
  page.add(
      fmt::format("  {}{}  {}", fits ? computed + ", " : "", reference, paper.style.level(name(j.verdict), j.level)));
  page.add_wrapped(e.diagnosis.summary.empty() ? j.reason : e.diagnosis.summary, 2, 0);
  if (e.diagnosis.mechanism != Mechanism::none)
    page.add_wrapped("mechanism: " + std::string(name(e.diagnosis.mechanism)) + ranges_text(e), 2, 0);
  if (!e.remedy.empty()) page.add_wrapped("try: " + e.remedy, 2, 0);
  return page.render(1000);
}

std::string explain_for_pipes(const Explanation& e) {
  const auto text = [&](double x) { return to_decimal(e.format, x); };
  const Judgement& j = e.number.judgement;
  std::string out;
  for (const std::string& f : e.function) out += fmt::format("function\t{}\n", f);
  out += fmt::format("number\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", e.format.name, e.engine,
                     point_fact(e.variables, e.x, e.format), symbol(e.variables, e.number, e.outputs),
                     text(e.number.computed), reference_text(e.number, e.format), name(j.verdict), name(j.level));
  out += fmt::format("columns\tnode\toperation\ttext\tvalue\texact\tlocal ulps\t{}\texact\tmark\n",
                     derivative_name(e.diagnosis));
  for (const Step& s : e.diagnosis.steps)
    out += fmt::format("step\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", s.node, info(s.op).name, s.text, text(s.value),
                       exact_fact(s.exact_value, s.log2_exact_value), to_decimal(binary64, s.local_ulps),
                       text(s.derivative), exact_fact(s.exact_derivative, s.log2_exact_derivative),
                       is_culprit(e, s) ? "first" : "-");
  out += fmt::format("diagnosis\t{}\t{}\t{}\n", culprit_name(e.diagnosis), name_in(fault_names, e.diagnosis.fault),
                     e.diagnosis.summary.empty() ? j.reason : e.diagnosis.summary);
  out += fmt::format("mechanism\t{}\n", name(e.diagnosis.mechanism));
  for (const Range& r : e.ranges)
    out += fmt::format("range\t{}\t{}\t{}\t{}\t{}\n", e.variables[static_cast<std::size_t>(r.input)], text(r.first),
                       text(r.last), r.first_is_edge ? "edge" : "domain", r.last_is_edge ? "edge" : "domain");
  if (!e.remedy.empty()) out += fmt::format("try\t{}\n", e.remedy);
  return out;
}

namespace {

void write(JsonWriter& out, const Explanation& e) {
  const Judgement& j = e.number.judgement;
  out.begin_object().member("schema", 1).key("function").begin_array();
  for (const std::string& f : e.function) out.string(f);
  out.end_array().member("engine", e.engine).member("format", e.format.name).key("at").begin_object();
  for (std::size_t i = 0; i < e.x.size(); ++i) out.member(e.variables[i], e.x[i]);
  out.end_object().member("output", e.number.output).key("input");
  if (e.number.input < 0)
    out.null();
  else
    out.string(e.variables[static_cast<std::size_t>(e.number.input)]);
  out.member("computed", e.number.computed).key("reference");
  if (e.number.existence == Existence::exists)
    out.number(e.number.reference);
  else
    out.null();
  out.member("verdict", name(j.verdict)).member("level", name(j.level)).member("blame", name(j.blame));
  out.member("mode", derivative_name(e.diagnosis)).key("steps").begin_array();
  for (const Step& s : e.diagnosis.steps)
    out.begin_object()
        .member("node", s.node)
        .member("operation", info(s.op).name)
        .member("text", s.text)
        .member("value", s.value)
        .member("exact_value", s.exact_value)
        .member("local_ulps", s.local_ulps)
        .member("derivative", s.derivative)
        .member("exact_derivative", s.exact_derivative)
        .member("first_bad", is_culprit(e, s))
        .end_object();
  out.end_array()
      .member("operation", culprit_name(e.diagnosis))
      .member("fault", name_in(fault_names, e.diagnosis.fault));
  out.member("summary", e.diagnosis.summary.empty() ? j.reason : e.diagnosis.summary);
  out.member("mechanism", name(e.diagnosis.mechanism)).key("ranges").begin_array();
  for (const Range& r : e.ranges)
    out.begin_object()
        .member("input", e.variables[static_cast<std::size_t>(r.input)])
        .member("first", r.first)
        .member("last", r.last)
        .member("first_is_edge", r.first_is_edge)
        .member("last_is_edge", r.last_is_edge)
        .end_object();
  out.end_array().key("try");
  if (e.remedy.empty())
    out.null();
  else
    out.string(e.remedy);
  out.end_object();
}

}  // namespace

std::string explain_as_json(const Explanation& e) {
  JsonWriter out;
  write(out, e);
  return out.text();
}

std::string explain_as_json(const std::vector<Explanation>& all) {
  JsonWriter out;
  out.begin_object().member("schema", 1).key("explanations").begin_array();
  for (const Explanation& e : all) write(out, e);
  return out.end_array().end_object().text();
}

}  // namespace clino::cli
