#include <clino/check.hpp>
#include <cmath>
#include <cstdio>

// The same check as a value: exits 0 when the unstable range of the textbook sigmoid is found.
int main() {
  const clino::Function f = [](auto x) { using std::exp; return 1.0 / (1.0 + exp(-x)); };
  const clino::UnitResult unit = clino::check(f, clino::Interval{-700, 700}, {.format = clino::binary32});
  std::puts(clino::explain(unit).c_str());
  return clino::passes(unit) ? 1 : 0;
}
