// `clino review`: the differences between a run and its baseline, one at a time.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <limits>
#include <set>

#include "accept_command.hpp"
#include "page.hpp"
#include "report_command.hpp"
#include "reports/summary.hpp"

namespace clino::cli {
namespace {

std::string quoted(const std::string& text) { return "'" + text + "'"; }

/// What is wrong with the same thing for the same reason: `A` accepts them together.
std::string cause_of(const Change& c) {
  const FindingFacts& facts = c.after ? *c.after : *c.before;
  return c.key.verdict + ", " + (facts.cause.empty() ? c.key.blame : facts.cause);
}

std::string explain_line(const Change& c, const RunSpec& spec) {
  const PointResult* point = c.unit == nullptr ? nullptr : example_of(*c.unit, c.key);
  return c.unit == nullptr ? std::string() : reproduce_command(*c.unit, point) + case_file_options(spec);
}

/// Asks, takes the answers, and remembers what is to be repaired.
class Review {
 public:
  Review(Pending& pending, const Paper& paper) : pending_(pending), paper_(paper) {
    for (auto* list : {&pending.changes.worse, &pending.changes.better})
      for (const Change& c : *list) open_.push_back(&c);
  }

  /// Until every difference is decided or the person ends it.
  void ask() {
    while (!open_.empty() && !ended_) {
      const Change& change = *open_.front();
      show(change);
      answer(change);
    }
  }
  std::size_t accepted() const { return accepted_; }
  std::size_t left() const { return open_.size() + skipped_ + rejected_.size(); }
  const std::vector<const Change*>& rejected() const { return rejected_; }

 private:
  void show(const Change& c) const {
    const std::size_t done = accepted_ + skipped_ + rejected_.size();
    Page page(paper_.width);
    page.add(fmt::format("\n{} of {}  {}  {}", done + 1, done + open_.size(), paper_.style.bold(word(c)),
                         paper_.style.bold(unit_name(c.key))));
    page.add_wrapped(step_of(c), 2, 0);
    if (const std::string sentence = c.after ? sentence_of(c) : ""; !sentence.empty())
      page.add_wrapped(one_line(sentence), 2, 0);
    const auto alike = std::ranges::count_if(open_, [&](const Change* o) { return cause_of(*o) == cause_of(c); });
    page.add_wrapped(fmt::format("cause: {} ({} of this cause)", cause_of(c), alike), 2, 0);
    if (const std::string line = explain_line(c, pending_.run.header.spec); !line.empty())
      page.add("  " + paper_.style.dim(line));  // never cut: it is to be typed
    fmt::print("{}", page.render(std::numeric_limits<std::size_t>::max()));
  }

  std::string line(const char* prompt) {
    fmt::print("{}", prompt);
    std::fflush(stdout);
    std::string text;
    if (!std::getline(std::cin, text)) ended_ = true;
    return text;
  }

  void answer(const Change& c) {
    const std::string key = line("(a)ccept (r)eject (s)kip (A)ll of this cause (q)uit > ");
    if (ended_) return;
    if (key == "a") return accept_alike([&](const Change& o) { return &o == &c; });
    if (key == "A") {
      const std::string cause = cause_of(c);
      return accept_alike([&](const Change& o) { return cause_of(o) == cause; });
    }
    if (key == "q") {
      ended_ = true;
    } else if (key == "r") {
      rejected_.push_back(&c);
      open_.erase(open_.begin());
    } else if (key == "s") {
      ++skipped_;
      open_.erase(open_.begin());
    } else {
      fmt::print("  a, r, s, A or q\n");
    }
  }

  template <class Match>
  void accept_alike(Match match) {
    const std::string reason = line("reason (may be empty) > ");
    if (ended_) return;
    std::erase_if(open_, [&](const Change* o) {
      if (!match(*o)) return false;
      take(pending_.baseline, *o, reason);
      ++accepted_;
      return true;
    });
  }

  Pending& pending_;
  Paper paper_;
  std::vector<const Change*> open_, rejected_;
  std::size_t accepted_ = 0, skipped_ = 0;
  bool ended_ = false;
};

/// Where nobody can be asked: what to type for each.
ExitCode print_commands(const Pending& p, const AcceptArguments& a) {
  std::set<std::string> units;
  for (const auto* list : {&p.changes.worse, &p.changes.better})
    for (const Change& c : *list) {
      fmt::print("{}\t{}\t{}\t{}\t{}\n", word(c), unit_name(c.key), c.key.verdict, c.key.blame, step_of(c));
      units.insert(unit_name(c.key));
    }
  for (const std::string& unit : units)
    fmt::print("accept\tclino accept {} --results {} --baseline {} --reason TEXT\n", quoted(unit),
               quoted(a.results.string()), quoted(a.baseline.string()));
  return units.empty() ? ExitCode::expected : ExitCode::findings;
}

}  // namespace

ExitCode review_command(const ReviewArguments& r, Color color) {
  const AcceptArguments& a = r.accept;
  Pending p = pending_of(a);
  for (auto* list : {&p.changes.worse, &p.changes.better})
    std::erase_if(*list, [&](const Change& c) { return !chosen(c.key, a.globs); });
  if (::isatty(STDIN_FILENO) == 0 || !stdout_is_terminal()) return print_commands(p, a);
  require_writable(a.baseline);
  Review review(p, people_paper(color));
  review.ask();
  if (review.accepted() > 0 || a.renew) replace_file(a.baseline, p.baseline.text());
  fmt::print("\n{} accepted, {} left; {}\n", review.accepted(), review.left(), a.baseline.string());
  for (const Change* c : review.rejected()) fmt::print("to repair: {}\n", explain_line(*c, p.run.header.spec));
  return review.left() == 0 ? ExitCode::expected : ExitCode::findings;
}

}  // namespace clino::cli
