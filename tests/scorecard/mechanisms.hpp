/// What the harness says about a catalogue of which the answer is known: a pure function from a finished run to text.
#pragma once
#include <array>
#include <map>
#include <string>

#include "clino/result.hpp"

namespace clino::scorecard {

/// How the findings of one engine spread over the catalogue.
struct Confusion {
  /// A class of findings: "non_finite range", "value inaccurate formula".
  using Class = std::string;
  std::map<std::string, int> cases;   ///< by stated mechanism: how many
  std::map<std::string, int> silent;  ///< of these, without any finding
  std::map<std::string, std::map<Blame, int>>
      main_blame;                                       ///< by mechanism: the blame that most findings of a case bear
  std::map<std::string, std::map<Class, int>> classes;  ///< by mechanism: cases with such a finding
};

/// Counts cases (not numbers), both formats together. Findings are warnings and errors in the working range.
Confusion confusion(const Run& run, const std::string& engine);

/// Whether a finding of that blame is what the stated mechanism leads to, by this table:
/// overflow, underflow: range, engine; cancellation: formula; saturation: formula, engine;
/// edge: singular, tie, range, engine, formula (next to the edge); mask: singular, range, engine; branch: branch;
/// kink, tie: tie; step and none: no finding at all.
bool fits(const std::string& mechanism, Blame blame);

/// Stated mechanism x main blame, and x (verdict, blame), for each engine of the run.
std::string mechanism_section(const Run& run);

}  // namespace clino::scorecard
