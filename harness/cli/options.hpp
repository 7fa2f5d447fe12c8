/// The command line as values.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "clino/run.hpp"
#include "gate.hpp"
#include "log.hpp"
#include "terminal.hpp"

namespace clino::cli {

/// `--report NAME[:PATH]`; "-" as the path is stdout.
struct ReportTarget {
  enum class Write { replace, append };
  std::string name, path{};
  Write write = Write::replace;
};

struct RunArguments {
  RunSpec spec;
  RunLimits limits;
  std::filesystem::path out = "clino-out";
  std::vector<ReportTarget> reports;
  std::string ci = "none";  ///< service whose reports are added: see ci.hpp
  GateArguments gate;
  std::optional<std::filesystem::path> write_expected;
  std::string shard;  ///< "K/N" as typed; empty: what the environment says
  bool resume = false;
};

struct CheckArguments {
  std::vector<std::string> function, case_files, gradient, reference, at, domain;
  int points = 64;
  std::uint64_t seed = 1;
  std::vector<std::string> engines;  ///< empty: all that can take part
  std::vector<Format> formats;       ///< empty: those of the case
  Shims shims = Shims::supply;
  Literals literals = Literals::as_compiled;
  bool json = false;
};

struct ExplainArguments {
  std::string function;
  std::vector<std::string> case_files, gradient;
  std::string at;                     ///< empty: the worst point of the domain
  std::optional<std::string> engine;  ///< empty: the first with a finding
  std::optional<Format> format;       ///< empty: the first with a finding
  Literals literals = Literals::as_compiled;
  bool json = false;
};

struct SweepArguments {
  std::string function;
  std::vector<std::string> case_files, gradient;
  std::string from, to;  ///< empty: the ends of the case's range, or of the format
  std::string engine = "eigen";
  std::optional<Format> format;  ///< empty: binary32, or the case's first
  Shims shims = Shims::supply;
  Literals literals = Literals::as_compiled;
  int jobs = 0;       ///< 0: one for each core
  std::string state;  ///< where what is done is kept; empty: a name made of what is swept
  std::string html;   ///< empty: none
  bool restart = false, json = false;
  bool through = false;  ///< goes on with what takes long, too
};

struct ListArguments {
  std::string what;
};

struct ReportArguments {
  std::filesystem::path results;
  std::vector<ReportTarget> reports;
  std::string ci = "none";
  GateArguments gate;
  bool gated = false;  ///< whether the exit code is the gate's
};

/// `clino accept` and `clino review`: the findings of a run are taken into a baseline.
struct AcceptArguments {
  std::vector<std::string> globs;  ///< of cases or units; empty: all
  std::string reason;
  std::filesystem::path results = "clino-out", baseline = "clino.baseline.tsv";
  Level fail_on = Level::warning;
  bool renew = false;  ///< the baseline may have been measured otherwise
};
struct CompareArguments {
  std::filesystem::path old_results, new_results;
  Level fail_on = Level::warning;
};
struct MergeArguments {
  std::vector<std::filesystem::path> shards;
  std::filesystem::path out;
};
struct DoctorArguments {};
struct ReviewArguments {
  AcceptArguments accept;
};

/// Text for stdout and nothing else to do: `--help`, `--version`.
struct PrintText {
  std::string text;
};

using Command =
    std::variant<RunArguments, CheckArguments, ExplainArguments, SweepArguments, ListArguments, ReportArguments,
                 AcceptArguments, ReviewArguments, CompareArguments, MergeArguments, DoctorArguments, PrintText>;

struct Invocation {
  Command command;
  Verbosity verbosity = Verbosity::normal;
  Color color = Color::automatic;
};

/// Throws UsageError: what was given, what was wanted.
Invocation parse_command_line(int argc, const char* const* argv);

}  // namespace clino::cli
