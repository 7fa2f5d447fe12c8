#include "options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <limits>

#include "clino/engine.hpp"
#include "exit_code.hpp"
#include "list_command.hpp"
#include "reports/reporters.hpp"
#include "suggest.hpp"
#include "verb_help.hpp"
#include "verbs_gate.hpp"

namespace clino::cli {
namespace {

const std::vector<std::string> verbs{"run",    "check",   "explain", "sweep",  "list",       "report", "accept",
                                     "review", "compare", "merge",   "doctor", "completion", "man"};

std::vector<std::string> engine_names() {
  auto names = names_of(engines(), [](const auto& e) { return e->info().name; });
  names.emplace_back("custom");
  return names;
}

Format to_format(const std::string& name) {
  const auto format = find_format(name);
  if (!format) throw UsageError(unknown("format", name, format_names()));
  return *format;
}

void require_engine(const std::string& name) {
  const auto names = engine_names();
  if (std::ranges::find(names, name) == names.end()) throw UsageError(unknown("engine", name, names));
}

ReportTarget to_report(const std::string& text) {
  const std::size_t colon = text.find(':');
  ReportTarget target{text.substr(0, colon), colon == std::string::npos ? "" : text.substr(colon + 1)};
  if (find_reporter(target.name) == nullptr)
    throw UsageError(unknown("report", target.name, names_of(reporters(), [](const Reporter& r) { return r.name; })));
  return target;
}

/// Strings as typed; turned into values once CLI11 is done, so that messages are ours.
struct Typed {
  std::vector<std::string> engines, formats, reports;
  std::string fail_on = "warning", color = "auto", literals = "as-compiled", write_expected;
  bool no_shims = false, no_catalogue = false, quiet = false;
  int verbose = 0;
};

std::vector<Format> typed_formats(const Typed& t) {
  std::vector<Format> all;
  for (const std::string& name : t.formats)
    if (const Format f = to_format(name); std::ranges::find(all, f) == all.end()) all.push_back(f);
  return all;
}
std::vector<std::string> typed_engines(const Typed& t) {
  std::vector<std::string> all;
  for (const std::string& name : t.engines) {
    require_engine(name);
    if (std::ranges::find(all, name) == all.end()) all.push_back(name);
  }
  return all;
}
std::vector<ReportTarget> typed_reports(const Typed& t) {
  std::vector<ReportTarget> all;
  std::ranges::transform(t.reports, std::back_inserter(all), to_report);
  return all;
}
Literals typed_literals(const Typed& t) { return t.literals == "real" ? Literals::real : Literals::as_compiled; }

void require_subject(bool missing, const std::string& verb) {
  if (missing) throw UsageError(verb + " wants an expression, the name of a case, or --cases FILE");
}

/// What CLI11 says of an argument, without its jargon and the blank that shields a negative number.
std::string in_plain_words(const CLI::ParseError& error) {
  std::string text = error.what();
  for (std::size_t at; (at = text.find("  ")) != std::string::npos;) text.erase(at, 1);
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) return text.substr(0, text.find(' ')) + " is missing";
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr)
    return text.substr(0, text.find(':')) + " wants a value";
  return text;
}

/// A whole number that a seed can hold; CLI11's own check names the largest double.
std::string is_whole_number(const std::string& text) {
  std::uint64_t ignored = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), ignored);
  if (end.ec == std::errc{} && end.ptr == text.data() + text.size()) return {};
  return fmt::format("'{}' is not a whole number from 0 to {}", text.substr(text.find_first_not_of(' ')),
                     std::numeric_limits<std::uint64_t>::max());
}

/// Verb of the command line, its options, and what they are stored in.
class Parser {
 public:
  Parser() {
    app_.set_version_flag("--version", "clino " CLINO_VERSION);
    app_.require_subcommand(1);
    app_.footer("clino VERB --help tells more about a verb.\nExample: clino check '1/exp(x)' --at x=100");
    add_run();
    add_check();
    add_explain();
    add_sweep();
    add_list();
    add_report();
    gate_.add([this](const char* name, const char* description, const char* example) {
      return verb(name, description, example);
    });
    verb("doctor", "Whether this machine and this build compute as the results suppose.", "clino doctor");
    verb("completion", "Print the completion script of a shell.",
         "clino completion bash > /etc/bash_completion.d/clino")
        ->add_option("shell", shell_, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    verb("man", "Print the manual page.", "clino man | man -l -");
  }

  Invocation parse(std::vector<std::string> arguments);
  std::vector<VerbHelp> help() const;

 private:
  CLI::App* verb(const char* name, const char* description, const char* example) {
    CLI::App* v = app_.add_subcommand(name, description);
    v->footer(std::string("Example: ") + example);
    v->add_flag("-v,--verbose", t_.verbose, "log each finding to stderr; -vv: each unit");
    v->add_flag("-q,--quiet", t_.quiet, "log errors only, show no progress");
    v->add_option("--color", t_.color, "auto (the default), always or never; NO_COLOR is honoured")
        ->check(CLI::IsMember({"auto", "always", "never"}));
    return v;
  }
  void add_run();
  void add_check();
  void add_explain();
  void add_sweep();
  void add_list();
  void add_report();
  void add_choice(CLI::App* v);
  void add_case_files(CLI::App* v, std::vector<std::string>& files);
  void add_arithmetic(CLI::App* v);
  void add_reports(CLI::App* v, const char* fallback);
  Command command();
  [[noreturn]] void explain_extras(const CLI::App& verb, const std::vector<std::string>& extras) const;

  CLI::App app_{"Clinometer: measures whether a gradient can be trusted.", "clino"};
  Typed t_;
  RunArguments run_;
  CheckArguments check_;
  ExplainArguments explain_;
  SweepArguments sweep_;
  ListArguments list_;
  ReportArguments report_;
  GateVerbs gate_;
  std::string shell_;
};

void Parser::add_choice(CLI::App* v) {
  v->add_option("--engine", t_.engines, "engines, parted by commas; see 'clino list engines'")->delimiter(',');
  v->add_option("--format", t_.formats, "formats, parted by commas; see 'clino list formats'")->delimiter(',');
}

void Parser::add_arithmetic(CLI::App* v) {
  v->add_flag("--no-shims", t_.no_shims, "operations an engine lacks make it answer 'unsupported'");
  v->add_option("--literals", t_.literals, "literals of the function are numbers of the format, or real numbers")
      ->check(CLI::IsMember({"as-compiled", "real"}));
}

void Parser::add_reports(CLI::App* v, const char* fallback) {
  v->add_option("--report", t_.reports,
                std::string("a report and where to write it, '-' for stdout (repeatable; default: ") + fallback + ")")
      ->type_name("NAME[:PATH]")
      ->allow_extra_args(false);
}

void Parser::add_case_files(CLI::App* v, std::vector<std::string>& files) {
  v->add_option("--cases", files, "cases of a file, JSON or FPCore (repeatable); without a name all of them")
      ->type_name("FILE")
      ->allow_extra_args(false);
}

void Parser::add_run() {
  CLI::App* v = verb("run", "Check the catalogue: engines, finite differences and the certified reference.",
                     "clino run 'sigmoid/*' --engine eigen --format binary32");
  v->add_option("globs", run_.spec.globs, "names of cases: *, ? and [...] match; default: all")->type_name("GLOB");
  v->add_option("--cases", run_.spec.case_files, "files of cases, JSON or FPCore, beside the catalogue")
      ->type_name("FILE")
      ->expected(1, 1 << 20);
  v->add_flag("--no-catalogue", t_.no_catalogue, "only the cases of the files");
  add_choice(v);
  v->add_option("--tag", run_.spec.tags, "cases with this tag (repeatable)")->allow_extra_args(false);
  v->add_option("--points", run_.spec.points, "points sampled in each working range")->check(CLI::Range(0, 10'000'000));
  v->add_option("--seed", run_.spec.seed, "seed of the sampled points")->check(is_whole_number);
  v->add_option("--jobs", run_.limits.jobs, "worker processes; default: one for each core")->check(CLI::Range(1, 1024));
  v->add_option("--timeout", run_.limits.timeout, "seconds a unit may take (default 60; 0: no limit)")
      ->check(CLI::Range(0.0, 1e9));
  v->add_option("--memory", run_.limits.memory_mib, "MiB of address space of a worker (default 4096; 0: no limit)")
      ->check(CLI::Range(0, 1 << 30));
  v->add_option("--out", run_.out, "directory for results.jsonl and reports (default clino-out)")->type_name("DIR");
  v->add_option("--shard", run_.shard,
                "run part K of N only; default: what GTEST_, Bazel's, GitLab's or Slurm's variables say")
      ->type_name("K/N");
  v->add_flag("--resume", run_.resume, "go on where a run into the same directory was stopped");
  add_reports(v, "html");
  add_fail_on(v, t_.fail_on);
  add_gate_options(v, run_.gate);
  v->add_option("--write-expected", t_.write_expected, "write what was found in the format of cases/expected.txt")
      ->type_name("FILE");
  add_arithmetic(v);
}

void Parser::add_check() {
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
  v->add_option("--points", check_.points, "points to sample without --at")->check(CLI::Range(1, 10'000'000));
  v->add_option("--seed", check_.seed, "seed of the sampled points")->check(is_whole_number);
  add_choice(v);
  add_arithmetic(v);
  v->add_flag("--json", check_.json, "one JSON document on stdout");
}

void Parser::add_explain() {
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
  v->add_option("--literals", t_.literals, "literals are numbers of the format, or real numbers")
      ->check(CLI::IsMember({"as-compiled", "real"}));
  v->add_flag("--json", explain_.json, "one JSON document on stdout");
}

void Parser::add_sweep() {
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
  add_arithmetic(v);
  v->add_option("--jobs", sweep_.jobs, "threads; default: one for each core")->check(CLI::Range(1, 1024));
  v->add_option("--state", sweep_.state, "file in which a long sweep keeps what is done, to go on after any end")
      ->type_name("FILE");
  v->add_flag("--restart", sweep_.restart, "begin anew, whatever an earlier sweep has left");
  v->add_option("--html", sweep_.html, "write a stability map in float order")->type_name("FILE");
  v->add_flag("--json", sweep_.json, "one JSON document on stdout");
}

void Parser::add_list() {
  CLI::App* v = verb("list", "List what there is.", "clino list cases");
  v->add_option("what", list_.what, fmt::format("{}", fmt::join(list_topics(), ", ")))->type_name("WHAT");
}

void Parser::add_report() {
  CLI::App* v =
      verb("report", "Render the results of a run again.", "clino report clino-out/results.jsonl --report html");
  v->add_option("results", report_.results, "results.jsonl, or the directory it is in")
      ->required()
      ->type_name("RESULTS");
  add_reports(v, "console on stdout");
  add_fail_on(v, t_.fail_on);
  add_gate_options(v, report_.gate);
  v->add_flag("--gate", report_.gated, "hold the run against what is accepted, as clino run does; for merged runs");
}

Command Parser::command() {
  const std::string& name = app_.get_subcommands().front()->get_name();
  const Shims shims = t_.no_shims ? Shims::refuse : Shims::supply;
  if (name == "run") {
    if (!t_.engines.empty()) run_.spec.engines = typed_engines(t_);
    run_.spec.formats = typed_formats(t_);
    run_.spec.shims = shims;
    run_.spec.catalogue = !t_.no_catalogue;
    if (t_.no_catalogue && run_.spec.case_files.empty())
      throw UsageError("--no-catalogue leaves nothing to run: it wants --cases FILE");
    run_.spec.literals = typed_literals(t_);
    run_.reports = typed_reports(t_);
    run_.gate.fail_on = *find_level(t_.fail_on);
    if (!t_.write_expected.empty()) run_.write_expected = t_.write_expected;
    return run_;
  }
  if (name == "check") {
    require_subject(check_.function.empty() && check_.case_files.empty(), name);
    check_.engines = typed_engines(t_);
    check_.formats = typed_formats(t_);
    check_.shims = shims;
    check_.literals = typed_literals(t_);
    return check_;
  }
  if (name == "explain") {
    require_subject(explain_.function.empty() && explain_.case_files.empty(), name);
    if (const auto chosen = typed_engines(t_); !chosen.empty()) explain_.engine = chosen.front();
    if (const auto chosen = typed_formats(t_); !chosen.empty()) explain_.format = chosen.front();
    explain_.literals = typed_literals(t_);
    return explain_;
  }
  if (name == "sweep") {
    require_subject(sweep_.function.empty() && sweep_.case_files.empty(), name);
    if (const auto chosen = typed_engines(t_); !chosen.empty())
      sweep_.engine = chosen.front();
    else if (!sweep_.gradient.empty())
      sweep_.engine = "custom";
    if (const auto chosen = typed_formats(t_); !chosen.empty()) sweep_.format = chosen.front();
    sweep_.shims = shims;
    sweep_.literals = typed_literals(t_);
    return sweep_;
  }
  if (name == "list") {
    const auto topics = list_topics();
    if (list_.what.empty()) throw UsageError(fmt::format("nothing to list; there are: {}", fmt::join(topics, ", ")));
    if (std::ranges::find(topics, list_.what) == topics.end()) throw UsageError(unknown("topic", list_.what, topics));
    return list_;
  }
  if (name == "doctor") return DoctorArguments{};
  if (name == "completion") return PrintText{completion_script(shell_, help())};
  if (name == "man") return PrintText{manual_page(help())};
  if (auto command = gate_.command(name)) return *command;
  report_.reports = typed_reports(t_);
  report_.gate.fail_on = *find_level(t_.fail_on);
  return report_;
}

/// "{auto,always,never}" of a type's name as a list.
std::vector<std::string> choices_in(const std::string& type) {
  std::vector<std::string> choices;
  const std::size_t open = type.find('{'), close = type.find('}');
  if (open == std::string::npos || close == std::string::npos) return choices;
  for (std::size_t at = open + 1; at < close;) {
    const std::size_t comma = std::min(type.find(',', at), close);
    choices.push_back(type.substr(at, comma - at));
    at = comma + 1;
  }
  return choices;
}

OptionHelp help_of(const CLI::Option& o) {
  OptionHelp help{.description = o.get_description()};
  for (const std::string& name : o.get_lnames()) help.names.push_back("--" + name);
  for (const std::string& name : o.get_snames()) help.names.push_back("-" + name);
  const std::string type = o.get_type_name();
  if (o.get_items_expected_max() > 0) help.value = o.get_positional() ? o.get_name() : type.substr(0, type.find(':'));
  help.choices = choices_in(type);
  if (o.check_lname("engine")) help.choices = engine_names();
  if (o.check_lname("format")) help.choices = format_names();
  if (o.check_lname("report")) help.choices = names_of(reporters(), [](const Reporter& r) { return r.name; });
  return help;
}

std::vector<VerbHelp> Parser::help() const {
  std::vector<VerbHelp> all;
  for (const CLI::App* v : app_.get_subcommands([](const CLI::App*) { return true; })) {
    VerbHelp help{.name = v->get_name(), .description = v->get_description(), .footer = v->get_footer()};
    for (const CLI::Option* o : v->get_options()) help.options.push_back(help_of(*o));
    all.push_back(std::move(help));
  }
  return all;
}

void Parser::explain_extras(const CLI::App& verb, const std::vector<std::string>& extras) const {
  const std::string given = extras.front();
  if (!given.starts_with('-'))
    throw UsageError(fmt::format("unexpected argument '{}'; see clino {} --help", given, verb.get_name()));
  std::vector<std::string> names;
  for (const CLI::Option* o : verb.get_options())
    for (const std::string& name : o->get_lnames()) names.push_back("--" + name);
  const std::string option = given.substr(0, given.find('='));
  if (std::ranges::find(names, option) != names.end())
    throw UsageError(fmt::format("option '{}' stands after '--', where only names and expressions do", given));
  const std::string name = nearest(option, names);
  throw UsageError(fmt::format("unknown option '{}'{}; see clino {} --help", given,
                               name.empty() ? "" : "; did you mean '" + name + "'?", verb.get_name()));
}

Invocation Parser::parse(std::vector<std::string> arguments) {
  std::ranges::reverse(arguments);  // as CLI11 wants them
  try {
    app_.parse(arguments);
  } catch (const CLI::CallForHelp&) {
    const auto chosen = app_.get_subcommands();
    return {.command = PrintText{chosen.empty() ? app_.help() : chosen.front()->help("", CLI::AppFormatMode::Normal)}};
  } catch (const CLI::CallForVersion& version) {
    return {.command = PrintText{std::string(version.what()) + "\n"}};
  } catch (const CLI::ExtrasError&) {
    const auto chosen = app_.get_subcommands();
    const CLI::App& at = chosen.empty() ? app_ : *chosen.front();
    explain_extras(at, app_.remaining(true));
  } catch (const CLI::ParseError& error) {
    const auto chosen = app_.get_subcommands();
    throw UsageError(fmt::format("{}; see clino {}--help", in_plain_words(error),
                                 chosen.empty() ? "" : chosen.front()->get_name() + " "));
  }
  Invocation invocation{.command = command()};
  invocation.color = t_.color == "always" ? Color::always : t_.color == "never" ? Color::never : Color::automatic;
  invocation.verbosity = t_.quiet          ? Verbosity::quiet
                         : t_.verbose == 0 ? Verbosity::normal
                         : t_.verbose == 1 ? Verbosity::findings
                                           : Verbosity::all;
  return invocation;
}

/// An expression such as -exp(-x) is no option: a blank in front keeps CLI11 from taking it for one.
std::string shield(const std::string& argument) {
  const bool dashed = argument.size() > 1 && argument[0] == '-' && argument[1] != '-';
  const bool flag = dashed && argument.find_first_not_of("vqh", 1) == std::string::npos;
  return dashed && !flag ? " " + argument : argument;
}

}  // namespace

Invocation parse_command_line(int argc, const char* const* argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  std::ranges::transform(arguments, arguments.begin(), shield);
  const bool named = !arguments.empty() && !arguments.front().starts_with('-') && !arguments.front().starts_with(' ');
  if (named && std::ranges::find(verbs, arguments.front()) == verbs.end())
    throw UsageError(unknown("verb", arguments.front(), verbs));
  if (arguments.empty())
    throw UsageError(fmt::format("no verb; there are: {}; see clino --help", fmt::join(verbs, ", ")));
  return Parser().parse(std::move(arguments));
}

}  // namespace clino::cli
