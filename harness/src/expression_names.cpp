#include "expression_names.hpp"

#include <algorithm>
#include <limits>
#include <numbers>
#include <numeric>
#include <utility>

namespace clino::syntax {
namespace {

const std::vector<Callee>& callees() {
  static const std::vector<Callee> table = [] {
    std::vector<Callee> rows{{"where", Kind::where, Op::input, 3},
                             {"fmin", Kind::call, Op::min, 2},
                             {"fmax", Kind::call, Op::max, 2},
                             {"fabs", Kind::call, Op::abs, 1}};
    for (const OpInfo& row : operators())
      if (row.notation == Notation::call) rows.push_back({row.name, Kind::call, row.op, row.arity});
    return rows;
  }();
  return table;
}

/// Edits (insert, delete, replace, swap neighbours) between two words, capitals and small letters alike (Levenshtein
/// and Damerau: optimal string alignment).
std::size_t edits(std::string_view a, std::string_view b) {
  const auto same = [&](std::size_t i, std::size_t j) { return (a[i] | 0x20) == (b[j] | 0x20); };
  std::vector<std::size_t> before(b.size() + 1), row(b.size() + 1), next(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    next[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      next[j] = std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + (same(i - 1, j - 1) ? 0 : 1)});
      if (i > 1 && j > 1 && same(i - 1, j - 2) && same(i - 2, j - 1)) next[j] = std::min(next[j], before[j - 2] + 1);
    }
    before = std::exchange(row, next);
  }
  return row.back();
}

std::string question(std::string_view name) { return "; did you mean '" + std::string(name) + "'?"; }

}  // namespace

std::optional<Callee> find_callee(std::string_view name) {
  const auto row = std::ranges::find(callees(), name, &Callee::name);
  return row == callees().end() ? std::nullopt : std::optional(*row);
}

std::optional<double> find_constant(std::string_view name) {
  if (name == "pi") return std::numbers::pi;
  if (name == "e") return std::numbers::e;
  if (name == "inf") return std::numeric_limits<double>::infinity();
  if (name == "nan") return std::numeric_limits<double>::quiet_NaN();
  return std::nullopt;
}

std::string suggest(std::string_view word, const std::vector<std::string_view>& names) {
  if (word.size() > 64) return {};
  std::string_view best;
  std::size_t least = word.size() / 2 + 1;  // half of the letters may differ
  for (std::string_view name : names) {
    const std::size_t distance = edits(word, name);
    if (distance < least && distance < name.size()) best = name, least = distance;
  }
  return best.empty() ? std::string{} : question(best);
}

std::string suggest_function(std::string_view word) {
  if (word == "ln") return question("log");
  if (word == "if") return question("where");
  if (word == "sgn" || word == "signum") return question("sign");
  std::vector<std::string_view> names;
  for (const Callee& row : callees()) names.push_back(row.name);
  return suggest(word, names);
}

}  // namespace clino::syntax
