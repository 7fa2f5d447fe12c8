/// What the reports for services say of each change: where it stands, how loud it is, how it is recognised again.
#pragma once
#include <string>
#include <vector>

#include "clino/result.hpp"
#include "reports/baseline.hpp"

namespace clino {

/// A place in the user's files. Without a line the whole file is meant.
struct Place {
  std::string file;
  int line = 0;
};

/// Where the case stands: in its file, else in the list of the catalogue's expectations.
Place place_of(const RunHeader& header, const std::string& case_name);
/// The level of the finding: of its example, else an error.
Level level_of(const Change& change);
/// The same for the same unit, verdict and blame, whatever the run, the line and the digits: 16 hexadecimal digits.
std::string fingerprint_of(const FindingKey& key);
/// The command that shows it.
std::string command_of(const Change& change, const RunSpec& spec);
/// "tanh/naive by reverse in binary32 is wrong with 3 digits lost at x=9: exp overflows ..."
std::string message_of(const Change& change);
/// What is worse, loudest first, else in the order of names.
std::vector<const Change*> worst_first(const Changes& changes);
/// "12 new findings, 3 worse, 1 gone, 2 better; 40 as accepted".
std::string summary_of(const Changes& changes);

}  // namespace clino
