// Taylor's theorem with Lagrange's remainder: f(c + h) = sum of a_k h^k (k <= n) + a_(n+1)(z) h^(n+1) for some z in the
// block, where a_k(z) = f^(k)(z)/k!; the series at the whole block encloses a_(n+1)(z), that at the centre the others.
// f' is treated in the same way: b_k = (k + 1) a_(k+1). In units of the spacing s, t = h/s and c_k = a_k s^k.
#include "taylor_block.hpp"

#include <algorithm>
#include <cmath>

namespace clino {
namespace {

/// Sums of non-negative terms in binary64 are below their exact value by less than this factor: fewer than 2^10
/// roundings each.
constexpr double upwards = 1 + 0x1p-40;
/// Covers whatever underflows in binary64: 2^-1075, times |t|^12 < 2^204 where Horner's rule multiplies it up.
constexpr double tiny = 0x1p-800;

/// Degree lowered while what is left out is small; error and bounds added up.
std::optional<TaylorPolynomial> polynomial(const TaylorSeries& s, double radius, double least) {
  TaylorPolynomial p;
  double left_out = s.remainder * std::pow(radius, static_cast<double>(s.c.size()));
  double size = 0, radii = 0;
  std::vector<double> term;
  for (std::size_t k = 0; k < s.c.size(); ++k) {
    const double power = std::pow(radius, static_cast<double>(k));  // to 1 ulp: covered by `upwards`
    p.c.push_back(arf_get_d(arb_midref(static_cast<arb_srcptr>(s.c[k])), ARF_RND_NEAR));
    radii += mag_get_d(arb_radref(static_cast<arb_srcptr>(s.c[k]))) * power;
    term.push_back(std::fabs(p.c.back()) * power);
    size += term.back();
    p.steepest += static_cast<double>(k) * (k == 0 ? 0 : term.back() / radius);
  }
  if (!std::isfinite(size) || !std::isfinite(left_out) || !std::isfinite(radii)) return std::nullopt;
  p.steepest += static_cast<double>(s.c.size()) * (left_out + radii) / radius;
  const double wanted = std::max(0x1p-46 * std::fabs(p.c[0]), 0x1p-24 * least);
  std::size_t n = p.c.size();
  double dropped = 0;
  while (n > 1 && dropped + term[n - 1] <= wanted / 8) dropped += term[--n];
  p.c.resize(n);
  // Coefficients are rounded once, and Horner's rule commits at most 2 n roundings: gamma_2n (Higham 2002, 5.1).
  const double rounding = (2 * static_cast<double>(n) + 2) * 0x1p-53 * size;
  p.error = (left_out + radii + dropped + rounding) * upwards + tiny;
  if (left_out + radii > wanted) return std::nullopt;
  p.largest = (size + left_out + radii) * upwards;
  p.steepest = p.steepest * upwards + tiny;
  return p;
}

}  // namespace

double size_bound(arb_srcptr x) {
  ArfValue top;
  arb_get_abs_ubound_arf(top, x, 53);
  return arf_get_d(top, ARF_RND_UP);
}

std::optional<TaylorSeriesPair> taylor_series(SeriesTape& tape, NodeId output, const TaylorRange& range, slong degree) {
  const slong at_the_block = 8 * degree, at_the_centre = 16 * degree;
  ArbValue block(range.centre);
  mag_set_d(arb_radref(static_cast<arb_ptr>(block)), std::fabs(range.spacing) * range.radius);  // rounded up
  if (!tape.expand(block, degree + 2, at_the_block)) return std::nullopt;
  ArbValue a, power, step(range.spacing);
  tape.coefficient(a, output, degree + 1);
  arb_pow_ui(power, step, static_cast<ulong>(degree), 64);
  arb_mul(a, a, power, 64);
  TaylorSeriesPair pair;
  arb_mul(power, a, step, 64);
  pair.value.remainder = size_bound(power);
  arb_mul_ui(a, a, static_cast<ulong>(degree + 1), 64);
  pair.slope.remainder = size_bound(a);
  if (!tape.expand(ArbValue(range.centre), degree + 1, at_the_centre)) return std::nullopt;
  arb_one(power);  // step^k: a power of two, exact
  for (slong k = 0; k <= degree; ++k) {
    tape.coefficient(a, output, k);
    ArbValue c;
    if (k > 0) {
      arb_mul(c, a, power, at_the_centre);
      arb_mul_ui(c, c, static_cast<ulong>(k), at_the_centre);
      pair.slope.c.push_back(std::move(c));
      arb_mul(power, power, step, at_the_centre);
    }
    arb_mul(c, a, power, at_the_centre);
    pair.value.c.push_back(std::move(c));
  }
  return pair;
}

std::optional<TaylorBlock> taylor_block(const TaylorSeriesPair& series, double radius, double least) {
  const auto f = polynomial(series.value, radius, least), df = polynomial(series.slope, radius, least);
  if (!f || !df) return std::nullopt;
  return TaylorBlock{*f, *df};
}

void evaluate(const TaylorPolynomial& p, double t0, std::span<double> y) {
  const std::size_t n = y.size(), d = p.c.size();
  for (std::size_t j = 0; j < n; ++j) y[j] = p.c[d - 1];
  for (std::size_t k = d - 1; k-- > 0;)
    for (std::size_t j = 0; j < n; ++j) y[j] = y[j] * (t0 + static_cast<double>(j)) + p.c[k];
}

}  // namespace clino
