// The systems the project started from: an article on automatic differentiation with TensorFlow and Eigen. S1 a dense
// layer, S2 and S3 1/exp(x) and its custom gradient, S4 functions without a derivative at 0, S5 the sigmoid; S6, S7 and
// S8 are S1 through tensors and through several engines (dense.cpp).
#include <algorithm>
#include <iterator>

#include "cases/catalogue.hpp"
#include "cases/dense.hpp"
#include "cases/expression_case.hpp"

namespace clino::cases {
namespace {

const std::vector<Format> all_formats{binary16, bfloat16, binary32, binary64};
const char* const article = "the seed article, ";

std::vector<Case> exponentials() {
  const std::vector<SpecialPoint> points{{{1}, "plain"},
                                         {{50}, "exp squared overflows in binary32"},
                                         {{100}, "the article's point: exp overflows in binary32"},
                                         {{400}, "exp squared overflows in binary64"},
                                         {{720}, "exp overflows in binary64"}};
  return expression_cases(
      "seed",
      {
          {.name = "recip_exp/naive",
           .function = "1/exp(x)",
           .variables = {{"x", -80, 750}},
           .points = points,
           .stable = "recip_exp/stable",
           .mechanism = "overflow",
           .lesson =
               "exp overflows although its reciprocal is an ordinary 0: the quotient rule multiplies 0 by infinity.",
           .source = std::string(article) + "S2",
           .tags = {"smoke"}},
          {.name = "recip_exp/custom",
           .function = "1/exp(x)",
           .variables = {{"x", -80, 750}},
           .points = points,
           .gradient = {"-exp(-x)"},
           .stable = "recip_exp/stable",
           .mechanism = "overflow",
           .lesson = "A custom gradient written for the range it is used in repairs what autodiff cannot see.",
           .source = std::string(article) + "S3",
           .tags = {"smoke"}},
          {.name = "recip_exp/stable",
           .function = "exp(-x)",
           .variables = {{"x", -80, 750}},
           .points = points,
           .mechanism = "none",
           .lesson = "Where a better formula exists no custom gradient is needed.",
           .source = std::string(article) + "S2"},
          {.name = "sigmoid/naive",
           .function = "1/(1+exp(-x))",
           .variables = {{"x", -750, 750}},
           .points = {{{2}, "the article's point: 0.8808 and 0.10499"},
                      {{0}, "the middle"},
                      {{-60}, "the squared denominator overflows in binary32"},
                      {{-100}, "exp overflows in binary32"},
                      {{-400}, "the squared denominator overflows in binary64"},
                      {{-720}, "exp overflows in binary64"}},
           .formats = all_formats,
           .stable = "sigmoid/stable",
           .mechanism = "overflow",
           .lesson = "Right in the middle, 0 in the tail and NaN beyond: the value shows none of it.",
           .source = std::string(article) + "S5; tensorflow/tensorflow issue 126060",
           .tags = {"smoke"}},
          {.name = "sigmoid/custom",
           .function = "1/(1+exp(-x))",
           .variables = {{"x", -750, 750}},
           .points = {{{2}, "the article's point"}, {{-100}, "exp overflows in binary32"}, {{40}, "saturated"}},
           .gradient = {"t = exp(-abs(x)); t/((1+t)*(1+t))"},
           .formats = all_formats,
           .stable = "sigmoid/stable",
           .mechanism = "overflow",
           .lesson = "The derivative is even: written in exp(-|x|) it neither overflows nor cancels.",
           .source = std::string(article) + "S5"},
          {.name = "sigmoid/saved",
           .function = "1/(1+exp(-x))",
           .variables = {{"x", -80, 80}},
           .points = {{{2}, "the article's check sigma (1 - sigma)"},
                      {{18}, "1-s rounds to 0 in binary32"},
                      {{38}, "1-s rounds to 0 in binary64"},
                      {{10}, "digits lost"}},
           .gradient = {"s = 1/(1+exp(-x)); s*(1-s)"},
           .formats = all_formats,
           .stable = "sigmoid/custom",
           .mechanism = "saturation",
           .lesson = "sigma (1 - sigma) is the textbook derivative and is 0 as soon as sigma rounds to 1.",
           .source = "tensorflow/tensorflow issue 126060; jax-ml/jax issue 40385; tenstorrent/tt-metal issue 55724"},
          {.name = "sigmoid/stable",
           .function = "where(x >= 0, 1/(1+exp(-x)), exp(x)/(1+exp(x)))",
           .variables = {{"x", -750, 750}},
           .points = {{{2}, "the article's point"},
                      {{0}, "the switch: smooth"},
                      {{-100}, "exp(-x) would overflow in binary32"}},
           .mechanism = "none",
           .lesson = "Two forms of one function, each evaluated where its exponential decays.",
           .source = "algebraic identity"},
      });
}

std::vector<Case> at_zero() {
  return expression_cases(
      "seed",
      {
          {.name = "x_sin_recip/zero",
           .function = "where(x == 0, 0, x*sin(1/x))",
           .variables = {{"x", -1, 1}},
           .points = {{{0}, "continuous with value 0, no derivative: sin(1/x) has no limit"},
                      {{0.01}, "steep"},
                      {{0.5}, "plain"}},
           .mechanism = "edge",
           .lesson =
               "f(0) = 0 makes the function continuous and gives it no derivative; an engine's 0 is an invention.",
           .source = std::string(article) + "S4"},
          {.name = "x_sin_recip/custom",
           .function = "where(x == 0, 0, x*sin(1/x))",
           .variables = {{"x", -1, 1}},
           .points = {{{0}, "the convenient answer 0 is a convention"}, {{0.01}, "steep"}, {{0.5}, "plain"}},
           .gradient = {"where(x == 0, 0, sin(1/x)-cos(1/x)/x)"},
           .mechanism = "edge",
           .lesson =
               "A custom gradient may define an answer where none exists, as long as the report calls it invented.",
           .source = std::string(article) + "S4"},
          {.name = "x2_sin_recip/zero",
           .function = "where(x == 0, 0, x^2*sin(1/x))",
           .variables = {{"x", -1, 1}},
           .points = {{{0}, "the derivative 0 exists and is not continuous"}, {{0.01}, "oscillates"}, {{0.5}, "plain"}},
           .mechanism = "edge",
           .lesson = "A derivative may exist where its formula does not: |f(x)| <= x^2 squeezes it to 0.",
           .source = std::string(article) + "S4",
           .tags = {"smoke"}},
          {.name = "x2_sin_recip/custom",
           .function = "where(x == 0, 0, x^2*sin(1/x))",
           .variables = {{"x", -1, 1}},
           .points = {{{0}, "the custom answer 0 is the derivative"}, {{0.01}, "oscillates"}, {{0.5}, "plain"}},
           .gradient = {"where(x == 0, 0, 2*x*sin(1/x)-cos(1/x))"},
           .mechanism = "edge",
           .lesson = "Here the convenient answer 0 is also the true one.",
           .source = std::string(article) + "S4"},
          {.name = "sqrt/edge",
           .function = "sqrt(x)",
           .variables = {{"x", 0, 100}},
           .points = {{{0}, "vertical tangent: no finite derivative"}, {{4}, "plain"}},
           .mechanism = "edge",
           .lesson =
               "The slope at the edge of the domain is infinite: infinity is right, a finite number would be invented.",
           .source = std::string(article) + "S4; ceres-solver/ceres-solver issue 447"},
          {.name = "abs/kink",
           .function = "abs(x)",
           .variables = {{"x", -10, 10}},
           .points = {{{0}, "kink: every number in [-1, 1] is a subgradient"}, {{-2}, "plain"}},
           .mechanism = "kink",
           .lesson = "Engines answer -1, 0 or 1 at the kink, and all are right.",
           .source = std::string(article) + "S4; jax-ml/jax issue 10515",
           .tags = {"smoke"}},
          {.name = "relu/max",
           .function = "max(x,0)",
           .variables = {{"x", -10, 10}},
           .points = {{{0}, "kink: every number in [0, 1] is a subgradient"}, {{2}, "plain"}, {{-2}, "off"}},
           .mechanism = "kink",
           .lesson = "0, 1/2 and 1 are all in use at 0; a difference quotient gives 1/2.",
           .source = std::string(article) + "S4; pytorch/pytorch issue 184572",
           .tags = {"smoke"}},
      });
}

}  // namespace

std::vector<Case> seed() {
  std::vector<Case> all = dense();
  std::ranges::move(dense_tensor(), std::back_inserter(all));
  std::ranges::move(exponentials(), std::back_inserter(all));
  std::ranges::move(at_zero(), std::back_inserter(all));
  return all;
}

}  // namespace clino::cases
