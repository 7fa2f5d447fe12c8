#include "list_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <limits>

#include "cases/catalogue.hpp"
#include "clino/engine.hpp"
#include "clino/estimate.hpp"
#include "page.hpp"
#include "reports/reporters.hpp"
#include "terminal.hpp"

namespace clino::cli {
namespace {

using Row = std::vector<std::string>;

std::string joined(const auto& range, auto name) {
  std::string text;
  for (const auto& item : range) text += fmt::format("{}{}", text.empty() ? "" : ",", name(item));
  return text;
}
std::string format_names(std::span<const Format> list) {
  return joined(list, [](const Format& f) { return f.name; });
}

std::vector<Row> cases() {
  std::vector<Row> rows;
  for (const Case& c : catalogue())
    rows.push_back({c.name, c.mechanism, format_names(c.formats), joined(c.tags, std::identity{}), c.lesson});
  return rows;
}
std::vector<Row> engine_rows() {
  std::vector<Row> rows;
  for (const auto& e : engines()) {
    const EngineInfo i = e->info();
    rows.push_back({i.name,
                    i.mode == Mode::forward   ? "forward"
                    : i.mode == Mode::reverse ? "reverse"
                                              : "analytic",
                    format_names(i.formats), i.description});
  }
  rows.push_back({"custom", "analytic", format_names(formats()), "the gradient that comes with a case or --gradient"});
  return rows;
}
std::vector<Row> format_rows() {
  std::vector<Row> rows;
  for (const Format& f : formats())
    rows.push_back({std::string(f.name), std::string(f.alias), fmt::format("{} bits", f.precision),
                    fmt::format("largest {}", to_decimal(f, largest(f))),
                    fmt::format("smallest normal {}", to_decimal(f, smallest_normal(f))),
                    fmt::format("unit roundoff {}", to_decimal(f, unit_roundoff(f)))});
  return rows;
}
std::vector<Row> estimator_rows() {
  std::vector<Row> rows;
  for (const Estimator& e : estimators()) rows.push_back({std::string(e.name), std::string(e.description)});
  return rows;
}
std::vector<Row> report_rows() {
  std::vector<Row> rows;
  for (const Reporter& r : reporters()) rows.push_back({std::string(r.name), fmt::format(".{}", r.extension)});
  return rows;
}
std::vector<Row> operator_rows() {
  std::vector<Row> rows;
  for (const OpInfo& o : operators())
    if (o.arity > 0) rows.push_back({std::string(o.name), std::to_string(o.arity), std::string(o.symbol)});
  return rows;
}

struct Topic {
  const char* name;
  std::vector<Row> (*rows)();
};
constexpr std::array topics{Topic{"cases", cases},         Topic{"engines", engine_rows},
                            Topic{"formats", format_rows}, Topic{"estimators", estimator_rows},
                            Topic{"reports", report_rows}, Topic{"operators", operator_rows}};

/// Aligned columns for people, tabs for programs.
void print(const std::vector<Row>& rows) {
  const bool aligned = stdout_is_terminal();
  std::vector<std::size_t> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns(row[i]));
  }
  const std::size_t width = stdout_paper(Color::automatic).width;
  Page page(width);
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool last = i + 1 == row.size();
      line += aligned && !last ? pad(row[i], widths[i] + 2) : row[i] + (last ? "" : "\t");
    }
    if (aligned && columns(line) > width)
      page.add_wrapped(line, 0, 0);
    else
      page.add(line);
  }
  fmt::print("{}", page.render(std::numeric_limits<std::size_t>::max()));
}

}  // namespace

std::vector<std::string> list_topics() {
  std::vector<std::string> names;
  for (const Topic& t : topics) names.emplace_back(t.name);
  return names;
}

ExitCode list_command(const ListArguments& arguments) {
  const auto* topic = std::ranges::find(topics, arguments.what, &Topic::name);
  print(topic->rows());
  return ExitCode::expected;
}

}  // namespace clino::cli
