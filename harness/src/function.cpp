#include "clino/function.hpp"

namespace clino {
namespace {

std::vector<std::string> default_names(int n) {
  static constexpr std::array letters{"x", "y", "z"};
  std::vector<std::string> names;
  for (int i = 0; i < n; ++i) names.push_back(n <= 3 ? letters[static_cast<std::size_t>(i)] : "x" + std::to_string(i));
  return names;
}

void require_inputs(std::size_t given, int wanted) {
  if (given != static_cast<std::size_t>(wanted))
    throw std::invalid_argument("a function of " + std::to_string(wanted) + " inputs was given " +
                                std::to_string(given));
}

}  // namespace

Function Function::make(Shape shape, Run run, Record record) {
  if (shape.inputs < 1 || shape.outputs < 1) throw std::invalid_argument("a function needs at least one input and one output");
  if (!run && !record) throw std::invalid_argument("a function needs code to run");
  return Function(std::make_shared<const Impl>(Impl{shape, std::move(run), std::move(record)}));
}

const std::vector<std::string>& Function::variables() const {
  if (!impl_->variables.empty()) return impl_->variables;
  std::call_once(*impl_->named, [&] { *impl_->defaults = default_names(impl_->shape.inputs); });
  return *impl_->defaults;
}

Function Function::with_scalars(Lift lift, RunWide wide) const {
  Impl impl = *impl_;
  impl.lift = std::move(lift);
  impl.wide = std::move(wide);
  return Function(std::make_shared<const Impl>(std::move(impl)));
}

Function Function::with_variables(std::vector<std::string> names) const {
  require_inputs(names.size(), shape().inputs);
  Impl impl = *impl_;
  impl.variables = std::move(names);
  return Function(std::make_shared<const Impl>(std::move(impl)));
}

Function Function::with_text(std::string text) const {
  Impl impl = *impl_;
  impl.text = std::move(text);
  return Function(std::make_shared<const Impl>(std::move(impl)));
}

Function Function::with_constants_spelled_out() const {
  if (!impl_->spelled_out) return *this;
  Impl impl = *impl_;
  impl.record = impl_->spelled_out;
  return Function(std::make_shared<const Impl>(std::move(impl)));
}

Trace Function::trace(std::span<const double> x, const RecordingOptions& options) const {
  if (!traceable()) throw std::logic_error("a black box cannot be recorded");
  require_inputs(x.size(), shape().inputs);
  Trace trace;
  Recording recording(trace, options);
  std::vector<Tracer> inputs;
  inputs.reserve(x.size());
  for (double xi : x) inputs.push_back(recording.input(xi));
  const std::vector<Tracer> outputs = impl_->record(inputs);
  if (outputs.size() != static_cast<std::size_t>(shape().outputs))
    throw std::logic_error("the function gave " + std::to_string(outputs.size()) + " outputs, " +
                           std::to_string(shape().outputs) + " were promised");
  for (const Tracer& y : outputs) recording.output(y);
  return trace;
}

std::vector<double> Function::run(std::span<const double> x) const {
  require_inputs(x.size(), shape().inputs);
  if (impl_->run) return impl_->run(x);
  const std::vector<Tracer> inputs(x.begin(), x.end());
  std::vector<double> y;
  for (const Tracer& t : impl_->record(inputs)) y.push_back(t.value());
  return y;
}

int Function::count_outputs(int inputs, const Record& record) {
  const std::vector<Tracer> ones(static_cast<std::size_t>(inputs), Tracer(1.0));
  return static_cast<int>(record(ones).size());
}

}  // namespace clino
