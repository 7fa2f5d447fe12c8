/// Germs: what a function does along x + h d as h -> 0+, proved term by term.
///
/// A germ is a sum of certified terms c h^p log(1/h)^q, dominant first, and a remainder that is nothing, O(h^p ..), or an
/// oscillation c h^p .. w(h), where w is continuous and takes every value of [-1, 1] again and again (sin of something
/// that tends to infinity). Example: x^2 sin(1/x) + sqrt(x) is h^(1/2) + h^2 w. The O has no explicit constant: only
/// limits are read off a germ. Coefficients are balls whose zeros are recognised (coefficient.hpp).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "coefficient.hpp"
#include "rational.hpp"

namespace clino {

/// h^power log(1/h)^logs.
struct Monomial {
  Rational power{}, logs{};
  friend bool operator==(const Monomial&, const Monomial&) = default;
  friend Monomial operator*(const Monomial& a, const Monomial& b) { return {a.power + b.power, a.logs + b.logs}; }
};
inline constexpr Monomial unit_size{};
/// Whether a/b -> infinity as h -> 0+.
bool dominates(const Monomial& a, const Monomial& b);
Monomial raise(const Monomial& m, const Rational& exponent);

struct GermTerm {
  Monomial at;
  Coefficient c;
};
struct Wave {
  Monomial at;
  Coefficient amplitude;
  int id;          ///< two waves with one id are the same function w
  std::string of;  ///< what oscillates: "sin"
};

/// The number of terms that germs of this thread keep, while it lives.
class TermsScope {
 public:
  explicit TermsScope(std::size_t terms) : previous_(current) { current = terms; }
  ~TermsScope() { current = previous_; }
  TermsScope(const TermsScope&) = delete;
  TermsScope& operator=(const TermsScope&) = delete;
  static std::size_t terms() { return current; }

 private:
  std::size_t previous_;
  inline static thread_local std::size_t current = 8;
};

struct Germ {
  enum class State : std::uint8_t {
    known,
    huge,     ///< beyond every power of 1/h, with the sign `direction`
    outside,  ///< not defined for small h > 0
    unknown
  };
  State state = State::known;
  Sign direction = Sign::zero;
  std::vector<GermTerm> terms{};     ///< dominant first, none 0; all dominate `rest`
  std::optional<Wave> wave{};    ///< dominates `rest`; no term is smaller
  std::optional<Monomial> rest{};
  std::string reason{};          ///< why `outside` or `unknown`

  static Germ constant(const Coefficient& c);
  /// x + slope h
  static Germ line(double x, int slope);
  static Germ huge(Sign sign) { return {.state = State::huge, .direction = sign}; }
  static Germ outside(std::string why) { return {.state = State::outside, .reason = std::move(why)}; }
  static Germ unknown(std::string why) { return {.state = State::unknown, .reason = std::move(why)}; }
  /// O(m)
  static Germ bounded(const Monomial& m) { return {.rest = m}; }
  /// Smaller than every power of h.
  static Germ flat() { return bounded({.power = 1'000'000}); }
  static Germ oscillation(int id, std::string of);

  bool known() const { return state == State::known; }
  bool failed() const { return state == State::outside || state == State::unknown; }
  bool is_zero() const { return known() && terms.empty() && !wave && !rest; }
  bool is_constant() const;
  /// The sign for all small h > 0.
  Sign sign() const;
  /// An upper bound of the size; nothing for 0.
  std::optional<Monomial> size() const;
  /// The leading term, when it dominates everything else and its sign is certain.
  const GermTerm* leading() const;
  /// Whether it tends to infinity (with a certain sign).
  bool diverges() const;
  /// Whether it tends to a number: all but the constant term vanishes.
  bool converges() const;
  /// The constant term.
  Coefficient constant_term() const;
};

Germ operator+(const Germ& a, const Germ& b);
Germ operator-(const Germ& a, const Germ& b);
Germ operator-(const Germ& a);
Germ operator*(const Germ& a, const Germ& b);
Germ operator*(const Germ& a, const Coefficient& c);
Germ operator/(const Germ& a, const Germ& b);
inline Germ operator+(const Germ& a, const Coefficient& c) { return a + Germ::constant(c); }
inline Germ operator-(const Germ& a, const Coefficient& c) { return a - Germ::constant(c); }

/// sum of c[k] d^k for k < c.size(), and O(d^c.size()); d -> 0.
Germ substitute(const std::vector<Coefficient>& c, const Germ& d);
/// g^exponent for g of one sign (positive unless the exponent is whole); `exponent` is also its ball.
Germ power(const Germ& g, const Rational& exponent);
/// log g and exp g.
Germ logarithm(const Germ& g);
Germ exponential(const Germ& g);

/// One operation of the table along the path. `id` tells apart the oscillations that start here.
Germ apply(Op op, const Germ& a, int id);
Germ apply(Op op, const Germ& a, const Germ& b, int id);

}  // namespace clino
