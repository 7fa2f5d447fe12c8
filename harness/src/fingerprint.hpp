/// Random interpretation (after Gulwani and Necula, "Discovering affine equalities using random interpretation", POPL
/// 2003): a number given by an expression is mapped to two prime fields, arithmetic by arithmetic and every
/// transcendental function value to an element drawn from its name and operands. Equal fingerprints mean equal rational
/// functions of those values, up to a chance of the expression's degree times 2^-122 (Schwartz-Zippel).
#pragma once
#include <array>
#include <cstdint>

#include "arb_value.hpp"

namespace clino {

class Fingerprint {
 public:
  static constexpr std::array<std::uint64_t, 2> primes{(1ULL << 61) - 1, (1ULL << 61) - 31};

  /// Of 0.
  Fingerprint() = default;
  /// Of a whole number.
  static Fingerprint integer(std::int64_t n);
  /// Of an exact binary fraction.
  static Fingerprint exact(arf_srcptr x);
  /// Of something that equals nothing else.
  static Fingerprint none() { Fingerprint f; f.known_ = false; return f; }
  /// Of a function value: the same for the same label and operands only.
  static Fingerprint atom(std::uint64_t label, const Fingerprint& a, const Fingerprint& b);
  static Fingerprint atom(std::uint64_t label, const Fingerprint& a) { return atom(label, a, Fingerprint()); }

  bool known() const { return known_; }
  bool is_zero() const { return known_ && residues_[0] == 0 && residues_[1] == 0; }

  friend Fingerprint operator+(const Fingerprint& a, const Fingerprint& b);
  friend Fingerprint operator-(const Fingerprint& a, const Fingerprint& b);
  friend Fingerprint operator*(const Fingerprint& a, const Fingerprint& b);
  /// Not known where the divisor's residue happens to be 0.
  friend Fingerprint operator/(const Fingerprint& a, const Fingerprint& b);

 private:
  std::array<std::uint64_t, 2> residues_{0, 0};
  bool known_ = true;
};

}  // namespace clino
