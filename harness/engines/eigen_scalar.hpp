/// Eigen::AutoDiffScalar as an interpreter of traces: its own operations where it has them, our rules where it has
/// not. Presence is probed by value and derivative, because some absent overloads compile: in the 16-bit formats
/// asin's derivative 1/sqrt(1 - x^2) becomes a division by an integer (Eigen 3.4.0).
#pragma once
#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <span>
#include <unsupported/Eigen/AutoDiff>
#include <vector>

#include "clino/engine.hpp"
#include "forward_sweep.hpp"
#include "native.hpp"
#include "rules.hpp"

namespace clino {

/// Directions differentiated at once; more inputs are taken in chunks.
inline constexpr int chunk = 4;
template <class S>
using EigenDual = Eigen::AutoDiffScalar<Eigen::Matrix<S, chunk, 1>>;

template <class Derivatives>
struct LiteralOf<Eigen::AutoDiffScalar<Derivatives>> {
  using type = typename Derivatives::Scalar;
  static type make(double c) { return LiteralOf<type>::make(c); }
};

// Overloads of Eigen 3.4.0 that are declared for the 16-bit formats and do not compile: they multiply a vector of
// them by a float or an int.
template <ShortScalar S>
inline constexpr bool provides<EigenDual<S>, Op::abs> = false;
template <ShortScalar S>
inline constexpr bool provides<EigenDual<S>, Op::pow> = false;
template <ShortScalar S>
inline constexpr bool provides<EigenDual<S>, Op::atan2> = false;
template <>
inline constexpr bool provides<EigenDual<Eigen::half>, Op::sinh> = false;
template <>
inline constexpr bool provides<EigenDual<Eigen::half>, Op::cosh> = false;

/// Which operands of an operation are literals: overloads differ.
enum class Form : std::uint8_t { active, literal_right, literal_left };

template <class S, class... A>
constexpr Form form_of() {
  constexpr std::array literal{std::is_same_v<A, S>...};
  if constexpr (sizeof...(A) != 2)
    return Form::active;
  else
    return literal[0] ? Form::literal_left : literal[1] ? Form::literal_right : Form::active;
}

template <class S>
S value_of(const EigenDual<S>& a) {
  return a.value();
}
template <class S>
S value_of(const S& literal) {
  return literal;
}

/// The working scalar of our rules: float for the 16-bit formats.
template <class S>
using RuleScalar = typename Linearisation<S>::Working;

/// Our rule in place of an overload that is missing. Operands whose bit in `active` is 0 depend on no input.
template <class S, class... A>
EigenDual<S> supply(Op op, std::uint8_t active, const A&... a) {
  using W = RuleScalar<S>;
  const std::array<W, 3> x{static_cast<W>(value_of<S>(a))...};
  const W wide = Direct<W>{}(op, static_cast<W>(value_of<S>(a))...);
  const Partials<W> p = partials<W>(op, x, wide);
  EigenDual<S> y(Direct<S>{}(op, value_of<S>(a)...));
  std::size_t k = 0;
  const auto add = [&](const auto& operand) {
    if constexpr (!std::is_same_v<std::remove_cvref_t<decltype(operand)>, S>)
      if (p.enters_operand(k) && ((active >> k) & 1u) != 0)
        y.derivatives() += operand.derivatives() * S(p.numerator[k] / p.divisor);
    ++k;
  };
  (add(a), ...);
  return y;
}

/// Whether AutoDiffScalar's own overload gives the operation's value and derivatives, for each form of operands.
template <class S>
class EigenPresence {
 public:
  bool has(Op op, Form form) const { return present_[index(op)][static_cast<std::size_t>(form)]; }
  /// Probed once, on first use.
  static const EigenPresence& get() {
    static const EigenPresence presence;
    return presence;
  }

 private:
  static std::size_t index(Op op) { return static_cast<std::size_t>(op); }

  EigenPresence() : present_(operators().size()) {
    for (const OpInfo& o : operators()) {
      if (o.arity == 0) continue;
      for (Form form : {Form::active, Form::literal_right, Form::literal_left})
        present_[index(o.op)][static_cast<std::size_t>(form)] =
            (o.arity == 2 || form == Form::active) && probe(o, form, 0) && probe(o, form, 1);
    }
  }

  /// Ordinary points, exact in every format, within every domain, on both signs where the domain has both.
  static std::array<double, 3> point(Op op, int which) {
    if (op == Op::acosh) return which == 0 ? std::array{1.5, 0., 0.} : std::array{2.25, 0., 0.};
    if (op == Op::abs || op == Op::sign || op == Op::trunc || op == Op::round)
      return which == 0 ? std::array{-0.625, 0., 0.} : std::array{1.75, 0., 0.};
    return which == 0 ? std::array{0.5, 0.75, 0.25} : std::array{0.875, 0.25, -1.5};
  }

  static bool probe(const OpInfo& o, Form form, int which) try {
    const std::array<double, 3> at = point(o.op, which);
    std::array<S, 3> x;
    std::array<EigenDual<S>, 3> a;
    for (std::size_t k = 0; k < 3; ++k) {
      x[k] = LiteralOf<S>::make(at[k]);
      a[k] = EigenDual<S>(x[k], chunk, static_cast<int>(k));
    }
    const Direct<EigenDual<S>> eigen;
    switch (o.arity) {
      case 1: return agrees(eigen(o.op, a[0]), supply<S>(o.op, 0b1, a[0]));
      case 3: return agrees(eigen(o.op, a[0], a[1], a[2]), supply<S>(o.op, 0b111, a[0], a[1], a[2]));
      default: break;
    }
    if (form == Form::literal_right) return agrees(eigen(o.op, a[0], x[1]), supply<S>(o.op, 0b01, a[0], x[1]));
    if (form == Form::literal_left) return agrees(eigen(o.op, x[0], a[1]), supply<S>(o.op, 0b10, x[0], a[1]));
    return agrees(eigen(o.op, a[0], a[1]), supply<S>(o.op, 0b11, a[0], a[1]));
  } catch (const UnsupportedOp&) {
    return false;
  }

  /// Equal to a sixteenth: a wrong overload truncates to an integer or drops a factor; rounding in bfloat16 stays
  /// below.
  static bool agrees(const EigenDual<S>& given, const EigenDual<S>& wanted) {
    const auto close = [](const S& g, const S& w) {
      using W = RuleScalar<S>;
      const W difference = detail::magnitude(W(static_cast<W>(g) - static_cast<W>(w)));
      return difference <= detail::magnitude(static_cast<W>(w)) / W(16);
    };
    bool all = close(given.value(), wanted.value());
    for (int i = 0; i < chunk; ++i) all = all && close(given.derivatives()[i], wanted.derivatives()[i]);
    return all;
  }

  std::vector<std::array<bool, 3>> present_;
};

/// For every operation of the trace, in order, which operands depend on an input.
inline std::vector<std::uint8_t> operand_activity(const Trace& trace) {
  std::vector<bool> depends(trace.nodes.size(), false);
  std::vector<std::uint8_t> activity;
  for (std::size_t i = 0; i < trace.nodes.size(); ++i) {
    const Node& n = trace.nodes[i];
    const int arity = info(n.op).arity;
    depends[i] = n.op == Op::input;
    if (arity == 0) continue;
    std::uint8_t bits = 0;
    const std::array<Operand, 3> operands{n.a, n.b, n.c};
    for (std::size_t k = 0; k < static_cast<std::size_t>(arity); ++k)
      if (!operands[k].is_literal() && depends[operands[k].node]) bits = static_cast<std::uint8_t>(bits | (1u << k));
    activity.push_back(bits);
    depends[i] = bits != 0;
  }
  return activity;
}

/// Performs the operations of one replay, in the order of the trace.
template <class S>
class EigenOperate {
 public:
  EigenOperate(const Trace& trace, Shims shims, std::vector<Op>& supplied)
      : activity_(operand_activity(trace)), shims_(shims), supplied_(&supplied) {}

  template <class... A>
  EigenDual<S> operator()(Op op, const A&... a) {
    const std::uint8_t active = activity_[next_++];
    if (EigenPresence<S>::get().has(op, form_of<S, A...>())) return Direct<EigenDual<S>>{}(op, a...);
    if (shims_ == Shims::refuse) throw UnsupportedOp{op};
    if (std::ranges::find(*supplied_, op) == supplied_->end()) supplied_->push_back(op);
    return supply<S>(op, active, a...);
  }

 private:
  std::vector<std::uint8_t> activity_;
  Shims shims_;
  std::vector<Op>* supplied_;
  std::size_t next_ = 0;
};

/// Every node, with derivatives along the inputs first .. first + chunk - 1.
template <class S>
std::vector<EigenDual<S>> eigen_nodes(const Trace& trace, std::span<const S> x, int first, Shims shims,
                                      std::vector<Op>& supplied) {
  std::vector<EigenDual<S>> inputs;
  inputs.reserve(x.size());
  for (int i = 0; i < static_cast<int>(x.size()); ++i) {
    inputs.emplace_back(x[static_cast<std::size_t>(i)]);
    if (i >= first && i < first + chunk) inputs.back().derivatives()[i - first] = S(1);
  }
  return replay<EigenDual<S>>(trace, inputs, EigenOperate<S>(trace, shims, supplied));
}

/// Values and partials by chunks of directions; `number` turns a scalar into binary64.
template <class S, class Number>
Jacobian eigen_jacobian(const Trace& trace, std::span<const S> x, Shims shims, const Number& number) {
  Jacobian j;
  const std::size_t m = trace.outputs.size(), n = static_cast<std::size_t>(trace.inputs);
  j.partials.resize(m * n);
  for (std::size_t first = 0; first < n; first += chunk) {
    const auto nodes = eigen_nodes<S>(trace, x, static_cast<int>(first), shims, j.supplied);
    for (std::size_t k = 0; k < m; ++k) {
      const EigenDual<S>& y = nodes[trace.outputs[k]];
      if (first == 0) j.values.push_back(number(y.value()));
      for (std::size_t i = first; i < std::min(n, first + chunk); ++i)
        j.partials[k * n + i] = number(y.derivatives()[static_cast<int>(i - first)]);
    }
  }
  return j;
}

}  // namespace clino
