#include "clino/store.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>

#include "json_writer.hpp"

namespace clino {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

class Store : public testing::Test {
 protected:
  void SetUp() override {
    directory_ =
        std::filesystem::path(testing::TempDir()) / ("clino_store_" + std::to_string(::getpid()) + "_" +
                                                     testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(directory_);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::filesystem::path file() const { return directory_ / "results.jsonl"; }
  std::string bytes() const {
    std::ostringstream out;
    out << std::ifstream(file()).rdbuf();
    return out.str();
  }
  void put(const std::string& text) const {
    std::filesystem::create_directories(directory_);
    std::ofstream(file()) << text;
  }
  /// The message of the BadResults that reading the text gives.
  std::string refusal(const std::string& text) const {
    put(text);
    try {
      read_results(file());
    } catch (const BadResults& e) {
      return e.what();
    }
    return "accepted";
  }

  std::filesystem::path directory_;
};

NumberResult number() {
  NumberResult n;
  n.input = 0;
  n.computed = nan;
  n.reference = -3.783505853677006e-44;
  n.existence = Existence::exists;
  n.estimate = Estimate{-3.7e-44, 1e-45, 0.1, 12};
  n.judgement = {
      .verdict = Verdict::non_finite, .level = Level::error, .blame = Blame::range, .reason = "NaN \"here\""};
  return n;
}

UnitResult unit(const std::string& name) {
  UnitResult u;
  u.case_name = name;
  u.function = "1/exp(x)";
  u.gradient = "-exp(-x)";
  u.reference = "exp(-x)";
  u.engine = "eigen";
  u.format = "binary32";
  u.variables = {"x"};
  u.domain = {{-750, 750}};
  u.tags = {"overflow"};
  u.counts[static_cast<std::size_t>(Verdict::non_finite)] = 3;
  u.notes = {"tab\there"};
  u.ranges = {{0, 0, Verdict::non_finite, 88.72284, infinity, true, false}};
  PointResult p;
  p.x = {-0.0};
  p.why = "plainest";
  p.target = Target{0, -1};
  p.supplied = {"log1p"};
  p.partials = {number()};
  p.diagnosis = Diagnosis{.culprit = 1,
                          .fault = Fault::overflow,
                          .summary = "exp overflows",
                          .steps = {{.node = 1,
                                     .op = Op::exp,
                                     .text = "%1 = exp(%0)",
                                     .value = infinity,
                                     .exact_value = 2.7e43,
                                     .local_ulps = nan}}};
  p.differences = StepSeries{.stencil = Stencil::backward, .exponents = {2, -1, -4}, .slopes = {-infinity, nan, 0.25}};
  u.exemplars = {p};
  u.level = Level::error;
  u.value_level = Level::note;
  u.seconds = 0.25;
  return u;
}

TEST(JsonNumber, IsTheShortestThatReadsBackAndKeepsTheSignOfZero) {
  EXPECT_EQ(json_number(0.1), "0.1");
  EXPECT_EQ(json_number(-3.783505853677006e-44), "-3.783505853677006e-44");
  EXPECT_EQ(json_number(-0.0), "-0.0");
  EXPECT_EQ(json_number(27), "27");
  EXPECT_EQ(json_number(5e-324), "5e-324");
}

TEST(JsonNumber, IsAStringWhereJsonHasNoNumber) {
  EXPECT_EQ(json_number(nan), "\"NaN\"");
  EXPECT_EQ(json_number(infinity), "\"Infinity\"");
  EXPECT_EQ(json_number(-infinity), "\"-Infinity\"");
}

TEST(JsonString, EscapesControlsAndReplacesWhatIsNotUtf8) {
  EXPECT_EQ(json_string("a\"\\\n\x01"), "\"a\\\"\\\\\\n\\u0001\"");
  EXPECT_EQ(json_string("\xC3\xA9"), "\"\xC3\xA9\"");
  EXPECT_EQ(json_string("\xFF\xED\xA0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST_F(Store, AUnitReadsBackAsTheSameLine) {
  const std::string line = to_json(unit("a/b"));
  EXPECT_EQ(to_json(unit_from_json(line)), line);
  const UnitResult back = unit_from_json(line);
  EXPECT_TRUE(std::isnan(back.exemplars.at(0).partials.at(0).computed));
  EXPECT_TRUE(std::signbit(back.exemplars.at(0).x.at(0)));
  EXPECT_EQ(back.exemplars.at(0).diagnosis->steps.at(0).op, Op::exp);
  EXPECT_EQ(back.ranges.at(0).last, infinity);
  EXPECT_EQ(back.exemplars.at(0).target->input, -1);
  EXPECT_EQ(back.level, Level::error);
  EXPECT_EQ(back.counts, unit("a/b").counts);
}

TEST_F(Store, PointsKeepTheirNumbersAndWhatFindingsNeed) {
  UnitResult u = unit("a");
  PointResult fine, kink, outside;
  fine.x = {1};
  fine.why = kink.why = outside.why = "sampled";
  NumberResult n{.input = 0, .computed = 0.5, .reference = 0.5, .existence = Existence::exists, .estimate = Estimate{}};
  n.judgement = {.verdict = Verdict::accurate, .level = Level::ok, .error_ulps = 0, .reason = {}};
  fine.partials = {n};
  fine.values = {n};
  fine.values[0].input = -1;
  kink = fine;
  kink.x = {0};
  kink.partials[0].existence = Existence::kink;
  kink.partials[0].left = -1;
  kink.partials[0].right = 1;
  kink.partials[0].computed = -0.0;
  kink.partials[0].judgement = {.verdict = Verdict::kink,
                                .level = Level::warning,
                                .blame = Blame::tie,
                                .error_ulps = 3,
                                .bits_lost = 2,
                                .reason = "a tie"};
  outside.x = {1e300};
  outside.in_domain = false;
  outside.supplied = {"log1p"};  // and no numbers: the unit could not answer
  u.points = {fine, kink, outside, fine};
  u.points[3].x = {100};
  const std::string line = to_json(u);
  const UnitResult back = unit_from_json(line);
  EXPECT_EQ(to_json(back), line);
  ASSERT_EQ(back.points.size(), 4U);
  EXPECT_EQ(back.points[0].values.size(), 1U);
  EXPECT_EQ(back.points[0].partials[0].computed, 0.5);
  const NumberResult& k = back.points[1].partials[0];
  EXPECT_TRUE(std::signbit(k.computed));
  EXPECT_EQ(k.left, -1);
  EXPECT_EQ(k.judgement.reason, "a tie");
  EXPECT_EQ(k.judgement.blame, Blame::tie);
  EXPECT_EQ(k.judgement.bits_lost, 2);
  EXPECT_TRUE(k.estimate) << "a finding keeps it";
  EXPECT_TRUE(back.points[0].partials[0].estimate) << "the verdict changes next to it";
  EXPECT_FALSE(back.points[3].partials[0].estimate);
  EXPECT_FALSE(back.points[2].in_domain);
  EXPECT_TRUE(back.points[2].partials.empty());
  EXPECT_EQ(back.points[2].supplied, std::vector<std::string>{"log1p"});
}

TEST_F(Store, AFinishedRunReadsBackComplete) {
  RunHeader header;
  header.spec.seed = 0xFFFFFFFFFFFFFFFF;
  header.spec.formats = {binary16};
  {
    ResultsWriter writer(file(), header);
    writer.append(to_json(unit("a")), unit("a"));
    writer.append(to_json(unit("b")), unit("b"));
    writer.finish(1.5);
  }
  const clino::Run run = read_results(directory_);
  EXPECT_TRUE(run.complete);
  EXPECT_TRUE(run.warnings.empty());
  ASSERT_EQ(run.units.size(), 2U);
  EXPECT_EQ(run.units[1].case_name, "b");
  EXPECT_EQ(run.units[1].seconds, 0.25);
  EXPECT_EQ(run.header.spec.seed, header.spec.seed);
  EXPECT_EQ(run.header.spec.formats, header.spec.formats);
}

TEST_F(Store, ATornLastLineIsDroppedAndSaid) {
  {
    ResultsWriter writer(file(), {});
    writer.append(to_json(unit("a")), unit("a"));
    writer.append(to_json(unit("b")), unit("b"));
  }
  const std::string whole = bytes();
  for (const std::size_t cut : {1U, 2U, 100U}) {
    put(whole.substr(0, whole.size() - cut));
    const clino::Run run = read_results(file());
    EXPECT_EQ(run.units.size(), 1U);
    EXPECT_FALSE(run.complete);
    ASSERT_FALSE(run.warnings.empty());
    EXPECT_NE(run.warnings[0].find("torn"), std::string::npos);
  }
}

TEST_F(Store, WhatIsNotOursIsRefusedWithFileAndLine) {
  const std::string header = to_json(RunHeader{}) + "\n";
  EXPECT_NE(refusal("").find("is empty"), std::string::npos);
  EXPECT_NE(refusal("<html>\n").find(":1: not a results file"), std::string::npos);
  EXPECT_NE(refusal("{}\n").find(":1: not a results file"), std::string::npos);
  EXPECT_NE(refusal("[1]\n").find(":1: not a results file"), std::string::npos);
  EXPECT_NE(refusal("{\"record\":\"run\",\"schema\":99}\n").find(":1: schema 99 cannot be read, wanted 2"),
            std::string::npos);
  EXPECT_NE(refusal(header + "garbage\n" + to_json(unit("a")) + "\n").find(":2: damaged"), std::string::npos);
  EXPECT_NE(refusal(header + "{\"record\":\"unit\"}\n").find(":2: not a record of ours"), std::string::npos);
  EXPECT_NE(refusal(header + "{\"record\":\"dog\"}\n").find(":2: unknown record \"dog\""), std::string::npos);
  std::string negative = to_json(unit("a"));
  negative.replace(negative.find("\"counts\":{"), std::string_view("\"counts\":{").size(), "\"counts\":{\"wrong\":-2,");
  EXPECT_NE(refusal(header + negative + "\n").find("a negative count: -2"), std::string::npos);
  EXPECT_THROW(read_results(directory_ / "none.jsonl"), BadResults);
}

TEST_F(Store, AFullDiskIsAnErrorThatNamesFileAndReason) {
  std::filesystem::create_directories(directory_);
  std::filesystem::create_symlink("/dev/full", file());
  try {
    ResultsWriter writer(file(), {});
    FAIL() << "a full device was written";
  } catch (const CannotWrite& e) {
    EXPECT_NE(std::string(e.what()).find("No space left"), std::string::npos) << e.what();
  }
}

TEST_F(Store, TwoWritersOfOneFileAreRefused) {
  const ResultsWriter first(file(), {});
  EXPECT_THROW(ResultsWriter(file(), {}), CannotWrite);
}

}  // namespace
}  // namespace clino
