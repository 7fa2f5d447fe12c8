// The answer to a check of a derivative, in words.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "answer_text.hpp"
#include "clino/custom.hpp"

namespace clino {
namespace {

std::string joined_point(const Verification& v, std::span<const double> x, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (i == most && x.size() > most + 2) return text + ", ... (" + std::to_string(x.size()) + " numbers)";
    text += (i > 0 ? ", " : "") + v.variables[i] + " = " + to_decimal(v.format, x[i]);
  }
  return text;
}

std::string reference_of(const NumberResult& n, const Format& format) {
  const auto text = [&](double x) { return to_decimal(format, x); };
  switch (n.existence) {
    case Existence::exists: return text(n.reference) + "  (certified)";
    case Existence::kink: return "slopes " + text(n.left) + " and " + text(n.right) + "  (certified)";
    case Existence::undefined: return "none exists  (certified)";
    case Existence::undecided: return {};
  }
  return {};
}

std::string finding(const Verification& v, const Discrepancy& d) {
  const NumberResult& n = d.number;
  std::string s = "  " + std::string(meaning(n.judgement.verdict)) + "\n";
  std::string hex;
  for (std::size_t i = 0; i < d.x.size() && i < 4; ++i) hex += (i > 0 ? ", " : "") + to_hex(d.x[i]);
  s += "  at          " + joined_point(v, d.x, 6) + "  (" + hex + (d.x.size() > 4 ? ", ..." : "") + ")\n";
  s += "  given       " + d.name + " = " + to_decimal(v.format, n.computed) + amount(n) + "\n";
  if (v.autodiff && &d == &v.worst.front()) s += autodiff_line(*v.autodiff, v.format);
  s += difference_line(n);
  const std::string reference = reference_of(n, v.format);
  if (!reference.empty()) s += "  reference   " + reference + "\n";
  if (!n.judgement.reason.empty()) s += "  because     " + n.judgement.reason + "\n";
  if (!v.diagnosis.empty()) s += "  diagnosis   " + v.diagnosis + "\n";
  return s;
}

std::string others(const Verification& v) {
  std::string s;
  for (std::size_t k = 1; k < v.worst.size() && k < 4; ++k) {
    const Discrepancy& d = v.worst[k];
    const std::string reference = reference_of(d.number, v.format);
    s += (k == 1 ? "  also        " : "              ") + d.name + " = " + to_decimal(v.format, d.number.computed) +
         (reference.empty() ? "" : " for " + reference.substr(0, reference.find("  ("))) + ", " +
         std::string(name(d.number.judgement.verdict)) + "\n";
  }
  return s;
}

std::string census_line(const Verification& v) {
  const Census c = census(v.counts);
  return "  of " + std::to_string(c.total) + " checked (" + std::to_string(v.points) + " points, " +
         std::to_string(v.entries) + (v.entries == 1 ? " entry" : " entries") + "): " + c.verdicts + "\n";
}

std::string three_digits(double x) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", x);
  return text;
}

/// A finding of a large derivative: one number of the point stands for all.
std::string large_finding(const Verification& v, const Discrepancy& d) {
  const NumberResult& n = d.number;
  std::string s = "  " + std::string(meaning(n.judgement.verdict)) + "\n  at          " + d.why +
                  (d.x.empty() ? "" : ", where that input is " + to_decimal(v.format, d.x[0])) + "\n";
  s += "  given       " + d.name + " = " + to_decimal(v.format, n.computed) + amount(n) + "\n";
  s += "  reference   " + to_decimal(v.format, n.reference) + " +- " + three_digits(n.estimate->error) + "\n";
  return s;
}
std::string large_others(const Verification& v) {
  std::string s;
  for (std::size_t k = 1; k < v.worst.size() && k < 4; ++k) {
    const Discrepancy& d = v.worst[k];
    s += (k == 1 ? "  also        " : "              ") + d.name + " = " + to_decimal(v.format, d.number.computed) +
         " for " + to_decimal(v.format, d.number.reference) + ", " + std::string(name(d.number.judgement.verdict)) + "\n";
  }
  return s;
}
std::string by_projections(const Verification& v) {
  const Projected& p = *v.projected;
  std::string s = "  by          " + std::to_string(p.directions) + " directional derivatives: " + p.route + "\n";
  if (p.probes > 0)
    s += "  detects     an entry that is off by " + three_digits(p.smallest) +
         " of itself or more; missed with probability at most 2^-" + std::to_string(p.probes) + "\n";
  for (const std::string& text : v.left_out) s += "  left out    " + text + "\n";
  return s;
}

std::string promises(const Verification& v) {
  std::string s, kept, skipped;
  int broken = 0;
  for (const Promise& p : v.promises) {
    const std::string_view n = name(p.contract);
    if (p.outcome == Outcome::broken && ++broken <= 4) s += "  broken      " + std::string(n) + ": " + p.text + "\n";
    if (p.outcome == Outcome::kept) kept += (kept.empty() ? "" : ", ") + std::string(n);
    if (p.outcome == Outcome::skipped) skipped += (skipped.empty() ? "" : ", ") + std::string(n);
  }
  if (!kept.empty()) s += "  kept        " + kept + "\n";
  if (!skipped.empty()) s += "  skipped     " + skipped + "\n";
  return s;
}

std::string reproduce(const Verification& v) {
  if (v.worst.empty() || v.projected) return {};
  std::string at;
  const Point& x = v.worst.front().x;
  constexpr std::size_t most = 8;
  if (x.size() > most) return {};
  for (const double xi : x) at += (at.empty() ? "" : ", ") + to_hex(xi);
  return "  reproduce   clino::at(" + at + ").format(clino::" + std::string(v.format.name) + ")\n";
}

bool broken(const Verification& v) {
  return std::ranges::any_of(v.promises, [](const Promise& p) { return p.outcome == Outcome::broken; });
}

}  // namespace

bool passes(const Verification& v, Level fail_on) { return v.failure.empty() && v.level < fail_on && !broken(v); }

std::string explain(const Verification& v) {
  const std::string what =
      v.derivative + (v.function.empty() ? "" : " of " + v.function) + " in " + std::string(v.format.name);
  std::string s = what;
  if (!v.failure.empty())
    s += " failed: " + v.failure + "\n";
  else if (v.level >= Level::warning)
    s += " is " + std::string(name(v.worst.front().number.judgement.verdict)) + ":\n";
  else
    s += broken(v) ? " breaks its contract:\n" : " passes:\n";
  if (!v.worst.empty() && v.projected) s += large_finding(v, v.worst.front()) + large_others(v);
  if (!v.worst.empty() && !v.projected) s += finding(v, v.worst.front()) + others(v);
  if (!v.pattern.empty()) s += "  pattern     " + v.pattern + "\n";
  s += census_line(v);
  if (v.projected) s += by_projections(v);
  if (!v.convention.empty()) s += "  at kinks    " + v.convention + "\n";
  s += promises(v);
  for (std::size_t k = 0; k < v.notes.size() && k < 3; ++k) s += "  note        " + v.notes[k] + "\n";
  return s + reproduce(v);
}

}  // namespace clino
