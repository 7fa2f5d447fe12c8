/// The command line as a table: from it shell completion and the manual page are made.
#pragma once
#include <string>
#include <vector>

namespace clino::cli {

struct OptionHelp {
  std::vector<std::string> names{};  ///< "--engine", "-v"; empty for what stands without a name
  std::string value{};               ///< what it takes: "FILE"; empty for a flag
  std::string description{};
  std::vector<std::string> choices{};  ///< where only these are right
};

struct VerbHelp {
  std::string name, description, footer;
  std::vector<OptionHelp> options{};
};

/// A script for "bash", "zsh" or "fish".
std::string completion_script(const std::string& shell, const std::vector<VerbHelp>& verbs);
/// The manual page, in man(7).
std::string manual_page(const std::vector<VerbHelp>& verbs);

}  // namespace clino::cli
