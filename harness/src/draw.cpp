#include "draw.hpp"

#include <algorithm>
#include <cmath>

namespace clino {
namespace {

double draw_uniform(const Interval& r, Random& random) { return r.lo + (r.hi - r.lo) * random.unit(); }

double draw_bits(const Interval& r, const Format& f, Random& random) {
  const auto first = static_cast<std::uint64_t>(ordinal(f, r.lo)), last = static_cast<std::uint64_t>(ordinal(f, r.hi));
  const std::uint64_t count = last - first + 1;  // modulo 2^64, as are the ordinals; never 0
  const std::uint64_t offset = count < (std::uint64_t{1} << 53)
                                   ? static_cast<std::uint64_t>(random.unit() * static_cast<double>(count))
                                   : random.bits() % count;
  return from_ordinal(f, static_cast<std::int64_t>(first + offset));
}

/// Evenly in the logarithm of the magnitude, from the larger end down to 2^-24 of it (or the other end, on one side
/// of zero); a range across zero takes its sides in turn by their share of the larger magnitude's logarithm.
double draw_log(const Interval& r, const Format& f, Random& random) {
  const bool across = r.lo < 0 && r.hi > 0;
  const bool negative = across ? random.unit() < 0.5 : r.hi <= 0;
  const double outer = negative ? -r.lo : r.hi;
  const double inner = across ? 0 : negative ? -r.hi : r.lo;
  if (outer == 0) return 0;
  const double least = std::max({inner, std::scalbn(outer, -24), smallest_subnormal(f)});
  const double magnitude = least * std::exp2(random.unit() * std::log2(outer / least));
  return negative ? -magnitude : magnitude;
}

bool within(std::span<const double> x, std::span<const Interval> domain) {
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!(x[i] >= domain[i].lo && x[i] <= domain[i].hi)) return false;
  return true;
}

}  // namespace

Interval in_format(const Interval& range, const Format& f) {
  const double big = largest(f);
  double lo = round_to(f, std::clamp(range.lo, -big, big)), hi = round_to(f, std::clamp(range.hi, -big, big));
  if (lo < range.lo) lo = next_up(f, lo);
  if (hi > range.hi) hi = next_down(f, hi);
  return {lo, hi};
}

double draw(Sampling how, const Interval& range, const Format& f, Random& random) {
  const Interval r = in_format(range, f);
  const auto inside = [&](double x) { return std::clamp(round_to(f, x), r.lo, r.hi); };
  switch (how) {
    case Sampling::uniform: return inside(draw_uniform(r, random));
    case Sampling::log: return inside(draw_log(r, f, random));
    case Sampling::bits: return draw_bits(r, f, random);
  }
  return r.lo;
}

Point draw_point(const Case& c, const Format& format, Random& random) {
  Point x(c.domain.size());
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] = draw(i < c.sampling.size() ? c.sampling[i] : Sampling::log, c.domain[i], format, random);
  return x;
}

bool in_working_range(const Case& c, std::span<const double> x) {
  return within(x, c.domain) && (!c.accepts || c.accepts(x));
}

}  // namespace clino
