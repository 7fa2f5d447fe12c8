// Backward functions of layers: right ones pass, planted mistakes are found, by the same call as a small gradient's.
#include "layers.hpp"

#include <gtest/gtest.h>

#include "clino/custom.hpp"

namespace clino {
namespace {

using layers::backward_of, layers::Mistake;

template <class Layer>
Verification check(Layer layer, Mistake mistake) {
  layer.mistake = Mistake::none;
  const Layer forward = layer;
  layer.mistake = mistake;
  return check_vjp(forward, backward_of(layer), domain(-1, 1).size(layer.size()).points(1));
}
template <class Layer>
void expect_found(const Layer& layer, std::initializer_list<Mistake> mistakes) {
  const Verification right = check(layer, Mistake::none);
  EXPECT_TRUE(passes(right)) << explain(right);
  EXPECT_EQ(right.projected->probes, 20);
  for (const Mistake m : mistakes) {
    const Verification v = check(layer, m);
    EXPECT_FALSE(passes(v)) << static_cast<int>(m) << "\n" << explain(v);
    EXPECT_GT(v.projected->wrong, 0u) << static_cast<int>(m) << "\n" << explain(v);
  }
}

TEST(Layers, Dense) {
  expect_found(layers::Dense{96, 64},
               {Mistake::one_entry, Mistake::row, Mistake::transposed, Mistake::shifted, Mistake::dropped});
}
TEST(Layers, DenseOf3MillionWeights) {
  const layers::Dense layer{784, 4096};
  const Verification v = check(layer, Mistake::one_entry);
  EXPECT_FALSE(passes(v));
  EXPECT_EQ(v.projected->wrong, 1u) << explain(v);  // all others agree
  EXPECT_EQ(v.worst.front().entry, 784u * 4096 / 3) << explain(v);
  EXPECT_LE(v.projected->directions, 65u);
}
TEST(Layers, Convolution) {
  expect_found(layers::Convolution{66, 66, 2, 5},
               {Mistake::one_entry, Mistake::row, Mistake::transposed, Mistake::shifted, Mistake::dropped});
}
TEST(Layers, LayerNorm) {
  expect_found(layers::LayerNorm{40, 128}, {Mistake::one_entry, Mistake::row, Mistake::dropped});
}
TEST(Layers, Attention) {
  expect_found(layers::Attention{48, 32}, {Mistake::one_entry, Mistake::row, Mistake::shifted, Mistake::dropped});
}
TEST(Layers, SoftmaxCrossEntropy) {
  const layers::CrossEntropy loss{64, 100};
  const auto checked = [&](Mistake mistake) {
    layers::CrossEntropy own = loss;
    own.mistake = mistake;
    return check_gradient(
        loss, [own](layers::In z, layers::Out d) { own.gradient(z, d); }, domain(-4, 4).size(loss.size()).points(1));
  };
  EXPECT_TRUE(passes(checked(Mistake::none))) << explain(checked(Mistake::none));
  for (const Mistake m : {Mistake::one_entry, Mistake::row, Mistake::shifted, Mistake::dropped}) {
    const Verification v = checked(m);
    EXPECT_FALSE(passes(v)) << static_cast<int>(m) << explain(v);
    EXPECT_GT(v.projected->wrong, 0u) << explain(v);
  }
}
TEST(Layers, WhatAnEarlierCallLeftIsSeen) {
  struct Cache {
    std::vector<double> x;
  };
  const layers::LayerNorm layer{40, 128};
  const auto cache = std::make_shared<Cache>();
  const auto stale = [cache, layer](layers::In p, layers::In dy, layers::Out d) {
    if (cache->x.empty()) cache->x.assign(p.begin(), p.end());
    layer.backward(cache->x, dy, d);
  };
  const Verification v = check_vjp(layer, stale, domain(-1, 1).size(layer.size()).points(2).skip(Contract::threads));
  EXPECT_FALSE(passes(v)) << explain(v);
}

}  // namespace
}  // namespace clino
