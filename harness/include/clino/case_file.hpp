/// Files of cases: JSON (docs/functions.md, docs/case-file.schema.json) and FPCore 2.0 (`.fpcore`).
#pragma once
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "clino/case.hpp"

namespace clino {

/// A file of cases that cannot be read. `what()` is for people: "path:line:column: message", the line and a caret.
struct CaseFileError : std::runtime_error {
  CaseFileError(std::string path_given, int at_line, int at_column, std::string what_is_wrong,
                const std::string& excerpt);
  std::string path;
  int line, column;     ///< from 1; 0 where the file as a whole is meant
  std::string message;  ///< one line: what was given and what is wanted
};

/// An FPCore core that cannot be recorded, by the name its case would have; the others of the file are not affected.
struct RefusedCase : CaseFileError {
  RefusedCase(CaseFileError why, std::string case_name) : CaseFileError(std::move(why)), name(std::move(case_name)) {}
  std::string name;
};

/// What a file holds.
struct CaseFile {
  std::vector<Case> cases;
  std::vector<RefusedCase> refused;
  std::vector<int> lines{};  ///< of `cases`, where each is found in the file, counted from 1
};

/// Literals of functions and gradients are read as told, those of references are real numbers. Cases of an FPCore file
/// are called "STEM/NAME", the same name again "STEM/NAME (2)". Throws CaseFileError.
CaseFile read_case_file(const std::filesystem::path& path, Literals literals = Literals::as_compiled);

/// The same from a text; `path` tells the format (`.fpcore` or JSON) and stands in messages.
CaseFile parse_case_file(std::string_view text, const std::filesystem::path& path,
                         Literals literals = Literals::as_compiled);

/// The cases of a file all of which can be recorded. Throws CaseFileError, for a refused core too.
std::vector<Case> load_cases(const std::filesystem::path& path, Literals literals = Literals::as_compiled);

}  // namespace clino
