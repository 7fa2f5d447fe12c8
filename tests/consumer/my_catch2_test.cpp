#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#include <clino/custom.hpp>

TEST_CASE("the gradient of x^3 is right") {
  const auto f = [](auto x) { return x * x * x; };
  const auto v = clino::check_gradient(f, [](auto x) { return 3.0 * x * x; }, clino::domain(-2, 2));
  INFO(clino::explain(v));
  CHECK(clino::passes(v));
}
