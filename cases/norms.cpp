// Norms of whole vectors, and the layers that divide by them.
#include <array>
#include <cmath>

#include "cases/catalogue.hpp"
#include "cases/functor_case.hpp"

namespace clino::cases {
namespace {

template <class T>
T mean(std::span<const T> x) {
  T sum = x[0];
  for (std::size_t i = 1; i < x.size(); ++i) sum += x[i];
  return sum / static_cast<double>(x.size());
}

struct LayerNorm {  // (x - mean)/sqrt(var + eps)
  template <class T>
  std::vector<T> operator()(std::span<const T> x) const {
    using std::sqrt;
    const T m = mean(x);
    std::vector<T> d;
    for (const T& xi : x) d.push_back(xi - m);
    const T v = inner_product(std::span<const T>(d), std::span<const T>(d)) / static_cast<double>(x.size());
    const T s = sqrt(v + 1e-5);
    for (T& di : d) di /= s;
    return d;
  }
};

/// The first of a batch of three samples of one feature.
struct BatchNormOnePass {  // var = E[x^2] - E[x]^2
  template <class T>
  T operator()(std::span<const T> x) const {
    using std::sqrt;
    const T m = mean(x), var = inner_product(x, x) / 3.0 - m * m;
    return (x[0] - m) / sqrt(var + 1e-5);
  }
};

struct BatchNormTwoPass {  // var = E[(x - E[x])^2]
  template <class T>
  T operator()(std::span<const T> x) const {
    return LayerNorm{}(x)[0];
  }
};

struct RmsNorm {  // x_i/sqrt(mean of squares + eps)
  template <class T>
  std::vector<T> operator()(std::span<const T> x) const {
    using std::sqrt;
    const T r = sqrt(inner_product(x, x) / 3.0 + 1e-6);
    std::vector<T> y;
    for (const T& xi : x) y.push_back(xi / r);
    return y;
  }
};

struct RmsNormGradient {  // d y_i/d x_i = (sum over j != i of x_j^2/3 + eps)/r^3; else -x_i x_j/(3 r^3)
  template <class T>
  std::vector<T> operator()(std::span<const T> x) const {
    using std::sqrt;
    const T r2 = inner_product(x, x) / 3.0 + 1e-6, r = sqrt(r2);
    std::vector<T> rows(9);
    for (std::size_t i = 0; i < 3; ++i) {
      T others(1e-6);
      for (std::size_t j = 0; j < 3; ++j) {
        if (j == i) continue;
        others += x[j] * x[j] / 3.0;
        rows[3 * i + j] = -(x[i] / r) * (x[j] / r / (3.0 * r));
      }
      rows[3 * i + i] = others / (r * r2);
    }
    return rows;
  }
};

struct CosineClamped {  // a.b/max(|a||b|, eps)
  template <class T>
  T operator()(std::span<const T> v) const {
    using std::max, std::sqrt;
    const auto a = v.first(3), b = v.subspan(3, 3);
    const T n = sqrt(inner_product(a, a)) * sqrt(inner_product(b, b));
    return inner_product(a, b) / max(n, T(1e-8));
  }
};

struct CosineBranch {  // the root is not taken of what lies below the clamp
  template <class T>
  T operator()(std::span<const T> v) const {
    using std::sqrt;
    const auto a = v.first(3), b = v.subspan(3, 3);
    const T s = inner_product(a, a) * inner_product(b, b);
    return inner_product(a, b) / (s > 1e-16 ? sqrt(s) : T(1e-8));
  }
};

/// Three points of the plane, the first compared with the others.
constexpr std::array<std::array<std::size_t, 2>, 2> pairs{{{0, 1}, {0, 2}}};

struct PairwiseExpanded {  // |a|^2 + |b|^2 - 2 a.b, as a matrix product computes it
  template <class T>
  std::vector<T> operator()(std::span<const T> v) const {
    using std::sqrt;
    std::vector<T> d;
    for (const auto& [i, j] : pairs) {
      const auto a = v.subspan(2 * i, 2), b = v.subspan(2 * j, 2);
      d.push_back(sqrt(inner_product(a, a) + inner_product(b, b) - 2.0 * inner_product(a, b)));
    }
    return d;
  }
};

struct PairwiseHypot {
  template <class T>
  std::vector<T> operator()(std::span<const T> v) const {
    using std::hypot;
    std::vector<T> d;
    for (const auto& [i, j] : pairs) d.push_back(hypot(v[2 * i] - v[2 * j], v[2 * i + 1] - v[2 * j + 1]));
    return d;
  }
};

struct NormNaive {
  template <class T>
  T operator()(std::span<const T> x) const {
    using std::sqrt;
    return sqrt(inner_product(x, x));
  }
};

struct NormScaled {  // m sqrt(1 + sum over the others of (x_i/m)^2), m the largest magnitude; 0 at 0
  template <class T>
  T operator()(std::span<const T> x) const {
    using std::abs, std::sqrt;
    std::vector<T> a;
    for (const T& xi : x) a.push_back(abs(xi));
    const std::size_t m = largest(std::span<const T>(a));
    if (a[m] == 0.0) return T(0);
    T s(1);
    for (std::size_t i = 0; i < a.size(); ++i)
      if (i != m) s += (a[i] / a[m]) * (a[i] / a[m]);
    return a[m] * sqrt(s);
  }
};

struct UnitVector {  // (x/m)/sqrt(sum of (x_i/m)^2), 0 at 0: the norm itself has no digits among subnormal numbers
  template <class T>
  std::vector<T> operator()(std::span<const T> x) const {
    using std::abs, std::sqrt;
    std::vector<T> a, u;
    for (const T& xi : x) a.push_back(abs(xi));
    const T m = a[largest(std::span<const T>(a))];
    if (m == 0.0) return std::vector<T>(x.size(), T(0));
    for (const T& xi : x) u.push_back(xi / m);
    const T n = sqrt(inner_product(std::span<const T>(u), std::span<const T>(u)));
    for (T& ui : u) ui /= n;
    return u;
  }
};

std::vector<FunctorEntry> normalisation_layers() {
  const std::vector<Variable> batch = numbered("x", 3, 100, 104);
  const std::vector<SpecialPoint> batches{{{100, 101, 102}, "the mean is a hundred times the spread"},
                                          {{100, 100, 100}, "a constant batch: only the epsilon is left"},
                                          {{100, 104, 101}, "plain"}};
  const std::vector<Variable> scaled = numbered("x", 3, -10, 10, Sampling::log);
  const std::vector<SpecialPoint> vectors{{{0, 0, 0}, "all zero: only the epsilon is left"},
                                          {{10, 0.001, 0.001}, "nearly along an axis: 1 minus almost 1"},
                                          {{1, 2, -3}, "plain"}};
  return {
      {.name = "layer_norm3/all_outputs",
       .function = Function::of_vector(3, 3, LayerNorm{}),
       .variables = numbered("x", 3, -1, 1),
       .points = {{{0.5, 0.5, 0.5}, "constant input: value 0, slopes of size 1/sqrt(eps)"}, {{1, -1, 0.5}, "plain"}},
       .mechanism = "cancellation",
       .lesson = "Layer normalisation projects out the mean and the direction; what little is left is a difference.",
       .source = "J. L. Ba, J. R. Kiros, G. E. Hinton, Layer normalization (2016)"},
      {.name = "batch_norm3/one_pass",
       .function = Function::of_vector(3, 1, BatchNormOnePass{}),
       .variables = batch,
       .points = batches,
       .stable = "batch_norm3/two_pass",
       .mechanism = "cancellation",
       .lesson = "E[x^2] - E[x]^2 loses the variance to the mean; normalisation hands the loss on to every sample.",
       .source = "tenstorrent/tt-metal issue 45968"},
      {.name = "batch_norm3/two_pass",
       .function = Function::of_vector(3, 1, BatchNormTwoPass{}),
       .variables = batch,
       .points = batches,
       .mechanism = "cancellation",
       .lesson = "Two passes keep the variance; the gradient's own projections still subtract.",
       .source = "S. Ioffe, C. Szegedy, Batch normalization (2015)"},
      {.name = "rms_norm3/eps_inside",
       .function = Function::of_vector(3, 3, RmsNorm{}),
       .variables = scaled,
       .points = vectors,
       .stable = "rms_norm3/custom",
       .mechanism = "cancellation",
       .lesson = "Along an axis the slope of a normalised vector is 1/r - x^2/r^3: nothing, by subtraction.",
       .source = "B. Zhang, R. Sennrich, Root mean square layer normalization (2019)"},
      {.name = "rms_norm3/custom",
       .function = Function::of_vector(3, 3, RmsNorm{}),
       .variables = scaled,
       .points = vectors,
       .gradient = Function::of_vector(3, 9, RmsNormGradient{}),
       .mechanism = "cancellation",
       .lesson = "A gradient that sums the squares of the other entries has nothing to subtract.",
       .source = "algebraic identity"},
  };
}

std::vector<FunctorEntry> similarities() {
  const std::vector<Variable> plane = numbered("p", 6, -10, 10);
  const std::vector<SpecialPoint> triangles{{{1, 2, 1, 2, 4, 6}, "two points coincide: the tip of a cone"},
                                            {{8, 9, 8.0078125, 9, -5, 1}, "two points nearly coincide"},
                                            {{0, 0, 3, 4, -6, 8}, "plain"}};
  return {
      {.name = "cosine_similarity3/clamped",
       .function = Function::of_vector(6, 1, CosineClamped{}),
       .variables = numbered("a", 3, -1, 1) + numbered("b", 3, -1, 1),
       .points = {{{0, 0, 0, 0.5, 0.25, 1}, "a zero vector: the root under the maximum"},
                  {{0.5, 0.25, 1, 0.5, 0.25, 1}, "parallel: the gradient is 0"},
                  {{0.5, 0.25, 1, -0.25, 0.5, 0.75}, "plain"}},
       .stable = "cosine_similarity3/branch",
       .mechanism = "edge",
       .lesson = "A padded row has norm 0: the clamp saves its similarity and not its gradient.",
       .source = "UKPLab/sentence-transformers PR 4033; pytorch/pytorch issue 18057"},
      {.name = "cosine_similarity3/branch",
       .function = Function::of_vector(6, 1, CosineBranch{}),
       .variables = numbered("a", 3, -1, 1) + numbered("b", 3, -1, 1),
       .points = {{{0, 0, 0, 0.5, 0.25, 1}, "a zero vector: linear there"},
                  {{0.5, 0.25, 1, -0.25, 0.5, 0.75}, "plain"}},
       .mechanism = "cancellation",
       .lesson = "Branch before the root, not after it; for nearly parallel vectors the slope still subtracts.",
       .source = "UKPLab/sentence-transformers PR 4033"},
      {.name = "pairwise_distance/expanded",
       .function = Function::of_vector(6, 2, PairwiseExpanded{}),
       .variables = plane,
       .points = triangles,
       .stable = "pairwise_distance/hypot",
       .mechanism = "cancellation",
       .lesson =
           "Distances by a matrix product cancel for neighbours, and go under the root with the sign of rounding.",
       .source = "pytorch/pytorch issues 37154 and 37237"},
      {.name = "pairwise_distance/hypot",
       .function = Function::of_vector(6, 2, PairwiseHypot{}),
       .variables = plane,
       .points = triangles,
       .mechanism = "kink",
       .lesson = "Subtract first, and let hypot take the root: only the tip of the cone remains.",
       .source = "textbook form"},
      {.name = "l2_norm3/naive",
       .function = Function::of_vector(3, 1, NormNaive{}),
       .variables = numbered("x", 3, -1e25, 1e25, Sampling::bits),
       .points = {{{0, 0, 0}, "the tip of the cone"},
                  {{1e-24, 1e-24, 0}, "the squares underflow in binary32"},
                  {{1e20, 1e20, 1}, "the squares overflow in binary32"},
                  {{1, 2, -3}, "plain"}},
       .stable = "l2_norm3/scaled",
       .mechanism = "edge",
       .lesson = "At 0 every unit vector's shadow is a subgradient; 0 times infinity is not one.",
       .source = "pytorch/pytorch issue 37154; jax-ml/jax issue 3407"},
      {.name = "l2_norm3/scaled",
       .function = Function::of_vector(3, 1, NormScaled{}),
       .variables = numbered("x", 3, -1e25, 1e25, Sampling::bits),
       .points = {{{0, 0, 0}, "the tip of the cone: the gradient 0 is a subgradient"},
                  {{1e-24, 1e-24, 0}, "tiny, and a tie of the scale"},
                  {{1e20, 1e20, 1}, "large"},
                  {{1, 2, -3}, "plain"}},
       .gradient = Function::of_vector(3, 3, UnitVector{}),
       .mechanism = "overflow",
       .lesson = "Scaling by the largest entry keeps the value in range and puts quotients on the tape: give the "
                 "gradient x/|x| by hand.",
       .source = "J. L. Blue, A portable Fortran program to find the Euclidean norm of a vector, ACM TOMS 4 (1978)"},
  };
}

}  // namespace

std::vector<Case> norms() {
  std::vector<FunctorEntry> all = normalisation_layers();
  for (FunctorEntry& entry : similarities()) all.push_back(std::move(entry));
  return functor_cases("vector norms", std::move(all));
}

}  // namespace clino::cases
