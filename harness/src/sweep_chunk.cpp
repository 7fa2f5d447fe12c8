// The same arithmetic with and without AVX2: binary64 without contraction, so that what is proved of Horner's rule in
// taylor_block.cpp holds of it here. Intrinsics: GCC 12 makes wrong AVX-512 code of the loops, and slow code for AVX2.
#include "sweep_chunk.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#endif

namespace clino {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::uint64_t exponent_bits = 0x7ffull << 52;
/// 1/ulp of binary32 at |r| is a power of two: ulp = 2^(e - 23) for 2^e <= max(|r|, 2^-126) < 2^(e + 1). Of the biased
/// exponents of both the sum is this.
constexpr std::uint64_t exponent_sum = (2 * 1023ull + 23) << 52;
constexpr double smallest_normal_number = 0x1p-126;

/// The upper ends of the classes of errors that are counted.
constexpr std::array<double, 5> class_ends{0, 1, 2, 4, 8};

/// How many numbers have an error up to each end; how many are lost; the largest errors.
struct Counts {
  std::array<std::uint64_t, class_ends.size()> within{};
  std::uint64_t lost = 0;
  double largest = 0, worst = 0;
};

ChunkSummary summary_of(const Counts& n) {
  ChunkSummary s{.kind = ChunkSummary::Kind::mixed, .errors = n.within, .largest = n.largest, .worst = n.worst};
  for (std::size_t k = s.errors.size(); k-- > 1;) s.errors[k] -= s.errors[k - 1];
  if (n.within.back() == sweep_chunk) s.kind = ChunkSummary::Kind::bounded;
  if (n.lost == sweep_chunk) s.kind = ChunkSummary::Kind::lost;
  return s;
}

void count(double y, double radius, double v, Counts& n) {
  const double low = static_cast<double>(static_cast<float>(y - radius));
  const double high = static_cast<double>(static_cast<float>(y + radius));
  if (low != high) return;
  if (!std::isfinite(v) && std::isfinite(low)) ++n.lost;
  const double size = std::max(std::fabs(low), smallest_normal_number);
  const double scale = std::bit_cast<double>(exponent_sum - (std::bit_cast<std::uint64_t>(size) & exponent_bits));
  const double error = v == low ? 0 : std::fabs(v - low) * scale;
  for (std::size_t k = 0; k < class_ends.size(); ++k) n.within[k] += error <= class_ends[k] ? 1 : 0;
  if (error > n.largest) n.largest = error;
  const double exact = v == low ? 0 : std::fabs(v - y) * scale;
  if (exact > n.worst) n.worst = exact;
}

}  // namespace

ChunkSummary summarise_plainly(const ChunkTruth& truth, std::span<const double, sweep_chunk> computed) {
  Counts n;
  for (std::size_t j = 0; j < sweep_chunk; ++j) {
    const double t = truth.t0 + static_cast<double>(j);
    double y = truth.c.back();
    for (std::size_t k = truth.c.size() - 1; k-- > 0;) y = y * t + truth.c[k];
    count(y, truth.radius, computed[j], n);
  }
  return summary_of(n);
}

#if defined(__x86_64__) && defined(__GNUC__)
namespace {

#define CLINO_AVX2 [[gnu::target("avx2,popcnt"), gnu::always_inline]] inline

CLINO_AVX2 __m256d magnitude(__m256d x) { return _mm256_andnot_pd(_mm256_set1_pd(-0.0), x); }
CLINO_AVX2 std::uint64_t how_many(__m256d mask) {
  return static_cast<std::uint64_t>(std::popcount(static_cast<unsigned>(_mm256_movemask_pd(mask))));
}
CLINO_AVX2 __m256i bits(__m256d x) { return _mm256_castpd_si256(x); }
CLINO_AVX2 __m256i all(std::uint64_t x) { return _mm256_set1_epi64x(static_cast<std::int64_t>(x)); }

/// Four numbers and their truths.
struct Four {
  __m256d y, v;      // truth, computed
  __m128 low, high;  // the roundings of both ends of the truth
};
/// Lane by lane; a mask is -1.
struct Sums {
  __m256i within[class_ends.size()];
  __m256d largest, worst;
  std::uint64_t lost;
};

/// The polynomial at t + 0 .. 3.
CLINO_AVX2 __m256d horner(const ChunkTruth& truth, double t) {
  const __m256d ts = _mm256_add_pd(_mm256_set1_pd(t), _mm256_set_pd(3, 2, 1, 0));
  const double* c = truth.c.data();
  std::size_t k = truth.c.size() - 1;
  __m256d y = _mm256_set1_pd(c[k]);
  while (k-- > 0) y = _mm256_add_pd(_mm256_mul_pd(y, ts), _mm256_set1_pd(c[k]));
  return y;
}

CLINO_AVX2 Four four(const ChunkTruth& truth, double t, const double* computed) {
  const __m256d y = horner(truth, t), radius = _mm256_set1_pd(truth.radius);
  return {y, _mm256_loadu_pd(computed), _mm256_cvtpd_ps(_mm256_sub_pd(y, radius)),
          _mm256_cvtpd_ps(_mm256_add_pd(y, radius))};
}

/// Whether all four are known and correctly rounded.
CLINO_AVX2 bool all_right(const Four& a) {
  const __m128 v = _mm256_cvtpd_ps(a.v);
  return _mm_movemask_ps(_mm_and_ps(_mm_cmpeq_ps(a.low, a.high), _mm_cmpeq_ps(v, a.low))) == 15;
}

/// What `count` does, of four.
CLINO_AVX2 void count_four(const Four& a, Sums& s) {
  const __m256d low = _mm256_cvtps_pd(a.low), high = _mm256_cvtps_pd(a.high), beyond = _mm256_set1_pd(infinity);
  const __m256d known = _mm256_cmp_pd(low, high, _CMP_EQ_OQ), wrong = _mm256_cmp_pd(a.v, low, _CMP_NEQ_UQ);
  const __m256d size = _mm256_max_pd(magnitude(low), _mm256_set1_pd(smallest_normal_number));
  const __m256d scale =
      _mm256_castsi256_pd(_mm256_sub_epi64(all(exponent_sum), _mm256_and_si256(bits(size), all(exponent_bits))));
  const __m256d off = _mm256_and_pd(wrong, _mm256_mul_pd(magnitude(_mm256_sub_pd(a.v, low)), scale));
  const __m256d exact = _mm256_and_pd(wrong, _mm256_mul_pd(magnitude(_mm256_sub_pd(a.v, a.y)), scale));
  const __m256d error = _mm256_blendv_pd(beyond, off, known);
#pragma GCC unroll 5
  for (std::size_t k = 0; k < class_ends.size(); ++k)
    s.within[k] = _mm256_add_epi64(s.within[k], bits(_mm256_cmp_pd(error, _mm256_set1_pd(class_ends[k]), _CMP_LE_OQ)));
  // The second operand is the result where one is NaN.
  s.largest = _mm256_max_pd(error, s.largest);
  s.worst = _mm256_max_pd(exact, s.worst);
  const __m256d not_finite = _mm256_cmp_pd(magnitude(a.v), beyond, _CMP_NLT_UQ);
  if (_mm256_movemask_pd(not_finite) == 0) return;
  const __m256d finite = _mm256_cmp_pd(magnitude(low), beyond, _CMP_LT_OQ);
  s.lost += how_many(_mm256_and_pd(known, _mm256_and_pd(not_finite, finite)));
}

/// How many lanes were counted, of sums of masks.
CLINO_AVX2 std::uint64_t total(__m256i x) {
  alignas(32) std::array<std::int64_t, 4> lanes{};
  _mm256_store_si256(reinterpret_cast<__m256i*>(lanes.data()), x);
  return static_cast<std::uint64_t>(-(lanes[0] + lanes[1] + lanes[2] + lanes[3]));
}
CLINO_AVX2 double largest_of(__m256d x) {
  alignas(32) std::array<double, 4> all{};
  _mm256_store_pd(all.data(), x);
  return *std::ranges::max_element(all);
}

[[gnu::target("avx2,popcnt")]] ChunkSummary summarise_in_fours(const ChunkTruth& truth,
                                                               std::span<const double, sweep_chunk> computed) {
  Sums s{};
  std::uint64_t right = 0;
  for (std::size_t j = 0; j < sweep_chunk; j += 4) {
    const Four a = four(truth, truth.t0 + static_cast<double>(j), computed.data() + j);
    if (all_right(a))
      right += 4;
    else
      count_four(a, s);
  }
  Counts n{.within = {}, .lost = s.lost, .largest = largest_of(s.largest), .worst = largest_of(s.worst)};
  for (std::size_t k = 0; k < class_ends.size(); ++k) n.within[k] = right + total(s.within[k]);
  return summary_of(n);
}

#undef CLINO_AVX2

}  // namespace

ChunkSummary summarise(const ChunkTruth& truth, std::span<const double, sweep_chunk> computed) {
  static const bool wide = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt");
  return wide ? summarise_in_fours(truth, computed) : summarise_plainly(truth, computed);
}
#else
ChunkSummary summarise(const ChunkTruth& truth, std::span<const double, sweep_chunk> computed) {
  return summarise_plainly(truth, computed);
}
#endif

std::size_t count_finite(std::span<const double, sweep_chunk> x) {
  std::size_t n = 0;
  for (const double v : x) n += std::fabs(v) < infinity ? 1 : 0;
  return n;
}

}  // namespace clino
