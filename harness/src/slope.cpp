#include "slope.hpp"

namespace clino {
namespace {

constexpr Monomial linear{.power = 1};

Slope infinite(Sign direction, std::string reason) {
  return {.kind = Slope::Kind::infinite, .direction = direction, .reason = std::move(reason)};
}
Slope unknown(std::string reason) { return {.kind = Slope::Kind::unknown, .reason = std::move(reason)}; }

/// A difference with a leading term larger than h.
Slope steep(const GermTerm& lead) {
  const Sign s = lead.c.sign();
  if (s == Sign::unknown)
    return unknown(lead.at == unit_size ? "whether the function is continuous here" : "a coefficient that may be 0");
  if (lead.at == unit_size) return infinite(s, "a jump");
  return infinite(s, dominates(lead.at, unit_size) ? "a pole" : "infinite slope");
}

}  // namespace

Slope slope(const Germ& along, const Germ& here) {
  if (along.state == Germ::State::outside) return {.kind = Slope::Kind::outside, .reason = along.reason};
  const Germ d = along - here;
  if (d.failed()) return unknown(d.reason);
  if (d.state == Germ::State::huge) return infinite(d.direction, "a pole");
  const bool term_leads = !d.terms.empty() && (!d.wave || dominates(d.terms[0].at, d.wave->at));
  if (term_leads && dominates(d.terms[0].at, linear)) return steep(d.terms[0]);
  // The oscillation dominates whatever comes after it; at the size of h it adds to at most one more term of that size.
  if (d.wave && !dominates(linear, d.wave->at))
    return {.kind = Slope::Kind::oscillates, .reason = d.wave->of + " oscillates without a limit"};
  if (d.rest && !dominates(linear, *d.rest)) return unknown("a bounded remainder");
  Slope s{.kind = Slope::Kind::finite};
  for (const GermTerm& t : d.terms)
    if (t.at == linear) s.value = t.c;
  return s;
}

}  // namespace clino
