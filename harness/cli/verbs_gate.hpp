/// The part of the command line that deals with runs that are there: accept, review, compare, merge.
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>

#include "options.hpp"

namespace clino::cli {

/// Makes a verb with the options that all share: name, description, example.
using MakeVerb = std::function<CLI::App*(const char*, const char*, const char*)>;

class GateVerbs {
 public:
  void add(const MakeVerb& verb);
  /// The command of a verb of this part; nothing for another's.
  std::optional<Command> command(const std::string& verb);

 private:
  void add_pending(CLI::App* v, AcceptArguments& arguments);

  AcceptArguments accept_;
  ReviewArguments review_;
  CompareArguments compare_;
  MergeArguments merge_;
  std::string fail_on_ = "warning";
};

/// `--baseline` and `--strict-baseline`.
void add_gate_options(CLI::App* v, GateArguments& gate);
void add_fail_on(CLI::App* v, std::string& fail_on);

}  // namespace clino::cli
