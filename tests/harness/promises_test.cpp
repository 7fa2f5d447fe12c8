// The contract of a backward function: each promise kept, and each broken in the way people break it.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <thread>

#include "clino/custom.hpp"

namespace clino {
namespace {

using Span = std::span<const double>;
using Out = std::span<double>;

/// f(x) = sin(x0) x1, one output.
const auto f = []<class T>(std::span<const T> x) {
  using std::sin;
  return sin(x[0]) * x[1];
};
const auto right = [](Span x, Span u, Out dx) {
  dx[0] = std::cos(x[0]) * x[1] * u[0];
  dx[1] = std::sin(x[0]) * u[0];
};
Options where() { return domain({{-2, 2}, {0.5, 2}}); }

std::string broken(const Verification& v) {
  std::string all;
  for (const Promise& p : v.promises)
    if (p.outcome == Outcome::broken) all += (all.empty() ? "" : " ") + std::string(name(p.contract));
  return all;
}
std::string broken_by(const Derivative& d, const Options& o = where()) { return broken(check_vjp(f, d, o)); }

TEST(Promises, ARightBackwardFunctionKeepsAll) {
  const Verification v = check_vjp(f, right, where());
  EXPECT_TRUE(passes(v)) << explain(v);
  for (const Promise& p : v.promises)
    EXPECT_EQ(p.outcome, p.contract == Contract::value ? Outcome::skipped : Outcome::kept)
        << name(p.contract) << p.text;
}

TEST(Promises, AZeroUpstreamGivesZero) {
  EXPECT_EQ(broken_by([](Span x, Span u, Out dx) {
              right(x, u, dx);
              dx[1] += 1e-12;
            }).substr(0, 4),
            "zero");
}

TEST(Promises, TheUpstreamEntersLinearly) {
  EXPECT_EQ(broken_by([](Span x, Span u, Out dx) {
              const double clipped = std::min(0.5, std::max(-0.5, u[0]));
              right(x, Span(&clipped, 1), dx);
            }),
            "linear");
  EXPECT_EQ(broken_by([](Span x, Span u, Out dx) {
              const double size = std::fabs(u[0]);
              right(x, Span(&size, 1), dx);
            }),
            "linear");
}

TEST(Promises, BuffersAreOverwrittenOrAddedToAsDeclared) {
  const auto adds = [](Span x, Span u, Out dx) {
    std::vector<double> own(2);
    right(x, u, own);
    dx[0] += own[0];
    dx[1] += own[1];
  };
  EXPECT_NE(broken_by(adds).find("accumulation"), std::string::npos);
  EXPECT_EQ(broken_by(adds, where().accumulates()), "");
  EXPECT_NE(broken_by(right, where().accumulates()).find("accumulation"), std::string::npos);
}

TEST(Promises, EveryEntryIsWritten) {
  const auto forgets = [](Span x, Span u, Out dx) { dx[0] = std::cos(x[0]) * x[1] * u[0]; };
  EXPECT_NE(broken_by(forgets).find("writes_all"), std::string::npos);
}

TEST(Promises, InputsAreLeftAlone) {
  EXPECT_NE(broken_by([](std::span<double> x, std::span<double> u, Out dx) {
              right(x, u, dx);
              u[0] = 0;
            }).find("inputs_intact"),
            std::string::npos);
}

TEST(Promises, TheSameBitsTwiceAndAfterCallsElsewhere) {
  auto calls = std::make_shared<std::atomic<int>>(0);
  EXPECT_NE(broken_by([calls](Span x, Span u, Out dx) {
              right(x, u, dx);
              dx[0] += 1e-13 * ++*calls;
            }).find("repeatable"),
            std::string::npos);
  struct Memory {
    std::vector<double> x, dx;
  };
  auto memory = std::make_shared<Memory>();
  // It keeps the factors of its first point.
  const Verification v = check_vjp(
      f,
      [memory](Span x, Span u, Out dx) {
        if (memory->x.empty()) memory->x.assign(x.begin(), x.end());
        right(memory->x, u, dx);
      },
      where());
  EXPECT_FALSE(passes(v));
}

TEST(Promises, StateLeftByAnotherCallIsSeen) {
  auto last = std::make_shared<double>(0);
  const Verification v = check_gradient([](auto x) { return x * x; },
                                        [last](double x) {
                                          const double g = 2 * (x > 0.9 ? *last : x);  // reads what the last call left
                                          *last = x;
                                          return g;
                                        },
                                        domain(0, 1).skip(Contract::threads));
  EXPECT_FALSE(passes(v));
  EXPECT_NE(broken(v), "") << explain(v);
}

/// As layers do: forward keeps what backward wants.
TEST(Promises, WhatTheFunctionLeftForAnotherInputIsStale) {
  auto kept = std::make_shared<std::vector<double>>();
  const auto forward = [kept](Span x) {
    kept->assign(x.begin(), x.end());
    return std::sin(x[0]) * x[1];
  };
  const auto backward = [kept](Span x, Span u, Out dx) { right(kept->empty() ? x : Span(*kept), u, dx); };
  for (const Options& o : {where().points(4), at(0.5, 1.5)}) {
    const Verification v = check_vjp(forward, backward, o.skip(Contract::threads));
    EXPECT_FALSE(passes(v));
    EXPECT_NE(broken(v).find("stateless"), std::string::npos) << explain(v);
  }
}

TEST(Promises, SharedScratchIsSeenFromTwoThreads) {
  struct Scratch {
    std::atomic<double> sine{0};
  };
  auto scratch = std::make_shared<Scratch>();
  const Verification v = check_vjp(
      f,
      [scratch](Span x, Span u, Out dx) {
        scratch->sine = std::sin(x[0]);
        std::this_thread::sleep_for(std::chrono::microseconds(20));  // time for the other thread to come in between
        dx[0] = std::cos(x[0]) * x[1] * u[0];
        dx[1] = scratch->sine * u[0];
      },
      where().points(8));
  EXPECT_EQ(broken(v), "threads") << explain(v);
}

TEST(Promises, ItThrowsWhereTheFunctionThrows) {
  const auto value = [](double x) {
    if (std::isnan(x)) throw std::domain_error("NaN");
    return x * x;
  };
  const auto calm = [](double x) { return 2 * x; };
  const auto strict = [](double x) {
    if (std::isnan(x)) throw std::domain_error("NaN");
    return 2 * x;
  };
  EXPECT_EQ(broken(check_gradient(value, calm, domain(-1, 1))), "same_failures");
  EXPECT_EQ(broken(check_gradient(value, strict, domain(-1, 1))), "");
  const auto refuses = [](double x) {
    if (x < 0) throw std::domain_error("negative");
    return 2 * x;
  };
  EXPECT_NE(broken(check_gradient([](auto x) { return x * x; }, refuses, domain(-1, 1))).find("same_failures"),
            std::string::npos);
}

TEST(Promises, TheValueBesideTheDerivativeIsTheFunctions) {
  const auto good = [](auto x) { return std::pair{x * x, 2.0 * x}; };
  const auto bad = [](auto x) { return std::pair{x * x + 1e-9, 2.0 * x}; };
  const auto square = [](auto x) { return x * x; };
  EXPECT_EQ(broken(check_gradient(square, good, domain(-1, 1))), "");
  EXPECT_EQ(broken(check_gradient(square, bad, domain(-1, 1))), "value");
}

}  // namespace
}  // namespace clino
