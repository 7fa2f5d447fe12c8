#include <gmock/gmock.h>
#include <zlib.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "reports/reporters.hpp"
#include "reports/summary.hpp"
#include "tests/reports/sample_run.hpp"

namespace clino {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

std::string html(const Run& run) { return render_html(run, {}); }

std::string between(const std::string& text, const std::string& from, const std::string& to) {
  const std::size_t start = text.find(from) + from.size();
  return text.substr(start, text.find(to, start) - start);
}

/// The bytes of "SIZE:" and two of 93 characters for each thirteen bits.
std::string unpacked(const std::string& text) {
  const std::size_t colon = text.find(':'), size = std::stoul(text.substr(0, colon));
  const auto digit = [&](std::size_t i) {
    EXPECT_TRUE(text[i] > ' ' && text[i] <= '~' && text[i] != '<') << text[i];
    return static_cast<unsigned>(text[i] - '!' - (text[i] > '<' ? 1 : 0));
  };
  std::string bytes;
  unsigned bits = 0, held = 0;
  for (std::size_t i = colon + 1; i + 1 < text.size(); i += 2) {
    bits |= (digit(i) + 93 * digit(i + 1)) << held;
    for (held += 13; held >= 8; held -= 8, bits >>= 8) bytes += static_cast<char>(bits & 255);
  }
  EXPECT_GE(bytes.size(), size);
  bytes.resize(size);
  return bytes;
}

/// What zlib makes of the bytes.
std::string inflated(const std::string& bytes) {
  std::string text(1 << 24, '\0');
  uLongf size = text.size();
  EXPECT_EQ(uncompress(reinterpret_cast<Bytef*>(text.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
                       bytes.size()),
            Z_OK);
  text.resize(size);
  return text;
}

/// The data of the page with its parts put where the units name them; `pool` has an array for each kind.
json data_of(const std::string& page) {
  const auto text_in = [&](const std::string& id) {
    return inflated(
        unpacked(between(page, "<script type=\"application/octet-stream\" id=\"" + id + "\">", "</script>")));
  };
  std::istringstream lines(text_in("run") + "\n" + text_in("rest"));
  std::vector<std::string> parts;
  for (std::string line; std::getline(lines, line);) parts.push_back(line);
  json data = json::parse(parts.front()), pool = json::object();
  for (const auto& [kind, first] : data["pool"].items()) {
    std::size_t end = parts.size();
    for (const json& other : data["pool"])
      if (other > first) end = std::min(end, other.get<std::size_t>());
    for (std::size_t i = first; i < end; ++i) pool[kind].push_back(json::parse(parts[i]));
  }
  for (json& unit : data["units"]) {
    unit.update(json(pool["plots"][unit["plots"].get<std::size_t>()]));
    unit["exemplars"] = json(pool["exemplars"][unit["exemplars"].get<std::size_t>()]);
  }
  data["pool"] = std::move(pool);
  return data;
}

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

double number_of(const json& value) {
  if (!value.is_string()) return value.get<double>();
  return value == "NaN" ? std::nan("") : value == "Infinity" ? INFINITY : -INFINITY;
}

TEST(Html, NamesNoAddressOfANetwork) {
  std::string page = html(sample::sample_run());
  for (const std::string name :
       {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml", "http://www.w3.org/1999/xlink",
        "http://www.w3.org/2000/xmlns/", "http://www.w3.org/XML/1998/namespace"})  // names, not addresses
    for (std::size_t at = page.find(name); at != std::string::npos; at = page.find(name)) page.erase(at, name.size());
  for (const char* address : {"http://", "https://", "src=", "url(", "@import", "import("})
    EXPECT_THAT(page, Not(HasSubstr(address)));
}

TEST(Html, TextOfTheRunCannotEndTheDataOrBecomeMarkup) {
  clino::Run run = sample::sample_run();
  run.units[0].lesson = "</script><script>alert(1)</script><!-- ";
  run.units[0].case_name = "<img src=x onerror=alert(1)>";
  run.units[0].failure = "not \xff UTF-8";
  const std::string page = html(run);
  EXPECT_EQ(occurrences(page, "</script>"), 4U);
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  const json data = data_of(page);
  const json facts = data["pool"]["facts"][data["units"][0]["facts"].get<std::size_t>()];
  EXPECT_EQ(facts["lesson"], run.units[0].lesson);
  EXPECT_EQ(facts["case"], run.units[0].case_name);
}

/// Whether a plot may show the one for the other: four digits.
bool alike(double shown, double x) {
  return shown == x || (std::isnan(shown) && std::isnan(x)) || std::fabs(shown - x) <= 5e-4 * std::fabs(x);
}

TEST(Html, EveryNumberOfEveryPointIsThereAsAPlotShowsIt) {
  const clino::Run run = sample::sample_run();
  const json data = data_of(html(run));
  const json& pool = data["pool"];
  ASSERT_EQ(data["units"].size(), run.units.size());
  for (std::size_t u = 0; u < run.units.size(); ++u) {
    const UnitResult& unit = run.units[u];
    const json& shown = data["units"][u];
    EXPECT_EQ(shown["counts"].get<Counts>(), unit.counts);
    for (const json& series : shown["series"]) {
      const json& computed = pool["computed"][series["computed"].get<std::size_t>()];
      const json& reference = pool["reference"][series["reference"].get<std::size_t>()];
      const std::string verdicts = series["verdict"], bits = pool["letters"][series["bits"].get<std::size_t>()];
      ASSERT_EQ(computed.size(), unit.points.size());
      for (std::size_t i = 0; i < unit.points.size(); ++i) {
        const bool value = series["input"] == -1;
        const NumberResult& n =
            value ? unit.points[i].values[0] : unit.points[i].partials[series["input"].get<std::size_t>()];
        EXPECT_TRUE(alike(number_of(reference[i]), n.reference)) << unit.case_name << " " << i;
        EXPECT_TRUE(alike(number_of(computed[i] == "=" ? reference[i] : computed[i]), n.computed))
            << unit.case_name << " " << i;
        EXPECT_EQ(verdicts[i] - 'a', static_cast<int>(n.judgement.verdict));
        const int steps = bits[i] - '#';
        EXPECT_NEAR(steps < 64 ? steps / 2.0 : steps - 32, std::min(n.judgement.bits_lost, 53.0), 0.5);
      }
    }
  }
}

TEST(Html, AFlatPlotKeepsTheDigitsThatItShows) {
  clino::Run run = sample::sample_run();
  UnitResult& unit = run.units[0];
  for (std::size_t i = 0; i < unit.points.size(); ++i)
    unit.points[i].partials[0].reference = unit.points[i].partials[0].computed = 1 + static_cast<double>(i) * 1e-9;
  const json data = data_of(html(run));
  const json& reference = data["pool"]["reference"][data["units"][0]["series"][0]["reference"].get<std::size_t>()];
  for (std::size_t i = 1; i < reference.size(); ++i) EXPECT_LT(reference[i - 1], reference[i]);
}

TEST(Html, WhatEnginesShareIsStoredOnce) {
  const json data = data_of(html(sample::sample_run()));
  const json &a = data["units"][0], &b = data["units"][1];
  EXPECT_NE(a["engine"], b["engine"]);
  EXPECT_EQ(a["facts"], b["facts"]);
  EXPECT_EQ(a["points"]["x"], b["points"]["x"]);
  EXPECT_EQ(a["series"][0]["reference"], b["series"][0]["reference"]);
}

TEST(Html, TheOrderNamesEveryUnitOnceTheWorstFirst) {
  const clino::Run run = sample::sample_run();
  const json data = data_of(html(run));
  std::vector<int> order = data["order"].get<std::vector<int>>();
  EXPECT_EQ(run.units[static_cast<std::size_t>(order.front())].case_name, "special/slow");
  std::ranges::sort(order);
  ASSERT_EQ(order.size(), run.units.size());
  for (std::size_t i = 0; i < order.size(); ++i) EXPECT_EQ(order[i], static_cast<int>(i));
}

TEST(Html, ThePlainTableHasARowForEveryUnit) {
  const clino::Run run = sample::sample_run();
  const std::string table = between(html(run), "<section id=\"plain\">", "</section>");
  EXPECT_EQ(occurrences(table, "<tr>"), run.units.size() + 1);
  EXPECT_THAT(table, HasSubstr("square&lt;T&gt;"));
}

TEST(Html, ManyPartialsAreCutToTheWorst) {
  clino::Run run = sample::sample_run();
  UnitResult& unit = run.units[0];
  for (PointResult& point : unit.points) {
    NumberResult n = point.partials[0];
    point.partials.clear();
    for (int i = 0; i < 200; ++i) {
      n.input = i;
      n.judgement = {.verdict = i == 150 ? Verdict::wrong : Verdict::accurate,
                     .level = i == 150 ? Level::error : Level::ok};
      point.partials.push_back(n);
    }
  }
  const json data = data_of(html(run));
  const json& series = data["units"][0]["series"];
  EXPECT_LT(series.size(), 40U);
  EXPECT_TRUE(std::ranges::any_of(series, [](const json& s) { return s["input"] == 150; }));
}

TEST(Html, PointsBesideAChangeOfTheVerdictAreListed) {
  clino::Run run = sample::sample_run();
  UnitResult& unit = run.units[0];
  const std::size_t exemplars = unit.exemplars.size();
  std::vector<PointResult> points;
  for (const double x : {1.0, 2.0, 3.0, 4.0}) {
    PointResult p = unit.points[0];
    p.x = {x};
    p.partials[0].judgement.verdict = x < 3 ? Verdict::accurate : Verdict::non_finite;
    points.push_back(p);
  }
  unit.points = points;
  const json shown = data_of(html(run))["units"][0]["exemplars"];
  ASSERT_EQ(shown.size(), exemplars + 2);
  EXPECT_EQ(shown[exemplars]["x"][0], 2);
  EXPECT_EQ(shown[exemplars + 1]["x"][0], 3);
}

TEST(Html, LongProgramsKeepTheStepsAroundTheCulprit) {
  clino::Run run = sample::sample_run();
  Diagnosis d{.culprit = NodeId{500}, .fault = Fault::rounding, .summary = "at 500"};
  for (NodeId i = 0; i < 1000; ++i) d.steps.push_back({.node = i, .text = "%" + std::to_string(i)});
  run.units[0].exemplars[0].diagnosis = d;
  const json data = data_of(html(run));
  const json& steps = data["units"][0]["exemplars"][0]["diagnosis"]["steps"];
  const json& index = data["pool"]["steps"][steps["columns"][0].get<std::size_t>()];
  EXPECT_LT(index.size(), 100U);
  EXPECT_EQ(index.front(), 0);
  EXPECT_EQ(index.back(), 999);
  EXPECT_EQ(steps["culprit"], 500);
  EXPECT_NE(std::ranges::find(index, json(500)), index.end());
}

TEST(Html, ARunOfNothingIsAPageThatSaysSo) { EXPECT_THAT(html(clino::Run{}), HasSubstr("Nothing was checked")); }

}  // namespace
}  // namespace clino
