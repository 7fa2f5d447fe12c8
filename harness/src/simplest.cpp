#include "clino/simplest.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace clino {
namespace {

/// m * 10^e, correctly rounded (through text: scaling by powers of ten would round twice).
double decimal(double m, int e) {
  std::array<char, 64> buffer{};
  char* end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), m, std::chars_format::fixed, 0).ptr;
  *end++ = 'e';
  end = std::to_chars(end, buffer.data() + buffer.size(), e).ptr;
  double x = 0;
  std::from_chars(buffer.data(), end, x);
  return x;
}

/// 0 < lo <= hi. The coarsest decimal grid that has a point in the range gives the fewest digits; of its points in the
/// range the one nearest to 1 is the easiest to read.
double simplest_positive(double lo, double hi) {
  if (lo <= 1 && hi >= 1) return 1;
  for (int e = static_cast<int>(std::floor(std::log10(hi))) + 1; e > -360; --e) {
    const double unit = decimal(1, e);
    if (unit == 0 || !(hi / unit < 1e17)) break;
    const double below = std::floor(hi / unit), above = std::ceil(lo / unit);
    for (const double k : hi < 1 ? std::array{below, above} : std::array{above, below}) {
      const double x = decimal(k, e);
      if (k > 0 && x >= lo && x <= hi) return x;
    }
  }
  return lo;
}

}  // namespace

double simplest_between(double lo, double hi) {
  if (lo <= 0 && hi >= 0) return 0;
  return lo > 0 ? simplest_positive(lo, hi) : -simplest_positive(-hi, -lo);
}

}  // namespace clino
