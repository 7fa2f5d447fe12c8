/// A case as one entry of a table: functions as text, everything else as data.
#pragma once
#include <string>
#include <vector>

#include "clino/case.hpp"

namespace clino::cases {

/// An input and its working range.
struct Variable {
  std::string name;
  double lo, hi;
  Sampling sampling = Sampling::log;
};

/// What a table says of a case; the fields are those of `Case`, functions as text (see clino/expression.hpp).
struct Entry {
  std::string name;
  std::string function;
  std::vector<Variable> variables;
  std::vector<SpecialPoint> points{};
  std::string within{};                 ///< a condition on the inputs that narrows the range, "a*c > b*b"; empty: none
  std::vector<std::string> gradient{};  ///< one text for each partial, rows are outputs; none when empty
  std::string reference{};              ///< the intended function, its literals real numbers; none when empty
  std::vector<Format> formats{binary32, binary64};
  std::string stable{};
  std::string mechanism;
  std::string lesson;
  std::string source;
  std::vector<std::string> tags{};  ///< besides the family; "smoke" puts it into the quick selection
};

/// The case of a table entry, tagged with its family, and with "quiet" where nothing may be found (mechanism "none").
/// Throws ParseError for texts that cannot be read.
Case expression_case(const std::string& family, Entry entry);
std::vector<Case> expression_cases(const std::string& family, std::vector<Entry> entries);

}  // namespace clino::cases
