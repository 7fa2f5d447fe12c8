// S6 and S7: the article's C++ program, Eigen::Tensor::contract and unaryExpr, recorded through its own templates.
#include "cases/dense.hpp"
#include "cases/dense_layer.hpp"
#include "clino/eigen.hpp"

namespace clino::cases {
namespace {

/// Names by rows: "x00" .. "x22".
std::vector<std::string> entries(const std::string& matrix, int rows, int cols) {
  std::vector<std::string> names;
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < cols; ++j) names.push_back(matrix + std::to_string(i) + std::to_string(j));
  return names;
}

Case tensor_case(std::string name, Function function, Point point, std::vector<Interval> domain) {
  const std::size_t n = domain.size();
  Case c{.name = std::move(name), .function = std::move(function), .domain = std::move(domain)};
  c.points = {{std::move(point), "the article's X and small binary fractions"}};
  c.sampling = std::vector<Sampling>(n, Sampling::uniform);
  c.stable = "dense/sin";
  c.tags = {"seed", "quiet"};
  c.mechanism = "none";
  return c;
}

}  // namespace

std::vector<Case> dense_tensor() {
  namespace layer = dense_layer;
  const std::vector<std::string> w = entries("w", layer::inner, layer::cols);
  std::vector<std::string> xw = entries("x", layer::rows, layer::inner);
  xw.insert(xw.end(), w.begin(), w.end());
  const Function of_w =
      Function::of_vector(layer::w_size, 1, []<class T>(std::span<const T> v) { return layer::of_w(v); });
  const Function of_xw = Function::of_vector(layer::x_size + layer::w_size, 1,
                                             []<class T>(std::span<const T> v) { return layer::of_x_and_w(v); });

  Point both(layer::x_values.begin(), layer::x_values.end());
  both.insert(both.end(), layer::w_values.begin(), layer::w_values.end());
  std::vector<Interval> both_domain(layer::x_size, Interval{-5, 5});
  both_domain.resize(both.size(), Interval{-1, 1});

  Case weights =
      tensor_case("dense/tensor_w", of_w.with_variables(w), Point(layer::w_values.begin(), layer::w_values.end()),
                  std::vector<Interval>(layer::w_size, Interval{-1, 1}));
  weights.lesson =
      "A trivially copyable recording scalar runs through a tensor contraction that breaks scalars owning memory.";
  weights.source = "the seed article, S6; libeigen issue 2714";
  Case everything = tensor_case("dense/tensor_xw", of_xw.with_variables(xw), both, both_domain);
  everything.stable = {};
  everything.lesson = "Inputs and weights differentiate alike: only the seeding differs.";
  everything.source = "the seed article, S7";
  return {std::move(weights), std::move(everything)};
}

}  // namespace clino::cases
