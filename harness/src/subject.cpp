#include "clino/subject.hpp"

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <string>

namespace clino {
namespace {

std::vector<double> joined(std::span<const double> x, std::span<const double> s) {
  std::vector<double> all(x.begin(), x.end());
  all.insert(all.end(), s.begin(), s.end());
  return all;
}

std::invalid_argument mismatch(const char* what, const std::string& given, const std::string& wanted) {
  return std::invalid_argument(std::string("the ") + what + " " + given + "; " + wanted);
}

void require_outputs(std::size_t given, int wanted, const char* what) {
  if (given != static_cast<std::size_t>(wanted))
    throw mismatch(what, "gave " + std::to_string(given) + " numbers", std::to_string(wanted) + " were wanted");
}

}  // namespace

Function Subject::bind(int inputs, std::span<const std::vector<double>> places) const {
  if (whole_) {
    if (inputs != inputs_)
      throw std::invalid_argument("a function of " + std::to_string(inputs_) + " inputs was given points of " +
                                  std::to_string(inputs));
    return *whole_;
  }
  std::exception_ptr last = std::make_exception_ptr(std::invalid_argument("no place to run the function at"));
  for (const std::vector<double>& x : places) try {
      const std::vector<double> y = run_(x);
      if (y.empty()) throw std::invalid_argument("the function gives no numbers");
      const Function f = Function::make({inputs, static_cast<int>(y.size())}, run_, record_);
      return lift_ || wide_ ? f.with_scalars(lift_, wide_) : f;
    } catch (...) {
      last = std::current_exception();
    }
  std::rethrow_exception(last);
}

Derivative::Bound Derivative::bind(int inputs, int seconds, int outputs, const char* what) const {
  const int all = inputs + seconds;
  const auto n = static_cast<std::size_t>(inputs);
  const auto k = static_cast<std::size_t>(outputs);
  const int taken = whole_ ? whole_->shape().inputs : scalars_;
  if (taken > 0 && taken != all)
    throw mismatch(
        what, "takes " + std::to_string(taken) + " numbers",
        std::to_string(all) + (seconds > 0 ? " were wanted: the inputs and the second vector" : " were wanted"));
  if (whole_) {
    if (whole_->shape().outputs != outputs)
      throw mismatch(what, "gives " + std::to_string(whole_->shape().outputs) + " numbers",
                     std::to_string(outputs) + " were wanted");
  } else if (of_vectors_ && two_ != (seconds > 0)) {
    throw mismatch(
        what, two_ ? "takes two vectors" : "takes one vector",
        seconds > 0 ? "two were wanted: the inputs, and the tangent or upstream gradient" : "one was wanted");
  }
  Function::Run run;
  Function::Record record;
  if (whole_) {
    run = [f = *whole_](std::span<const double> x) { return f.run(x); };
  } else if (run_) {
    run = run_;
    record = record_;
  } else if (give_) {
    run = [g = give_, n](std::span<const double> x) { return g(x.first(n), x.subspan(n)); };
    if (record_give_) record = [g = record_give_, n](std::span<const Tracer> x) { return g(x.first(n), x.subspan(n)); };
  } else {
    run = [g = fill_, n, k](std::span<const double> x) {
      std::vector<double> own(x.begin(), x.end()), out(k, 0.0);
      g(std::span(own).first(n), std::span(own).subspan(n), out);
      return out;
    };
    if (record_fill_)
      record = [g = record_fill_, n, k](std::span<const Tracer> x) {
        std::vector<Tracer> out(k, Tracer(0.0));
        g(x.first(n), x.subspan(n), out);
        return out;
      };
  }
  const Function::Record counted_record = [record, outputs, what](std::span<const Tracer> x) {
    std::vector<Tracer> y = record(x);
    require_outputs(y.size(), outputs, what);
    return y;
  };
  const Function::Run counted = [run, outputs, what](std::span<const double> x) {
    std::vector<double> y = run(x);
    require_outputs(y.size(), outputs, what);
    return y;
  };
  Bound b{.flat = whole_ ? *whole_ : Function::make({all, outputs}, counted, record ? counted_record : nullptr),
          .values = values_,
          .buffers = buffers_,
          .direct = static_cast<bool>(fill_)};
  b.fill = fill_ ? fill_ : [counted](std::span<double> x, std::span<double> s, std::span<double> out) {
    std::ranges::copy(counted(joined(x, s)), out.begin());
  };
  return b;
}

}  // namespace clino
