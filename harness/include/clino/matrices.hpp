/// Custom derivatives of functions of several Eigen matrices, vectors and numbers: shapes and names are kept, so that a
/// message says "dW(1,0)".
#pragma once
#include <array>
#include <concepts>
#include <span>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "clino/coefficients.hpp"
#include "clino/custom.hpp"
#include "clino/eigen.hpp"

namespace clino {

/// An input of a function of matrices: its name and shape.
template <int Columns>
struct MatrixSlot {
  template <class T>
  using type = Eigen::Matrix<T, Eigen::Dynamic, Columns>;
  std::string name;
  Eigen::Index rows, columns;

  Eigen::Index size() const { return rows * columns; }
  template <class T>
  type<T> make() const {
    return type<T>(rows, columns);
  }
  Block block() const {
    if constexpr (Columns == 1) return {name, {static_cast<std::size_t>(rows)}};
    return {name, {static_cast<std::size_t>(rows), static_cast<std::size_t>(columns)}};
  }
};
struct ScalarSlot {
  template <class T>
  using type = T;
  std::string name;
  Eigen::Index size() const { return 1; }
  template <class T>
  T make() const {
    return T(0);
  }
  Block block() const { return {name}; }
};

inline MatrixSlot<Eigen::Dynamic> matrix(std::string name, Eigen::Index rows, Eigen::Index columns) {
  return {std::move(name), rows, columns};
}
inline MatrixSlot<1> vector(std::string name, Eigen::Index size) { return {std::move(name), size, 1}; }
inline ScalarSlot scalar(std::string name) { return {std::move(name)}; }

/// Options for functions of matrices, vectors and numbers: `inputs(matrix("W", 3, 4), vector("x", 4)).domain(-1, 1)`.
template <class... S>
class Shaped : public Fluent<Shaped<S...>> {
 public:
  using Base = Fluent<Shaped<S...>>;
  explicit Shaped(S... slots) : slots_(std::move(slots)...) {
    std::apply([&](const auto&... slot) { (this->plan_.blocks.push_back(slot.block()), ...); }, slots_);
    for (const Block& b : this->plan_.blocks) size_ += b.size();
  }
  using Base::domain;
  /// The working range of one input; the others keep theirs, -1 to 1 unless given.
  Shaped domain(const std::string& input, double lo, double hi) const {
    Shaped copy = *this;
    std::vector<Interval>& all = copy.plan_.domain;
    if (all.empty()) all.push_back({-1, 1});
    if (all.size() == 1) all.resize(size_, all.front());
    std::size_t k = 0;
    bool found = false;
    const auto visit = [&](const auto& slot) {
      for (Eigen::Index i = 0; i < slot.size(); ++i, ++k)
        if (slot.name == input) all[k] = {lo, hi};
      found = found || slot.name == input;
    };
    std::apply([&](const auto&... slot) { (visit(slot), ...); }, slots_);
    if (!found) throw std::invalid_argument("no input is called '" + input + "'");
    return copy;
  }
  /// One more point, always checked: a value for each input.
  template <class... X>
  requires(sizeof...(X) == sizeof...(S))
  Shaped at(const X&... x) const {
    std::vector<double> flat;
    (detail::each(x, [&](const auto& c) { flat.push_back(static_cast<double>(c)); }), ...);
    if (flat.size() != size_)
      throw std::invalid_argument("a point of " + std::to_string(flat.size()) + " numbers for inputs of " +
                                  std::to_string(size_));
    return static_cast<const Base&>(*this).at(Point(std::move(flat)));
  }

  /// The inputs as the function takes them, filled from numbers.
  template <class T>
  auto unpack(std::span<const T> x) const {
    return std::apply(
        [&](const auto&... slot) {
          std::tuple<typename S::template type<T>...> all{slot.template make<T>()...};
          if (!x.empty()) detail::set(all, x);
          return all;
        },
        slots_);
  }
  int size() const { return static_cast<int>(size_); }
  /// A point at which shapes may be looked up.
  Point trial() const {
    const Plan& p = this->plan_;
    if (!p.at.empty()) return {p.at.front().begin(), p.at.front().begin() + size()};
    Point x(size_, 1.0);
    for (std::size_t i = 0; i < x.size() && !p.domain.empty(); ++i) {
      const Interval& d = p.domain[p.domain.size() == 1 ? 0 : i];
      x[i] = d.lo + (d.hi - d.lo) * (0.25 + 0.5 * static_cast<double>(i) / static_cast<double>(x.size()));
    }
    return x;
  }

 private:
  std::tuple<S...> slots_;
  std::size_t size_ = 0;
};
template <class... S>
Shaped<S...> inputs(S... slots) {
  return Shaped<S...>(std::move(slots)...);
}

namespace detail {

template <class T>
std::vector<T> cast(std::span<const double> x) {
  return {x.begin(), x.end()};
}
template <class T, class F, class... S>
auto value_at(const F& f, const Shaped<S...>& in, std::span<const T> x) {
  auto args = in.unpack(x);
  return std::apply([&](auto&... a) { return plain(f(a...)); }, args);
}

/// The function, with numbers in and out.
template <class F, class... S>
Function flattened(const F& f, const Shaped<S...>& in) {
  using T = RunScalar<F>;
  const Point trial = in.trial();
  const auto shape = value_at<T>(f, in, cast<T>(trial));
  const int m = static_cast<int>(count(shape));
  const auto numbers = [f, in]<class U>(std::span<const U> x) {
    const auto y = value_at<U>(f, in, x);
    std::vector<U> all(count(y));
    get(y, std::span<U>(all));
    return all;
  };
  Function::Run run = [numbers](std::span<const double> x) {
    const std::vector<T> own = cast<T>(x);
    const std::vector<T> y = numbers(std::span<const T>(own));
    return std::vector<double>(y.begin(), y.end());
  };
  Function::Record record;
  if constexpr (is_generic<F>) record = [numbers](std::span<const Tracer> x) { return numbers(x); };
  Function whole = Function::make({in.size(), m}, std::move(run), std::move(record));
  if constexpr (is_generic<F>) return whole.with_scalars([numbers](std::span<const Dual> x) { return numbers(x); }, {});
  return whole;
}

/// Writes a returned matrix of derivatives by rows, anything else coefficient by coefficient.
enum class Layout : std::uint8_t { by_rows, as_inputs };
template <class Y, class T>
void put(const Y& y, Layout layout, std::span<T> out) {
  if (count(y) != out.size())
    throw std::invalid_argument("the derivative gave " + std::to_string(count(y)) + " numbers, " +
                                std::to_string(out.size()) + " were wanted");
  if constexpr (requires { y.rows(); y.transpose(); }) {
    if (layout == Layout::by_rows) {
      for (Eigen::Index i = 0, k = 0; i < y.rows(); ++i)
        for (Eigen::Index j = 0; j < y.cols(); ++j) out[static_cast<std::size_t>(k++)] = static_cast<T>(y(i, j));
      return;
    }
  }
  get(y, out);
}

/// A derivative of inputs and seconds (both made by a prototype) as a kernel on numbers. `results` makes what a filling
/// kernel is handed.
template <class T, class G, class X, class Second, class Result>
void call_kernel(const G& g, X args, Second second, Result result, Layout layout, std::span<T> x, std::span<T> s,
                 std::span<T> out) {
  set(args, std::span<const T>(x));
  if (!s.empty()) set(second, std::span<const T>(s));
  std::apply(
      [&](auto&... a) {
        std::apply(
            [&](auto&... b) {
              std::apply(
                  [&](auto&... r) {
                    if constexpr (sizeof...(r) > 0 && std::invocable<const G&, decltype(a)..., decltype(b)..., decltype(r)...>) {
                      set(result, std::span<const T>(out));
                      g(a..., b..., r...);
                      get(result, out);
                    } else {
                      put(plain(g(a..., b...)), layout, out);
                    }
                  },
                  result);
            },
            second);
      },
      args);
  get(args, x);
  if (!s.empty()) get(second, s);
}

template <class Y>
auto as_tuple(Y y) {
  if constexpr (requires { std::tuple_size<Y>::value; } && !requires { y.rows(); })
    return y;
  else
    return std::tuple<Y>(std::move(y));
}

/// `prototypes(T{})` gives the tuples that hold seconds and results for scalar T.
template <class G, class Prototypes, class... S>
Derivative kernel(const G& g, const Shaped<S...>& in, Layout layout, const Prototypes& prototypes) {
  using T = RunScalar<G>;
  const auto call = [g, in, layout, prototypes]<class U>(std::span<U> x, std::span<U> s, std::span<U> out) {
    auto [second, result] = prototypes(U(0));
    call_kernel<U>(g, in.template unpack<U>({}), second, result, layout, x, s, out);
  };
  Derivative::Fill fill = [call](std::span<double> x, std::span<double> s, std::span<double> out) {
    if constexpr (std::same_as<T, double>) {
      call(x, s, out);
    } else {
      std::vector<T> a = cast<T>(x), b = cast<T>(s), y = cast<T>(out);
      call(std::span<T>(a), std::span<T>(b), std::span<T>(y));
      std::copy(a.begin(), a.end(), x.begin());
      std::copy(b.begin(), b.end(), s.begin());
      std::copy(y.begin(), y.end(), out.begin());
    }
  };
  std::function<void(std::span<const Tracer>, std::span<const Tracer>, std::span<Tracer>)> record;
  if constexpr (is_generic<G>)
    record = [call](std::span<const Tracer> x, std::span<const Tracer> s, std::span<Tracer> out) {
      std::vector<Tracer> a(x.begin(), x.end()), b(s.begin(), s.end());
      call(std::span<Tracer>(a), std::span<Tracer>(b), out);
    };
  auto [second, result] = prototypes(T(0));
  auto everything = std::tuple_cat(in.template unpack<T>({}), std::move(second), std::move(result));
  const bool buffers = std::tuple_size_v<decltype(result)> > 0 &&
                       std::apply([](auto&... all) { return std::invocable<const G&, decltype(all)...>; }, everything);
  return Derivative(std::move(fill), std::move(record), buffers, std::same_as<T, float>);
}

/// The plan with the outputs' places, where there is one output matrix.
template <class F, class... S>
Options shaped_options(const F& f, const Shaped<S...>& in) {
  using T = RunScalar<F>;
  const auto y = value_at<T>(f, in, cast<T>(in.trial()));
  Plan plan = in.plan();
  if constexpr (requires { y.rows(); y.cols(); }) {
    plan.outputs = places_of(y.rows(), y.cols());
  } else if constexpr (requires { y.dimensions(); }) {
    Block places;
    for (const auto d : y.dimensions()) places.dimensions.push_back(static_cast<std::size_t>(d));
    for (std::size_t k = 0; k < places.size(); ++k) plan.outputs.push_back(places.place(k));
  }
  return Options(std::move(plan));
}
template <class F, class... S>
Subject subject_of(const F& f, const Shaped<S...>& in) {
  return Subject(flattened(f, in), std::same_as<RunScalar<F>, float>);
}
/// The same shape with coefficients of type U.
template <class U, class Y>
auto rebound(const Y& y);
template <class U, class T, int Rank, int Options, class Index, template <class, int, int, class> class Tensor>
auto rebound_tensor(const Tensor<T, Rank, Options, Index>& y) {
  return Tensor<U, Rank, Options, Index>(y.dimensions());
}
template <class U, class Y>
auto rebound(const Y& y) {
  if constexpr (requires { y.rows(); y.cols(); })
    return Eigen::Matrix<U, Y::RowsAtCompileTime, Y::ColsAtCompileTime>(y.rows(), y.cols());
  else if constexpr (requires { y.dimensions(); })
    return rebound_tensor<U>(y);
  else if constexpr (requires { std::tuple_size<Y>::value; })
    return std::apply([](const auto&... part) { return std::tuple(rebound<U>(part)...); }, y);
  else
    return U(0);
}
/// The output of `f` for scalar U, as a tuple, for its shape.
template <class U, class F, class... S>
auto output_like(const F& f, const Shaped<S...>& in) {
  using V = RunScalar<F>;
  const Point trial = in.trial();
  const std::vector<V> x(trial.begin(), trial.end());
  return as_tuple(rebound<U>(value_at<V>(f, in, std::span<const V>(x))));
}

/// A product with the Jacobian, and with its transpose, as kernels on numbers.
template <class F, class G, class... S>
Derivative forward_kernel(const F& f, const G& jvp, const Shaped<S...>& in) {
  return kernel(jvp, in, Layout::as_inputs, [f, in](auto u) {
    using U = decltype(u);
    return std::pair(in.template unpack<U>({}), output_like<U>(f, in));
  });
}
template <class F, class G, class... S>
Derivative reverse_kernel(const F& f, const G& vjp, const Shaped<S...>& in) {
  return kernel(vjp, in, Layout::as_inputs, [f, in](auto u) {
    using U = decltype(u);
    return std::pair(output_like<U>(f, in), in.template unpack<U>({}));
  });
}

}  // namespace detail

/// The derivative of a scalar function of matrices: a matrix for each input, as a tuple or one by one into buffers.
template <class F, class G, class... S>
Verification checked_shaped(detail::GradientCheck, const F& f, const G& gradient, const Shaped<S...>& in) {
  const auto results = [in](auto u) { return std::pair(std::tuple<>(), in.template unpack<decltype(u)>({})); };
  return check_gradient(detail::subject_of(f, in), detail::kernel(gradient, in, detail::Layout::as_inputs, results),
                        detail::shaped_options(f, in));
}
/// A matrix with a row for each output and a column for each input number, both column by column.
template <class F, class G, class... S>
Verification checked_shaped(detail::JacobianCheck, const F& f, const G& jacobian, const Shaped<S...>& in) {
  const auto results = [](auto) { return std::pair(std::tuple<>(), std::tuple<>()); };
  return check_jacobian(detail::subject_of(f, in), detail::kernel(jacobian, in, detail::Layout::by_rows, results),
                        detail::shaped_options(f, in));
}
template <class F, class G, class... S>
Verification checked_shaped(detail::HessianCheck, const F& f, const G& hessian, const Shaped<S...>& in) {
  const auto results = [](auto) { return std::pair(std::tuple<>(), std::tuple<>()); };
  return check_hessian(detail::subject_of(f, in), detail::kernel(hessian, in, detail::Layout::by_rows, results),
                       detail::shaped_options(f, in));
}
/// `hvp(W, x, vW, vx)` gives a tuple {(Hv)_W, (Hv)_x}, or `hvp(W, x, vW, vx, hW, hx)` fills them.
template <class F, class G, class... S>
Verification checked_shaped(detail::HvpCheck, const F& f, const G& hvp, const Shaped<S...>& in) {
  const auto results = [in](auto u) {
    using U = decltype(u);
    return std::pair(in.template unpack<U>({}), in.template unpack<U>({}));
  };
  return check_hvp(detail::subject_of(f, in), detail::kernel(hvp, in, detail::Layout::as_inputs, results),
                   detail::shaped_options(f, in));
}
/// `backward(W, x, dy)` gives a tuple {dW, dx}, or `backward(W, x, dy, dW, dx)` fills them.
template <class F, class G, class... S>
Verification checked_shaped(detail::VjpCheck, const F& f, const G& vjp, const Shaped<S...>& in) {
  return check_vjp(detail::subject_of(f, in), detail::reverse_kernel(f, vjp, in), detail::shaped_options(f, in));
}
/// `forward(W, x, vW, vx)` gives the tangent of the output, or fills it.
template <class F, class G, class... S>
Verification checked_shaped(detail::JvpCheck, const F& f, const G& jvp, const Shaped<S...>& in) {
  return check_jvp(detail::subject_of(f, in), detail::forward_kernel(f, jvp, in), detail::shaped_options(f, in));
}
/// Forward against reverse, both as above.
template <class F, class J, class V, class... S>
Verification transposed_shaped(const F& f, const J& jvp, const V& vjp, const Shaped<S...>& in) {
  return check_transposed(detail::subject_of(f, in), detail::forward_kernel(f, jvp, in),
                          detail::reverse_kernel(f, vjp, in), detail::shaped_options(f, in));
}

}  // namespace clino
