#include "merge_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "clino/store.hpp"
#include "log.hpp"
#include "report_command.hpp"

namespace clino::cli {
namespace {

/// Why the parts are not a whole run.
struct Incomplete : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Part {
  std::string path;
  RawResults raw;
  std::vector<std::size_t> tasks{};  ///< where each begins: units of one case and format stand together
};

Part read_part(const std::filesystem::path& path) {
  Part part{.path = path.string(), .raw = read_raw_results(path), .tasks = {}};
  UnitName before;
  for (std::size_t i = 0; i < part.raw.lines.size(); ++i) {
    const UnitName name = name_of_line(part.raw.lines[i]);
    if (i == 0 || name.case_name != before.case_name || name.format != before.format) part.tasks.push_back(i);
    before = name;
  }
  return part;
}

void check(const std::vector<Part>& parts) {
  const RunHeader& first = parts.front().raw.header;
  std::set<int> seen;
  for (const Part& p : parts) {
    const RunHeader& h = p.raw.header;
    if (!p.raw.complete) throw Incomplete(p.path + " did not finish: run it again with --resume");
    if (h.shards != first.shards)
      throw Incomplete(fmt::format("{} is of {} parts, {} of {}", p.path, h.shards, parts.front().path, first.shards));
    if (identity_of(h) != identity_of(first))
      throw Incomplete(fmt::format("{} and {} are not of one run: cases, options, build or machine differ",
                                   parts.front().path, p.path));
    if (!seen.insert(h.shard).second) throw Incomplete(fmt::format("part {} of {} is there twice", h.shard, h.shards));
  }
  std::vector<int> missing;
  for (int k = 1; k <= first.shards; ++k)
    if (!seen.contains(k)) missing.push_back(k);
  if (!missing.empty())
    throw Incomplete(fmt::format("part {} of {} is missing", fmt::join(missing, ", "), first.shards));
}

/// Parts sorted by number hold every n-th task: none has more than the one before, nor two less.
void check_sizes(const std::vector<Part>& parts) {
  for (const Part& p : parts)
    if (p.tasks.size() > parts.front().tasks.size() || p.tasks.size() + 1 < parts.front().tasks.size() ||
        p.tasks.size() < parts.back().tasks.size())
      throw Incomplete(fmt::format("{} has {} tasks and {} has {}: these are not parts of one run", parts.front().path,
                                   parts.front().tasks.size(), p.path, p.tasks.size()));
}

void append_task(ResultsWriter& writer, const Part& part, std::size_t task) {
  const std::size_t end = task + 1 < part.tasks.size() ? part.tasks[task + 1] : part.raw.lines.size();
  for (std::size_t i = part.tasks[task]; i < end; ++i) {
    UnitResult unit = unit_from_json(part.raw.lines[i]);
    unit.seconds = i < part.raw.seconds.size() ? part.raw.seconds[i] : 0;
    writer.append(part.raw.lines[i], unit);
  }
}

}  // namespace

ExitCode merge_command(const MergeArguments& a) {
  std::vector<Part> parts;
  for (const std::filesystem::path& path : a.shards) parts.push_back(read_part(path));
  try {
    check(parts);
    std::ranges::sort(parts, {}, [](const Part& p) { return p.raw.header.shard; });
    check_sizes(parts);
  } catch (const Incomplete& error) {
    log_error(std::string("cannot merge: ") + error.what());
    return ExitCode::incomplete;
  }
  require_writable(a.out);
  RunHeader header = parts.front().raw.header;
  header.shard = header.shards = 1;
  ResultsWriter writer(a.out, header);
  double seconds = 0;
  for (std::size_t task = 0; task < parts.front().tasks.size(); ++task)
    for (const Part& part : parts)
      if (task < part.tasks.size()) append_task(writer, part, task);
  for (const Part& part : parts) seconds += part.raw.total_seconds;
  writer.finish(seconds);
  fmt::print("merged\t{}\tparts={}\tunits={}\n", a.out.string(), parts.size(), writer.units());
  return ExitCode::expected;
}

}  // namespace clino::cli
