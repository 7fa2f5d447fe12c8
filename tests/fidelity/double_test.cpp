#include "fidelity.hpp"

namespace clino::fidelity {
namespace {

TEST(Fidelity, DoubleReplayIsDirectInstantiationBitForBit) {
  static_assert(std::tuple_size_v<All> >= 20);
  EXPECT_EQ((compare_all<double>(All{}, 400)), 400 * static_cast<int>(std::tuple_size_v<All>));
}

}  // namespace
}  // namespace clino::fidelity
