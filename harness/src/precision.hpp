/// The working precision of a thread's ball arithmetic.
#pragma once

namespace clino {

/// Sets the precision of this thread's balls, in bits, while it lives.
class PrecisionScope {
 public:
  explicit PrecisionScope(long bits) : previous_(current) { current = bits; }
  ~PrecisionScope() { current = previous_; }
  PrecisionScope(const PrecisionScope&) = delete;
  PrecisionScope& operator=(const PrecisionScope&) = delete;
  static long bits() { return current; }

 private:
  long previous_;
  inline static thread_local long current = 128;
};

}  // namespace clino
