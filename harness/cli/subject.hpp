/// What `check` and `explain` look at: text, or a case of the catalogue, with the points and domain asked for.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "clino/case.hpp"

namespace clino::cli {

struct Subject {
  Case prototype;           ///< points and domain only when they are the catalogue's
  bool catalogued = false;  ///< a case with a name, of the catalogue or a file
};

struct SubjectTexts {
  std::vector<std::string> function;  ///< expressions, one for each output, or the name of a case
  std::vector<std::string> gradient{}, reference{};
  Literals literals = Literals::as_compiled;
};

/// Throws UsageError: a name that is nearly a case's, syntax errors, a gradient of the wrong size.
Subject find_subject(const SubjectTexts& texts);

/// What a command is asked about.
struct Subjects {
  std::vector<Subject> all;
  bool one = true;          ///< asked for as one, not as what a file or a glob holds
  std::size_t refused = 0;  ///< cases of files that cannot be recorded; they were warned of
};

/// The subject of the texts or, with files, the cases of these that the texts (names and globs) choose: all without
/// texts. A name that only the catalogue has is the catalogue's. Throws UsageError and CaseFileError.
Subjects find_subjects(const SubjectTexts& texts, std::span<const std::string> case_files);

/// The case in one format at the given points and nowhere else, or, without given ones, at its own and over its domain:
/// the one asked for, else the catalogue's, else the whole format. Throws UsageError.
Case case_in(const Subject& subject, const Format& format, std::span<const std::string> at,
             std::span<const std::string> domain);

/// The function's texts as they were given, or the catalogue's text; the case's name where there is none.
std::vector<std::string> texts_of(const Subject& subject, const std::vector<std::string>& given);

/// Formats to look at when none is asked for.
std::vector<Format> default_formats(const Subject& subject);
/// Engines to look at when none is asked for: those of the list, and "custom" where there is a gradient; it alone
/// where the gradient was given as text.
std::vector<std::string> default_engines(const Subject& subject);
/// Throws UsageError when "custom" is asked for without a gradient.
void require_gradient(const Subject& subject, std::span<const std::string> engine_names);

}  // namespace clino::cli
