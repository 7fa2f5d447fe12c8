/// An engine at many inputs of one program, with the bits of one at a time.
#pragma once
#include <memory>
#include <span>

#include "clino/engine.hpp"

namespace clino {

/// For programs of one input and one output.
class Batch {
 public:
  virtual ~Batch() = default;
  /// Values and derivatives at the inputs; false where the engine has no answer.
  virtual bool run(std::span<const double> x, std::span<double> values, std::span<double> slopes) = 0;
};

/// Eigen in binary32, operation by operation over all inputs. Null where it lacks an operation that is not supplied.
std::unique_ptr<Batch> eigen_batch(const Trace& trace, Shims shims);

}  // namespace clino
