#include "clino/case_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>

#include "case_reader.hpp"
#include "clino/fpcore.hpp"
#include "json_reader.hpp"

namespace clino {
namespace {

CaseFileError in_file(const std::filesystem::path& path, const ParseError& e) {
  const std::string_view what = e.what();
  return {path.string(), e.line, e.column, e.message, std::string(what.substr(what.find('\n')))};
}

int line_at(std::string_view text, std::size_t offset) {
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

/// The cases of a JSON file in the order of `read_cases`, which has accepted the text.
std::vector<int> case_lines(std::string_view text, const JsonValue& root) {
  std::vector<int> lines;
  for (const JsonValue& c : root.find("cases")->items) lines.push_back(line_at(text, c.offset));
  return lines;
}

/// Names are unique in a case file; FPCore does not ask for that.
CaseFile fpcore_cases(std::string_view text, const std::filesystem::path& path, Literals literals) {
  const FpcoreFile file = parse_fpcore(text, literals);
  if (file.cores.empty() && file.refused.empty())
    throw ParseError(text, 1, 1, "found no core with inputs and a number to give, expected '(FPCore'");
  CaseFile out;
  std::map<std::string, int> seen;
  const std::string prefix = path.stem().string() + "/";
  std::size_t at = 0;
  for (Fpcore core : file.cores) {
    const int count = ++seen[core.name];
    // Cores are read in their order: the next place that has the name is this one's.
    if (const std::size_t found = text.find(core.name, at); found != std::string_view::npos) at = found;
    const int line = line_at(text, at);
    core.name = prefix + core.name + (count > 1 ? " (" + std::to_string(count) + ")" : "");
    for (Case& c : cases_of(core)) {
      out.cases.push_back(std::move(c));
      out.lines.push_back(line);
    }
  }
  for (const RefusedCore& core : file.refused) out.refused.emplace_back(in_file(path, core), prefix + core.name);
  return out;
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path))
    throw CaseFileError(path.string(), 0, 0, std::string("cannot be read: ") + std::strerror(file ? EISDIR : errno),
                        "");
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

}  // namespace

CaseFileError::CaseFileError(std::string path_given, int at_line, int at_column, std::string what_is_wrong,
                             const std::string& excerpt)
    : std::runtime_error(path_given + ":" +
                         (at_line > 0 ? std::to_string(at_line) + ":" + std::to_string(at_column) + ":" : "") + " " +
                         what_is_wrong + excerpt),
      path(std::move(path_given)),
      line(at_line),
      column(at_column),
      message(std::move(what_is_wrong)) {}

CaseFile parse_case_file(std::string_view text, const std::filesystem::path& path, Literals literals) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";  // some editors begin UTF-8 with it
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  try {
    if (path.extension() == ".fpcore") return fpcore_cases(text, path, literals);
    const JsonValue root = read_json(text);
    std::vector<Case> cases = read_cases(text, root, literals);
    return {.cases = std::move(cases), .refused = {}, .lines = case_lines(text, root)};
  } catch (const ParseError& e) {
    throw in_file(path, e);
  }
}

CaseFile read_case_file(const std::filesystem::path& path, Literals literals) {
  return parse_case_file(read_text(path), path, literals);
}

std::vector<Case> load_cases(const std::filesystem::path& path, Literals literals) {
  CaseFile file = read_case_file(path, literals);
  if (!file.refused.empty()) throw file.refused.front();
  return std::move(file.cases);
}

}  // namespace clino
