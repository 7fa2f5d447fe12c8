// Large derivatives: random projections, and the search for what is wrong; with the numbers of directional derivatives.
#include <gtest/gtest.h>

#include <cmath>

#include "clino/custom.hpp"
#include "layers.hpp"

namespace clino {
namespace {

using layers::In, layers::Out;

constexpr std::size_t million = 1'000'000;

/// sum of sin(x_i) x_(i+1), and its gradient.
const auto chain = []<class T>(std::span<const T> x) {
  using std::sin;
  T sum(0);
  for (std::size_t i = 0; i + 1 < x.size(); ++i) sum += sin(x[i]) * x[i + 1];
  return sum;
};
void chain_gradient(In x, Out d) {
  for (std::size_t i = 0; i < x.size(); ++i)
    d[i] = (i + 1 < x.size() ? std::cos(x[i]) * x[i + 1] : 0) + (i > 0 ? std::sin(x[i - 1]) : 0);
}
Options somewhere(std::size_t n) { return domain(0.5, 2).size(n); }

/// sum of x_i^2 x_(i+1): cheap, for the largest sizes.
const auto cheap = []<class T>(std::span<const T> x) {
  T sum(0);
  for (std::size_t i = 0; i + 1 < x.size(); ++i) sum += x[i] * x[i] * x[i + 1];
  return sum;
};
/// Its gradient with these entries multiplied.
auto cheap_gradient(std::vector<std::size_t> where, double factor) {
  return [where, factor](In x, Out d) {
    for (std::size_t i = 0; i < x.size(); ++i)
      d[i] = (i + 1 < x.size() ? 2 * x[i] * x[i + 1] : 0) + (i > 0 ? x[i - 1] * x[i - 1] : 0);
    for (const std::size_t i : where) d[i] *= factor;
  };
}
/// The gradient of `chain` with these entries multiplied.
auto spoiled(std::vector<std::size_t> where, double factor) {
  return [where, factor](In x, Out d) {
    chain_gradient(x, d);
    for (const std::size_t i : where) d[i] *= factor;
  };
}

TEST(Large, ARightGradientPassesWithAStatedPower) {
  const Verification v = check_gradient(chain, chain_gradient, somewhere(50'000).points(1));
  EXPECT_TRUE(passes(v)) << explain(v);
  ASSERT_TRUE(v.projected);
  EXPECT_EQ(v.projected->probes, 20);
  EXPECT_LT(v.projected->smallest, 2e-11);
  EXPECT_LE(v.projected->directions, 30u);
  EXPECT_EQ(v.projected->route, "dual numbers in long double");
  EXPECT_NE(explain(v).find("missed with probability at most 2^-20"), std::string::npos) << explain(v);
}

TEST(Large, OneWrongEntryOfAMillionIsFoundInSixtyDerivatives) {
  const Verification v = check_gradient(cheap, cheap_gradient({765432}, 1 + 1e-9), somewhere(million).points(1));
  EXPECT_FALSE(passes(v));
  ASSERT_FALSE(v.worst.empty()) << explain(v);
  EXPECT_EQ(v.worst.front().entry, 765432u) << explain(v);
  EXPECT_EQ(v.projected->wrong, 1u);
  EXPECT_TRUE(v.projected->complete);
  EXPECT_LE(v.projected->directions, 60u) << explain(v);
}

TEST(Large, TenWrongEntriesOfAMillionAreFoundInAFewHundred) {
  std::vector<std::size_t> wrong;
  for (std::size_t k = 0; k < 10; ++k) wrong.push_back((k * 7919 * 131 + 12345) % million);
  const Verification v = check_gradient(cheap, cheap_gradient(wrong, 1 + 1e-4), somewhere(million).points(1));
  EXPECT_EQ(v.projected->wrong, 10u) << explain(v);
  EXPECT_TRUE(v.projected->complete);
  EXPECT_LE(v.projected->directions, 300u) << explain(v);
}

TEST(Large, AWrongSignAndAMissingEntryAreFound) {
  for (const double factor : {-1.0, 0.0}) {
    const Verification v = check_gradient(chain, spoiled({4321}, factor), somewhere(20'000).points(1));
    ASSERT_EQ(v.projected->wrong, 1u) << explain(v);
    EXPECT_EQ(v.worst.front().name, "d/dx4321");
    EXPECT_EQ(v.worst.front().number.judgement.verdict, factor == 0 ? Verdict::underflow : Verdict::wrong);
  }
}

TEST(Large, ErrorsThatCancelInASumAreFound) {
  // Equal and opposite: an all-ones projection sees nothing.
  const auto cancels = [](In x, Out d) {
    chain_gradient(x, d);
    d[1000] += 0.25;
    d[2000] -= 0.25;
  };
  const Verification v = check_gradient(chain, cancels, somewhere(10'000).points(1));
  EXPECT_EQ(v.projected->wrong, 2u) << explain(v);
}

TEST(Large, SmallEntriesAreNotDrowned) {
  // Weights fall from 1 to 1e-12; the smallest entry has the wrong sign.
  const auto f = []<class T>(std::span<const T> x) {
    T sum(0);
    for (std::size_t i = 0; i < x.size(); ++i)
      sum += std::exp2(-40.0 * static_cast<double>(i) / static_cast<double>(x.size())) * x[i] * x[i];
    return sum;
  };
  const auto g = [](In x, Out d) {
    for (std::size_t i = 0; i < x.size(); ++i)
      d[i] = 2 * std::exp2(-40.0 * static_cast<double>(i) / static_cast<double>(x.size())) * x[i];
    d.back() = -d.back();
  };
  const Verification v = check_gradient(f, g, somewhere(20'000).points(1));
  ASSERT_EQ(v.projected->wrong, 1u) << explain(v);
  EXPECT_EQ(v.worst.front().entry, 19'999u);
}

TEST(Large, WhatIsWrongEverywhereIsToldFromASample) {
  const auto half = [](In x, Out d) {
    chain_gradient(x, d);
    for (double& v : d) v *= 0.5;
  };
  const Verification v = check_gradient(chain, half, somewhere(20'000).points(1));
  EXPECT_FALSE(passes(v));
  EXPECT_FALSE(v.projected->complete);
  EXPECT_LE(v.projected->directions, 40u);
  EXPECT_NE(v.pattern.find("half the derivative"), std::string::npos) << explain(v);
  const auto shifted = [](In x, Out d) {
    std::vector<double> own(x.size());
    chain_gradient(x, own);
    for (std::size_t i = 0; i < x.size(); ++i) d[i] = own[i > 0 ? i - 1 : 0];
  };
  const Verification s = check_gradient(chain, shifted, somewhere(20'000).points(1));
  EXPECT_NE(s.pattern.find("shifted: the entry of each index stands at +1"), std::string::npos) << explain(s);
}

TEST(Large, FloatKernelsAreCheckedInBinary32) {
  const auto kernel = [](double factor) {
    return [factor](std::span<const float> x, std::span<float> d) {
      for (std::size_t i = 0; i < x.size(); ++i)
        d[i] = (i + 1 < x.size() ? std::cos(x[i]) * x[i + 1] : 0) + (i > 0 ? std::sin(x[i - 1]) : 0);
      d[777] *= static_cast<float>(factor);
    };
  };
  const Verification good = check_gradient(chain, kernel(1), somewhere(100'000).points(1));
  EXPECT_EQ(good.format, binary32);
  EXPECT_TRUE(passes(good)) << explain(good);
  EXPECT_LT(good.projected->smallest, 5e-3) << explain(good);
  const Verification bad = check_gradient(chain, kernel(1.01), somewhere(100'000).points(1));
  ASSERT_EQ(bad.projected->wrong, 1u) << explain(bad);
  EXPECT_EQ(bad.worst.front().entry, 777u);
}

TEST(Large, ABlackBoxIsDifferenced) {
  const auto f = [](std::span<const double> x) {
    double sum = 0;
    for (std::size_t i = 0; i + 1 < x.size(); ++i) sum += std::sin(x[i]) * x[i + 1];
    return sum;
  };
  const Verification good = check_gradient(f, chain_gradient, somewhere(10'000).points(1));
  EXPECT_TRUE(passes(good)) << explain(good);
  EXPECT_EQ(good.projected->route, "differences of the function as it is");
  const Verification bad = check_gradient(f, spoiled({4321}, 1.05), somewhere(10'000).points(1));
  ASSERT_EQ(bad.projected->wrong, 1u) << explain(bad);
  EXPECT_EQ(bad.worst.front().entry, 4321u);
}

TEST(Large, AFunctionOfPlainScalarsOnlyIsDifferencedInLongDouble) {
  const auto f = []<std::floating_point T>(std::span<const T> x) {
    T sum = 0;
    for (std::size_t i = 0; i + 1 < x.size(); ++i) sum += std::sin(x[i]) * x[i + 1];
    return sum;
  };
  const Verification v = check_gradient(f, chain_gradient, somewhere(4200).points(1));
  EXPECT_TRUE(passes(v)) << explain(v);
  EXPECT_EQ(v.projected->route, "differences of the function in long double");
  const Verification bad = check_gradient(f, spoiled({4111}, 1 + 1e-6), somewhere(4200).points(1));
  ASSERT_EQ(bad.projected->wrong, 1u) << explain(bad);
}

TEST(Large, ARecordedProgramIsReplayed) {
  const Function f =
      Function::make({5000, 1}, nullptr, [](std::span<const Tracer> x) { return std::vector<Tracer>{chain(x)}; });
  const Verification v = check_gradient(f, chain_gradient, domain(0.5, 2).points(1));
  EXPECT_TRUE(passes(v)) << explain(v);
  EXPECT_EQ(v.projected->route, "dual numbers in long double through its recorded program");
}

TEST(Large, ABudgetEndsItAndWhatIsLeftOutIsListed) {
  const Verification v = check_gradient(chain, chain_gradient, somewhere(5000).budget(0));
  EXPECT_FALSE(passes(v));
  EXPECT_FALSE(v.failure.empty());
  EXPECT_FALSE(v.left_out.empty());
  const Verification some = check_gradient(chain, chain_gradient, somewhere(50'000).points(40).budget(1));
  EXPECT_NE(explain(some).find("out of budget"), std::string::npos) << explain(some);
}

TEST(Large, ProgressIsTold) {
  double last = 0;
  std::size_t told = 0;
  const auto sink = [&](const std::string& what, double done) {
    EXPECT_GE(done, last);
    EXPECT_EQ(what.substr(0, 8), "gradient");
    last = done;
    ++told;
  };
  EXPECT_TRUE(passes(check_gradient(chain, chain_gradient, somewhere(5000).progress(sink))));
  EXPECT_EQ(last, 1);
  EXPECT_GT(told, 20u);
}

TEST(Large, NonFiniteEntriesAreFindings) {
  const auto bad = [](In x, Out d) {
    chain_gradient(x, d);
    d[99] = NAN;
  };
  const Verification v = check_gradient(chain, bad, somewhere(5000).points(1));
  EXPECT_FALSE(passes(v));
  EXPECT_EQ(v.worst.front().number.judgement.verdict, Verdict::non_finite) << explain(v);
  EXPECT_EQ(v.worst.front().entry, 99u);
}

TEST(Large, TheContractIsChecked) {
  const auto forgets = [](In x, In u, Out d) {
    chain_gradient(x, d);
    for (std::size_t i = 0; i + 1 < x.size(); ++i) d[i] *= u[0];
  };
  const Verification v = check_vjp(chain, forgets, somewhere(5000).points(2));
  EXPECT_NE(explain(v).find("broken      zero"), std::string::npos) << explain(v);
}

TEST(Large, ProductsWithATangentAreComparedByOutput) {
  const auto f = []<class T>(std::span<const T> x) {
    using std::exp;
    std::vector<T> y;
    for (const T& xi : x) y.push_back(exp(xi) * x[0]);
    return y;
  };
  const auto jvp = [](bool right) {
    return [right](In x, In v, Out d) {
      for (std::size_t i = 0; i < x.size(); ++i) d[i] = std::exp(x[i]) * (x[0] * v[i] + v[0]);
      if (!right) d[4000] *= 1 + 1e-9;
    };
  };
  const Verification good = check_jvp(f, jvp(true), somewhere(5000)), bad = check_jvp(f, jvp(false), somewhere(5000));
  EXPECT_TRUE(passes(good)) << explain(good);
  EXPECT_FALSE(passes(bad));
  EXPECT_EQ(bad.worst.front().name, "df(4000)") << explain(bad);
}

TEST(Large, JacobiansAndHessians) {
  const auto f = []<class T>(std::span<const T> x) {
    using std::sin;
    std::vector<T> y;
    for (std::size_t j = 0; j < 70; ++j) y.push_back(sin(x[j]) * x[(j * 7 + 1) % x.size()]);
    return y;
  };
  const auto jacobian = [](double factor) {
    return [factor](In x, Out J) {
      const std::size_t n = x.size();
      std::fill(J.begin(), J.end(), 0.0);
      for (std::size_t j = 0; j < 70; ++j) {
        J[j * n + j] += std::cos(x[j]) * x[(j * 7 + 1) % n];
        J[j * n + (j * 7 + 1) % n] += std::sin(x[j]);
      }
      J[31 * n + 31] *= factor;
    };
  };
  const Verification good = check_jacobian(f, jacobian(1), somewhere(90)),
                     bad = check_jacobian(f, jacobian(1.001), somewhere(90));
  EXPECT_TRUE(passes(good)) << explain(good);
  EXPECT_FALSE(passes(bad));
  EXPECT_EQ(bad.worst.front().name, "df(31)/dx31") << explain(bad);
  const auto square = []<class T>(std::span<const T> x) {
    T sum(0);
    for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * x[i] * x[(i + 1) % x.size()];
    return sum;
  };
  const auto hessian = [](double factor) {
    return [factor](In x, Out H) {
      const std::size_t n = x.size();
      std::fill(H.begin(), H.end(), 0.0);
      for (std::size_t i = 0; i < n; ++i) {
        const std::size_t k = (i + 1) % n;
        H[i * n + i] += 2 * x[k];
        H[i * n + k] += 2 * x[i];
        H[k * n + i] += 2 * x[i];
      }
      H[5 * n + 6] *= factor;
    };
  };
  EXPECT_TRUE(passes(check_hessian(square, hessian(1), somewhere(80))))
      << explain(check_hessian(square, hessian(1), somewhere(80)));
  const Verification h = check_hessian(square, hessian(0.5), somewhere(80));
  EXPECT_FALSE(passes(h));
  EXPECT_EQ(h.worst.front().name, "d2/dx5 dx6") << explain(h);
}

}  // namespace
}  // namespace clino
