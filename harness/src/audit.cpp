/// The second opinion: one-sided differences with Richardson extrapolation, from the right and from the left, in MPFR.
/// It knows no derivative rule and shares no arithmetic with the reference.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "clino/reference.hpp"
#include "floating_point_scope.hpp"
#include "random_rounding.hpp"

namespace clino {
namespace {

constexpr int first_precision = 256;
/// (1 - cos x) / x^2 at 1e-200 settles at 8192 bits and is confirmed at 16384, where MPFR's exp takes 0.5 ms; the gamma
/// functions take 2 to 20 ms at 2048 bits and up to a second there: these stop earlier.
constexpr int last_precision = 16384, last_precision_of_gamma = 2048;
/// Irrational ratios: no step is a multiple of a period of the function together with another.
constexpr std::array ratio{1.0, 0.70710678118654752, 0.51763809020504152};

/// A number and how far it may be off, as far as this route can tell.
struct Guess {
  BigFloat value, error;
};

struct Problem {
  const Trace& trace;
  std::span<const double> x;
  Format format;
  Target target;
  Literals literals;
};

/// r = |a - b|.
BigFloat distance(const BigFloat& a, const BigFloat& b) {
  BigFloat r = a;
  mpfr_sub(raw(r), raw(a), raw(b), MPFR_RNDN);
  mpfr_abs(raw(r), raw(r), MPFR_RNDU);
  return r;
}

/// Neville: the value at step 0 of the line through (s, f) and (t, g) is g + (g - f) t / (s - t).
BigFloat extrapolate(const BigFloat& s, const BigFloat& f, const BigFloat& t, const BigFloat& g) {
  BigFloat r = g, d = g;
  mpfr_sub(raw(r), raw(g), raw(f), MPFR_RNDN);
  mpfr_mul(raw(r), raw(r), raw(t), MPFR_RNDN);
  mpfr_sub(raw(d), raw(s), raw(t), MPFR_RNDN);
  mpfr_div(raw(r), raw(r), raw(d), MPFR_RNDN);
  mpfr_add(raw(r), raw(r), raw(g), MPFR_RNDN);
  return r;
}

/// The derivative from one side; `direction` is +1 or -1. Error: the difference of the last two extrapolations.
/// Truncation is about h^3, rounding 2^-bits / h: h = 2^(-bits/4) |x| balances them at 2^(-3 bits / 4).
std::optional<Guess> one_sided(const Problem& p, RandomRounding& program, const BigFloat& centre, int direction,
                               int bits) {
  const double x = p.x[static_cast<std::size_t>(p.target.input)];
  const double scale = x == 0 ? smallest_subnormal(p.format) : x;
  std::array<BigFloat, 3> h{big_float(bits), big_float(bits), big_float(bits)},
      d{big_float(bits), big_float(bits), big_float(bits)};
  for (std::size_t j = 0; j < ratio.size(); ++j) {
    BigFloat moved = big_float(bits);
    mpfr_set_d(raw(h[j]), std::fabs(scale), MPFR_RNDN);
    mpfr_mul_d(raw(h[j]), raw(h[j]), direction * ratio[j], MPFR_RNDN);
    mpfr_mul_2si(raw(h[j]), raw(h[j]), -bits / 4, MPFR_RNDN);
    mpfr_add_d(raw(moved), raw(h[j]), x, MPFR_RNDN);  // exact: 53 + 106 + bits/4 bits at most
    const std::optional<BigFloat> y = program(p.x, p.target.output, p.target.input, moved);
    if (!y) return std::nullopt;
    mpfr_sub(raw(d[j]), raw(*y), raw(centre), MPFR_RNDN);
    mpfr_div(raw(d[j]), raw(d[j]), raw(h[j]), MPFR_RNDN);
  }
  const BigFloat coarse = extrapolate(h[0], d[0], h[1], d[1]), fine = extrapolate(h[1], d[1], h[2], d[2]);
  BigFloat last = extrapolate(h[0], coarse, h[2], fine);
  BigFloat error = distance(last, fine);
  return Guess{std::move(last), std::move(error)};
}

/// Whether the error is below 2^-64 of the value, or too small to be seen in any number of the format.
bool settled(const Guess& g, const Format& format) {
  if (!mpfr_number_p(raw(g.value)) || !mpfr_number_p(raw(g.error))) return false;
  BigFloat allowed = g.error;
  mpfr_abs(raw(allowed), raw(g.value), MPFR_RNDN);
  mpfr_mul_2si(raw(allowed), raw(allowed), -64, MPFR_RNDN);
  if (mpfr_lessequal_p(raw(g.error), raw(allowed))) return true;
  mpfr_set_d(raw(allowed), smallest_subnormal(format), MPFR_RNDN);
  mpfr_mul_2si(raw(allowed), raw(allowed), -12, MPFR_RNDN);
  return mpfr_less_p(raw(g.error), raw(allowed));
}

void widen(Guess& g, const BigFloat& other) {
  const BigFloat d = distance(g.value, other);
  if (!mpfr_lessequal_p(raw(d), raw(g.error))) g.error = d;
}

/// What one precision says: for a value four evaluations, for a partial both sides. Where the program has no value on
/// one side (the edge of its domain) the other side alone; where the sides settle apart (a kink) they stay apart; where
/// the function takes another branch beside `x`, nothing.
std::optional<Guess> at_precision(const Problem& p, int bits) {
  RandomRounding program(p.trace, p.format, p.literals, bits);
  std::optional<BigFloat> centre = program(p.x, p.target.output, -1, big_float(2));
  if (!centre) return std::nullopt;
  if (p.target.input < 0) {
    Guess g{*centre, big_float(bits)};
    for (int j = 0; j < 3; ++j) {
      const std::optional<BigFloat> again = program(p.x, p.target.output, -1, big_float(2));
      if (!again) return std::nullopt;
      widen(g, *again);
    }
    return g;
  }
  std::optional<Guess> right = one_sided(p, program, *centre, 1, bits);
  std::optional<Guess> left = one_sided(p, program, *centre, -1, bits);
  if (program.strayed()) return std::nullopt;
  if (!right || !left) return right ? right : left;
  widen(*right, left->value);
  if (mpfr_less_p(raw(right->error), raw(left->error))) right->error = left->error;
  return right;
}

int highest_precision(const Trace& trace) {
  const bool gamma = std::ranges::any_of(
      trace.nodes, [](const Node& n) { return n.op == Op::lgamma || n.op == Op::tgamma || n.op == Op::digamma; });
  return gamma ? last_precision_of_gamma : last_precision;
}

}  // namespace

Audit audit(const Trace& trace, std::span<const double> x, const Format& format, Target target,
            const ReferenceOptions& options) {
  const FloatingPointScope environment;
  const WholeExponentRange range;
  const Problem problem{trace, x, format, target, options.literals};
  std::optional<Guess> previous;
  const int last = highest_precision(trace);
  for (int bits = first_precision; bits <= last; bits *= 2) {
    std::optional<Guess> guess = at_precision(problem, bits);
    if (guess && previous && settled(*previous, format)) {
      widen(*guess, previous->value);
      if (settled(*guess, format))
        return {mpfr_get_d(raw(guess->value), MPFR_RNDN), mpfr_get_d(raw(guess->error), MPFR_RNDU)};
    }
    previous = std::move(guess);
  }
  return {};
}

}  // namespace clino
