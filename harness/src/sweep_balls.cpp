#include "sweep_balls.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "short_format.hpp"

namespace clino {

void certify(DoubleTape& balls, const SweepTask& task, std::span<const double> x,
             std::array<CertifiedChunk, 2>& certified, std::array<std::array<double, sweep_chunk>, 2>& near) {
  constexpr double unknown = std::numeric_limits<double>::infinity();
  for (std::size_t from = 0; from < x.size(); from += DoubleTape::lanes) {
    const std::size_t size = std::min(DoubleTape::lanes, x.size() - from);
    std::array<double, DoubleTape::lanes> reach{}, moved{};
    for (std::size_t l = 0; l < size; ++l)
      reach[l] = std::floor(task.options.tolerance.input_ulps) * short_ulp(task.format, x[from + l]);
    const auto each = [&](double step, double box, const auto& use) {
      for (std::size_t l = 0; l < size; ++l) moved[l] = x[from + l] + step * reach[l];
      balls.run(std::span(moved).first(size), box == 0 ? std::span<double>{} : std::span(reach).first(size));
      for (std::size_t k = 0; k < 2; ++k)
        for (std::size_t l = 0; l < size; ++l) use(certified[k], k == 0 ? balls.value(0) : balls.partial(0, 0), k, l);
    };
    const auto radius_of = [&](const DoubleTape::Number& y, std::size_t l) {
      return y.known[l] != 0 ? y.radius[l] : unknown;
    };
    each(0, 0, [&](CertifiedChunk& c, const DoubleTape::Number& y, std::size_t k, std::size_t l) {
      c.rounded[from + l] = y.rounded[l];
      c.radius[from + l] = y.radius[l];
      near[k][from + l] = y.near[l];
    });
    each(-1, 0, [&](CertifiedChunk& c, const DoubleTape::Number& y, std::size_t, std::size_t l) {
      c.below[from + l] = y.near[l];
      c.below_radius[from + l] = radius_of(y, l);
    });
    each(1, 0, [&](CertifiedChunk& c, const DoubleTape::Number& y, std::size_t, std::size_t l) {
      c.above[from + l] = y.near[l];
      c.above_radius[from + l] = radius_of(y, l);
    });
    each(0, 1, [&](CertifiedChunk& c, const DoubleTape::Number& y, std::size_t, std::size_t l) {
      c.continuous[from + l] = y.known[l];
    });
  }
}

}  // namespace clino
