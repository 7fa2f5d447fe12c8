/// What an engine's rules perform, as a program of its own: with it one proof says of a whole run of numbers that the
/// rules are right apart from rounding (`rule_proof.hpp`), instead of `high_precision` at each of them.
#pragma once
#include <functional>
#include <optional>

#include "clino/engine.hpp"
#include "clino/tracer.hpp"
#include "rules.hpp"

namespace clino {

/// The derivative of a program of one input and one output as the rules of an engine compute it near x, its numbers
/// exact, its comparisons recorded as they fall at x. Empty where a rule is no elementary operation.
std::optional<Trace> forward_rules(const Trace& trace, double x, const Format& format);
std::optional<Trace> reverse_rules(const Trace& trace, double x, const Format& format);
std::optional<Trace> eigen_rules(const Trace& trace, double x, const Format& format);

/// What `perform` does to an input, recorded, without the operations on which neither its result nor a comparison
/// depends. Empty where it throws.
std::optional<Trace> recorded(double x, const std::function<Tracer(const Tracer&)>& perform);

/// Constants are operations on integers here, so that they are real numbers.
template <>
struct Arithmetic<Tracer> {
  static Tracer ln2() { return log(Tracer(2)); }
  static Tracer ln10() { return log(Tracer(10)); }
  static Tracer inv_sqrt_pi() { return Tracer(1) / sqrt(acos(Tracer(-1))); }
  static Tracer digamma(const Tracer& x) { return clino::record(Op::digamma, &x, 0); }
  static Tracer trigamma(const Tracer&) { throw UnsupportedOp{Op::digamma}; }
  static bool is_finite(const Tracer&) { return true; }  // the proof bounds every number
  static bool is_normal(const Tracer& x) { return x != Tracer(0); }
  static Tracer exp_minus_square(const Tracer& x) { return exp(-x * x); }
};

}  // namespace clino
