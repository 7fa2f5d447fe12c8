#include "clino/gtest.hpp"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace {

const auto f = [](auto x) {
  using std::exp;
  return 1.0 / (1.0 + exp(-x));
};
double right_gradient(double x) {
  const double e = std::exp(-std::fabs(x));
  return e / ((1 + e) * (1 + e));
}
double wrong_gradient(double x) { return -right_gradient(x); }

/// The failures that a piece of test code reports.
template <class Code>
std::vector<std::string> failures(Code code) {
  testing::TestPartResultArray results;
  {
    const testing::ScopedFakeTestPartResultReporter reporter(
        testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &results);
    code();
  }
  std::vector<std::string> messages;
  for (int i = 0; i < results.size(); ++i) messages.emplace_back(results.GetTestPartResult(i).message());
  return messages;
}

TEST(GoogleTest, ARightGradientPasses) {
  EXPECT_TRUE(failures([] { EXPECT_GRADIENT(f, right_gradient, clino::Interval{-8, 8}); }).empty());
}

TEST(GoogleTest, AWrongGradientTellsTheWholeStoryInUnder25Lines) {
  const auto messages = failures([] { EXPECT_GRADIENT(f, wrong_gradient, clino::Interval{-8, 8}); });
  ASSERT_EQ(messages.size(), 1u);
  const std::string& text = messages[0];
  EXPECT_LT(std::ranges::count(text, '\n'), 25);
  for (const char* part : {"wrong", "at ", "0x", "given", "difference", "reference", "certified", "reproduce"})
    EXPECT_NE(text.find(part), std::string::npos) << part << " is missing in\n" << text;
  EXPECT_EQ(text.find("clino_unit"), std::string::npos) << text;
}

TEST(GoogleTest, AnUnstableFunctionFailsWithTheOperationAtFault) {
  const auto messages = failures([] {
    EXPECT_AUTODIFF_STABLE(f, clino::Interval{-700, 700}, {.format = clino::binary32});
  });
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_NE(messages[0].find("exp"), std::string::npos) << messages[0];
  EXPECT_NE(messages[0].find("non_finite"), std::string::npos) << messages[0];
  EXPECT_TRUE(failures([] { EXPECT_AUTODIFF_STABLE(f, clino::Interval{-30, 30}); }).empty());
}

TEST(GoogleTest, TheAssertionIsOneStatement) {
  for (const bool check : {false, true}) {
    if (check)
      EXPECT_GRADIENT(f, right_gradient, clino::Interval{-8, 8});
    else
      EXPECT_FALSE(check);
  }
}

}  // namespace
