#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <clino/custom.hpp>
#include <doctest/doctest.h>

TEST_CASE("the gradient of x^3 is right") {
  const auto f = [](auto x) { return x * x * x; };
  const auto v = clino::check_gradient(f, [](auto x) { return 3.0 * x * x; }, clino::domain(-2, 2));
  CHECK_MESSAGE(clino::passes(v), clino::explain(v));
}
