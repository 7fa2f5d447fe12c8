/// Programs made of a user's function, recorded by performing its trace once more on tracers: the derivative that a
/// custom derivative claims to be becomes a partial derivative of one of them, which the reference can certify.
#pragma once
#include <span>
#include <vector>

#include "clino/function.hpp"
#include "clino/manifold.hpp"

namespace clino {

/// Performs the operations of `trace` on `x`, literals as literals, its comparisons included, into the recording at
/// hand. Returns one tracer for each node.
std::vector<Tracer> perform(const Trace& trace, std::span<const Tracer> x);

/// d(output)/d(input) for each input of the performed trace, by an adjoint sweep whose operations are recorded, too.
/// The rules are exact in real arithmetic; how they round does not matter, since the reference evaluates them in balls.
/// Throws UnsupportedOp where a rule has no operation of the table.
std::vector<Tracer> adjoint_sweep(const Trace& trace, std::span<const Tracer> nodes, NodeId output);

/// The gradient of output j, as a function; the function must be traceable.
Function gradient_of(const Function& f, std::size_t j);

/// sum of u_j f_j(x), of n + m inputs (x, u): its partials with respect to x are the vector-Jacobian product.
Function weighted(const Function& f);

/// f(x + t v), of 2n + 1 inputs (x, v, t): its partials with respect to t at 0 are the Jacobian-vector product.
Function along(const Function& f);

/// f(retract(x, d), s), of the inputs x, s (`seconds` of them) and d: its partials with respect to d at 0 are those of f
/// along the manifold.
Function restricted(const Function& f, const Manifold& manifold, int seconds);

}  // namespace clino
