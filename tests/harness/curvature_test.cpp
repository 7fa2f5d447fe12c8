#include "curvature.hpp"

#include <gtest/gtest.h>

#include "ball_rules.hpp"

namespace clino {
namespace {

constexpr slong bits = 600;

struct Partials {
  ArbValue value, a, b;
};

Partials partials(Op op, const ArbValue& a, const ArbValue& b) {
  Partials p;
  ArbValue c(0.25);
  BallStep step{.op = op, .precision = bits, .y = p.value, .x = {a, b, c}, .d = {p.a, p.b, nullptr}};
  if (info(op).arity == 1) step.x[1] = nullptr, step.d[1] = nullptr;
  if (info(op).arity < 3) step.x[2] = nullptr;
  apply(step);
  return p;
}

ArbValue shifted(double x, int direction) {
  ArbValue h, y(x);
  arb_set_si(h, direction);
  arb_mul_2exp_si(h, h, -150);
  arb_add(y, y, h, bits);
  return y;
}

/// (p - m) / 2h
double slope(const ArbValue& p, const ArbValue& m) {
  ArbValue d;
  arb_sub(d, p, m, bits);
  arb_mul_2exp_si(d, d, 149);
  return arf_get_d(arb_midref(static_cast<arb_srcptr>(d)), ARF_RND_NEAR);
}

double number(const ArbValue& x) { return arf_get_d(arb_midref(static_cast<arb_srcptr>(x)), ARF_RND_NEAR); }

class CurvatureOf : public testing::TestWithParam<OpInfo> {};

TEST_P(CurvatureOf, IsTheSlopeOfTheFirstPartials) {
  const Op op = GetParam().op;
  const double a = op == Op::acosh ? 1.75 : 0.375, b = 1.5;
  const ArbValue x(a), y(b);
  const Partials centre = partials(op, x, y);
  const Curvature c = curvature(op, x, y, centre.value, bits);
  const Partials up = partials(op, shifted(a, 1), y), down = partials(op, shifted(a, -1), y);
  EXPECT_DOUBLE_EQ(number(c.aa), slope(up.a, down.a));
  if (GetParam().arity == 1) return;
  EXPECT_DOUBLE_EQ(number(c.ab), slope(up.b, down.b));
  EXPECT_DOUBLE_EQ(number(c.bb), slope(partials(op, x, shifted(b, 1)).b, partials(op, x, shifted(b, -1)).b));
}

std::vector<OpInfo> curved() {
  std::vector<OpInfo> rows;
  for (const OpInfo& row : operators())
    if (is_curved(row.op)) rows.push_back(row);
  return rows;
}
INSTANTIATE_TEST_SUITE_P(Operators, CurvatureOf, testing::ValuesIn(curved()),
                         [](const auto& p) { return std::string(p.param.name); });

TEST(Curvature, OfAnIntegerPowerExistsAtZeroAndBelow) {
  const ArbValue two(2), zero(0), minus(-3), square(9);
  EXPECT_EQ(number(curvature(Op::pow, zero, two, zero, bits).aa), 2);
  EXPECT_EQ(number(curvature(Op::pow, minus, two, square, bits).aa), 2);
}

}  // namespace
}  // namespace clino
