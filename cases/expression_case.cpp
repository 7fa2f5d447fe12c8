#include "cases/expression_case.hpp"

namespace clino::cases {

Case expression_case(const std::string& family, Entry entry) {
  std::vector<std::string> names;
  std::vector<Interval> domain;
  std::vector<Sampling> sampling;
  for (const Variable& v : entry.variables) {
    names.push_back(v.name);
    domain.push_back({v.lo, v.hi});
    sampling.push_back(v.sampling);
  }
  Case c{
      .name = std::move(entry.name), .function = Function::parse(entry.function, names), .domain = std::move(domain)};
  c.points = std::move(entry.points);
  if (!entry.within.empty())
    c.accepts = [f = Function::parse(entry.within, names)](std::span<const double> x) { return f.run(x)[0] != 0; };
  if (!entry.gradient.empty()) c.gradient = Function::parse(entry.gradient, names);
  if (!entry.reference.empty()) c.reference = Function::parse(entry.reference, names, Literals::real);
  c.formats = std::move(entry.formats);
  c.sampling = std::move(sampling);
  c.stable = std::move(entry.stable);
  c.tags = {family};
  c.tags.insert(c.tags.end(), entry.tags.begin(), entry.tags.end());
  if (entry.mechanism == "none") c.tags.push_back("quiet");
  c.mechanism = std::move(entry.mechanism);
  c.lesson = std::move(entry.lesson);
  c.source = std::move(entry.source);
  return c;
}

std::vector<Case> expression_cases(const std::string& family, std::vector<Entry> entries) {
  std::vector<Case> cases;
  cases.reserve(entries.size());
  for (Entry& entry : entries) cases.push_back(expression_case(family, std::move(entry)));
  return cases;
}

}  // namespace clino::cases
