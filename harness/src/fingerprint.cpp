#include "fingerprint.hpp"

namespace clino {
namespace {

__extension__ typedef unsigned __int128 Wide;

std::uint64_t times(std::uint64_t a, std::uint64_t b, std::uint64_t p) {
  return static_cast<std::uint64_t>(Wide{a} * b % p);
}

std::uint64_t power(std::uint64_t a, std::uint64_t n, std::uint64_t p) {
  std::uint64_t r = 1;
  for (; n != 0; n >>= 1, a = times(a, a, p))
    if ((n & 1) != 0) r = times(r, a, p);
  return r;
}

/// A well mixed 64-bit number (the finalizer of splitmix64, Steele, Lea, Flood 2014).
std::uint64_t mix(std::uint64_t z) {
  z += 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

/// 2^e in the field; p - 1 is the order of its group.
std::uint64_t power_of_two(const fmpz* e, std::uint64_t p) { return power(2, fmpz_fdiv_ui(e, p - 1), p); }

}  // namespace

Fingerprint Fingerprint::integer(std::int64_t n) {
  Fingerprint f;
  for (std::size_t i = 0; i < 2; ++i) {
    const auto p = static_cast<std::int64_t>(primes[i]);
    f.residues_[i] = static_cast<std::uint64_t>(((n % p) + p) % p);
  }
  return f;
}

Fingerprint Fingerprint::exact(arf_srcptr x) {
  if (!arf_is_finite(x)) return none();
  FmpzValue mantissa, exponent;
  arf_get_fmpz_2exp(mantissa, exponent, x);
  Fingerprint f;
  for (std::size_t i = 0; i < 2; ++i)
    f.residues_[i] = times(fmpz_fdiv_ui(mantissa, primes[i]), power_of_two(exponent, primes[i]), primes[i]);
  return f;
}

Fingerprint Fingerprint::atom(std::uint64_t label, const Fingerprint& a, const Fingerprint& b) {
  if (!a.known_ || !b.known_) return none();
  std::uint64_t seed = mix(label);
  for (const std::uint64_t r : {a.residues_[0], a.residues_[1], b.residues_[0], b.residues_[1]}) seed = mix(seed ^ r);
  Fingerprint f;
  f.residues_ = {mix(seed) % primes[0], mix(~seed) % primes[1]};
  return f;
}

Fingerprint operator+(const Fingerprint& a, const Fingerprint& b) {
  Fingerprint f;
  f.known_ = a.known_ && b.known_;
  for (std::size_t i = 0; i < 2; ++i) f.residues_[i] = (a.residues_[i] + b.residues_[i]) % Fingerprint::primes[i];
  return f;
}

Fingerprint operator-(const Fingerprint& a, const Fingerprint& b) {
  Fingerprint f;
  f.known_ = a.known_ && b.known_;
  for (std::size_t i = 0; i < 2; ++i)
    f.residues_[i] = (a.residues_[i] + Fingerprint::primes[i] - b.residues_[i]) % Fingerprint::primes[i];
  return f;
}

Fingerprint operator*(const Fingerprint& a, const Fingerprint& b) {
  Fingerprint f;
  f.known_ = a.known_ && b.known_;
  for (std::size_t i = 0; i < 2; ++i) f.residues_[i] = times(a.residues_[i], b.residues_[i], Fingerprint::primes[i]);
  return f;
}

Fingerprint operator/(const Fingerprint& a, const Fingerprint& b) {
  if (!b.known_ || b.residues_[0] == 0 || b.residues_[1] == 0) return Fingerprint::none();
  Fingerprint inverse;
  for (std::size_t i = 0; i < 2; ++i)
    inverse.residues_[i] = power(b.residues_[i], Fingerprint::primes[i] - 2, Fingerprint::primes[i]);
  return a * inverse;
}

}  // namespace clino
