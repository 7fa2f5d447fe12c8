/// The part of the command line that measures: run, check, explain, sweep.
#pragma once
#include "typed.hpp"
#include "verbs_gate.hpp"

namespace clino::cli {

class MeasureVerbs {
 public:
  explicit MeasureVerbs(Typed& typed) : t_(typed) {}
  void add(const MakeVerb& verb);
  /// The command of a verb of this part; nothing for another's.
  std::optional<Command> command(const std::string& verb);

 private:
  void add_run(const MakeVerb& verb);
  void add_check(const MakeVerb& verb);
  void add_explain(const MakeVerb& verb);
  void add_sweep(const MakeVerb& verb);
  RunArguments run_arguments();
  CheckArguments check_arguments();
  ExplainArguments explain_arguments();
  SweepArguments sweep_arguments();

  Typed& t_;
  RunArguments run_;
  CheckArguments check_;
  CLI::Option* points_ = nullptr;  ///< of check
  ExplainArguments explain_;
  SweepArguments sweep_;
};

}  // namespace clino::cli
