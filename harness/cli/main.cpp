// clino: argv -> command -> exit code.
#include <fmt/format.h>

#include <cstdio>
#include <new>
#include <system_error>

#include "accept_command.hpp"
#include "check_command.hpp"
#include "clino/case_file.hpp"
#include "clino/store.hpp"
#include "compare_command.hpp"
#include "doctor_command.hpp"
#include "explain_command.hpp"
#include "list_command.hpp"
#include "log.hpp"
#include "merge_command.hpp"
#include "options.hpp"
#include "report_command.hpp"
#include "run_command.hpp"
#include "sweep_command.hpp"

namespace clino::cli {
namespace {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};

ExitCode perform(const Invocation& i) {
  return std::visit(Overloaded{[&](const RunArguments& a) { return run_command(a, i.verbosity, i.color); },
                               [&](const CheckArguments& a) { return check_command(a, i.color); },
                               [&](const ExplainArguments& a) { return explain_command(a, i.color); },
                               [&](const SweepArguments& a) { return sweep_command(a, i.color, i.verbosity); },
                               [](const ListArguments& a) { return list_command(a); },
                               [&](const ReportArguments& a) { return report_command(a, i.color); },
                               [](const AcceptArguments& a) { return accept_command(a); },
                               [&](const ReviewArguments& a) { return review_command(a, i.color); },
                               [&](const CompareArguments& a) { return compare_command(a, i.color); },
                               [](const MergeArguments& a) { return merge_command(a); },
                               [](const DoctorArguments&) { return doctor_command(); },
                               [](const PrintText& p) {
                                 fmt::print("{}", p.text);
                                 return ExitCode::expected;
                               }},
                    i.command);
}

/// What was printed has to arrive: a full disk behind stdout is no success.
ExitCode flushed(ExitCode code) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  log_error("cannot write to stdout");
  return ExitCode::incomplete;
}

ExitCode run_main(int argc, const char* const* argv) {
  open_log(Verbosity::normal, use_color(Color::automatic, stderr_is_terminal()));
  try {
    const Invocation invocation = parse_command_line(argc, argv);
    open_log(invocation.verbosity, use_color(invocation.color, stderr_is_terminal()));
    return flushed(perform(invocation));
  } catch (const UsageError& error) {
    log_error(error.what());
    return ExitCode::bad_usage;
  } catch (const CaseFileError& error) {
    log_error(error.what());
    return ExitCode::bad_usage;
  } catch (const BadResults& error) {
    log_error(error.what());
    return ExitCode::bad_usage;
  } catch (const BadBaseline& error) {
    log_error(error.what());
    return ExitCode::bad_usage;
  } catch (const CannotWrite& error) {
    log_error(error.what());
    return ExitCode::incomplete;
  } catch (const std::system_error& error) {  // fmt::print on a full disk or a closed stdout
    log_error(std::string("cannot write to stdout: ") + error.code().message());
    return ExitCode::incomplete;
  } catch (const std::bad_alloc&) {
    log_error("out of memory");
    return ExitCode::incomplete;
  } catch (const std::exception& error) {
    log_error(std::string("internal error: ") + error.what());
    return ExitCode::incomplete;
  }
}

}  // namespace
}  // namespace clino::cli

int main(int argc, char** argv) { return static_cast<int>(clino::cli::run_main(argc, argv)); }
