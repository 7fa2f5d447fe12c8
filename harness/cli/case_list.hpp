/// The cases a command works on: the catalogue's, those of files, or both.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "clino/case_file.hpp"
#include "clino/result.hpp"

namespace clino::cli {

struct CaseList {
  std::vector<Case> cases;           ///< names are unique
  std::vector<CasePlace> places{};   ///< of those that come from files
  std::vector<RefusedCase> refused;  ///< what files hold but cannot be recorded
};

enum class WithCatalogue : bool { no, yes };

/// The catalogue first, then the files in the order given. Throws CaseFileError for a file that cannot be read and
/// UsageError for a name that two of them have.
CaseList gather_cases(std::span<const std::string> files, WithCatalogue catalogue, Literals literals);

/// Only what the globs match, in the same order; all of it without globs. Throws UsageError, with the nearest name, for
/// one without wildcards that is no name of a case.
CaseList choose_cases(CaseList list, std::span<const std::string> globs);

/// What tells one list of cases from another: names, programs, domains, formats, points. 16 hexadecimal digits.
std::string fingerprint_of(const CaseList& list);

/// Says on stderr what cannot be measured.
void warn_of_refused(const CaseList& list);

}  // namespace clino::cli
