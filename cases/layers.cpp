// Layers and losses of neural networks on whole vectors: what a framework's kernel computes, with its usual repair.
#include <cmath>

#include "cases/catalogue.hpp"
#include "cases/functor_case.hpp"

namespace clino::cases {
namespace {

const char* const log_softmax_source = "DeepStability (Kloberdanz, Kloberdanz, Le, ICSE 2022), log-softmax entries";

struct DenseRelu {  // max(W x + b, 0): x 2, W 2x2 by rows, b 2
  template <class T>
  std::vector<T> operator()(std::span<const T> v) const {
    std::vector<T> y;
    for (std::size_t i = 0; i < 2; ++i) {
      const T z = inner_product(v.subspan(2 + 2 * i, 2), v.first(2)) + v[6 + i];
      y.push_back(z > 0.0 ? z : T(0));
    }
    return y;
  }
};

struct LogSoftmaxNaive {  // log(exp(x_i)/sum)
  template <class T>
  std::vector<T> operator()(std::span<const T> x) const {
    using std::exp, std::log;
    T sum(0);
    for (const T& xi : x) sum += exp(xi);
    std::vector<T> y;
    for (const T& xi : x) y.push_back(log(exp(xi) / sum));
    return y;
  }
};

struct LogSoftmaxShifted {  // x_i - m - log(sum exp(x_j - m))
  template <class T>
  std::vector<T> operator()(std::span<const T> x) const {
    using std::exp, std::log;
    const T m = x[largest(x)];
    T sum(0);
    for (const T& xi : x) sum += exp(xi - m);
    const T l = log(sum);
    std::vector<T> y;
    for (const T& xi : x) y.push_back(xi - m - l);
    return y;
  }
};

struct LogSoftmaxLog1p {  // the largest leaves the sum: log1p of the others
  template <class T>
  std::vector<T> operator()(std::span<const T> x) const {
    using std::exp, std::log1p;
    const std::size_t m = largest(x);
    T others(0);
    for (std::size_t i = 0; i < x.size(); ++i)
      if (i != m) others += exp(x[i] - x[m]);
    const T l = log1p(others);
    std::vector<T> y;
    for (std::size_t i = 0; i < x.size(); ++i) y.push_back(i == m ? -l : (x[i] - x[m]) - l);
    return y;
  }
};

struct CrossEntropyNaive {  // log(sum exp(x_j)) - x_0: the label is class 0
  template <class T>
  T operator()(std::span<const T> x) const {
    using std::exp, std::log;
    T sum(0);
    for (const T& xi : x) sum += exp(xi);
    return log(sum) - x[0];
  }
};

struct CrossEntropyLog1p {
  template <class T>
  T operator()(std::span<const T> x) const {
    return -LogSoftmaxLog1p{}(x)[0];
  }
};

/// exp(x_i - m)/sum, m the largest.
template <class T>
std::vector<T> softmax(std::span<const T> x) {
  using std::exp;
  const T m = x[largest(x)];
  std::vector<T> p;
  T sum(0);
  for (const T& xi : x) {
    p.push_back(exp(xi - m));
    sum += p.back();
  }
  for (T& pi : p) pi /= sum;
  return p;
}

struct ProbabilityMinusLabel {  // p - (1, 0, 0)
  template <class T>
  std::vector<T> operator()(std::span<const T> x) const {
    std::vector<T> g = softmax(x);
    g[0] -= 1.0;
    return g;
  }
};

struct SumOfOtherProbabilities {  // p_0 - 1 = -(p_1 + p_2)
  template <class T>
  std::vector<T> operator()(std::span<const T> x) const {
    std::vector<T> g = softmax(x);
    g[0] = -(g[1] + g[2]);
    return g;
  }
};

constexpr std::size_t keys = 2, width = 2;

/// q K^T / sqrt(2): q 2, K 2x2 by rows; then the values, one number for each key.
template <class T>
std::vector<T> scores(std::span<const T> qkv) {
  std::vector<T> s;
  for (std::size_t i = 0; i < keys; ++i)
    s.push_back(inner_product(qkv.subspan(width + width * i, width), qkv.first(width)) / 1.4142135623730951);
  return s;
}

struct AttentionNaive {  // softmax by plain exponentials
  template <class T>
  T operator()(std::span<const T> qkv) const {
    using std::exp;
    std::vector<T> p;
    T sum(0);
    for (const T& s : scores(qkv)) {
      p.push_back(exp(s));
      sum += p.back();
    }
    for (T& pi : p) pi /= sum;
    return inner_product(std::span<const T>(p), qkv.last(keys));
  }
};

struct AttentionShifted {
  template <class T>
  T operator()(std::span<const T> qkv) const {
    const std::vector<T> s = scores(qkv), p = softmax(std::span<const T>(s));
    return inner_product(std::span<const T>(p), qkv.last(keys));
  }
};

struct LstmCell {  // ADBench's model with one unit: gates forget, in, out, change; returns hidden and cell
  template <class T>
  std::vector<T> operator()(std::span<const T> v) const {
    using std::exp, std::tanh;
    const auto sigmoid = [](const T& z) { return 1.0 / (1.0 + exp(-z)); };
    const auto w = v.first(4), b = v.subspan(4, 4);
    const T &hidden = v[8], &cell = v[9], &input = v[10];
    const T forget = sigmoid(input * w[0] + b[0]), in = sigmoid(hidden * w[1] + b[1]);
    const T out = sigmoid(input * w[2] + b[2]), change = tanh(hidden * w[3] + b[3]);
    const T next = cell * forget + in * change;
    return {out * tanh(next), next};
  }
};

std::vector<FunctorEntry> plain_layers() {
  return {
      {.name = "dense_layer/relu",
       .function = Function::of_vector(8, 2, DenseRelu{}),
       .variables = numbered("x", 2, -1, 1) + numbered("w", 4, -1, 1) + numbered("b", 2, -1, 1),
       .points = {{{0.5, -1, 1, 0.5, 1, 1, 0, 0.125}, "the first unit exactly at its kink"},
                  {{0, 0, 0, 0, 0, 0, 0, 0}, "zero weights: both units at their kinks"},
                  {{0.5, -1, 1, -0.5, 0.5, 0.25, 0.25, 0.5}, "plain"}},
       .mechanism = "kink",
       .lesson = "A layer of rectified units is a product where its units are on and 0 where they are off; only at the "
                 "switch is there anything to agree on.",
       .source = "textbook form; convention as in pytorch/pytorch issue 184572"},
      {.name = "lstm_cell/step",
       .function = Function::of_vector(11, 2, LstmCell{}),
       .variables = numbered("w", 4, -2, 2) + numbered("b", 4, -2, 2) +
                    std::vector<Variable>{{"hidden", -1, 1, Sampling::uniform},
                                          {"cell", -4, 4, Sampling::uniform},
                                          {"input", -2, 2, Sampling::uniform}},
       .points = {{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, "everything at rest"},
                  {{0, 0, 0, 0, 2, 2, 0, 2, 1, 4, 0}, "a full cell: tanh saturates"},
                  {{1, 0.5, -0.5, 1, 0.25, -0.25, 0.5, 0.125, 0.5, 0.25, 1}, "plain"}},
       .mechanism = "saturation",
       .lesson = "A recurrent cell is sigmoids and hyperbolic tangents: it is as good as the engine's rule for tanh.",
       .source = "F. Srajer, Z. Kukelova, A. Fitzgibbon, A benchmark of selected algorithmic differentiation tools "
                 "(2018), LSTM; microsoft/ADBench"},
  };
}

const std::vector<SpecialPoint> logits{{{100, 99, 98}, "the exponentials overflow in binary32"},
                                       {{20, 0, 0}, "confident: 1 - p rounds to 0 in binary32"},
                                       {{-20, 0, 1}, "confident and mistaken"},
                                       {{1, 1, 1}, "three ties"},
                                       {{1, 0.5, 2}, "plain"}};

std::vector<FunctorEntry> softmax_layers() {
  const std::vector<Variable> x = numbered("x", 3, -200, 200, Sampling::log);
  return {
      {.name = "log_softmax3/naive",
       .function = Function::of_vector(3, 3, LogSoftmaxNaive{}),
       .variables = x,
       .points = logits,
       .stable = "log_softmax3/log1p",
       .mechanism = "overflow",
       .lesson = "The logarithm of a softmax takes the logarithm of 0 for every class that is out of the question.",
       .source = log_softmax_source},
      {.name = "log_softmax3/shifted",
       .function = Function::of_vector(3, 3, LogSoftmaxShifted{}),
       .variables = x,
       .points = logits,
       .stable = "log_softmax3/log1p",
       .mechanism = "cancellation",
       .lesson = "The shift repairs the range; the winner's log probability is still log of 1 plus almost nothing.",
       .source = log_softmax_source},
      {.name = "log_softmax3/log1p",
       .function = Function::of_vector(3, 3, LogSoftmaxLog1p{}),
       .variables = x,
       .points = logits,
       .mechanism = "none",
       .lesson = "Leave the winner out of the sum and take log1p: values and gradients keep every digit.",
       .source = "algebraic identity"},
      {.name = "softmax_cross_entropy3/naive",
       .function = Function::of_vector(3, 1, CrossEntropyNaive{}),
       .variables = x,
       .points = logits,
       .stable = "softmax_cross_entropy3/stable",
       .mechanism = "overflow",
       .lesson = "log(sum exp) minus the label's logit: overflow at one end, a loss of exactly 0 at the other.",
       .source = "DeepStability (Kloberdanz, Kloberdanz, Le, ICSE 2022), cross-entropy entries"},
      {.name = "softmax_cross_entropy3/textbook_gradient",
       .function = Function::of_vector(3, 1, CrossEntropyLog1p{}),
       .variables = x,
       .points = logits,
       .gradient = Function::of_vector(3, 3, ProbabilityMinusLabel{}),
       .stable = "softmax_cross_entropy3/stable",
       .mechanism = "saturation",
       .lesson = "p minus the label is every framework's gradient, and 0 for the label as soon as p rounds to 1.",
       .source = "jax-ml/jax issue 40385; tensorflow/tensorflow issue 126060"},
      {.name = "softmax_cross_entropy3/stable",
       .function = Function::of_vector(3, 1, CrossEntropyLog1p{}),
       .variables = x,
       .points = logits,
       .gradient = Function::of_vector(3, 3, SumOfOtherProbabilities{}),
       .mechanism = "none",
       .lesson = "p - 1 is minus the sum of the other probabilities: positive terms, nothing to cancel.",
       .source = "algebraic identity"},
  };
}

std::vector<FunctorEntry> attention() {
  const std::vector<Variable> inputs =
      numbered("q", 2, -10, 10) + numbered("k", 2, -10, 10) + numbered("l", 2, -9, 9.5) + numbered("v", 2, 0.5, 1);
  const Point large{10, 10, 10, 10, 9, 9, 0.5, 0.75};
  const Point plain{1, 0.5, 0.5, 0.25, -0.5, 1, 0.5, 0.75};
  return {
      {.name = "attention_head/naive",
       .function = Function::of_vector(8, 1, AttentionNaive{}),
       .variables = inputs,
       .points = {{large, "exp overflows in binary32"}, {plain, "plain"}},
       .formats = {binary32},
       .stable = "attention_head/shifted",
       .mechanism = "overflow",
       .lesson = "Scores grow with the product of query and key: exponentials overflow where inputs of size 10 meet.",
       .source = "DeepStability (Kloberdanz, Kloberdanz, Le, ICSE 2022), softmax entries"},
      {.name = "attention_head/shifted",
       .function = Function::of_vector(8, 1, AttentionShifted{}),
       .variables = inputs,
       .points = {{large, "exp would overflow in binary32"}, {plain, "plain"}},
       .formats = {binary32},
       .mechanism = "cancellation",
       .lesson = "Shifted, attention stays in range; the slope by the winning key is p (v - y), y being almost v.",
       .source = "residue measured"},
  };
}

}  // namespace

std::vector<Case> layers() {
  std::vector<FunctorEntry> all = plain_layers();
  for (auto* part : {softmax_layers, attention})
    for (FunctorEntry& entry : part()) all.push_back(std::move(entry));
  return functor_cases("layers", std::move(all));
}

}  // namespace clino::cases
