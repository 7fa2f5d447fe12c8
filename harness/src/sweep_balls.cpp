#include "sweep_balls.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "short_format.hpp"

namespace clino {
namespace {

/// Up to 64 neighbours of a chunk, from its number `from` on.
class Block {
 public:
  Block(const SweepTask& task, std::span<const double> x, std::size_t from, std::array<CertifiedChunk, 2>& certified,
        std::array<std::array<double, sweep_chunk>, 2>& near)
      : x_(x.subspan(from, std::min(lane_count, x.size() - from))), from_(from), certified_(certified), near_(near) {
    for (std::size_t l = 0; l < x_.size(); ++l)
      reach_[l] = std::floor(task.options.tolerance.input_ulps) * short_ulp(task.format, x_[l]);
    wanted_.fill(true);
  }

  /// Everything at the numbers that are wanted.
  template <class Tape>
  void fill(Tape& tape) {
    using Number = typename Tape::Number;
    const auto radius_of = [](const Number& y, std::size_t l) {
      return y.known[l] != 0 ? (y.radius[l] + std::fabs(y.low[l])) * double_ball::upwards
                             : std::numeric_limits<double>::infinity();
    };
    each(tape, 0, 0, [&](CertifiedChunk& c, const Number& y, std::size_t k, std::size_t l) {
      c.rounded[from_ + l] = y.rounded[l];
      c.radius[from_ + l] = (y.radius[l] + std::fabs(y.low[l])) * double_ball::upwards;
      near_[k][from_ + l] = y.near[l];
    });
    each(tape, -1, 0, [&](CertifiedChunk& c, const Number& y, std::size_t, std::size_t l) {
      c.below[from_ + l] = y.near[l];
      c.below_radius[from_ + l] = radius_of(y, l);
    });
    each(tape, 1, 0, [&](CertifiedChunk& c, const Number& y, std::size_t, std::size_t l) {
      c.above[from_ + l] = y.near[l];
      c.above_radius[from_ + l] = radius_of(y, l);
    });
    each(tape, 0, 1,
         [&](CertifiedChunk& c, const Number& y, std::size_t, std::size_t l) { c.continuous[from_ + l] = y.known[l]; });
  }

  /// Whether a number is open; those are wanted from now on.
  bool open() {
    for (std::size_t l = 0; l < x_.size(); ++l)
      wanted_[l] = std::isnan(certified_[0].rounded[from_ + l]) || std::isnan(certified_[1].rounded[from_ + l]);
    return std::find(wanted_.begin(), wanted_.begin() + static_cast<std::ptrdiff_t>(x_.size()), true) !=
           wanted_.begin() + static_cast<std::ptrdiff_t>(x_.size());
  }

 private:
  /// At the numbers moved by `step` of what they may be moved by; `box`: at all between.
  template <class Tape, class Use>
  void each(Tape& tape, double step, double box, const Use& use) {
    std::array<double, lane_count> moved;
    for (std::size_t l = 0; l < x_.size(); ++l) moved[l] = x_[l] + step * reach_[l];
    tape.run(std::span(moved).first(x_.size()), box == 0 ? std::span<double>{} : std::span(reach_).first(x_.size()));
    for (std::size_t k = 0; k < 2; ++k)
      for (std::size_t l = 0; l < x_.size(); ++l)
        if (wanted_[l]) use(certified_[k], k == 0 ? tape.value(0) : tape.partial(0, 0), k, l);
  }

  std::span<const double> x_;
  std::size_t from_;
  std::array<CertifiedChunk, 2>& certified_;
  std::array<std::array<double, sweep_chunk>, 2>& near_;
  std::array<double, lane_count> reach_{};
  std::array<bool, lane_count> wanted_{};
};

}  // namespace

void certify(SweepBalls& balls, const SweepTask& task, std::span<const double> x,
             std::array<CertifiedChunk, 2>& certified, std::array<std::array<double, sweep_chunk>, 2>& near) {
  for (std::size_t from = 0; from < x.size(); from += lane_count) {
    Block block(task, x, from, certified, near);
    block.fill(balls.narrow);
    if (block.open() && balls.wide.usable()) block.fill(balls.wide);
  }
}

}  // namespace clino
