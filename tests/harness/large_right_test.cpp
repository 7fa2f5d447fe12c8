// Right gradients of large functions that are easily suspected: kinks, saturation, mixed scales, float sums, all zeros.
#include <gtest/gtest.h>

#include <cmath>

#include "clino/custom.hpp"
#include "layers.hpp"

namespace clino {
namespace {

using layers::In, layers::Out;
using FloatIn = std::span<const float>;
using FloatOut = std::span<float>;

Options somewhere(std::size_t n, double lo = -1, double hi = 1) { return domain(lo, hi).size(n).points(1); }
template <class F, class G>
void expect_right(const F& f, const G& g, const Options& where) {
  const Verification v = check_gradient(f, g, where);
  EXPECT_TRUE(passes(v)) << explain(v);
  EXPECT_LE(v.projected->directions, 80u) << explain(v);
}

TEST(LargeRight, RectifiersByBranchAndByMaximum) {
  const auto branch = []<class T>(std::span<const T> x) {
    T sum(0);
    for (std::size_t i = 0; i + 1 < x.size(); ++i)
      if (x[i] > 0.0) sum += x[i] * x[i + 1];
    return sum;
  };
  const auto maximum = []<class T>(std::span<const T> x) {
    using std::max;
    T sum(0);
    for (std::size_t i = 0; i + 1 < x.size(); ++i) sum += max(x[i], T(0)) * x[i + 1];
    return sum;
  };
  const auto gradient = [](In x, Out d) {
    for (std::size_t i = 0; i < x.size(); ++i)
      d[i] = (i + 1 < x.size() && x[i] > 0 ? x[i + 1] : 0) + (i > 0 ? std::max(x[i - 1], 0.0) : 0);
  };
  expect_right(branch, gradient, somewhere(20'000));
  expect_right(maximum, gradient, somewhere(20'000));
}

TEST(LargeRight, ConventionsAtTies) {
  // A tenth of the inputs are 0, where the slope is 0 by convention and the rules say one half.
  const auto f = []<class T>(std::span<const T> x) {
    using std::max;
    T sum(0);
    for (const T& xi : x) sum += max(xi, T(0)) * 3.0;
    return sum;
  };
  const auto g = [](In x, Out d) {
    for (std::size_t i = 0; i < x.size(); ++i) d[i] = x[i] > 0 ? 3 : 0;
  };
  Point x(5000);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = i % 1000 == 7 ? 0 : std::sin(static_cast<double>(i));
  const Verification v = check_gradient(f, g, at(x));
  EXPECT_TRUE(passes(v)) << explain(v);
  const auto outside = [&](In p, Out d) {
    g(p, d);
    d[1007] = -1;  // the slopes there are 0 and 3
  };
  EXPECT_FALSE(passes(check_gradient(f, outside, at(x))));
  // Half of all inputs at the tie, as after a rectifier; by a branch, too.
  for (std::size_t i = 0; i < x.size(); i += 2) x[i] = 0;
  EXPECT_TRUE(passes(check_gradient(f, g, at(x)))) << explain(check_gradient(f, g, at(x)));
  const auto branch = []<class T>(std::span<const T> p) {
    T sum(0);
    for (const T& pi : p)
      if (pi >= 0.0) sum += pi * 3.0;
    return sum;
  };
  EXPECT_TRUE(passes(check_gradient(branch, g, at(x)))) << explain(check_gradient(branch, g, at(x)));
  EXPECT_FALSE(passes(check_gradient(branch, outside, at(x))));
}

TEST(LargeRight, TinyHugeAndMixedScales) {
  for (const double scale : {1e-200, 1e-30, 1e30, 1e200}) {
    const auto f = [scale]<class T>(std::span<const T> x) {
      T sum(0);
      for (std::size_t i = 0; i < x.size(); ++i) sum += scale * x[i] * x[i] * x[i];
      return sum;
    };
    const auto g = [scale](In x, Out d) {
      for (std::size_t i = 0; i < x.size(); ++i) d[i] = 3 * scale * x[i] * x[i];
    };
    expect_right(f, g, somewhere(5000));
  }
}

TEST(LargeRight, ZerosEverywhereAndAConstant) {
  const auto constant = []<class T>(std::span<const T> x) { return x[0] * 0.0 + 2.0; };
  const auto none = [](In, Out d) { std::fill(d.begin(), d.end(), 0.0); };
  expect_right(constant, none, somewhere(5000));
  const auto few = []<class T>(std::span<const T> x) { return x[17] * x[4000]; };
  const auto two = [](In x, Out d) {
    std::fill(d.begin(), d.end(), 0.0);
    d[17] = x[4000];
    d[4000] = x[17];
  };
  expect_right(few, two, somewhere(5000));
  EXPECT_FALSE(passes(check_gradient(few, none, somewhere(5000))));
}

TEST(LargeRight, SaturatedSigmoids) {
  const auto f = []<class T>(std::span<const T> x) {
    using std::exp, std::log1p;
    T sum(0);
    for (const T& xi : x) sum += xi > 0.0 ? T(xi + log1p(exp(-xi))) : T(log1p(exp(xi)));
    return sum;
  };
  const auto g = [](In x, Out d) {
    for (std::size_t i = 0; i < x.size(); ++i)
      d[i] = x[i] > 0 ? 1 / (1 + std::exp(-x[i])) : std::exp(x[i]) / (1 + std::exp(x[i]));
  };
  expect_right(f, g, somewhere(5000, -600, 600));
}

TEST(LargeRight, FloatSumsOfManyTerms) {
  const layers::Dense layer{64, 784};
  const auto loss = [layer]<class T>(std::span<const T> p) {
    T sum(0);
    for (const T& y : layer(p)) sum += y * y;
    return sum;
  };
  const auto gradient = [layer](FloatIn p, FloatOut d) {
    const std::size_t m = layer.outputs, n = layer.inputs;
    const auto W = p.first(m * n), b = p.subspan(m * n, m), x = p.subspan(m * n + m);
    for (std::size_t i = 0; i < n; ++i) d[m * n + m + i] = 0;
    for (std::size_t j = 0; j < m; ++j) {
      float y = b[j];
      for (std::size_t i = 0; i < n; ++i) y += W[j * n + i] * x[i];
      d[m * n + j] = 2 * y;
      for (std::size_t i = 0; i < n; ++i) {
        d[j * n + i] = 2 * y * x[i];
        d[m * n + m + i] += W[j * n + i] * 2 * y;
      }
    }
  };
  expect_right(loss, gradient, somewhere(layer.size()));
  expect_right(loss, gradient, somewhere(layer.size(), 0, 1));  // no cancellation: rounding is biased
}

TEST(LargeRight, FloatLayerNorm) {
  const layers::LayerNorm layer{16, 512};
  const auto backward = [layer](FloatIn p, FloatIn dy, FloatOut d) {
    const std::size_t rows = layer.rows, columns = layer.columns;
    const auto gain = p.subspan(rows * columns, columns);
    std::fill(d.begin(), d.end(), 0.0f);
    const float n = static_cast<float>(columns);
    for (std::size_t r = 0; r < rows; ++r) {
      const auto x = p.subspan(r * columns, columns), u = dy.subspan(r * columns, columns);
      float mean = 0, variance = 0, sum = 0, dot = 0;
      for (const float v : x) mean += v;
      mean /= n;
      for (const float v : x) variance += (v - mean) * (v - mean);
      const float scale = 1 / std::sqrt(variance / n + static_cast<float>(layers::LayerNorm::guard));
      for (std::size_t c = 0; c < columns; ++c) {
        const float hat = (x[c] - mean) * scale;
        sum += u[c] * gain[c];
        dot += u[c] * gain[c] * hat;
        d[rows * columns + c] += u[c] * hat;
        d[rows * columns + columns + c] += u[c];
      }
      for (std::size_t c = 0; c < columns; ++c)
        d[r * columns + c] = scale * (u[c] * gain[c] - sum / n - (x[c] - mean) * scale * dot / n);
    }
  };
  const Verification v = check_vjp(layer, backward, somewhere(layer.size()));
  EXPECT_TRUE(passes(v)) << explain(v);
}

TEST(LargeRight, BlackBoxesOfLayers) {
  const layers::Attention attention{40, 36};
  const auto f = [attention](In p) { return attention(p); };
  const Verification v = check_vjp(f, layers::backward_of(attention), somewhere(attention.size()));
  EXPECT_TRUE(passes(v)) << explain(v);
}

}  // namespace
}  // namespace clino
