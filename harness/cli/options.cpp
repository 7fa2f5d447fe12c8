#include "options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "exit_code.hpp"
#include "list_command.hpp"
#include "reports/reporters.hpp"
#include "suggest.hpp"
#include "verb_help.hpp"
#include "verbs_gate.hpp"
#include "verbs_measure.hpp"

namespace clino::cli {
namespace {

const std::vector<std::string> verbs{"run",    "check",   "explain", "sweep",  "list",       "report", "accept",
                                     "review", "compare", "merge",   "doctor", "completion", "man"};

/// What CLI11 says of an argument, without its jargon and the blank that shields a negative number.
std::string in_plain_words(const CLI::ParseError& error) {
  std::string text = error.what();
  for (std::size_t at; (at = text.find("  ")) != std::string::npos;) text.erase(at, 1);
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) return text.substr(0, text.find(' ')) + " is missing";
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr)
    return text.substr(0, text.find(':')) + " wants a value";
  return text;
}

/// Verb of the command line, its options, and what they are stored in.
class Parser {
 public:
  Parser() {
    app_.set_version_flag("--version", "clino " CLINO_VERSION);
    app_.require_subcommand(1);
    app_.footer("clino VERB --help tells more about a verb.\nExample: clino check '1/exp(x)' --at x=100");
    const MakeVerb make = [this](const char* name, const char* description, const char* example) {
      return verb(name, description, example);
    };
    measure_.add(make);
    add_list();
    add_report();
    gate_.add(make);
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
  void add_list();
  void add_report();
  ListArguments list_arguments() const;
  Command command();
  [[noreturn]] void explain_extras(const CLI::App& verb, const std::vector<std::string>& extras) const;

  CLI::App app_{"Clinometer: measures whether a gradient can be trusted.", "clino"};
  Typed t_;
  MeasureVerbs measure_{t_};
  ListArguments list_;
  ReportArguments report_;
  GateVerbs gate_;
  std::string shell_;
};

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
  add_reports(v, t_, "console on stdout");
  add_ci(v, report_.ci);
  add_fail_on(v, t_.fail_on);
  add_gate_options(v, report_.gate);
  v->add_flag("--gate", report_.gated, "hold the run against what is accepted, as clino run does; for merged runs");
}

ListArguments Parser::list_arguments() const {
  const auto topics = list_topics();
  if (list_.what.empty()) throw UsageError(fmt::format("nothing to list; there are: {}", fmt::join(topics, ", ")));
  if (std::ranges::find(topics, list_.what) == topics.end()) throw UsageError(unknown("topic", list_.what, topics));
  return list_;
}

Command Parser::command() {
  const std::string& name = app_.get_subcommands().front()->get_name();
  if (name == "list") return list_arguments();
  if (name == "doctor") return DoctorArguments{};
  if (name == "completion") return PrintText{completion_script(shell_, help())};
  if (name == "man") return PrintText{manual_page(help())};
  if (auto command = measure_.command(name)) return *command;
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
  if (o.check_lname("engine")) help.choices = known_engines();
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
  const bool dashed = !arguments.empty() && !named && arguments.front() != "-h";
  if (dashed && !arguments.front().starts_with("--help") && !arguments.front().starts_with("--version"))
    throw UsageError(
        fmt::format("unknown option '{}' in front of a verb; options of a verb stand behind it; see clino --help",
                    arguments.front().substr(arguments.front().find_first_not_of(' '))));
  if (arguments.empty())
    throw UsageError(fmt::format("no verb; there are: {}; see clino --help", fmt::join(verbs, ", ")));
  return Parser().parse(std::move(arguments));
}

}  // namespace clino::cli
