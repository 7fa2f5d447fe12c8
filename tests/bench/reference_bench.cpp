// Certified value and gradient of fifteen functions against what a user could write: duals in binary64 (nothing is
// known of their errors), over cpp_bin_float_100 (no bounds), over mpfi_float_50 (intervals of one precision), and in
// mpmath. Prints a table in Markdown: times of one point, and ratios within this run.
#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/mpfi.hpp>
#include <chrono>
#include <cstdio>
#include <map>
#include <optional>

#include "clino/certifier.hpp"
#include "fifteen_functions.hpp"
#include "floating_point_scope.hpp"
#include "path_tape.hpp"

namespace {

namespace mp = boost::multiprecision;
using clino::Certifier;
using clino::Format;
using clino::Function;
using fifteen::Draw;

/// The dual number of a textbook, N inputs.
template <class S, std::size_t N>
struct Dual {
  S v;
  std::array<S, N> d;
};
template <class S, std::size_t N>
Dual<S, N> chain(const S& v, const S& f, const Dual<S, N>& a) {
  Dual<S, N> y{v, {}};
  for (std::size_t i = 0; i < N; ++i) y.d[i] = f * a.d[i];
  return y;
}
template <class S, std::size_t N>
Dual<S, N> chain(const S& v, const S& f, const Dual<S, N>& a, const S& g, const Dual<S, N>& b) {
  Dual<S, N> y{v, {}};
  for (std::size_t i = 0; i < N; ++i) y.d[i] = f * a.d[i] + g * b.d[i];
  return y;
}
#define D Dual<S, N>
#define DUAL template <class S, std::size_t N> D
DUAL operator-(const D& a) { return chain(S(-a.v), S(-1), a); }
DUAL operator+(const D& a, const D& b) { return chain(S(a.v + b.v), S(1), a, S(1), b); }
DUAL operator-(const D& a, const D& b) { return chain(S(a.v - b.v), S(1), a, S(-1), b); }
DUAL operator*(const D& a, const D& b) { return chain(S(a.v * b.v), b.v, a, a.v, b); }
DUAL operator/(const D& a, const D& b) { const S q = a.v / b.v; return chain(q, S(1 / b.v), a, S(-q / b.v), b); }
DUAL operator+(const D& a, double b) { return chain(S(a.v + b), S(1), a); }
DUAL operator+(double a, const D& b) { return b + a; }
DUAL operator-(const D& a, double b) { return a + -b; }
DUAL operator-(double a, const D& b) { return -b + a; }
DUAL operator*(const D& a, double b) { return chain(S(a.v * b), S(b), a); }
DUAL operator*(double a, const D& b) { return b * a; }
DUAL operator/(double a, const D& b) { const S q = a / b.v; return chain(q, S(-q / b.v), b); }
DUAL exp(const D& a) { using std::exp; const S e = exp(a.v); return chain(e, e, a); }
DUAL log(const D& a) { using std::log; return chain(S(log(a.v)), S(1 / a.v), a); }
DUAL log1p(const D& a) {
  using boost::math::log1p, std::log, std::log1p;
  if constexpr (std::is_same_v<S, double>) return chain(S(log1p(a.v)), S(1 / (1 + a.v)), a);
  else return chain(S(log(S(1 + a.v))), S(1 / (1 + a.v)), a);
}
DUAL sin(const D& a) { using std::cos, std::sin; return chain(S(sin(a.v)), S(cos(a.v)), a); }
DUAL cos(const D& a) { using std::cos, std::sin; return chain(S(cos(a.v)), S(-sin(a.v)), a); }
DUAL sqrt(const D& a) { using std::sqrt; const S r = sqrt(a.v); return chain(r, S(1 / (2 * r)), a); }
DUAL tanh(const D& a) {
  using std::cosh, std::tanh;
  const S c = cosh(a.v);
  return chain(S(tanh(a.v)), S(1 / (c * c)), a);
}
DUAL erf(const D& a) {
  using std::erf, std::exp;
  return chain(S(erf(a.v)), S(1.1283791670955126 * exp(S(-a.v * a.v))), a);
}
DUAL pow(const D& a, const D& b) {
  using std::log, std::pow;
  const S y = pow(a.v, b.v);
  return chain(y, S(b.v * y / a.v), a, S(y * log(a.v)), b);
}
DUAL atan2(const D& a, const D& b) {
  using std::atan2;
  const S s = a.v * a.v + b.v * b.v;
  return chain(S(atan2(a.v, b.v)), S(b.v / s), a, S(-a.v / s), b);
}
DUAL lgamma(const D& a) {
  using std::lgamma;
  return chain(S(lgamma(a.v)), S(boost::math::digamma(a.v)), a);
}
#undef DUAL
#undef D

/// Seconds of one call: the best of five, each long enough for the clock.
template <class F>
double seconds(const F& call) {
  using Clock = std::chrono::steady_clock;
  const auto time = [&](long repetitions) {
    const auto start = Clock::now();
    for (long k = 0; k < repetitions; ++k) call();
    return std::chrono::duration<double>(Clock::now() - start).count();
  };
  long repetitions = 1;
  double t = time(1);
  for (; t < 2e-3; t = time(repetitions)) repetitions *= 2;
  for (int k = 0; k < 4; ++k) t = std::min(t, time(repetitions));
  return t / static_cast<double>(repetitions);
}

volatile double sink;

/// Nanoseconds of one dual.
template <class S, std::size_t N, class F>
double dual(const F& f, std::span<const double> x, std::size_t points) {
  return 1e9 / static_cast<double>(points) * seconds([&] {
    for (std::size_t k = 0; k < points; ++k) {
      std::array<Dual<S, N>, N> in;
      for (std::size_t i = 0; i < N; ++i) {
        in[i].v = x[k * N + i];
        for (std::size_t j = 0; j < N; ++j) in[i].d[j] = i == j ? 1 : 0;
      }
      const Dual<S, N> y = f(std::span<const Dual<S, N>>(in));
      sink = static_cast<double>(y.v) + static_cast<double>(y.d[0]);
    }
  });
}

double certified(const Function& f, const Format& format, std::span<const double> x) {
  Certifier certifier(f, format);
  const std::size_t points = x.size() / static_cast<std::size_t>(f.shape().inputs);
  return 1e9 / static_cast<double>(points) * seconds([&] { certifier.run(x); });
}

/// Arb's balls alone, on one recorded path.
double by_arb(const Function& f, const Format& format, std::span<const double> x) {
  const clino::FloatingPointScope scope;
  const auto n = static_cast<std::size_t>(f.shape().inputs);
  const clino::Trace trace = f.trace(x.first(n), {.format = format});
  clino::PathTape tape(trace, format, clino::Literals::as_compiled);
  std::vector<double> value(1), partials(n);
  return 1e9 / static_cast<double>(x.size() / n) * seconds([&] {
    for (std::size_t k = 0; k < x.size() / n; ++k) tape.decide(x.subspan(k * n, n), value, partials);
  });
}

struct Row {
  std::string name;
  double plain, moderate32, moderate64, bits32, bits64, arb;  // ns
  std::optional<double> interval, multiple;
};

/// Where Boost has no interval function (erf, lgamma, digamma) the interval dual is left out.
template <std::size_t N, class F>
Row measure(const char* name, bool positive, const F& f) {
  constexpr std::size_t points = 1024, few = 16;
  constexpr bool special = std::is_same_v<F, fifteen::Gelu> || std::is_same_v<F, fifteen::LogGamma> ||
                           std::is_same_v<F, fifteen::Call>;
  const Function function = Function::of_vector(static_cast<int>(N), 1, f);
  const auto x = [&](Draw draw, const Format& format) { return fifteen::points(name, draw, format, points * N, positive); };
  const std::vector<double> moderate = x(Draw::moderate, clino::binary64);
  Row r{.name = name,
        .plain = dual<double, N>(f, moderate, points),
        .moderate32 = certified(function, clino::binary32, x(Draw::moderate, clino::binary32)),
        .moderate64 = certified(function, clino::binary64, moderate),
        .bits32 = certified(function, clino::binary32, x(Draw::bits, clino::binary32)),
        .bits64 = certified(function, clino::binary64, x(Draw::bits, clino::binary64)),
        .arb = by_arb(function, clino::binary64, moderate),
        .interval = {},
        .multiple = dual<mp::cpp_bin_float_100, N>(f, moderate, few)};
  if constexpr (!special) r.interval = dual<mp::mpfi_float_50, N>(f, moderate, few);
  return r;
}

/// What tests/bench/mpmath_dual.py prints: a name and nanoseconds.
std::map<std::string, double> mpmath_times(const char* script) {
  std::map<std::string, double> times;
  std::FILE* pipe = popen((std::string("python3 ") + script + " 2>/dev/null").c_str(), "r");
  char line[256];
  while (pipe != nullptr && std::fgets(line, sizeof line, pipe) != nullptr) {
    const std::string text = line;
    const std::size_t tab = text.find('\t');
    if (tab != text.npos) times[text.substr(0, tab)] = std::atof(text.c_str() + tab);
  }
  if (pipe != nullptr) pclose(pipe);
  return times;
}

std::string ratio(std::optional<double> a, double b) {
  char text[32];
  if (!a) return "-";
  std::snprintf(text, sizeof text, "%.3g", *a / b);
  return text;
}

double middle(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

double geometric_mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += std::log(v);
  return std::exp(sum / static_cast<double>(values.size()));
}

void print(const std::vector<Row>& rows, const std::map<std::string, double>& mpmath) {
  std::printf("| one point | double dual, ns | binary32 moderate / dual | binary64 moderate / dual | binary32 bits, ns | "
              "binary64 bits, ns | Arb tier, ns | mpfi_float_50 / Arb tier | cpp_bin_float_100 / Arb tier | "
              "mpmath / binary64 |\n|---|---|---|---|---|---|---|---|---|---|\n");
  std::vector<double> single, full, single_bits, bits, over_interval, over_multiple;
  for (const Row& r : rows) {
    const auto found = mpmath.find(r.name);
    const std::optional<double> python = found == mpmath.end() ? std::nullopt : std::optional(found->second);
    std::printf("| `%s` | %.0f | %.2f | %.1f | %.0f | %.0f | %.0f | %s | %s | %s |\n", r.name.c_str(), r.plain,
                r.moderate32 / r.plain, r.moderate64 / r.plain, r.bits32, r.bits64, r.arb, ratio(r.interval, r.arb).c_str(),
                ratio(r.multiple, r.arb).c_str(), ratio(python, r.moderate64).c_str());
    single.push_back(r.moderate32 / r.plain);
    full.push_back(r.moderate64 / r.plain);
    single_bits.push_back(r.bits32);
    bits.push_back(r.bits64);
    if (r.interval) over_interval.push_back(*r.interval / r.arb);
    over_multiple.push_back(*r.multiple / r.arb);
  }
  std::printf("median: binary32 moderate %.2f of a double dual, binary64 moderate %.1f; bits: binary32 %.0f ns, "
              "binary64 %.0f ns\n", middle(single), middle(full), middle(single_bits), middle(bits));
  std::printf("geometric mean: mpfi_float_50 / Arb tier %.1f, cpp_bin_float_100 / Arb tier %.1f\n",
              geometric_mean(over_interval), geometric_mean(over_multiple));
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<Row> rows;
  fifteen::for_each([&](const char* name, int n, bool positive, auto f) {
    if (n == 1) rows.push_back(measure<1>(name, positive, f));
    if (n == 2) rows.push_back(measure<2>(name, positive, f));
    if (n == 4) rows.push_back(measure<4>(name, positive, f));
    if (n == 5) rows.push_back(measure<5>(name, positive, f));
    if (n == 10) rows.push_back(measure<10>(name, positive, f));
  });
  print(rows, mpmath_times(argc > 1 ? argv[1] : "tests/bench/mpmath_dual.py"));
}
