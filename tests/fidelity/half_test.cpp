#include "fidelity.hpp"

namespace clino::fidelity {
namespace {

TEST(Fidelity, HalfReplayIsDirectInstantiationBitForBit) {
  static_assert(std::tuple_size_v<Common> >= 20);
  EXPECT_EQ((compare_all<Eigen::half>(Common{}, 400)), 400 * static_cast<int>(std::tuple_size_v<Common>));
}

}  // namespace
}  // namespace clino::fidelity
