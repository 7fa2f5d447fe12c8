#include "layer_rows.hpp"

#include "harness/layers.hpp"
#include "random.hpp"

namespace clino::corpus {
namespace {

using layers::In, layers::Mistake, layers::Out;

/// What comes from above: of mixed signs and sizes, none 0.
double upstream(std::size_t j) { return (j % 2 == 0 ? 1 : -1) * (0.25 + 0.125 * static_cast<double>(j % 7)); }

/// Two points as a test would draw them, in [-scale, scale].
std::vector<Point> drawn(std::size_t inputs, double scale) {
  Random random(7);
  std::vector<Point> all(2, Point(inputs));
  for (Point& p : all)
    for (double& x : p) x = scale * (2 * random.unit() - 1);
  return all;
}

template <class Loss, class Gradient>
Row row_of(const std::string& name, std::size_t inputs, double scale, const Loss& loss, const Gradient& gradient) {
  const auto n = static_cast<int>(inputs);
  return {.kind = "layer",
          .name = name,
          .domain = std::vector<Interval>(inputs, {-scale, scale}),
          .at = drawn(inputs, scale),
          .layer = Function::of_vector(n, 1, loss),
          .backward = Function::opaque({n, n}, gradient)};
}

template <class Layer>
Row row(const std::string& name, const Layer& layer, Mistake mistake) {
  const auto loss = [layer]<class T>(std::span<const T> p) {
    const std::vector<T> y = layer(p);
    T sum(0);
    for (std::size_t j = 0; j < y.size(); ++j) sum += upstream(j) * y[j];
    return sum;
  };
  Layer own = layer;
  own.mistake = mistake;
  const auto gradient = [own](In p) {
    std::vector<double> dy(own(p).size()), d(own.size());
    for (std::size_t j = 0; j < dy.size(); ++j) dy[j] = upstream(j);
    own.backward(p, dy, d);
    return d;
  };
  return row_of(name, layer.size(), 1, loss, gradient);
}

Row row(const std::string& name, const layers::CrossEntropy& loss, Mistake mistake) {
  layers::CrossEntropy own = loss;
  own.mistake = mistake;
  const auto gradient = [own](In z) {
    std::vector<double> d(own.size());
    own.gradient(z, d);
    return d;
  };
  return row_of(name, loss.size(), 4, loss, gradient);
}

std::string name_of(Mistake m) {
  switch (m) {
    case Mistake::none: return "right";
    case Mistake::one_entry: return "one entry off by 1e-6";
    case Mistake::row: return "a row of zeros";
    case Mistake::transposed: return "transposed";
    case Mistake::shifted: return "index shifted";
    case Mistake::dropped: return "a term dropped";
    case Mistake::stale: return "stale";
  }
  return {};
}

/// Calls `add(name, layer, mistakes)` for each layer, with the mistakes that it can have.
template <class Add>
void each(const Add& add) {
  using enum Mistake;
  add("dense 16x12", layers::Dense{16, 12}, {one_entry, row, transposed, shifted, dropped});
  add("convolution 9x9, 2 kernels 3x3", layers::Convolution{9, 9, 2, 3},
      {one_entry, row, transposed, shifted, dropped});
  add("layer norm 4x12", layers::LayerNorm{4, 12}, {one_entry, row, dropped});
  add("attention 5x6", layers::Attention{5, 6}, {one_entry, row, shifted, dropped});
  add("softmax cross-entropy 6x10", layers::CrossEntropy{6, 10}, {one_entry, row, shifted, dropped});
}

}  // namespace

std::vector<Row> planted_layers() {
  std::vector<Row> all;
  each([&](const std::string& name, const auto& layer, std::initializer_list<Mistake> mistakes) {
    for (const Mistake m : mistakes) all.push_back(row(name + ": " + name_of(m), layer, m));
  });
  return all;
}

std::vector<Row> right_layers() {
  std::vector<Row> all;
  each([&](const std::string& name, const auto& layer, std::initializer_list<Mistake>) {
    all.push_back(row(name, layer, Mistake::none));
  });
  return all;
}

}  // namespace clino::corpus
