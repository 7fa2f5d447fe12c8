/// Value and partials of a trace in MPFI's intervals by forward mode with rules of its own: a second proof beside the
/// reference's, with another library, another arithmetic and another mode of differentiation.
#pragma once
#include <mpfi.h>

#include <optional>
#include <span>
#include <vector>

#include "clino/format.hpp"
#include "clino/trace.hpp"

namespace clino::crossexam {

class Interval {
 public:
  Interval() { mpfi_init2(x_, bits); }
  explicit Interval(double x) : Interval() { mpfi_set_d(x_, x); }
  Interval(const Interval& o) : Interval() { mpfi_set(x_, o.x_); }
  Interval& operator=(const Interval& o) {
    mpfi_set(x_, o.x_);
    return *this;
  }
  ~Interval() { mpfi_clear(x_); }
  operator mpfi_ptr() { return x_; }
  operator mpfi_srcptr() const { return x_; }
  mpfr_srcptr low() const { return &x_->left; }
  mpfr_srcptr high() const { return &x_->right; }
  bool bounded() const { return mpfi_bounded_p(x_) != 0; }

  static inline mpfr_prec_t bits = 128;

 private:
  mpfi_t x_;
};

/// Value and partials of output 0 at exact inputs; literals are rounded to the format. Empty where an operation of it
/// is not covered or not proved to be defined and smooth, or a comparison not proved to be as recorded.
std::optional<std::vector<Interval>> enclose(const Trace& trace, std::span<const double> x, const Format& format);

/// An end of an interval rounded to nearest, ties to even, into the format.
double round_end(mpfr_srcptr end, const Format& format);

}  // namespace clino::crossexam
