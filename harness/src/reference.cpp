/// The certified reference: precision doubled until every number rounds to one number of the format.
#include "clino/reference.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "certified.hpp"
#include "exact_fractions.hpp"
#include "floating_point_scope.hpp"
#include "one_sided.hpp"
#include "real_program.hpp"

namespace clino {
namespace {

/// Germs of nodes that the axes of one reference may cost, some seconds.
constexpr std::size_t largest_expansion = 200'000;

/// How far a number is: `unclear` partials may be at a tie that no precision can show; `singular` ones are at a kink.
enum class Progress : std::uint8_t { open, unclear, singular, done };

bool is_open(Progress p) { return p == Progress::open || p == Progress::unclear; }

class Decider {
 public:
  Decider(RealProgram& program, const ReferenceOptions& options)
      : program_(program), options_(options), inputs_(static_cast<std::size_t>(program.function().shape().inputs)),
        outputs_(static_cast<std::size_t>(program.function().shape().outputs)) {
    reference_.values.resize(outputs_);
    reference_.partials.resize(options.partials ? outputs_ * inputs_ : 0);
    value_progress_.assign(outputs_, Progress::open);
    partial_progress_.assign(reference_.partials.size(), Progress::open);
    kinks_.assign(outputs_, "");
    fractions_tried_.assign(outputs_, false);
  }

  Reference run();

 private:
  bool evaluate(int precision, bool last);
  void decide_output(std::size_t j, int precision, bool last);
  void decide_partials(std::size_t j, NodeId node, std::span<const std::uint8_t> need, int precision, bool last);
  void decide_exactly(std::size_t j, NodeId node, int precision);
  bool try_round(arb_srcptr x, Certified& number, int precision, bool last) const;
  void finish_undefined(std::size_t j, const std::string& reason);
  void leave_undecided(std::size_t j, const std::string& reason);
  void leave_undecided(const std::string& reason);
  void approach_from_the_sides(Progress kind);
  void adopt(const AxisBehaviour& axis, std::size_t j, std::size_t i);
  bool finished() const;

  RealProgram& program_;
  const ReferenceOptions& options_;
  std::size_t inputs_, outputs_;
  Reference reference_;
  std::vector<Progress> value_progress_, partial_progress_;
  std::vector<std::string> kinks_;         // what breaks the chain rule, by output
  bool ties_tried_ = false;
  std::vector<bool> fractions_tried_;      // by output
  std::size_t expanded_ = 0;
  std::vector<std::size_t> boundaries_{};  // by input: a comparison of equal numbers
};

bool Decider::finished() const {
  return std::none_of(value_progress_.begin(), value_progress_.end(), is_open) &&
         std::none_of(partial_progress_.begin(), partial_progress_.end(), is_open);
}

Reference Decider::run() {
  for (int precision = std::min(first_precision, options_.max_precision);;) {
    const bool last = precision >= affordable_precision(program_.trace().nodes.size(), options_.max_precision);
    if (!evaluate(precision, last) || finished()) break;
    if (precision >= precision_of_ties || last) approach_from_the_sides(Progress::unclear);
    if (last || finished()) break;
    precision = std::min(2 * precision, options_.max_precision);
  }
  approach_from_the_sides(Progress::singular);
  reference_.flipped = program_.flipped();
  reference_.trace = program_.trace();
  return std::move(reference_);
}

/// Whether more bits may help.
bool Decider::evaluate(int precision, bool last) {
  const std::string at = " cannot be decided at " + std::to_string(precision) + " bits";
  switch (program_.evaluate(precision, options_.partials ? Derivatives::compute : Derivatives::skip)) {
    case RealProgram::Status::undefined:
      for (std::size_t j = 0; j < outputs_; ++j) finish_undefined(j, program_.reason());
      return false;
    case RealProgram::Status::endless: leave_undecided(program_.reason()); return false;
    case RealProgram::Status::unclear: leave_undecided(program_.reason() + at); return true;
    case RealProgram::Status::settled: break;
  }
  boundaries_ = program_.boundaries();
  for (std::size_t j = 0; j < outputs_; ++j) decide_output(j, precision, last);
  return true;
}

/// Sets the reason of what is still open of one output.
void Decider::leave_undecided(std::size_t j, const std::string& reason) {
  if (is_open(value_progress_[j])) reference_.values[j].reason = reason;
  for (std::size_t k = j * inputs_; options_.partials && k < (j + 1) * inputs_; ++k)
    if (is_open(partial_progress_[k])) reference_.partials[k].reason = reason;
}

void Decider::leave_undecided(const std::string& reason) {
  for (std::size_t j = 0; j < outputs_; ++j) leave_undecided(j, reason);
}

void Decider::finish_undefined(std::size_t j, const std::string& reason) {
  const auto finish = [&](Certified& number, Progress& progress, Progress next) {
    if (!is_open(progress)) return;
    number.existence = Existence::undefined;
    number.reason = reason;
    number.precision = static_cast<int>(program_.tape().precision());
    progress = next;
  };
  finish(reference_.values[j], value_progress_[j], Progress::done);
  for (std::size_t k = j * inputs_; options_.partials && k < (j + 1) * inputs_; ++k)
    finish(reference_.partials[k], partial_progress_[k], Progress::singular);
}

void Decider::decide_output(std::size_t j, int precision, bool last) {
  const NodeId node = program_.trace().outputs[j];
  BallTape& tape = program_.tape();
  const std::vector<std::uint8_t> need = tape.needed(node);
  const Existing all = existing(program_.trace(), tape, need);
  const std::string at = " cannot be decided at " + std::to_string(precision) + " bits";
  if (all.certainty == Certainty::no) return finish_undefined(j, all.reason);
  if (is_infinite(tape.value(node))) return finish_undefined(j, "an infinite literal");
  if (all.certainty == Certainty::unclear) return leave_undecided(j, all.reason + at);
  if (value_progress_[j] == Progress::open) {
    if (try_round(tape.value(node), reference_.values[j], precision, last)) value_progress_[j] = Progress::done;
    else reference_.values[j].reason = "the rounding of the value" + at;
  }
  if (options_.partials) decide_partials(j, node, need, precision, last);
  if (precision >= precision_of_ties || last) decide_exactly(j, node, precision);
}

/// Numbers in the middle between two of the format, which no ball decides, when the program computes in fractions.
void Decider::decide_exactly(std::size_t j, NodeId node, int precision) {
  const auto wanted = [&](std::size_t k) {
    return options_.partials && partial_progress_[k] == Progress::open &&
           program_.tape().differentiable(static_cast<NodeId>(k - j * inputs_)) == Certainty::yes;
  };
  bool any = value_progress_[j] == Progress::open;
  for (std::size_t k = j * inputs_; k < (j + 1) * inputs_; ++k) any = any || wanted(k);
  if (!any || fractions_tried_[j]) return;
  fractions_tried_[j] = true;
  const ExactFractions exact(program_.trace(), program_.tape(), node);
  if (const auto& y = exact.value(node); y && value_progress_[j] == Progress::open)
    if (try_round(y->ball(), reference_.values[j], precision, true)) value_progress_[j] = Progress::done;
  const auto partials = options_.partials ? exact.partials() : std::nullopt;
  for (std::size_t k = j * inputs_; partials && k < (j + 1) * inputs_; ++k)
    if (wanted(k) && try_round((*partials)[k - j * inputs_].ball(), reference_.partials[k], precision, true))
      partial_progress_[k] = Progress::done;
}

void Decider::decide_partials(std::size_t j, NodeId node, std::span<const std::uint8_t> need, int precision,
                              bool last) {
  const auto first = partial_progress_.begin() + static_cast<std::ptrdiff_t>(j * inputs_);
  if (std::none_of(first, first + static_cast<std::ptrdiff_t>(inputs_), is_open)) return;
  BallTape& tape = program_.tape();
  tape.reverse(node);
  const std::string at = " cannot be decided at " + std::to_string(precision) + " bits";
  for (std::size_t i = 0; i < inputs_; ++i) {
    const std::size_t k = j * inputs_ + i;
    if (!is_open(partial_progress_[k])) continue;
    Certified& partial = reference_.partials[k];
    const auto input = static_cast<NodeId>(i);
    const Certainty smooth = tape.differentiable(input);
    if (smooth == Certainty::yes && boundaries_[i] == RealProgram::none) {
      if (try_round(tape.adjoint(input), partial, precision, last)) partial_progress_[k] = Progress::done;
      else partial.reason = "the rounding of the derivative" + at;
    } else if (smooth == Certainty::unclear) {
      partial_progress_[k] = Progress::unclear;
      partial.reason = tape.obstacle(need, Certainty::unclear) + at;
      kinks_[j] = "a tie of numbers proved equal";
    } else {
      partial_progress_[k] = Progress::singular;
      kinks_[j] = smooth == Certainty::no ? tape.obstacle(need, Certainty::no)
                                          : "comparison " + std::to_string(boundaries_[i]) + " is of equal numbers";
    }
  }
}

bool Decider::try_round(arb_srcptr x, Certified& number, int precision, bool last) const {
  std::optional<Certified> c = certified(x, program_.format(), last ? Digits::rounded : Digits::sharp);
  if (!c) return false;
  number = std::move(*c);
  number.precision = precision;
  return true;
}

/// Partials that the chain rule cannot give, and limits of values that do not exist. Partials that may be at a tie are
/// tried once, and stay open when the germs do not decide either.
void Decider::approach_from_the_sides(Progress kind) {
  if (!options_.partials || (kind == Progress::unclear && std::exchange(ties_tried_, true))) return;
  std::vector<bool> value_exists;
  for (const Certified& v : reference_.values) value_exists.push_back(v.existence == Existence::exists);
  for (std::size_t i = 0; i < inputs_; ++i) {
    bool wanted = false;
    for (std::size_t j = 0; j < outputs_; ++j) wanted = wanted || partial_progress_[j * inputs_ + i] == kind;
    if (!wanted) continue;
    expanded_ += 2 * program_.trace().nodes.size();
    if (expanded_ > largest_expansion) {
      for (std::size_t j = 0; j < outputs_; ++j)
        if (partial_progress_[j * inputs_ + i] == Progress::singular)
          reference_.partials[j * inputs_ + i].reason = "too many operations to expand on both sides: " + kinks_[j];
      continue;
    }
    const AxisBehaviour axis = along_axis(program_, static_cast<int>(i), value_exists, kinks_, options_.max_precision);
    for (std::size_t j = 0; j < outputs_; ++j)
      if (partial_progress_[j * inputs_ + i] == kind) adopt(axis, j, i);
  }
}

void Decider::adopt(const AxisBehaviour& axis, std::size_t j, std::size_t i) {
  const std::size_t k = j * inputs_ + i;
  Certified &value = reference_.values[j], &partial = reference_.partials[k];
  if (value.existence == Existence::undecided) {
    partial.reason = value.reason;
  } else if (value.existence == Existence::exists) {
    const bool tie = partial_progress_[k] == Progress::unclear;
    if (tie && axis.partials[j].existence == Existence::undecided) return;
    partial = axis.partials[j];
    partial_progress_[k] = Progress::done;
  } else if (inputs_ == 1) {  // along one axis of several nothing is known of a limit
    value.limit = axis.limits[j].limit;
    partial.limit = axis.partials[j].limit;
  }
}

/// Everything undecided, for a program that could not even be recorded.
Reference undecided(const Shape& shape, bool partials, const std::string& reason) {
  Reference r;
  r.values.resize(static_cast<std::size_t>(shape.outputs));
  r.partials.resize(partials ? static_cast<std::size_t>(shape.outputs * shape.inputs) : 0);
  for (auto* numbers : {&r.values, &r.partials})
    for (Certified& number : *numbers) number.reason = reason;
  return r;
}

}  // namespace

void release_caches() { flint_cleanup(); }

Reference reference(const Function& function, std::span<const double> x, const Format& format,
                    const ReferenceOptions& options) {
  const FloatingPointScope scope;
  if (std::ranges::any_of(x, [](double v) { return std::isnan(v); }))
    return undecided(function.shape(), options.partials, "an input is NaN");
  try {
    RealProgram program(function, x, format, options.literals);
    return Decider(program, options).run();
  } catch (const OperationBudget& budget) {
    return undecided(function.shape(), options.partials, budget.what());
  }
}

}  // namespace clino
