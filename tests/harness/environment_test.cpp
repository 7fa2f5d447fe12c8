// What a thread brings to the reference, and what it leaves: rounding mode and flush-to-zero at every entry, caches at
// the end of every worker.
#include <gtest/gtest.h>
#if defined(__SSE2__)
#include <immintrin.h>
#endif
#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include <algorithm>
#include <bit>
#include <cfenv>
#include <csignal>
#include <functional>
#include <thread>

#include "clino/certifier.hpp"
#include "clino/reference.hpp"
#include "clino/sweep.hpp"

namespace clino {
namespace {

/// Rounding upwards, subnormal numbers flushed to 0 on the way in and out, as code built with -ffast-math leaves it.
class HostileScope {
 public:
  HostileScope() {
    std::fesetround(FE_UPWARD);
#if defined(__SSE2__)
    _mm_setcsr(_mm_getcsr() | 0x8040u);
#endif
  }
  ~HostileScope() {
#if defined(__SSE2__)
    kept_ = (_mm_getcsr() & 0x8040u) == 0x8040u;
    _mm_setcsr(_mm_getcsr() & ~0x8040u);
#endif
    kept_ = kept_ && std::fegetround() == FE_UPWARD;
    std::fesetround(FE_TONEAREST);
    EXPECT_TRUE(kept_) << "the caller's environment was not given back";
  }
  HostileScope(const HostileScope&) = delete;
  HostileScope& operator=(const HostileScope&) = delete;

 private:
  bool kept_ = true;
};

using Numbers = std::vector<double>;

struct Entry {
  const char* name;
  std::function<Numbers()> call;
};
std::ostream& operator<<(std::ostream& out, const Entry& e) { return out << e.name; }

class EntryOf : public testing::TestWithParam<Entry> {};

TEST_P(EntryOf, AnswersTheSameInAnyEnvironment) {
  const Numbers wanted = GetParam().call();
  Numbers given;
  {
    const HostileScope hostile;
    given = GetParam().call();
  }
  ASSERT_EQ(given.size(), wanted.size());
  for (std::size_t k = 0; k < wanted.size(); ++k)
    EXPECT_EQ(std::bit_cast<std::uint64_t>(given[k]), std::bit_cast<std::uint64_t>(wanted[k])) << wanted[k];
}

// Subnormal inputs, values and derivatives: x y^2 with y near 2^-537.
const Function tiny = Function::parse("x*y*y+exp(-x)*0", {"x", "y"});
const std::vector<double> at{3 * 0x1p-3, 0x1.8p-537};

const Function square = Function::parse("x*x*y", {"x", "y"});
const std::vector<double> low{0.375, 0x7p-1074};

Numbers numbers(const std::vector<Certified>& all) {
  Numbers y;
  for (const Certified& c : all) y.insert(y.end(), {c.rounded, c.high, c.low});
  return y;
}

INSTANTIATE_TEST_SUITE_P(
    Reference, EntryOf,
    testing::Values(
        Entry{"reference",
              [] {
                const Reference r = reference(tiny, at, binary64);
                Numbers y = numbers(r.values), d = numbers(r.partials);
                y.insert(y.end(), d.begin(), d.end());
                return y;
              }},
        Entry{"reference_hessian", [] { return numbers(reference_hessian(square, low, binary64).seconds); }},
        Entry{"certifier",
              [] {
                RoundedGradients r = Certifier(tiny, binary64).run(at);
                r.values.insert(r.values.end(), r.partials.begin(), r.partials.end());
                return r.values;
              }},
        Entry{"certifier in binary32",
              [] {
                const std::vector<double> x{0.375, 0x1.8p-70};
                RoundedGradients r = Certifier(tiny, binary32).run(x);
                r.values.insert(r.values.end(), r.partials.begin(), r.partials.end());
                return r.values;
              }},
        Entry{"reach",
              [] {
                return Numbers{static_cast<double>(reach(square, low, binary64, {0, -1}, 0x2p-1074, 0, 0))};
              }},
        Entry{"audit",
              [] {
                const Audit a = audit(square.trace(low, {.format = binary64}), low, binary64, {0, -1});
                return Numbers{a.value};
              }},
        Entry{
            "running_error",
            [] {
              const RunningError e = running_error(tiny.trace(at, {.format = binary64}), at, binary64, {0, 0});
              return Numbers{e.bound, e.in_range, static_cast<double>(e.flushed), static_cast<double>(e.out_of_range)};
            }},
        Entry{"exact_steps",
              [] {
                ExactSteps s = exact_steps(tiny.trace(at, {.format = binary64}), at, binary64, 0, 0);
                s.values.insert(s.values.end(), s.tangents.begin(), s.tangents.end());
                s.values.insert(s.values.end(), s.adjoints.begin(), s.adjoints.end());
                return s.values;
              }}),
    [](const auto& p) {
      std::string name = p.param.name;
      std::ranges::replace(name, ' ', '_');
      return name;
    });

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

/// Bytes that the heap has gained for each of `times` runs, after three that fill what is kept for good.
double growth(int times, const std::function<void()>& run) {
  for (int k = 0; k < 3; ++k) run();
  const auto before = mallinfo2().uordblks;
  for (int k = 0; k < times; ++k) run();
  return (static_cast<double>(mallinfo2().uordblks) - static_cast<double>(before)) / times;
}

/// Cancellation that asks for constants of thousands of bits, which FLINT and MPFR cache.
void work() {
  const Function f = Function::parse("(1-cos(x))/x^2+log(2+x)+lgamma(3+x)", {"x"});
  reference(f, std::vector{1e-150}, binary64);
}

TEST(Caches, AreFreedByAThreadThatReleasesThemAndByNoOther) {
  constexpr double few = 1000;  // bytes
  EXPECT_LT(growth(20,
                   [] {
                     std::thread([] {
                       work();
                       release_caches();
                     }).join();
                   }),
            few);
  EXPECT_GT(growth(20, [] { std::thread([] { work(); }).join(); }), few);
}

TEST(Caches, AreFreedByEveryWorkerOfASweep) {
  SweepTask task{.subject = {.name = "x",
                             .function = Function::parse("(1-cos(x))/x^2+lgamma(3+x)", {"x"}),
                             .domain = {{-largest(binary32), largest(binary32)}}},
                 .engine = find_engine("eigen"),
                 .format = binary32,
                 .axes = {{sweep_position(binary32, 0x1p-60), sweep_position(binary32, 0x1p-60) + 20}}};
  task.options.estimates = false;
  const volatile std::sig_atomic_t stop = 0;
  EXPECT_LT(growth(4, [&] { sweep(task, {}, 2, {}, stop); }), 1000);
}

#endif

}  // namespace
}  // namespace clino
