/// Eigen tensors among the inputs of a custom derivative: `inputs(tensor("X", 2, 3, 4), vector("b", 4))`.
#pragma once
#include <array>
#include <string>
#include <unsupported/Eigen/CXX11/Tensor>
#include <utility>

#include "clino/matrices.hpp"

namespace clino {

/// An input that is a tensor: its name and dimensions, the first index running fastest.
template <int Rank>
struct TensorSlot {
  template <class T>
  using type = Eigen::Tensor<T, Rank>;
  std::string name;
  std::array<Eigen::Index, Rank> dimensions;

  Eigen::Index size() const {
    Eigen::Index all = 1;
    for (const Eigen::Index d : dimensions) all *= d;
    return all;
  }
  template <class T>
  type<T> make() const {
    return type<T>(dimensions);
  }
  Block block() const { return {name, {dimensions.begin(), dimensions.end()}}; }
};

template <std::convertible_to<Eigen::Index>... D>
TensorSlot<sizeof...(D)> tensor(std::string name, D... dimensions) {
  return {std::move(name), {static_cast<Eigen::Index>(dimensions)...}};
}

}  // namespace clino
