/// A function R^n -> R^m that can be run as compiled and, unless it is a black box, recorded.
#pragma once
#include <array>
#include <concepts>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "clino/dual.hpp"
#include "clino/tracer.hpp"

namespace clino {

/// n inputs, m outputs.
struct Shape {
  int inputs, outputs;
  friend bool operator==(const Shape&, const Shape&) = default;
};

/// What the literals of a text stand for: numbers of the format, as a compiled program has them, or real numbers.
enum class Literals : std::uint8_t { as_compiled, real };

namespace detail {
template <class F, class T, std::size_t... I>
consteval bool takes(std::index_sequence<I...>) {
  return std::invocable<const F&, decltype((void(I), std::declval<T>()))...>;
}
/// Number of arguments of scalar type T (1..8) a functor takes; 0 when it takes none of these.
template <class F, class T = Tracer, int N = 1>
consteval int arity() {
  if constexpr (N > 8)
    return 0;
  else if constexpr (takes<F, T>(std::make_index_sequence<N>{}))
    return N;
  else
    return arity<F, T, N + 1>();
}
/// What the functor returns for tracers (never called).
template <class F, std::size_t... I>
auto result(std::index_sequence<I...>)
    -> std::invoke_result_t<const F&, decltype((void(I), std::declval<Tracer>()))...>;
template <class T, class Y>
void append(std::vector<T>& out, const Y& y) {
  if constexpr (std::convertible_to<Y, T>)
    out.push_back(static_cast<T>(y));
  else
    for (const auto& yi : y) out.push_back(static_cast<T>(yi));
}
template <class T, class F, std::size_t... I>
std::vector<T> apply(const F& f, std::span<const T> x, std::index_sequence<I...>) {
  std::vector<T> y;
  append(y, f(x[I]...));
  return y;
}
}  // namespace detail

/// A generic functor of 1 to 8 scalars: `[](auto x, auto y) { ... }`, returning a number or a range of numbers.
template <class F>
concept ScalarFunctor = (detail::arity<F>() > 0) && !std::same_as<std::remove_cvref_t<F>, class Function>;

/// A functor of plain numbers only (`double my_gradient(double)`): a black box.
template <class F>
concept PlainFunctor = (detail::arity<F>() == 0) && (detail::arity<F, double>() > 0) &&
                       !std::same_as<std::remove_cvref_t<F>, class Function>;

/// Immutable and cheap to copy. Calling it from several threads is as safe as calling the functor.
class Function {
 public:
  using Run = std::function<std::vector<double>(std::span<const double>)>;
  using Record = std::function<std::vector<Tracer>(std::span<const Tracer>)>;
  using Lift = std::function<std::vector<Dual>(std::span<const Dual>)>;
  using RunWide = std::function<std::vector<long double>(std::span<const long double>)>;

  /// From a generic functor of scalars. Where `outputs` is neither given nor clear from the
  /// result's type it is found by running the functor once, on ones.
  template <ScalarFunctor F>
  Function(F f, int outputs = 0) : Function(of_scalars(std::move(f), outputs)) {}

  /// From a functor of plain numbers: a black box, run once on ones where its type does not tell the outputs.
  template <PlainFunctor F>
  Function(F f, int outputs = 0) : Function(of_numbers(std::move(f), outputs)) {}

  /// From a generic functor of a vector: `f(std::span<const T>)` returns a number or a range of numbers.
  template <class F>
  static Function of_vector(int inputs, int outputs, F f) {
    return make(
        {inputs, outputs},
        [f](std::span<const double> x) {
          std::vector<double> y;
          detail::append(y, f(x));
          return y;
        },
        [f](std::span<const Tracer> x) {
          std::vector<Tracer> y;
          detail::append(y, f(x));
          return y;
        });
  }

  /// From text, infix or FPCore (see docs); variables in the order given, or by first appearance. Throws ParseError.
  static Function parse(std::string_view text, std::vector<std::string> variables = {},
                        Literals literals = Literals::as_compiled);
  /// One function whose outputs are those of several texts over the same variables.
  static Function parse(std::span<const std::string> texts, std::vector<std::string> variables = {},
                        Literals literals = Literals::as_compiled);

  /// A black box: can be run and differenced, not recorded.
  static Function opaque(Shape shape, Run run) { return make(shape, std::move(run), nullptr); }

  /// From its parts; either may be null, not both.
  static Function make(Shape shape, Run run, Record record);
  /// The same function that can also be run on duals, or in long double; either may be null.
  Function with_scalars(Lift lift, RunWide wide) const;

  Shape shape() const { return impl_->shape; }
  bool traceable() const { return static_cast<bool>(impl_->record); }
  /// Names of the inputs; "x", "y", "z" or "x0", "x1", ... unless given.
  const std::vector<std::string>& variables() const;
  /// The source text; empty for functors.
  const std::string& text() const { return impl_->text; }
  Function with_variables(std::vector<std::string> names) const;
  Function with_text(std::string text) const;
  /// The same program with its constants recorded as the operations they are written with (0.1 as 1/10, 2/3 as a
  /// quotient), to be read with `Literals::real`; itself unless it is an infix text.
  Function with_constants_spelled_out() const;

  /// The program performed at `x` (n numbers of the format). Throws std::logic_error for a black box,
  /// OperationBudget for an endless loop, and whatever the function throws.
  Trace trace(std::span<const double> x, const RecordingOptions& options = {}) const;
  /// Values in binary64 as the user's compiler built them (m numbers).
  std::vector<double> run(std::span<const double> x) const;
  /// Runs on duals and in long double; null where it does not.
  const Lift& lift() const { return impl_->lift; }
  const RunWide& run_wide() const { return impl_->wide; }

 private:
  struct Impl {
    Shape shape;
    Run run;
    Record record;
    std::vector<std::string> variables{};  // empty: the default names, made when they are asked for
    std::string text{};
    Record spelled_out{};
    Lift lift{};
    RunWide wide{};
    std::shared_ptr<std::once_flag> named = std::make_shared<std::once_flag>();
    std::shared_ptr<std::vector<std::string>> defaults = std::make_shared<std::vector<std::string>>();
  };
  explicit Function(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

  template <class F>
  static Function of_scalars(F f, int outputs) {
    constexpr int n = detail::arity<F>();
    constexpr auto indices = std::make_index_sequence<n>{};
    Run run = [f](std::span<const double> x) { return detail::apply<double>(f, x, indices); };
    Record record = [f](std::span<const Tracer> x) { return detail::apply<Tracer>(f, x, indices); };
    using Result = decltype(detail::result<F>(indices));
    if constexpr (std::convertible_to<Result, Tracer>)
      outputs = 1;
    else if constexpr (requires { std::tuple_size<Result>::value; })
      outputs = std::tuple_size<Result>::value;
    else if (outputs == 0)
      outputs = count_outputs(n, record);
    return make({n, outputs}, std::move(run), std::move(record));
  }
  template <class F>
  static Function of_numbers(F f, int outputs) {
    constexpr int n = detail::arity<F, double>();
    Run run = [f](std::span<const double> x) { return detail::apply<double>(f, x, std::make_index_sequence<n>{}); };
    if (outputs == 0) outputs = static_cast<int>(run(std::vector<double>(n, 1.0)).size());
    return opaque({n, outputs}, std::move(run));
  }
  static int count_outputs(int inputs, const Record& record);

  std::shared_ptr<const Impl> impl_;
};

}  // namespace clino
