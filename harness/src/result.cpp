#include "clino/result.hpp"

#include <algorithm>

namespace clino {
namespace {

/// How loud a verdict is where several stand side by side: failures first, conventions last.
int loudness(Verdict v) {
  switch (v) {
    case Verdict::failed: return 12;
    case Verdict::wrong: return 11;
    case Verdict::non_finite: return 10;
    case Verdict::underflow: return 9;
    case Verdict::kink: return 8;
    case Verdict::inaccurate: return 7;
    case Verdict::undecided: return 6;
    case Verdict::unsupported: return 5;
    case Verdict::invented: return 4;
    case Verdict::subgradient: return 3;
    case Verdict::undefined: return 2;
    case Verdict::ill_conditioned: return 1;
    case Verdict::accurate: return 0;
  }
  return 0;
}

Verdict loudest(const Counts& counts) {
  Verdict worst = Verdict::accurate;
  for (const Verdict v : verdicts())
    if (counts[static_cast<std::size_t>(v)] > 0 && loudness(v) > loudness(worst)) worst = v;
  return worst;
}

}  // namespace

Verdict worst_verdict(const UnitResult& unit) { return unit.failure.empty() ? loudest(unit.counts) : Verdict::failed; }
Verdict worst_value_verdict(const UnitResult& unit) {
  return unit.failure.empty() ? loudest(unit.value_counts) : Verdict::failed;
}
Level level_of(const UnitResult& unit) {
  return unit.failure.empty() ? std::max(unit.level, unit.value_level) : Level::error;
}

std::int64_t compared(const UnitResult& unit) {
  std::int64_t n = 0;
  for (const Verdict v : verdicts())
    if (v != Verdict::undecided && v != Verdict::unsupported && v != Verdict::failed)
      n += unit.counts[static_cast<std::size_t>(v)];
  return n;
}

}  // namespace clino
