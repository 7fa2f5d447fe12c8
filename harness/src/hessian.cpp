// Certified second derivatives: by the chain rule where every step is smooth, elsewhere as one-sided derivatives of the
// gradient's own program.
#include <algorithm>
#include <utility>

#include "certified.hpp"
#include "clino/replay.hpp"
#include "floating_point_scope.hpp"
#include "real_program.hpp"
#include "second_sweep.hpp"
#include "tape_programs.hpp"

namespace clino {
namespace {

class HessianDecider {
 public:
  HessianDecider(RealProgram& program, const ReferenceOptions& options, ReferenceHessian& result)
      : program_(program),
        options_(options),
        result_(result),
        inputs_(program.x().size()),
        outputs_(result.first.values.size()),
        rough_(outputs_ * inputs_, Certainty::yes) {}

  void run();

 private:
  /// The entry of output j by inputs i and k.
  Certified& second(std::size_t j, std::size_t i, std::size_t k) {
    return result_.seconds[(j * inputs_ + i) * inputs_ + k];
  }
  bool is_open(std::size_t j, std::size_t i, std::size_t k) {
    return second(j, i, k).existence == Existence::undecided;
  }
  void close_without_first();
  bool evaluate(int precision, bool last);
  bool decide(std::size_t j, int precision, bool last);
  bool round_row(std::size_t j, std::size_t i, const ArbVector& row, int precision, bool last);
  void along_own_axes(std::size_t j);
  void adopt(std::size_t j, std::size_t i, const Certified& value, Certified derivative);

  RealProgram& program_;
  const ReferenceOptions& options_;
  ReferenceHessian& result_;
  std::size_t inputs_, outputs_;
  std::vector<Certainty> rough_;  // by output and input: `yes` where all on the way is smooth in this input
};

void HessianDecider::run() {
  close_without_first();
  for (int precision = std::min(first_precision, options_.max_precision);;) {
    const bool last = precision >= affordable_precision(program_.trace().nodes.size(), options_.max_precision);
    if (!evaluate(precision, last) || last) break;
    precision = std::min(2 * precision, options_.max_precision);
  }
  for (std::size_t j = 0; j < outputs_; ++j) along_own_axes(j);
}

/// A derivative that does not exist has none.
void HessianDecider::close_without_first() {
  for (std::size_t row = 0; row < outputs_ * inputs_; ++row) {
    const Certified& first = result_.first.partials[row];
    if (first.existence != Existence::undefined && first.existence != Existence::kink) continue;
    for (std::size_t k = 0; k < inputs_; ++k)
      result_.seconds[row * inputs_ + k] = {.existence = Existence::undefined,
                                            .reason = "no first derivative: " + first.reason};
  }
}

/// Whether more bits may help.
bool HessianDecider::evaluate(int precision, bool last) {
  switch (program_.evaluate(precision, Derivatives::compute)) {
    case RealProgram::Status::undefined:
    case RealProgram::Status::endless: return false;
    case RealProgram::Status::unclear: return true;
    case RealProgram::Status::settled: break;
  }
  bool open = false;
  for (std::size_t j = 0; j < outputs_; ++j) open = decide(j, precision, last) || open;
  return open;
}

/// Whether an entry of the output is open that more bits may decide.
bool HessianDecider::decide(std::size_t j, int precision, bool last) {
  const NodeId output = program_.trace().outputs[j];
  BallTape& tape = program_.tape();
  const std::vector<std::uint8_t> need = tape.needed(output);
  if (const Existing all = existing(program_.trace(), tape, need); all.certainty != Certainty::yes)
    return all.certainty == Certainty::unclear;
  tape.reverse(output);
  const std::vector<std::size_t> boundaries = program_.boundaries();
  bool unclear = false;
  for (std::size_t i = 0; i < inputs_; ++i) {
    const bool tie = boundaries[i] != RealProgram::none;
    rough_[j * inputs_ + i] = tie ? Certainty::no : tape.differentiable(static_cast<NodeId>(i));
    unclear = unclear || rough_[j * inputs_ + i] == Certainty::unclear;
  }
  const SecondSweep sweep(program_.trace(), tape, need, output);
  bool open = false;
  for (std::size_t i = 0; i < inputs_; ++i) {
    const auto wanted = [&](std::size_t k) { return rough_[j * inputs_ + k] == Certainty::yes && is_open(j, i, k); };
    bool any = false;
    for (std::size_t k = i; k < inputs_; ++k) any = any || wanted(k);
    if (any && rough_[j * inputs_ + i] == Certainty::yes)
      open = round_row(j, i, sweep.along(static_cast<NodeId>(i)), precision, last) || open;
  }
  return open || unclear;
}

/// The open entries of one row from its balls; the matrix is symmetric where every step is smooth. Whether some are
/// left.
bool HessianDecider::round_row(std::size_t j, std::size_t i, const ArbVector& row, int precision, bool last) {
  bool open = false;
  for (std::size_t k = i; k < inputs_; ++k) {
    if (rough_[j * inputs_ + k] != Certainty::yes || !is_open(j, i, k)) continue;
    std::optional<Certified> c = certified(row[k], program_.format(), last ? Digits::rounded : Digits::sharp);
    if (c)
      c->precision = precision;
    else
      c = Certified{.reason = "the rounding of the second derivative cannot be decided at " +
                              std::to_string(precision) + " bits"};
    open = open || c->existence == Existence::undecided;
    second(j, i, k) = second(j, k, i) = *c;
  }
  return open;
}

/// Second derivatives along one axis through a kink or a tie: those of the gradient's program, by its own reference.
void HessianDecider::along_own_axes(std::size_t j) {
  std::optional<Reference> gradient;
  for (std::size_t i = 0; i < inputs_; ++i) {
    if (rough_[j * inputs_ + i] == Certainty::yes) continue;
    for (std::size_t k = 0; k < inputs_; ++k)
      for (Certified* c : {&second(j, i, k), &second(j, k, i)})
        if (c->existence == Existence::undecided)
          c->reason = "mixed derivatives are not followed through kinks and ties";
    if (!is_open(j, i, i)) continue;
    second(j, i, i).reason = "a kink or a tie of the function";
    if (result_.first.partials[j * inputs_ + i].existence != Existence::exists) continue;
    try {
      if (!gradient)
        gradient = reference(gradient_of(program_.function(), j), program_.x(), program_.format(), options_);
      adopt(j, i, gradient->values[i], gradient->partials[i * inputs_ + i]);
    } catch (const UnsupportedOp& op) {
      second(j, i, i).reason += ", with no second derivative of " + std::string(info(op.op).name) + " in the table";
    }
  }
}

/// The first derivative exists here. Beside the point the program gives it; at the point it gives a convention, which
/// is the derivative where the program is continuous: a derivative that has a limit has it as its value (Darboux).
void HessianDecider::adopt(std::size_t j, std::size_t i, const Certified& value, Certified derivative) {
  Certified& c = second(j, i, i);
  const bool continuous = derivative.existence == Existence::exists || derivative.existence == Existence::kink;
  const bool steep = derivative.existence == Existence::undefined && derivative.reason != "a jump";
  if (value.existence == Existence::exists && (continuous || steep)) {
    c = std::move(derivative);
  } else {
    c.reason = "the gradient's program does not show its limit here";
  }
}

}  // namespace

ReferenceHessian reference_hessian(const Function& function, std::span<const double> x, const Format& format,
                                   const ReferenceOptions& options) {
  const FloatingPointScope scope;
  ReferenceOptions with_partials = options;
  with_partials.partials = true;
  ReferenceHessian result{reference(function, x, format, with_partials), {}};
  result.seconds.resize(result.first.partials.size() * x.size());
  try {
    RealProgram program(function, x, format, options.literals);
    HessianDecider(program, with_partials, result).run();
  } catch (const OperationBudget& budget) {
    for (Certified& c : result.seconds) c.reason = budget.what();
  }
  return result;
}

}  // namespace clino
