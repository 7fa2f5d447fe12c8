// Detection and false alarms on custom gradients, by class: Clinometer and the rules of other checkers, on the same
// rows.
#include <cstdio>
#include <map>
#include <vector>

#include "corpus.hpp"
#include "rules.hpp"
#include "sections.hpp"

namespace clino::scorecard {
namespace {

/// The points that other checkers are given: the row's own, or 16 that the harness samples without looking at the
/// program (their users draw points at random).
std::vector<Point> points_of(const corpus::Row& row, const Function& f) {
  if (!row.at.empty()) return row.at;
  std::vector<Point> all;
  const Case c{.name = row.name,
               .function = f,
               .domain = row.domain,
               .sampling = std::vector<Sampling>(row.domain.size(), Sampling::uniform)};
  for (const PointResult& p : sample(c, row.format, {.points = 16}))
    if (p.why == "sampled") all.push_back(p.x);
  return all;
}

/// Whether the rule rejects the gradient at some point. Rules run in binary64, as their users are told to; rows in a
/// narrower format have their inputs in it.
bool rejects(const Checker& checker, const corpus::Row& row) {
  const Function f = corpus::function_of(row), g = corpus::gradient_of_row(row);
  for (const Point& x : points_of(row, f))
    if (!checker.passes([&](std::span<const double> y) { return f.run(y)[0]; }, g.run(x), x)) return true;
  return false;
}

struct Tally {
  int rows = 0;
  std::vector<int> rejected;
};

std::vector<std::string> tell(const char* title, const char* counted, const std::vector<corpus::Row>& rows,
                              bool wanted) {
  std::map<std::string, Tally> kinds;
  std::vector<std::string> missed;
  Tally total{0, std::vector<int>(checkers().size() + 1)};
  for (const corpus::Row& row : rows) {
    Tally& t = kinds[row.kind];
    t.rejected.resize(checkers().size() + 1);
    ++t.rows;
    ++total.rows;
    const auto count = [&](std::size_t k, bool rejected) {
      t.rejected[k] += rejected ? 1 : 0;
      total.rejected[k] += rejected ? 1 : 0;
    };
    const bool found = !passes(corpus::examine(row));
    if (found != wanted) missed.push_back(row.kind + ": " + row.name);
    count(0, found);
    for (std::size_t k = 0; k < checkers().size(); ++k) count(k + 1, rejects(checkers()[k], row));
  }
  std::printf("%s, %s\n\n| class | rows | clino |", title, counted);
  for (const Checker& c : checkers()) std::printf(" %s |", c.name.c_str());
  std::printf("\n|---|---|---|");
  for (std::size_t k = 0; k < checkers().size(); ++k) std::printf("---|");
  const auto line = [&](const std::string& name, const Tally& t) {
    std::printf("\n| %s | %d |", name.c_str(), t.rows);
    for (const int r : t.rejected) std::printf(" %d |", r);
  };
  for (const auto& [kind, tally] : kinds) line(kind, tally);
  line("**all**", total);
  std::printf("\n\n");
  return missed;
}

}  // namespace

int custom_gradients() {
  std::vector<std::string> missed = tell("Planted gradient bugs", "found", corpus::planted(), true);
  for (const std::string& name : tell("Right gradients", "rejected", corpus::right(), false)) missed.push_back(name);
  for (const std::string& name : missed) std::printf("clino is wrong about %s\n", name.c_str());
  return missed.empty() ? 0 : 1;
}

}  // namespace clino::scorecard
