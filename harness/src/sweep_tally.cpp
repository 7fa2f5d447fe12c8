// Counting verdicts in float order, and joining what neighbours counted.
#include "sweep_tally.hpp"

#include <algorithm>
#include <cmath>

namespace clino {

std::size_t sweep_error_class(double ulps) {
  if (ulps == 0) return 0;
  if (ulps <= 2) return ulps <= 1 ? 1 : 2;
  const double k = std::ceil(std::log2(std::max(ulps, 1.0)));  // exact at powers of two, which bound the classes
  const auto guess = static_cast<std::size_t>(std::min(k, static_cast<double>(sweep_error_classes - 2)));
  const bool above = ulps > std::scalbn(1.0, static_cast<int>(guess));
  const bool below = guess > 0 && ulps <= std::scalbn(1.0, static_cast<int>(guess) - 1);
  return std::min(guess + 1 + (above ? 1 : 0) - (below ? 1 : 0), sweep_error_classes - 1);
}

std::string_view sweep_verdict_name(std::size_t verdict) {
  return verdict == sweep_outside ? "outside" : name(static_cast<Verdict>(verdict));
}

std::size_t sweep_cell(const SweepTask& task, std::uint64_t index) {
  const auto scaled = [](std::uint64_t k, std::uint64_t n, std::size_t cells) {
    return static_cast<std::size_t>(static_cast<unsigned __int128>(k) * cells / n);
  };
  if (task.axes.size() == 1) return scaled(index, task.size(), sweep_cells);
  constexpr std::size_t side = 32;
  static_assert(side * side == sweep_cells);
  const std::uint64_t columns = task.axes.back().size();
  return scaled(index / columns, task.axes.front().size(), side) * side + scaled(index % columns, columns, side);
}

void TallyBuilder::extend(std::uint64_t first, std::uint64_t last, std::uint8_t verdict) {
  if (any_ && t_.last.verdict == verdict) {
    t_.last.last = last;
    if (t_.intervals[verdict] <= sweep_listed) t_.listed[slot_[verdict]].last = last;
    if (t_.first.first == t_.last.first) t_.first.last = last;
    return;
  }
  t_.last = {first, last, verdict};
  if (!any_) t_.first = t_.last;
  any_ = true;
  if (++t_.intervals[verdict] > sweep_listed) return;
  slot_[verdict] = t_.listed.size();
  t_.listed.push_back(t_.last);
}

/// The points around this one that lie in its cell, where they are neighbours (one input).
TallyBuilder::CellSpan TallyBuilder::span_of(std::uint64_t index) const {
  const std::size_t k = sweep_cell(*task_, index);
  if (task_->axes.size() > 1) return {index, index, k};
  const auto begin_of = [n = task_->size()](std::size_t cell) {  // the least index with index * cells / n >= cell
    return static_cast<std::uint64_t>((static_cast<unsigned __int128>(cell) * n + sweep_cells - 1) / sweep_cells);
  };
  return {begin_of(k), begin_of(k + 1) - 1, k};
}

const TallyBuilder::CellSpan& TallyBuilder::span_at(std::uint64_t index) {
  if (index < span_.first || index > span_.last) span_ = span_of(index);
  return span_;
}

SweepCell& TallyBuilder::cell(std::uint64_t index) {
  const std::size_t k = span_at(index).cell;
  if (t_.cells.empty()) t_.first_cell = k;
  if (k < t_.first_cell) {
    t_.cells.insert(t_.cells.begin(), t_.first_cell - k, SweepCell{});
    t_.first_cell = k;
  }
  if (k - t_.first_cell >= t_.cells.size()) t_.cells.resize(k - t_.first_cell + 1);
  return t_.cells[k - t_.first_cell];
}

void TallyBuilder::add_alike(std::uint64_t first, std::uint64_t count, const SweepNumber& n) {
  const bool has_error = !std::isnan(n.error_ulps);
  t_.counts[n.verdict] += count;
  t_.levels[static_cast<std::size_t>(n.level)] += count;
  if (has_error) t_.errors[sweep_error_class(n.error_ulps)] += count;
  extend(first, first + count - 1, n.verdict);
  for (std::uint64_t k = first, end = first + count; k < end;) {
    SweepCell& c = cell(k);
    const std::uint64_t next = std::min(end, span_at(k).last + 1);
    c.counts[n.verdict] += next - k;
    if (has_error) c.worst = std::max(c.worst, n.error_ulps);
    k = next;
  }
}

void TallyBuilder::add_chunk(std::uint64_t first, std::span<const SweepNumber> numbers) {
  for (std::size_t j = 0; j < numbers.size();) {
    const SweepNumber& n = numbers[j];
    std::size_t end = j;  // of the neighbours that are counted alike
    const auto alike = [&](const SweepNumber& m) {
      return m.verdict == n.verdict && m.level == n.level &&
             (m.error_ulps == n.error_ulps || (std::isnan(m.error_ulps) && std::isnan(n.error_ulps)));
    };
    while (end < numbers.size() && alike(numbers[end])) ++end;
    add_alike(first + j, end - j, n);
    j = end;
  }
}

void TallyBuilder::add_accurate(std::uint64_t first, const ChunkSummary& chunk) {
  const auto verdict = static_cast<std::uint8_t>(Verdict::accurate);
  t_.counts[verdict] += sweep_chunk;
  t_.levels[static_cast<std::size_t>(Level::ok)] += sweep_chunk;
  for (std::size_t k = 0; k < chunk.errors.size(); ++k) t_.errors[k] += chunk.errors[k];
  extend(first, first + sweep_chunk - 1, verdict);
  SweepCell& c = cell(first);
  c.counts[verdict] += sweep_chunk;
  c.worst = std::max(c.worst, chunk.largest);
}

void TallyBuilder::propose(const SweepWorst& w) {
  const bool known = w.ulps < record_.ulps || (w.ulps == record_.ulps && w.index > record_.index);
  if (!known && w.ulps > t_.worst.ulps) t_.worst = w;
}

namespace {

void join_intervals(SweepTally& a, const SweepTally& b) {
  const bool meets = a.last.verdict == b.first.verdict;
  const std::uint8_t shared = a.last.verdict;
  std::array<std::uint64_t, sweep_classes> listed{};
  for (const SweepInterval& i : a.listed) ++listed[i.verdict];
  if (meets && a.intervals[shared] <= sweep_listed)
    for (SweepInterval& i : a.listed)
      if (i.verdict == shared && i.first == a.last.first) i.last = b.first.last;
  for (const SweepInterval& i : b.listed) {
    const bool joined = meets && i.verdict == shared && i.first == b.first.first;
    if (joined || listed[i.verdict] >= sweep_listed) continue;
    ++listed[i.verdict];
    a.listed.push_back(i);
  }
  for (std::size_t v = 0; v < sweep_classes; ++v) a.intervals[v] += b.intervals[v];
  if (meets) --a.intervals[shared];
  const bool a_is_one = a.first.first == a.last.first, b_is_one = b.first.first == b.last.first;
  if (meets && a_is_one) a.first.last = b.first.last;
  if (meets && b_is_one)
    a.last.last = b.last.last;
  else
    a.last = b.last;
}

void join_cells(SweepTally& a, const SweepTally& b) {
  if (b.cells.empty()) return;
  if (a.cells.empty()) {
    a.first_cell = b.first_cell;
    a.cells = b.cells;
    return;
  }
  const std::size_t first = std::min(a.first_cell, b.first_cell);
  const std::size_t end = std::max(a.first_cell + a.cells.size(), b.first_cell + b.cells.size());
  a.cells.insert(a.cells.begin(), a.first_cell - first, SweepCell{});
  a.cells.resize(end - first);
  a.first_cell = first;
  for (std::size_t k = 0; k < b.cells.size(); ++k) {
    SweepCell& c = a.cells[b.first_cell + k - first];
    for (std::size_t v = 0; v < sweep_classes; ++v) c.counts[v] += b.cells[k].counts[v];
    c.worst = std::max(c.worst, b.cells[k].worst);
  }
}

}  // namespace

void join(SweepPiece& a, const SweepPiece& b) {
  a.last = b.last;
  for (std::size_t k = 0; k < a.targets.size(); ++k) {
    SweepTally& x = a.targets[k];
    const SweepTally& y = b.targets[k];
    for (std::size_t v = 0; v < sweep_classes; ++v) x.counts[v] += y.counts[v];
    for (std::size_t v = 0; v < x.levels.size(); ++v) x.levels[v] += y.levels[v];
    for (std::size_t v = 0; v < sweep_error_classes; ++v) x.errors[v] += y.errors[v];
    if (y.worst.ulps > x.worst.ulps) x.worst = y.worst;
    join_intervals(x, y);
    join_cells(x, y);
  }
}

std::vector<SweepPiece> joined(std::vector<SweepPiece> pieces) {
  std::ranges::sort(pieces, {}, &SweepPiece::first);
  std::vector<SweepPiece> all;
  for (SweepPiece& p : pieces) {
    if (!all.empty() && all.back().last + 1 == p.first)
      join(all.back(), p);
    else
      all.push_back(std::move(p));
  }
  return all;
}

}  // namespace clino
