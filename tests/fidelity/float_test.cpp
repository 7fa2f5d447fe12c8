#include "fidelity.hpp"

namespace clino::fidelity {
namespace {

TEST(Fidelity, FloatReplayIsDirectInstantiationBitForBit) {
  static_assert(std::tuple_size_v<All> >= 20);
  EXPECT_EQ((compare_all<float>(All{}, 400)), 400 * static_cast<int>(std::tuple_size_v<All>));
}

// The comparison above has teeth: a recorder that promoted literals to constants would differ in Eigen's quotient rule.
TEST(Fidelity, ALiteralTakenForAConstantWouldBeSeen) {
  int different = 0;
  for (const std::vector<double>& x : points(binary32, 1, 400))
    if (!same_bits(by_hand<LiteralOverExp, float>(x).partials[0], by_hand<ConstantOverExp, float>(x).partials[0]))
      ++different;
  EXPECT_GT(different, 0);
}

}  // namespace
}  // namespace clino::fidelity
