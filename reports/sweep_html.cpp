#include "reports/sweep_html.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "reports/sweep_map.hpp"

namespace clino {
namespace {

constexpr std::string_view style = R"(
:root{--paper:#fbfbf9;--ink:#1b2126;--soft:#56616a;--line:#dfe2e1;--card:#fff;color-scheme:light dark;
--failed:#1b2126;--wrong:#7a1140;--non_finite:#b84a00;--underflow:#a3427f;--inaccurate:#2d75ab;--kink:#e0a010;
--invented:#b7a4e0;--undecided:#8b949b;--unsupported:#c9c9c4;--ill_conditioned:#8fbcae;--undefined:#c3c9cb;
--subgradient:#aab3b5;--accurate:#dcebe6;--outside:#f0f0ee;--curve:#1b2126}
@media(prefers-color-scheme:dark){:root{--paper:#12161a;--ink:#e6eaec;--soft:#a2acb4;--line:#2d343a;--card:#181d22;
--failed:#f2f4f5;--wrong:#ff86b4;--non_finite:#ff7d2e;--underflow:#e08fc4;--inaccurate:#66aede;--kink:#f2b632;
--invented:#7d6cb8;--undecided:#7b858d;--unsupported:#3a4249;--ill_conditioned:#3f7566;--undefined:#434b52;
--subgradient:#4d5a60;--accurate:#21403a;--outside:#1d2227;--curve:#e6eaec}}
body{font:15px/1.45 ui-sans-serif,system-ui,"Segoe UI",Roboto,Arial,"DejaVu Sans",sans-serif;background:var(--paper);
color:var(--ink);max-width:76rem;margin:2rem auto;padding:0 1rem}
h1{font:600 1.3rem ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
h2{font-size:1.05rem;margin:2rem 0 .4rem}p{margin:.3rem 0;color:var(--soft)}
rect{shape-rendering:crispEdges}svg{width:100%;height:auto;background:var(--card);border:1px solid var(--line)}
svg text{font:11px ui-sans-serif,system-ui,Arial,sans-serif;fill:var(--soft)}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:.5rem 0}
th,td{text-align:right;padding:.15rem .8rem .15rem 0;border-bottom:1px solid var(--line);white-space:nowrap}
th:first-child,td:first-child,th:nth-child(5),td:nth-child(5){text-align:left}th{font-weight:500;color:var(--soft)}
i{display:inline-block;width:.8em;height:.8em;margin-right:.5em;border:1px solid var(--line)}
.wide{overflow-x:auto})";

std::string number(const SweepReport& r, double x) { return to_decimal(r.format, x); }

std::string grouped(std::uint64_t n) {
  std::string text = std::to_string(n);
  for (std::size_t k = text.size(); k > 3; k -= 3) text.insert(k - 3, "&#8239;");
  return text;
}

std::string row(std::initializer_list<std::string> cells, const char* tag = "td") {
  std::string html = "<tr>";
  for (const std::string& c : cells) html += std::string("<") + tag + ">" + c + "</" + tag + ">";
  return html + "</tr>\n";
}

std::string swatch(std::size_t verdict) {
  const std::string name(sweep_verdict_name(verdict));
  return "<i style=\"background:var(--" + name + ")\"></i>" + name;
}

/// To five digits, and 100 % only of all.
std::string share(std::uint64_t n, std::uint64_t all) {
  std::array<char, 32> text{};
  const double percent = 100.0 * static_cast<double>(n) / static_cast<double>(all);
  if (n < all && percent > 99.998) return "over 99.998 %";
  std::snprintf(text.data(), text.size(), "%.5g %%", percent);
  return text.data();
}

std::string counts_table(const SweepReport& r, const SweepTally& t) {
  std::string html = "<table>" + row({"verdict", "numbers", "share", "intervals", "means"}, "th");
  for (std::size_t v = 0; v < sweep_classes; ++v) {
    if (t.counts[v] == 0) continue;
    const std::string means(v == sweep_outside ? "left out by the case" : meaning(static_cast<Verdict>(v)));
    html += row({swatch(v), grouped(t.counts[v]), share(t.counts[v], r.all.size()),
                 r.axes.size() == 1 ? grouped(t.intervals[v]) : "", means});
  }
  return html + "</table>\n";
}

std::string worst_line(const SweepReport& r, const SweepTally& t) {
  if (t.worst.ulps < 0)
    return t.errors[0] > 0 ? "<p>Every number that could be compared is correctly rounded.</p>\n"
                           : "<p>No finite number could be compared.</p>\n";
  std::array<char, 32> ulps{};
  std::snprintf(ulps.data(), ulps.size(), "%.6g", t.worst.ulps);
  std::string at;
  const Point x = sweep_point_of(r.format, r.axes, t.worst.index);
  for (std::size_t i = 0; i < x.size(); ++i)
    at += (i > 0 ? ", " : "") + escaped_html(r.variables[i]) + " = " + number(r, x[i]) + " (" + to_hex(x[i]) + ")";
  return "<p>Worst: <b>" + std::string(ulps.data()) + " ulps</b> at " + at + ": " + number(r, t.worst.computed) +
         " where " + number(r, t.worst.reference) + " is correctly rounded.</p>\n";
}

std::string errors_table(const SweepTally& t) {
  std::uint64_t all = 0;
  for (const std::uint64_t n : t.errors) all += n;
  if (all == 0) return {};
  std::string html = "<table>" + row({"ulps from the correctly rounded", "numbers", "share"}, "th");
  for (std::size_t e = 0; e < sweep_error_classes; ++e) {
    if (t.errors[e] == 0) continue;
    const std::string top = to_decimal(binary64, std::scalbn(1.0, static_cast<int>(e) - 1));
    html += row({e == 0                         ? "0"
                 : e + 1 == sweep_error_classes ? "more"
                                                : "up to " + top,
                 grouped(t.errors[e]), share(t.errors[e], all)});
  }
  return html + "</table>\n";
}

std::string intervals_table(const SweepReport& r, const SweepTally& t) {
  if (r.axes.size() > 1) return {};
  std::string html = "<div class=wide><table>" + row({"interval", "first", "last", "numbers"}, "th");
  std::array<std::uint64_t, sweep_classes> told{}, numbers{};
  for (const SweepInterval& i : t.listed) {
    ++told[i.verdict];
    numbers[i.verdict] += i.last - i.first + 1;
    html += row({swatch(i.verdict), number(r, sweep_point_of(r.format, r.axes, i.first)[0]),
                 number(r, sweep_point_of(r.format, r.axes, i.last)[0]), grouped(i.last - i.first + 1)});
  }
  for (std::size_t v = 0; v < sweep_classes; ++v)
    if (t.intervals[v] > told[v])
      html += row(
          {swatch(v), grouped(t.intervals[v] - told[v]) + " more intervals", "", grouped(t.counts[v] - numbers[v])});
  return html + "</table></div>\n";
}

std::string target_name(const SweepReport& r, const Target& t) {
  const std::string f = r.outputs > 1 ? "f" + std::to_string(t.output) : "f";
  return t.input < 0 ? f : "d" + f + "/d" + r.variables[static_cast<std::size_t>(t.input)];
}

std::string range_text(const SweepReport& r) {
  std::string text;
  for (std::size_t i = 0; i < r.axes.size(); ++i)
    text += (i > 0 ? ", " : "") + escaped_html(r.variables[i]) + " from " +
            number(r, sweep_number(r.format, r.axes[i].first)) + " to " +
            number(r, sweep_number(r.format, r.axes[i].last));
  return text;
}

}  // namespace

std::string render_sweep_html(const SweepReport& r) {
  std::string html =
      "<!doctype html>\n<html lang=en><head><meta charset=utf-8><meta name=viewport "
      "content=\"width=device-width,initial-scale=1\">\n<title>" +
      escaped_html(r.function) + "</title>\n<style>" + std::string(style) + "</style></head><body>\n";
  html += "<h1>" + escaped_html(r.function) + "</h1>\n<p>Every number of " + std::string(r.format.name) + ", " +
          range_text(r) + ": " + grouped(r.all.size()) + " under the engine " + escaped_html(r.engine) +
          ", against the certified reference. " + escaped_html(r.libm) + ", clino " + escaped_html(r.version) +
          ".</p>\n";
  for (std::size_t k = 0; k < r.targets.size(); ++k) {
    const SweepTally& t = r.all.targets[k];
    html += "<h2>" + escaped_html(target_name(r, r.targets[k])) + "</h2>\n" + sweep_map(r, t) + worst_line(r, t) +
            counts_table(r, t) + errors_table(t) + intervals_table(r, t);
  }
  return html + "</body></html>\n";
}

}  // namespace clino
