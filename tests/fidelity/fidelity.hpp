/// Direct instantiation against record and replay: values and partials, bit for bit.
#pragma once
#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "clino/engine.hpp"
#include "clino/evaluate.hpp"
#include "functions.hpp"
#include "native.hpp"

namespace clino::fidelity {

inline bool same_bits(double a, double b) {
  return std::isnan(a) ? std::isnan(b) : std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

/// Points of n numbers of the format: all extremes first, then numbers in float order and in [-8, 8] by turns.
inline std::vector<std::vector<double>> points(const Format& format, int n, int count) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const std::array extremes{0.0,
                            -0.0,
                            1.0,
                            -1.0,
                            100.0,
                            -100.0,
                            largest(format),
                            -largest(format),
                            smallest_normal(format),
                            smallest_subnormal(format),
                            -smallest_subnormal(format),
                            infinity,
                            -infinity,
                            std::numeric_limits<double>::quiet_NaN()};
  std::uint64_t state = 1;
  const auto random = [&] { return (state = state * 6364136223846793005u + 1442695040888963407u) >> 11; };  // 53 bits
  const auto number = [&](std::size_t k) {
    if (k < extremes.size()) return extremes[k];
    const double u = static_cast<double>(random()) * 0x1p-53;
    const double top = static_cast<double>(ordinal(format, infinity));
    return k % 2 == 0 ? from_ordinal(format, static_cast<std::int64_t>((2 * u - 1) * top))
                      : round_to(format, 16 * u - 8);
  };
  std::vector<std::vector<double>> all;
  for (int p = 0; p < count; ++p) {
    std::vector<double> x;
    // Each coordinate runs through the extremes on its own: the first fastest.
    for (std::size_t i = 0, k = static_cast<std::size_t>(p); i < static_cast<std::size_t>(n); ++i, k = k * 5 / 3 % 97)
      x.push_back(number(i == 0 ? k : k % 29));
    all.push_back(x);
  }
  return all;
}

/// The user's own program: AutoDiffScalar with as many derivatives as inputs, each seeded with its unit vector.
template <class F, class S>
Jacobian by_hand(std::span<const double> x) {
  using T = Eigen::AutoDiffScalar<Eigen::Matrix<S, F::n, 1>>;
  std::vector<T> v;
  for (int i = 0; i < F::n; ++i) v.emplace_back(to_native<S>(x[static_cast<std::size_t>(i)]), F::n, i);
  const T y = F::template f<T>(v);
  Jacobian j{{from_native(y.value())}, {}};
  for (int i = 0; i < F::n; ++i) j.partials.push_back(from_native(y.derivatives()[i]));
  return j;
}

/// Returns the number of points compared.
template <class F, class S>
int compare(int count) {
  const Format format = FormatOf<S>::format;
  const Function function =
      Function::of_vector(F::n, 1, []<class T>(std::span<const T> v) { return F::template f<T>(v); });
  for (const std::vector<double>& x : points(format, F::n, count)) {
    const Trace trace = function.trace(x, {.format = format});
    const auto replayed = std::get<Jacobian>(find_engine("eigen")->jacobian(trace, x, format, Shims::refuse));
    const Jacobian direct = by_hand<F, S>(x);
    EXPECT_TRUE(same_bits(replayed.values[0], direct.values[0])) << F::text << " at " << testing::PrintToString(x);
    for (std::size_t i = 0; i < direct.partials.size(); ++i)
      EXPECT_TRUE(same_bits(replayed.partials[i], direct.partials[i]))
          << F::text << " partial " << i << " at " << testing::PrintToString(x) << ": " << replayed.partials[i]
          << " replayed, " << direct.partials[i] << " by hand";
    if constexpr (std::floating_point<S>) {
      const std::vector<S> plain(x.begin(), x.end());
      EXPECT_TRUE(same_bits(evaluate(trace, x, format)[trace.outputs[0]],
                            static_cast<double>(F::template f<S>(std::span<const S>(plain)))))
          << F::text << " at " << testing::PrintToString(x);
    }
    if (testing::Test::HasFailure()) return 0;
  }
  return count;
}

template <class S, class... F>
int compare_all(std::tuple<F...>, int count) {
  return (compare<F, S>(count) + ...);
}

}  // namespace clino::fidelity
