// The fast tiers against the Arb tier: what they decide is what the reference proves, and their radii enclose.
#include "double_tape.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>

#include "ball_tape.hpp"
#include "clino/certifier.hpp"
#include "clino/reference.hpp"
#include "double_sweep.hpp"
#include "floating_point_scope.hpp"
#include "random_program.hpp"
#include "tests/bench/fifteen_functions.hpp"

namespace clino {
namespace {

constexpr int most_bits = 4096;

struct Tally {
  long decided = 0, passed_on = 0, wrong = 0, enclosed = 0, escaped = 0;
};

/// Whether Arb's ball meets near + low +- scale radius.
bool encloses(arb_srcptr truth, double near, double low, double radius, double scale) {
  constexpr slong all = 4400;
  ArbValue ball(near);
  arb_add(ball, ball, ArbValue(low), all);
  arb_add_error(ball, ArbValue(scale * radius));
  return arb_overlaps(ball, truth) != 0;
}

template <class Number>
void compare(const Number& fast, std::size_t lane, const Certified& truth, arb_srcptr ball, double scale,
             Tally& tally) {
  const double y = fast.rounded[lane];
  if (std::isnan(y)) {
    ++tally.passed_on;
    return;
  }
  ++tally.decided;
  const bool right = truth.existence == Existence::exists && truth.rounded == y && !(y == 0 && std::signbit(y));
  tally.wrong += right ? 0 : 1;
  if (arb_is_finite(ball) == 0) return;
  encloses(ball, fast.near[lane], fast.low[lane], fast.radius[lane], scale) ? ++tally.enclosed : ++tally.escaped;
}

/// Lanes of one program against the reference at each point.
template <class Tape>
void examine_at(const Function& f, const Format& format, std::span<const double> x, double scale, Tally& tally) {
  const auto n = static_cast<std::size_t>(f.shape().inputs);
  const Trace trace = f.trace(x.first(n), {.format = format});
  Tape tape(trace, format, Literals::as_compiled);
  {
    const FloatingPointScope scope;
    tape.run(x);
  }
  const auto decides = [&](std::size_t l) {
    bool any = !std::isnan(tape.value(0).rounded[l]);
    for (std::size_t i = 0; i < n; ++i) any = any || !std::isnan(tape.partial(0, i).rounded[l]);
    return any;
  };
  for (std::size_t l = 0; l < Tape::lanes; ++l) {
    if (!decides(l)) {
      tally.passed_on += static_cast<long>(1 + n);
      continue;
    }
    const Reference r = reference(f, x.subspan(l * n, n), format, {.max_precision = most_bits});
    BallTape arb(trace, x.subspan(l * n, n), format, Literals::as_compiled);
    arb.forward(400, Derivatives::compute);
    arb.reverse(trace.outputs[0]);
    compare(tape.value(0), l, r.values[0], arb.value(trace.outputs[0]), scale, tally);
    for (std::size_t i = 0; i < n; ++i)
      compare(tape.partial(0, i), l, r.partials[i], arb.adjoint(static_cast<NodeId>(i)), scale, tally);
    if (tally.wrong > 0) {
      ADD_FAILURE() << f.text() << " in " << format.name << " at " << to_hex(x[l * n]);
      return;
    }
  }
}

template <class Tape>
void examine(const Function& f, const Format& format, Random& random, double scale, Tally& tally) {
  examine_at<Tape>(f, format, random_points(random, format, Tape::lanes, static_cast<std::size_t>(f.shape().inputs)),
                   scale, tally);
}

/// The formats of a tier.
template <class Tape>
std::span<const Format> formats_of() {
  return std::span(formats()).first(std::is_same_v<Tape, DoubleTape> ? 3 : 4);
}

template <class Tape>
struct LaneTapeBall;
template <class Ball>
struct LaneTapeBall<LaneTape<Ball>> {
  using type = Ball;
};

template <class Tape>
struct LaneTapes : testing::Test {};
using Tiers = testing::Types<DoubleTape, DoubleDoubleTape>;
TYPED_TEST_SUITE(LaneTapes, Tiers);

/// Texts of every operation, and of the sums that are evaluated as calls.
std::vector<std::string> texts_of_every_operation() {
  std::vector<std::string> texts{"x+y",        "x-y",
                                 "x*y",        "x/y",
                                 "x^y",        "x^2",
                                 "x^3",        "x^4",
                                 "x^-2",       "x^5",
                                 "x^0.5",      "-x",
                                 "min(x,y)",   "max(x,y)",
                                 "hypot(x,y)", "atan2(x,y)",
                                 "0.1*x",      "fma(x,y,0.1)",
                                 "2/x",        "x+0.1",
                                 "0.1-x",      "lgamma(x)",
                                 "tgamma(x)",  "1+erf(x)",
                                 "digamma(x)", "erf(x)-1",
                                 "1-erfc(x)",  "exp(x)-1",
                                 "1-exp(x)",   "cos(x)-1",
                                 "1-cos(x)",   "log(1-x)",
                                 "log(x+1)",   "where(x<y,x*x,y)"};
  for (const std::string& name : unary_calls()) texts.push_back(name + "(x)");
  return texts;
}

TYPED_TEST(LaneTapes, DecideEveryOperationAsTheReferenceDoes) {
  Random random(11);
  Tally tally;
  const std::vector<std::string> texts = texts_of_every_operation();
  for (const std::string& text : texts)
    for (const Format& format : formats_of<TypeParam>())
      for (int k = 0; k < 4; ++k) examine<TypeParam>(Function::parse(text), format, random, 1, tally);
  EXPECT_EQ(tally.wrong, 0);
  EXPECT_EQ(tally.escaped, 0);
  EXPECT_GT(tally.decided, 10 * tally.passed_on / 8);
}

TYPED_TEST(LaneTapes, DecideRandomExpressionsAsTheReferenceDoes) {
  Random random(12);
  Tally tally;
  for (int k = 0; k < 4000; ++k) {
    const int variables = 1 + k % 3;
    examine<TypeParam>(Function::parse(random_expression(random, 3, variables), {"x", "y", "z"}),
                       pick(random, formats_of<TypeParam>()), random, 1, tally);
  }
  EXPECT_EQ(tally.wrong, 0);
  EXPECT_EQ(tally.escaped, 0);
  EXPECT_GT(tally.decided, 100'000);
}

TYPED_TEST(LaneTapes, DecideTheFifteenFunctionsAtModeratePoints) {
  fifteen::for_each([](const char* name, int n, bool positive, auto f) {
    const Function function = Function::of_vector(n, 1, f);
    for (const Format& format : formats_of<TypeParam>()) {
      const auto numbers = TypeParam::lanes * static_cast<std::size_t>(n);
      Tally tally;
      examine_at<TypeParam>(function, format, fifteen::points(name, fifteen::Draw::moderate, format, numbers, positive),
                            1, tally);
      EXPECT_EQ(tally.wrong + tally.escaped, 0) << name;
      const bool literals_fit = format.id != FormatId::binary16 || std::string_view(name) != "Chebyshev T20";
      EXPECT_TRUE(tally.decided > tally.passed_on || !literals_fit) << name << " in " << format.name;
    }
  });
}

TYPED_TEST(LaneTapes, NoticeARadiusThatIsTooSmall) {
  Random random(13);
  for (const char* text : {"x*x*x", "x/y", "sqrt(abs(x))", "exp(x)", "sin(x)", "tanh(x)", "atan2(x,y)", "erf(x)",
                           "lgamma(abs(x))", "log(abs(x))", "expm1(x)", "x^y", "tgamma(x)"}) {
    Tally tally;
    examine<TypeParam>(Function::parse(text), formats_of<TypeParam>().back(), random, 0x1p-12, tally);
    EXPECT_GT(tally.escaped, 0) << text;
  }
}

/// Every number of two runs, bit for bit, where they know one.
template <class Number>
void expect_same(const Number& a, const Number& b, const std::string& what) {
  for (std::size_t l = 0; l < lane_count; ++l) {
    ASSERT_EQ(a.known[l], b.known[l]) << what;
    if (a.known[l] == 0) continue;
    for (const auto part : {&Number::near, &Number::low, &Number::radius, &Number::rounded}) {
      const double p = (a.*part)[l], q = (b.*part)[l];
      const bool same = std::bit_cast<std::uint64_t>(p) == std::bit_cast<std::uint64_t>(q);
      ASSERT_TRUE(same || (std::isnan(p) && std::isnan(q))) << what << ", lane " << l << ": " << p << " and " << q;
    }
  }
}

TYPED_TEST(LaneTapes, GiveTheSameBitsWithEveryInstructionSet) {
  Random random(14);
  std::vector<std::string> texts = texts_of_every_operation();
  for (int k = 0; k < 200; ++k) texts.push_back(random_expression(random, 4, 2));
  auto ways = ways_to_sweep<typename LaneTapeBall<TypeParam>::type>();
  const Format& format = formats_of<TypeParam>().back();
  for (const std::string& text : texts) {
    const Function f = Function::parse(text, {"x", "y"});
    for (const bool huge : {false, true}) {
      std::vector<double> x = random_points(random, format, lane_count, 2);
      if (huge)
        std::ranges::replace_if(
            x, [](double v) { return std::fabs(v) < 0x1p20; }, 0x1.23456p25);
      const Trace trace = f.trace(std::span(x).first(2), {.format = format});
      TypeParam tape(trace, format, Literals::as_compiled);
      if (!tape.usable()) continue;
      tape.run(x);
      ways.front()(tape);
      const typename TypeParam::Number value = tape.value(0), by_x = tape.partial(0, 0), by_y = tape.partial(0, 1);
      for (std::size_t w = 1; w < ways.size(); ++w) {
        ways[w](tape);
        expect_same(tape.value(0), value, text);
        expect_same(tape.partial(0, 0), by_x, text);
        expect_same(tape.partial(0, 1), by_y, text);
      }
    }
  }
}

TYPED_TEST(LaneTapes, TakeSinesOfHugeArguments) {
  Random random(16);
  for (const char* text : {"sin(x)", "cos(x)", "tan(x)", "1-cos(x)"}) {
    Tally tally;
    const Format& format = formats_of<TypeParam>().back();
    std::vector<double> x(TypeParam::lanes);
    for (double& v : x) v = round_to(format, std::exp2(std::log2(largest(format)) * random.unit()));
    x[0] = largest(format);
    examine_at<TypeParam>(Function::parse(text), format, x, 1, tally);
    EXPECT_EQ(tally.wrong + tally.escaped, 0) << text;
    EXPECT_GT(tally.decided, 100 * tally.passed_on) << text;
  }
}

TEST(DoubleTape, DecidesTies) {
  // 1.5 x lies halfway between two numbers for a quarter of all x: exact products decide it.
  const Function f = Function::parse("1.5*x");
  const double x = 1 + 3 * 0x1p-23;
  const Trace trace = f.trace(std::array{x}, {.format = binary32});
  DoubleTape tape(trace, binary32, Literals::as_compiled);
  tape.run(std::array{x});
  EXPECT_EQ(tape.value(0).rounded[0], round_to(binary32, 1.5 * x));
  EXPECT_EQ(tape.value(0).radius[0], 0);
}

/// What the tape of a text says of f and f' at x, recorded at `from`.
std::array<double, 2> at(const char* text, double x, double from) {
  const Function f = Function::parse(text);
  const Trace trace = f.trace(std::array{from}, {.format = binary32});
  DoubleTape tape(trace, binary32, Literals::as_compiled);
  tape.run(std::array{x});
  return {tape.value(0).rounded[0], tape.partial(0, 0).rounded[0]};
}

TEST(DoubleTape, PassesOnWhatItCannotProve) {
  struct Row {
    const char* text;
    double x;
  };
  for (const auto& [text, x] : {Row{"1/x", 0},
                                {"sqrt(x)", -1},
                                {"log(x)", 0},
                                {"abs(x)", 0},
                                {"floor(x)", 3},
                                {"max(x,2)", 2},
                                {"sin(x^3)", 1e30},
                                {"exp(x)", 1e4},
                                {"x/(x-x)", 1},
                                {"digamma(x)", -3},
                                {"where(x<1,x,x*x)", 1},
                                {"x^0.5", 0},
                                {"1e39*x", 1}}) {
    const auto [value, slope] = at(text, x, x);
    EXPECT_TRUE(std::isnan(slope)) << text;
  }
}

/// What a Certifier makes of a program at one point after it has seen another.
RoundedGradients after(const Function& f, std::vector<double> first, const std::vector<double>& x) {
  first.insert(first.end(), x.begin(), x.end());
  return Certifier(f, binary64).run(first);
}

TEST(DoubleTape, ANumberComparedWithItselfHasToExist) {
  const Function root = [](auto x) {
    const auto y = sqrt(x);
    return y != y ? x * 3.0 : x * 2.0;
  };
  EXPECT_TRUE(std::isnan(after(root, {4}, {-1}).values[1]));
  const Function quotient = [](auto x, auto y) {
    const auto q = x / y;
    return q != q ? y * 0.0 + 1.0 : x * 2.0;
  };
  EXPECT_TRUE(std::isnan(after(quotient, {4, 1}, {0, 0}).values[1]));
  const Function input = [](auto x, auto y) { return x != x ? y * 3.0 : y * 2.0; };
  EXPECT_TRUE(std::isnan(after(input, {4, 1}, {Certified::none, 1}).values[1]));
}

TEST(DoubleTape, KnowsWhatUnderflowsBesideARoot) {
  const Function f = [](auto x, auto y, auto z, auto w) { return (sqrt(x + y) - 1.0 - w) * z; };
  const std::vector<double> at{1, 0x1p-600, 0x1p900, 0x1p-601};
  EXPECT_EQ(Certifier(f, binary64).run(at).values[0], reference(f, at, binary64).values[0].rounded);
  EXPECT_EQ(reference(f, at, binary64).values[0].rounded, -0x1p-303);
}

TEST(DoubleTape, KnowsThatTheLeastLogarithmsAreNot0) {
  for (const char* text : {"log1p(x)", "log(1+x)", "log(x+y)", "log1p(x)*z"}) {
    const Function f = Function::parse(text, {"x", "y", "z"});
    const std::vector<double> at{0x1p-1074, 1, 0x1p1000};
    const RoundedGradients given = Certifier(f, binary64).run(at);
    const Reference truth = reference(f, at, binary64);
    EXPECT_EQ(given.values[0], truth.values[0].rounded) << text;
    EXPECT_NE(given.values[0], 0) << text;
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(given.partials[i], truth.partials[i].rounded) << text;
  }
}

TEST(DoubleTape, TakesComparisonsAsRecordedOrNotAtAll) {
  const Function f = [](auto x) { return x < 1.0 ? x * x : 3.0 * x; };
  const Trace below = f.trace(std::array{0.5}, {.format = binary32});
  DoubleTape tape(below, binary32, Literals::as_compiled);
  const std::array x{0.25, 1.0, 2.0};
  tape.run(x);
  EXPECT_EQ(tape.partial(0, 0).rounded[0], 0.5);
  EXPECT_TRUE(std::isnan(tape.value(0).rounded[1]));
  EXPECT_TRUE(std::isnan(tape.value(0).rounded[2]));
}

}  // namespace
}  // namespace clino
