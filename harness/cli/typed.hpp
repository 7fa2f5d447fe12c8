/// Words of the command line as typed, turned into values once CLI11 is done, so that messages are ours.
#pragma once
#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "options.hpp"

namespace clino::cli {

struct Typed {
  std::vector<std::string> engines, formats, reports;
  std::string fail_on = "warning", color = "auto", literals = "as-compiled", write_expected;
  bool no_shims = false, no_catalogue = false, quiet = false;
  int verbose = 0;
};

/// Engines that can be named: the table's and `custom`.
std::vector<std::string> known_engines();

/// Says what is wrong with an option's value; empty where nothing is.
using NumberCheck = std::function<std::string(const std::string&)>;
NumberCheck whole_number(std::uint64_t least, std::uint64_t most);
NumberCheck number(double least, double most);

/// Each once, in the order of the first time. Throw UsageError for an unknown name.
std::vector<Format> typed_formats(const Typed& t);
std::vector<std::string> typed_engines(const Typed& t);
std::vector<ReportTarget> typed_reports(const Typed& t);
Literals typed_literals(const Typed& t);

/// `--engine` and `--format`.
void add_choice(CLI::App* verb, Typed& t);
/// `--no-shims` and `--literals`.
void add_arithmetic(CLI::App* verb, Typed& t);
/// `--literals` alone.
void add_literals(CLI::App* verb, Typed& t);
/// `--report`; `fallback` says what happens without it.
void add_reports(CLI::App* verb, Typed& t, const char* fallback);
/// `--ci`.
void add_ci(CLI::App* verb, std::string& ci);
/// `--seed`.
void add_seed(CLI::App* verb, std::uint64_t& seed);

}  // namespace clino::cli
