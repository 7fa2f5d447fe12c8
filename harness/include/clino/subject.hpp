/// What a user hands in: his function and his derivative, in the forms in which people write them.
#pragma once
#include <concepts>
#include <functional>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "clino/function.hpp"

namespace clino {

namespace detail {

/// How a functor takes vectors of T: by span (of const or not), by std::vector or by pointer; `write` forms return
/// nothing and fill a buffer that comes last. `two` forms take a second vector: an upstream gradient or a tangent.
enum class Form : std::uint8_t {
  none,
  one,
  one_vector,
  two,
  two_vector,
  write_one,
  write_two,
  pointer_one,
  pointer_two
};

template <class F, class... A>
concept Returns = std::invocable<const F&, A...> && !std::is_void_v<std::invoke_result_t<const F&, A...>>;
template <class F, class... A>
concept Fills = std::invocable<const F&, A...> && std::is_void_v<std::invoke_result_t<const F&, A...>>;

template <class T, class F>
consteval Form form() {
  using In = std::span<const T>;
  using Out = std::span<T>;
  using V = const std::vector<T>&;
  if constexpr (Fills<F, In, In, Out> || Fills<F, Out, Out, Out>)
    return Form::write_two;
  else if constexpr (Returns<F, In, In>)
    return Form::two;
  else if constexpr (Fills<F, In, Out> || Fills<F, Out, Out>)
    return Form::write_one;
  else if constexpr (Returns<F, In>)
    return Form::one;
  else if constexpr (Returns<F, V, V>)
    return Form::two_vector;
  else if constexpr (Returns<F, V>)
    return Form::one_vector;
  else if constexpr (Fills<F, const T*, const T*, T*>)
    return Form::pointer_two;
  else if constexpr (Fills<F, const T*, T*>)
    return Form::pointer_one;
  else
    return Form::none;
}
constexpr bool fills(Form f) {
  return f == Form::write_one || f == Form::write_two || f == Form::pointer_one || f == Form::pointer_two;
}
constexpr bool takes_two(Form f) {
  return f == Form::two || f == Form::two_vector || f == Form::write_two || f == Form::pointer_two;
}

/// Calls a filling form; the memory is the caller's own, so that what the functor does to it can be seen.
template <class T, class F>
void fill(const F& f, std::span<T> x, std::span<T> s, std::span<T> out) {
  using In = std::span<const T>;
  constexpr Form how = form<T, F>();
  if constexpr (how == Form::write_two) {
    if constexpr (Fills<F, In, In, std::span<T>>)
      f(In(x), In(s), out);
    else
      f(x, s, out);
  } else if constexpr (how == Form::write_one) {
    if constexpr (Fills<F, In, std::span<T>>)
      f(In(x), out);
    else
      f(x, out);
  } else if constexpr (how == Form::pointer_two) {
    f(static_cast<const T*>(x.data()), static_cast<const T*>(s.data()), out.data());
  } else {
    f(static_cast<const T*>(x.data()), out.data());
  }
}

/// Calls a returning form.
template <class T, class F>
decltype(auto) ask(const F& f, std::span<const T> x, std::span<const T> s) {
  constexpr Form how = form<T, F>();
  if constexpr (how == Form::two)
    return f(x, s);
  else if constexpr (how == Form::one)
    return f(x);
  else if constexpr (how == Form::two_vector)
    return f(std::vector<T>(x.begin(), x.end()), std::vector<T>(s.begin(), s.end()));
  else
    return f(std::vector<T>(x.begin(), x.end()));
}

template <class Y>
inline constexpr bool is_pair = false;
template <class A, class B>
inline constexpr bool is_pair<std::pair<A, B>> = true;

/// What a functor of scalars returns for arguments of type T.
template <class F, class T, std::size_t... I>
auto scalar_result(std::index_sequence<I...>)
    -> std::remove_cvref_t<std::invoke_result_t<const F&, decltype((void(I), std::declval<T>()))...>>;

template <class F>
using PlainResult = decltype(scalar_result<F, double>(std::make_index_sequence<arity<F, double>()>{}));

template <class T, class Y>
std::vector<double> widened(const Y& y) {
  std::vector<T> own;
  append(own, y);
  return {own.begin(), own.end()};
}

}  // namespace detail

/// A functor of vectors, `f(std::span<const T>)` and the like, rather than of scalars.
template <class F>
concept VectorFunctor =
    !ScalarFunctor<F> && !PlainFunctor<F> &&
    (detail::form<double, F>() != detail::Form::none || detail::form<float, F>() != detail::Form::none);

/// The function under test. From a Function, a functor of scalars, or a functor of one vector (span, std::vector):
/// generic (`[]<class T>(std::span<const T> x)`), or of double or float only, which is a black box.
class Subject {
 public:
  Subject(Function f, bool narrow = false) : inputs_(f.shape().inputs), narrow_(narrow), whole_(std::move(f)) {}
  template <class F>
  requires(ScalarFunctor<F> || PlainFunctor<F>) Subject(F f) : Subject(of_scalars(f)) {
    if constexpr (PlainFunctor<F>) narrow_ = std::same_as<detail::PlainResult<F>, float>;
  }
  template <VectorFunctor F>
  Subject(F f) {
    if constexpr (detail::form<double, F>() != detail::Form::none) {
      run_ = [f](std::span<const double> x) { return detail::widened<double>(detail::ask<double>(f, x, {})); };
    } else {
      narrow_ = true;
      run_ = [f](std::span<const double> x) {
        const std::vector<float> single(x.begin(), x.end());
        return detail::widened<float>(detail::ask<float>(f, std::span<const float>(single), {}));
      };
    }
    if constexpr (detail::form<Tracer, F>() != detail::Form::none)
      record_ = [f](std::span<const Tracer> x) {
        std::vector<Tracer> y;
        detail::append(y, detail::ask<Tracer>(f, x, {}));
        return y;
      };
    if constexpr (detail::form<Dual, F>() != detail::Form::none) {
      lift_ = [f](std::span<const Dual> x) {
        std::vector<Dual> y;
        detail::append(y, detail::ask<Dual>(f, x, {}));
        return y;
      };
    } else if constexpr (detail::form<long double, F>() != detail::Form::none) {
      wide_ = [f](std::span<const long double> x) {
        std::vector<long double> y;
        detail::append(y, detail::ask<long double>(f, x, {}));
        return y;
      };
    }
  }

  /// How many inputs it takes; 0 where that is the caller's to say.
  int inputs() const { return inputs_; }
  /// A kernel in float: only binary32 makes sense.
  bool narrow() const { return narrow_; }
  /// As a Function of `inputs` numbers; outputs are counted by running it at one of `places`. Throws
  /// std::invalid_argument for another number of inputs, and what the function throws at the last place.
  Function bind(int inputs, std::span<const std::vector<double>> places) const;

 private:
  template <class F>
  static Function of_scalars(const F& f) {
    if constexpr (PlainFunctor<F>) {
      using Y = detail::PlainResult<F>;
      if constexpr (std::convertible_to<Y, double>)
        return Function(f, 1);
      else if constexpr (requires { std::tuple_size<Y>::value; })
        return Function(f, std::tuple_size<Y>::value);
      else
        return Function(f);
    } else {
      return Function(f);
    }
  }

  int inputs_ = 0;
  bool narrow_ = false;
  std::optional<Function> whole_;
  Function::Run run_;
  Function::Record record_;
  Function::Lift lift_;
  Function::RunWide wide_;
};

/// The user's derivative. Inputs are x, and for products a second vector s: the tangent or the upstream gradient.
/// From a Function or functor of all these scalars in order; from a functor of one vector or two that returns the
/// numbers; from one that fills a buffer, `void g(span<const T> x, span<const T> s, span<T> out)` (or pointers). One
/// that returns `std::pair{value, derivative}` is checked for its value, too.
class Derivative {
 public:
  using Fill = std::function<void(std::span<double> x, std::span<double> s, std::span<double> out)>;
  using Values = std::function<std::vector<double>(std::span<const double> x, std::span<const double> s)>;

  Derivative(Function f) : whole_(std::move(f)) {}
  template <class F>
  requires(ScalarFunctor<F> || PlainFunctor<F>) Derivative(F f) {
    if constexpr (ScalarFunctor<F>)
      of_scalars<F, detail::arity<F>(), Tracer>(std::move(f));
    else
      of_scalars<F, detail::arity<F, double>(), double>(std::move(f));
  }
  template <VectorFunctor F>
  Derivative(F f) {
    if constexpr (detail::form<double, F>() != detail::Form::none)
      of_vectors<double>(f);
    else
      of_vectors<float>(f);
    if constexpr (detail::form<Tracer, F>() != detail::Form::none) record_vectors(f);
  }
  /// From its parts: a filling kernel and, where it can be recorded, the same for tracers.
  Derivative(Fill fill, std::function<void(std::span<const Tracer>, std::span<const Tracer>, std::span<Tracer>)> record,
             bool buffers, bool narrow = false)
      : fill_(std::move(fill)), record_fill_(std::move(record)), buffers_(buffers), narrow_(narrow) {}

  /// What a check works with.
  struct Bound {
    Function flat;         ///< of x and s, one after the other
    Fill fill{};           ///< the same call on the caller's memory
    Values values{};       ///< the value it returns beside the derivative; null where it returns none
    bool buffers = false;  ///< it writes into a buffer of the caller
    bool direct = false;   ///< `fill` hands it the caller's own memory
  };
  /// Throws std::invalid_argument when it takes another number of inputs or gives another number of outputs.
  Bound bind(int inputs, int seconds, int outputs, const char* what) const;
  bool narrow() const { return narrow_; }

 private:
  template <class F, int N, class T>
  void of_scalars(F f) {
    using Y = decltype(detail::scalar_result<F, T>(std::make_index_sequence<N>{}));
    if constexpr (detail::is_pair<Y>) {
      scalars_ = N;
      const auto part = [f]<class S>(std::span<const S> x, auto which) {
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
          std::vector<S> y;
          detail::append(y, which(f(x[I]...)));
          return y;
        }
        (std::make_index_sequence<N>{});
      };
      const auto second = [](const auto& p) { return p.second; };
      run_ = [part, second](std::span<const double> all) { return part(all, second); };
      if constexpr (std::same_as<T, Tracer>)
        record_ = [part, second](std::span<const Tracer> all) { return part(all, second); };
      values_ = [part](std::span<const double> x, std::span<const double> s) {
        std::vector<double> all(x.begin(), x.end());
        all.insert(all.end(), s.begin(), s.end());
        return part(std::span<const double>(all), [](const auto& p) { return p.first; });
      };
    } else if constexpr (std::same_as<T, double>) {
      narrow_ = std::same_as<Y, float>;
      scalars_ = N;
      run_ = [f](std::span<const double> all) { return detail::apply<double>(f, all, std::make_index_sequence<N>{}); };
    } else {
      whole_ = Function(std::move(f));
    }
  }

  template <class T, class F>
  void of_vectors(const F& f) {
    constexpr detail::Form how = detail::form<T, F>();
    narrow_ = std::same_as<T, float>;
    of_vectors_ = true;
    two_ = detail::takes_two(how);
    buffers_ = detail::fills(how);
    if constexpr (detail::fills(how)) {
      fill_ = [f](std::span<double> x, std::span<double> s, std::span<double> out) {
        if constexpr (std::same_as<T, double>) {
          detail::fill<double>(f, x, s, out);
        } else {
          std::vector<float> a(x.begin(), x.end()), b(s.begin(), s.end()), y(out.begin(), out.end());
          detail::fill<float>(f, std::span(a), std::span(b), std::span(y));
          std::copy(a.begin(), a.end(), x.begin());
          std::copy(b.begin(), b.end(), s.begin());
          std::copy(y.begin(), y.end(), out.begin());
        }
      };
    } else {
      const auto call = [f](std::span<const double> x, std::span<const double> s) {
        const std::vector<T> a(x.begin(), x.end()), b(s.begin(), s.end());
        return detail::ask<T>(f, std::span<const T>(a), std::span<const T>(b));
      };
      using Y = std::remove_cvref_t<decltype(call({}, {}))>;
      if constexpr (detail::is_pair<Y>) {
        give_ = [call](auto x, auto s) { return detail::widened<T>(call(x, s).second); };
        values_ = [call](auto x, auto s) { return detail::widened<T>(call(x, s).first); };
      } else {
        give_ = [call](auto x, auto s) { return detail::widened<T>(call(x, s)); };
      }
    }
  }

  template <class F>
  void record_vectors(const F& f) {
    if constexpr (detail::fills(detail::form<Tracer, F>()))
      record_fill_ = [f](std::span<const Tracer> x, std::span<const Tracer> s, std::span<Tracer> out) {
        std::vector<Tracer> a(x.begin(), x.end()), b(s.begin(), s.end());
        detail::fill<Tracer>(f, std::span(a), std::span(b), out);
      };
    else
      record_give_ = [f](std::span<const Tracer> x, std::span<const Tracer> s) {
        std::vector<Tracer> y;
        const auto got = detail::ask<Tracer>(f, x, s);
        if constexpr (detail::is_pair<std::remove_cvref_t<decltype(got)>>)
          detail::append(y, got.second);
        else
          detail::append(y, got);
        return y;
      };
  }

  std::optional<Function> whole_;  // of all scalars
  int scalars_ = 0;                // of scalars, not as a Function
  Function::Run run_;
  Function::Record record_;
  Values give_, values_;
  Fill fill_;
  std::function<std::vector<Tracer>(std::span<const Tracer>, std::span<const Tracer>)> record_give_;
  std::function<void(std::span<const Tracer>, std::span<const Tracer>, std::span<Tracer>)> record_fill_;
  bool of_vectors_ = false, two_ = false, buffers_ = false, narrow_ = false;
};

}  // namespace clino
