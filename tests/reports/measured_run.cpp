#include "tests/reports/measured_run.hpp"

#include "clino/check.hpp"

namespace clino {
namespace {

UnitResult named(UnitResult unit, const std::string& name) {
  unit.case_name = name;
  return unit;
}

}  // namespace

Run measured_run() {
  Run run{.complete = true};
  const Function recip = Function::parse("1/exp(x)"), product = Function::parse("x*y^2"),
                 scaled = Function::parse("[y^2, 2.001*x*y]", {"x", "y"});
  run.units.push_back(
      named(check(recip, Interval{-80, 100}, {.format = binary32, .points = {{100}}}), "recip_exp/naive"));
  run.units.push_back(named(check(recip, Interval{-1, 1}, {.format = binary32}), "recip_exp/near_zero"));
  const Domain domain(std::vector<Interval>{{1, 2}, {0.5, 4}});
  run.units.push_back(named(check_gradient_unit(product, scaled, domain, {.points = {{1.5, 2}}}), "product/scaled"));
  return run;
}

}  // namespace clino
