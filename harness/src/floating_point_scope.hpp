/// The floating-point environment that the reference needs, whatever the caller's is.
#pragma once
#include <cfenv>
#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace clino {

/// Round to nearest, gradual underflow, exceptions masked while it lives. An object linked with -ffast-math sets
/// flush-to-zero for the whole process, and then even the conversion of a subnormal input would give 0.
class FloatingPointScope {
 public:
  FloatingPointScope() {
    std::fegetenv(&saved_);
    std::fesetenv(FE_DFL_ENV);
#if defined(__SSE2__)
    _mm_setcsr(0x1f80);  // the power-on value: FTZ and DAZ off
#endif
  }
  ~FloatingPointScope() { std::fesetenv(&saved_); }
  FloatingPointScope(const FloatingPointScope&) = delete;
  FloatingPointScope& operator=(const FloatingPointScope&) = delete;

 private:
  std::fenv_t saved_;
};

}  // namespace clino
