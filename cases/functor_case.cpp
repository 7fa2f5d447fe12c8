#include "cases/functor_case.hpp"

namespace clino::cases {
namespace {

Case functor_case(const std::string& family, FunctorEntry entry) {
  std::vector<std::string> names;
  Case c{.name = std::move(entry.name), .function = std::move(entry.function), .domain = {}};
  for (const Variable& v : entry.variables) {
    names.push_back(v.name);
    c.domain.push_back({v.lo, v.hi});
    c.sampling.push_back(v.sampling);
  }
  c.function = c.function.with_variables(names);
  if (entry.gradient) c.gradient = entry.gradient->with_variables(names);
  if (entry.reference) c.reference = entry.reference->with_variables(names);
  c.accepts = std::move(entry.accepts);
  c.points = std::move(entry.points);
  c.formats = std::move(entry.formats);
  c.stable = std::move(entry.stable);
  c.tags = {family};
  c.tags.insert(c.tags.end(), entry.tags.begin(), entry.tags.end());
  if (entry.mechanism == "none") c.tags.push_back("quiet");
  c.mechanism = std::move(entry.mechanism);
  c.lesson = std::move(entry.lesson);
  c.source = std::move(entry.source);
  return c;
}

}  // namespace

std::vector<Case> functor_cases(const std::string& family, std::vector<FunctorEntry> entries) {
  std::vector<Case> cases;
  cases.reserve(entries.size());
  for (FunctorEntry& entry : entries) cases.push_back(functor_case(family, std::move(entry)));
  return cases;
}

std::vector<Variable> numbered(const std::string& stem, int n, double lo, double hi, Sampling sampling) {
  std::vector<Variable> variables;
  for (int i = 0; i < n; ++i) variables.push_back({stem + std::to_string(i), lo, hi, sampling});
  return variables;
}

std::vector<Variable> operator+(std::vector<Variable> a, const std::vector<Variable>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace clino::cases
