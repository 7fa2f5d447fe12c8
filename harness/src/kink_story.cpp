#include "kink_story.hpp"

#include <algorithm>

namespace clino {

void blame_rule_at_kink(Diagnosis& diagnosis, const Case& c, const NumberResult& number, std::span<const double> x,
                        const Format& format) {
  const bool formula_is_sound = diagnosis.mechanism == Mechanism::none || diagnosis.mechanism == Mechanism::border;
  if (diagnosis.mode != Mode::analytic || !formula_is_sound) return;
  if (number.judgement.verdict != Verdict::kink || number.input < 0) return;
  const auto [low, high] = std::minmax(number.left, number.right);
  diagnosis.fault = Fault::rule;
  diagnosis.mechanism = Mechanism::wrong_gradient;
  diagnosis.in_derivative = true;
  diagnosis.summary = "the gradient gives " + to_decimal(format, number.computed) +
                      " at a kink, outside the hull of the one-sided derivatives " + to_decimal(format, low) + " and " +
                      to_decimal(format, high);
  if (!c.gradient || !c.gradient->traceable()) return;
  const Trace trace = c.gradient->trace(x, {.format = format});
  diagnosis.culprit = trace.outputs.at(static_cast<std::size_t>(number.output * c.function.shape().inputs + number.input));
}

}  // namespace clino
