#include "germ.hpp"

#include <algorithm>

namespace clino {
namespace {

void widen(std::optional<Monomial>& rest, const Monomial& m) {
  if (!rest || dominates(m, *rest)) rest = m;
}

bool valid(const Monomial& m) { return m.power.valid() && m.logs.valid(); }

/// Puts terms in order, adds those of one size, drops zeros.
void collect(std::vector<GermTerm>& terms) {
  std::stable_sort(terms.begin(), terms.end(), [](const GermTerm& a, const GermTerm& b) { return dominates(a.at, b.at); });
  std::vector<GermTerm> sum;
  for (GermTerm& t : terms) {
    if (!sum.empty() && sum.back().at == t.at) sum.back().c = sum.back().c + t.c;
    else sum.push_back(std::move(t));
  }
  std::erase_if(sum, [](const GermTerm& t) { return t.c.is_zero(); });
  terms = std::move(sum);
}

/// Restores the invariants of `Germ`.
Germ normal(Germ g) {
  for (const GermTerm& t : g.terms)
    if (!valid(t.at)) return Germ::unknown("exponents too large");
  if ((g.rest && !valid(*g.rest)) || (g.wave && !valid(g.wave->at))) return Germ::unknown("exponents too large");
  collect(g.terms);
  if (g.wave && g.wave->amplitude.sign() == Sign::zero) g.wave.reset();
  if (g.wave && g.wave->amplitude.sign() == Sign::unknown) {
    widen(g.rest, g.wave->at);
    g.wave.reset();
  }
  if (g.terms.size() > TermsScope::terms()) widen(g.rest, g.terms[TermsScope::terms()].at);
  if (g.wave && g.rest && !dominates(g.wave->at, *g.rest)) g.wave.reset();
  if (g.wave)  // what is smaller than the oscillation is of no use
    for (const GermTerm& t : g.terms)
      if (dominates(g.wave->at, t.at)) widen(g.rest, t.at);
  if (g.rest) std::erase_if(g.terms, [&](const GermTerm& t) { return !dominates(t.at, *g.rest); });
  return g;
}

/// Adds an oscillation; of two different ones only the larger is kept, the other becomes a bound.
void add_wave(Germ& g, const Wave& w) {
  if (!g.wave) {
    g.wave = w;
  } else if (g.wave->at == w.at && g.wave->id == w.id) {
    g.wave->amplitude = g.wave->amplitude + w.amplitude;
  } else if (dominates(w.at, g.wave->at)) {
    widen(g.rest, g.wave->at);
    g.wave = w;
  } else {
    widen(g.rest, w.at);
  }
}

Sign flipped(Sign s) { return static_cast<Sign>(-static_cast<int>(s)); }

/// A product with a factor beyond every power of 1/h.
Germ huge_product(const Germ& a, const Germ& b) {
  if (a.is_zero() || b.is_zero()) return {};
  const auto certain = [](const Germ& g) { return g.state == Germ::State::huge || g.leading() != nullptr; };
  if (!certain(a) || !certain(b)) return Germ::unknown("a product of infinite and vanishing growth");
  return Germ::huge(a.sign() == b.sign() ? Sign::positive : Sign::negative);
}

/// Terms of one factor times the oscillation of the other: t (1 + o(1)) w = t w + o(t).
void multiply_wave(Germ& product, const std::vector<GermTerm>& terms, const std::optional<Wave>& wave) {
  if (!wave) return;
  for (std::size_t k = 0; k < terms.size(); ++k) {
    const Monomial at = terms[k].at * wave->at;
    if (k == 0) add_wave(product, {at, terms[k].c * wave->amplitude, wave->id, wave->of});
    else widen(product.rest, at);
  }
}

/// g / (its leading term) - 1, which tends to 0.
Germ relative_rest(const Germ& g, const GermTerm& lead) {
  Germ d = g;
  d.terms.erase(d.terms.begin());
  const Germ scale{.terms = {{raise(lead.at, -1), Coefficient::integer(1) / lead.c}}};
  return d * scale;
}

Germ inverse(const Germ& g) {
  if (g.failed()) return g;
  if (g.state == Germ::State::huge) return Germ::flat();
  if (g.is_zero()) return Germ::outside("division by 0");
  const GermTerm* lead = g.leading();
  if (lead == nullptr) return Germ::unknown("whether a divisor is 0 nearby");
  std::vector<Coefficient> alternating;
  for (std::size_t k = 0; k < TermsScope::terms(); ++k) alternating.push_back(Coefficient::integer(k % 2 == 0 ? 1 : -1));
  const Germ scale{.terms = {{raise(lead->at, -1), Coefficient::integer(1) / lead->c}}};
  return substitute(alternating, relative_rest(g, *lead)) * scale;
}

/// c^r, so that whole powers stay rational in c.
Coefficient raise(const Coefficient& c, const Rational& r) {
  if (r == Rational(1, 2)) return evaluate(Op::sqrt, c);
  if (r == Rational(1, 3)) return evaluate(Op::cbrt, c);
  const std::int64_t n = r.numerator();
  if (r.is_integer() && n >= -64 && n <= 64) {
    Coefficient p = Coefficient::integer(1);
    for (std::int64_t k = 0; k < (n < 0 ? -n : n); ++k) p = p * c;
    return n < 0 ? Coefficient::integer(1) / p : p;
  }
  return evaluate(Op::pow, c, Coefficient::ratio(n, r.denominator()));
}

}  // namespace

bool dominates(const Monomial& a, const Monomial& b) {
  return a.power < b.power || (a.power == b.power && a.logs > b.logs);
}
Monomial raise(const Monomial& m, const Rational& e) { return {m.power * e, m.logs * e}; }

Germ Germ::constant(const Coefficient& c) { return normal({.terms = {{unit_size, c}}}); }
Germ Germ::line(double x, int slope) {
  return normal({.terms = {{unit_size, Coefficient(x)}, {{.power = 1}, Coefficient::integer(slope)}}});
}
Germ Germ::oscillation(int id, std::string of) {
  return {.wave = Wave{unit_size, Coefficient::integer(1), id, std::move(of)}};
}

bool Germ::is_constant() const {
  return known() && !wave && !rest && (terms.empty() || (terms.size() == 1 && terms[0].at == unit_size));
}

const GermTerm* Germ::leading() const {
  if (!known() || terms.empty() || (wave && !dominates(terms[0].at, wave->at))) return nullptr;
  const Sign s = terms[0].c.sign();
  return s == Sign::positive || s == Sign::negative ? &terms[0] : nullptr;
}

Sign Germ::sign() const {
  if (state == State::huge) return direction;
  if (is_zero()) return Sign::zero;
  if (const GermTerm* lead = leading()) return lead->c.sign();
  if (known() && wave && !terms.empty() && terms[0].at == wave->at) {  // c + a w with |c| > |a|
    if ((abs(terms[0].c) - abs(wave->amplitude)).sign() == Sign::positive) return terms[0].c.sign();
  }
  return Sign::unknown;
}

std::optional<Monomial> Germ::size() const {
  if (!terms.empty()) return terms[0].at;  // terms dominate the rest, and no term is smaller than the wave
  if (wave) return wave->at;
  return rest;
}

bool Germ::diverges() const {
  if (state == State::huge) return true;
  const GermTerm* lead = leading();
  return lead != nullptr && dominates(lead->at, unit_size);
}

bool Germ::converges() const {
  if (!known()) return false;
  for (const GermTerm& t : terms)
    if (dominates(t.at, unit_size)) return false;
  return (!wave || dominates(unit_size, wave->at)) && (!rest || dominates(unit_size, *rest));
}

Coefficient Germ::constant_term() const {
  for (const GermTerm& t : terms)
    if (t.at == unit_size) return t.c;
  return {};
}

Germ operator+(const Germ& a, const Germ& b) {
  for (const Germ* g : {&a, &b})
    if (g->failed()) return *g;
  const bool both = a.state == Germ::State::huge && b.state == Germ::State::huge;
  if (both && a.direction != b.direction) return Germ::unknown("a difference of infinite growth");
  if (a.state == Germ::State::huge) return a;
  if (b.state == Germ::State::huge) return b;
  Germ sum = a;
  sum.terms.insert(sum.terms.end(), b.terms.begin(), b.terms.end());
  if (b.rest) widen(sum.rest, *b.rest);
  if (b.wave) add_wave(sum, *b.wave);
  return normal(std::move(sum));
}

Germ operator-(const Germ& a) {
  Germ g = a;
  g.direction = flipped(a.direction);
  for (GermTerm& t : g.terms) t.c = -t.c;
  if (g.wave) g.wave->amplitude = -g.wave->amplitude;
  return g;
}

Germ operator-(const Germ& a, const Germ& b) { return a + -b; }

Germ operator*(const Germ& a, const Germ& b) {
  for (const Germ* g : {&a, &b})
    if (g->failed()) return *g;
  if (!a.known() || !b.known()) return huge_product(a, b);
  Germ product;
  for (const GermTerm& s : a.terms)
    for (const GermTerm& t : b.terms) product.terms.push_back({s.at * t.at, s.c * t.c});
  if (a.wave && b.wave) widen(product.rest, a.wave->at * b.wave->at);
  multiply_wave(product, a.terms, b.wave);
  multiply_wave(product, b.terms, a.wave);
  if (a.rest && b.size()) widen(product.rest, *a.rest * *b.size());
  if (b.rest && a.size()) widen(product.rest, *b.rest * *a.size());
  return normal(std::move(product));
}

Germ operator*(const Germ& a, const Coefficient& c) { return a * Germ::constant(c); }

Germ operator/(const Germ& a, const Germ& b) {
  if (a.failed()) return a;
  const Germ reciprocal = inverse(b);
  return reciprocal.failed() ? reciprocal : a * reciprocal;
}

Germ substitute(const std::vector<Coefficient>& c, const Germ& d) {
  Germ sum;
  for (std::size_t k = c.size(); k-- > 0;) sum = sum * d + c[k];
  if (d.size()) sum = sum + Germ::bounded(raise(*d.size(), static_cast<std::int64_t>(c.size())));
  return sum;
}

// (c m (1 + d))^r = c^r m^r sum of binomial(r, k) d^k
Germ power(const Germ& g, const Rational& r) {
  if (g.failed()) return g;
  if (r == Rational(0)) return Germ::constant(Coefficient::integer(1));
  const GermTerm* lead = g.leading();
  if (lead == nullptr) return Germ::unknown("a power of a number whose sign is not known");
  const Coefficient exponent = Coefficient::ratio(r.numerator(), r.denominator());
  std::vector<Coefficient> binomial{Coefficient::integer(1)};
  for (std::size_t k = 1; k < TermsScope::terms(); ++k) {
    const auto n = static_cast<std::int64_t>(k);
    binomial.push_back(binomial.back() * (exponent - Coefficient::integer(n - 1)) / Coefficient::integer(n));
  }
  const Germ scale{.terms = {{raise(lead->at, r), raise(lead->c, r)}}};
  return substitute(binomial, relative_rest(g, *lead)) * scale;
}

// log(c h^p (1 + d)) = log c - p log(1/h) + d - d^2/2 + ...
Germ logarithm(const Germ& g) {
  if (g.failed()) return g;
  const Sign s = g.sign();
  if (s == Sign::zero) return Germ::outside("logarithm of 0");
  if (s == Sign::negative) return Germ::outside("logarithm of a negative number");
  const GermTerm* lead = g.leading();
  if (lead == nullptr || lead->at.logs != Rational(0)) return Germ::unknown("a logarithm");
  std::vector<Coefficient> series{Coefficient{}};
  for (std::size_t k = 1; k < TermsScope::terms(); ++k)
    series.push_back(Coefficient::ratio(k % 2 == 1 ? 1 : -1, static_cast<std::int64_t>(k)));
  const Rational p = lead->at.power;
  const Germ large{.terms = {{{.logs = 1}, Coefficient::ratio(-p.numerator(), p.denominator())}}};
  const Germ log_c = Germ::constant(evaluate(Op::log, lead->c));
  const Germ small = substitute(series, relative_rest(g, *lead));
  return p == Rational(0) ? log_c + small : large + log_c + small;
}

// exp(c log(1/h) + a + d) = h^-c e^a (1 + d + d^2/2 + ...); beyond logarithmic growth it is flat or huge
Germ exponential(const Germ& g) {
  if (g.failed()) return g;
  if (g.diverges()) {
    const Monomial at = g.known() ? g.terms[0].at : Monomial{.power = -1};
    if (at.power < 0 || at.logs > 1) return g.sign() == Sign::positive ? Germ::huge(Sign::positive) : Germ::flat();
    const std::optional<Rational> c = Rational::from(g.terms[0].c.ball());
    Germ others = g;
    others.terms.erase(others.terms.begin());
    if (at.logs != Rational(1) || !c || !others.converges()) return Germ::unknown("an exponential of slow growth");
    const Germ scale{.terms = {{{.power = Rational(0) - *c}, Coefficient::integer(1)}}};
    return exponential(others) * scale;
  }
  if (!g.converges()) {
    if (g.size() && !dominates(*g.size(), unit_size)) return Germ::bounded(unit_size);
    return Germ::unknown("an exponential of unknown growth");
  }
  const Coefficient a = g.constant_term();
  std::vector<Coefficient> series{evaluate(Op::exp, a)};
  for (std::size_t k = 1; k < TermsScope::terms(); ++k)
    series.push_back(series.back() / Coefficient::integer(static_cast<std::int64_t>(k)));
  return substitute(series, g - a);
}

}  // namespace clino
