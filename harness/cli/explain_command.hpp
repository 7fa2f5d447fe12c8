/// `clino explain`.
#pragma once
#include <string>
#include <vector>

#include "clino/result.hpp"
#include "exit_code.hpp"
#include "options.hpp"

namespace clino::cli {

/// One number of one engine at one point, and every step that led to it.
struct Explanation {
  std::vector<std::string> function, variables;
  std::string engine;
  Format format;
  std::size_t outputs = 1;
  Point x;
  NumberResult number;
  Diagnosis diagnosis;
  std::vector<Range> ranges;  ///< for each input: where it goes wrong in the same way
  std::string remedy;         ///< what to try; empty where nothing is wrong or known to help
};

ExitCode explain_command(const ExplainArguments& arguments, Color color);

std::string explain_for_people(const Explanation& e, const Paper& paper);
std::string explain_for_pipes(const Explanation& e);
std::string explain_as_json(const Explanation& e);
/// Several: `{"schema":1,"explanations":[...]}`.
std::string explain_as_json(const std::vector<Explanation>& all);

}  // namespace clino::cli
