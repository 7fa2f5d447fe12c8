#include "verbs_measure.hpp"

#include "exit_code.hpp"

namespace clino::cli {
namespace {

void add_case_files(CLI::App* v, std::vector<std::string>& files) {
  v->add_option("--cases", files, "cases of a file, JSON or FPCore (repeatable); without a name all of them")
      ->type_name("FILE")
      ->allow_extra_args(false);
}

Shims typed_shims(const Typed& t) { return t.no_shims ? Shims::refuse : Shims::supply; }

void require_subject(bool missing, const std::string& verb) {
  if (missing) throw UsageError(verb + " wants an expression, the name of a case, or --cases FILE");
}

}  // namespace

void MeasureVerbs::add_run(const MakeVerb& verb) {
  CLI::App* v = verb("run", "Check the catalogue: engines, finite differences and the certified reference.",
                     "clino run 'sigmoid/*' --engine eigen --format binary32");
  v->add_option("globs", run_.spec.globs, "names of cases: *, ? and [...] match; default: all")->type_name("GLOB");
  v->add_option("--cases", run_.spec.case_files, "files of cases, JSON or FPCore, beside the catalogue")
      ->type_name("FILE")
      ->expected(1, 1 << 20);
  v->add_flag("--no-catalogue", t_.no_catalogue, "only the cases of the files");
  add_choice(v, t_);
  v->add_option("--tag", run_.spec.tags, "cases with this tag (repeatable)")->allow_extra_args(false);
  v->add_option("--points", run_.spec.points, "points sampled in each working range")
      ->check(whole_number(0, 10'000'000));
  add_seed(v, run_.spec.seed);
  v->add_option("--jobs", run_.limits.jobs, "worker processes; default: one for each core")
      ->check(whole_number(1, 1024));
  v->add_option("--timeout", run_.limits.timeout, "seconds a unit may take (default 60; 0: no limit)")
      ->check(number(0, 1e9));
  v->add_option("--memory", run_.limits.memory_mib, "MiB of address space of a worker (default 4096; 0: no limit)")
      ->check(whole_number(0, 1 << 30));
  v->add_option("--out", run_.out, "directory for results.jsonl and reports (default clino-out)")->type_name("DIR");
  v->add_option("--shard", run_.shard,
                "run part K of N only; default: what GTEST_, Bazel's, GitLab's or Slurm's variables say")
      ->type_name("K/N");
  v->add_flag("--resume", run_.resume, "go on where a run into the same directory was stopped");
  add_reports(v, t_, "html");
  add_ci(v, run_.ci);
  add_fail_on(v, t_.fail_on);
  add_gate_options(v, run_.gate);
  v->add_option("--write-expected", t_.write_expected, "write what was found in the format of cases/expected.txt")
      ->type_name("FILE");
  add_arithmetic(v, t_);
}

void MeasureVerbs::add_check(const MakeVerb& verb) {
  CLI::App* v = verb("check", "Check a function given as text, or a case of the catalogue, side by side.",
                     "clino check '1/exp(x)' --gradient '-exp(-x)' --at x=100");
  v->add_option("function", check_.function,
                "expressions, one for each output, or the name of a case; with --cases names or globs of its cases")
      ->type_name("EXPR|CASE");
  add_case_files(v, check_.case_files);
  v->add_option("--gradient", check_.gradient, "your gradient: one expression for each partial, outputs by rows")
      ->type_name("EXPR");
  v->add_option("--reference", check_.reference,
                "the intended function, where the program is another: one for each output")
      ->type_name("EXPR");
  v->add_option("--at", check_.at, "a point: x=100,y=2, decimal or hex (repeatable)")->allow_extra_args(false);
  v->add_option("--domain", check_.domain,
                "range to sample without --at: x=-1:1 (repeatable); default: the whole format")
      ->allow_extra_args(false);
  points_ =
      v->add_option("--points", check_.points, "points to sample without --at")->check(whole_number(1, 10'000'000));
  add_seed(v, check_.seed);
  add_choice(v, t_);
  add_arithmetic(v, t_);
  v->add_flag("--json", check_.json, "one JSON document on stdout");
}

void MeasureVerbs::add_explain(const MakeVerb& verb) {
  CLI::App* v = verb("explain", "Show every step of a function at a point, and the first that is off.",
                     "clino explain '1/exp(x)' --at x=100 --format binary32 --engine eigen");
  v->add_option("function", explain_.function,
                "an expression, or the name of a case; with --cases a name or glob of its cases")
      ->type_name("EXPR|CASE");
  add_case_files(v, explain_.case_files);
  v->add_option("--at", explain_.at, "the point: x=100,y=2, decimal or hex; default: the worst that is found");
  v->add_option("--gradient", explain_.gradient, "your gradient, for --engine custom")->type_name("EXPR");
  v->add_option("--engine", t_.engines, "engine (default: the first with a finding)")->expected(1);
  v->add_option("--format", t_.formats, "format (default: the first with a finding)")->expected(1);
  add_literals(v, t_);
  v->add_flag("--json", explain_.json, "one JSON document on stdout");
}

void MeasureVerbs::add_sweep(const MakeVerb& verb) {
  CLI::App* v = verb("sweep", "Judge every number of a range: counts, intervals and the worst, value and derivative.",
                     "clino sweep '1/exp(x)' --format binary16 --engine eigen");
  v->add_option("function", sweep_.function,
                "an expression of one variable (two in the 16-bit formats), or the name of a case")
      ->type_name("EXPR|CASE");
  add_case_files(v, sweep_.case_files);
  v->add_option("--from", sweep_.from, "first number, decimal or hex (x=0,y=0 with two variables)");
  v->add_option("--to", sweep_.to, "last number; without both the range of the case, or the whole format");
  v->add_option("--gradient", sweep_.gradient, "your gradient, for --engine custom")->type_name("EXPR");
  v->add_option("--engine", t_.engines, "engine (default: eigen)")->expected(1);
  v->add_option("--format", t_.formats, "format (default: binary32, or the case's first)")->expected(1);
  add_arithmetic(v, t_);
  v->add_option("--jobs", sweep_.jobs, "threads; default: one for each core")->check(whole_number(1, 1024));
  v->add_option("--state", sweep_.state, "file in which a long sweep keeps what is done, to go on after any end")
      ->type_name("FILE");
  v->add_flag("--through", sweep_.through, "go on where no proof covers more than one number at a time, however long it takes");
  v->add_flag("--restart", sweep_.restart, "begin anew, whatever an earlier sweep has left");
  v->add_option("--html", sweep_.html, "write a stability map in float order")->type_name("FILE");
  v->add_flag("--json", sweep_.json, "one JSON document on stdout");
}

RunArguments MeasureVerbs::run_arguments() {
  if (!t_.engines.empty()) run_.spec.engines = typed_engines(t_);
  run_.spec.formats = typed_formats(t_);
  run_.spec.shims = typed_shims(t_);
  run_.spec.catalogue = !t_.no_catalogue;
  if (t_.no_catalogue && run_.spec.case_files.empty())
    throw UsageError("--no-catalogue leaves nothing to run: it wants --cases FILE");
  run_.spec.literals = typed_literals(t_);
  run_.reports = typed_reports(t_);
  run_.gate.fail_on = *find_level(t_.fail_on);
  if (!t_.write_expected.empty()) run_.write_expected = t_.write_expected;
  return run_;
}

CheckArguments MeasureVerbs::check_arguments() {
  require_subject(check_.function.empty() && check_.case_files.empty(), "check");
  if (points_->count() > 0 && !check_.at.empty())
    throw UsageError("--points and --at exclude each other: with --at only the points given are checked");
  check_.engines = typed_engines(t_);
  check_.formats = typed_formats(t_);
  check_.shims = typed_shims(t_);
  check_.literals = typed_literals(t_);
  return check_;
}

ExplainArguments MeasureVerbs::explain_arguments() {
  require_subject(explain_.function.empty() && explain_.case_files.empty(), "explain");
  if (const auto chosen = typed_engines(t_); !chosen.empty()) explain_.engine = chosen.front();
  if (const auto chosen = typed_formats(t_); !chosen.empty()) explain_.format = chosen.front();
  explain_.literals = typed_literals(t_);
  return explain_;
}

SweepArguments MeasureVerbs::sweep_arguments() {
  require_subject(sweep_.function.empty() && sweep_.case_files.empty(), "sweep");
  if (const auto chosen = typed_engines(t_); !chosen.empty())
    sweep_.engine = chosen.front();
  else if (!sweep_.gradient.empty())
    sweep_.engine = "custom";
  if (const auto chosen = typed_formats(t_); !chosen.empty()) sweep_.format = chosen.front();
  sweep_.shims = typed_shims(t_);
  sweep_.literals = typed_literals(t_);
  return sweep_;
}

void MeasureVerbs::add(const MakeVerb& verb) {
  add_run(verb);
  add_check(verb);
  add_explain(verb);
  add_sweep(verb);
}

std::optional<Command> MeasureVerbs::command(const std::string& verb) {
  if (verb == "run") return run_arguments();
  if (verb == "check") return check_arguments();
  if (verb == "explain") return explain_arguments();
  if (verb == "sweep") return sweep_arguments();
  return std::nullopt;
}

}  // namespace clino::cli
