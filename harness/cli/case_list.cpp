#include "case_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cases/catalogue.hpp"
#include "clino/run.hpp"
#include "exit_code.hpp"
#include "json_writer.hpp"
#include "log.hpp"
#include "random.hpp"
#include "suggest.hpp"

namespace clino::cli {
namespace {

/// Where each name was seen first.
class Names {
 public:
  /// Throws UsageError where another has the name.
  void add(const std::string& name, const std::string& origin) {
    const auto [entry, fresh] = origins_.try_emplace(name, origin);
    if (fresh) return;
    if (entry->second == catalogue_name)
      throw UsageError(
          fmt::format("{}: the catalogue has a case '{}' too; rename this one, or leave the catalogue out "
                      "with --no-catalogue",
                      origin, name));
    if (entry->second == origin) throw UsageError(fmt::format("{} is given twice", origin));
    throw UsageError(
        fmt::format("{}: the case '{}' is in {} too; names of cases are unique", origin, name, entry->second));
  }
  static constexpr const char* catalogue_name = "the catalogue";

 private:
  std::map<std::string, std::string> origins_;
};

bool chosen(const std::string& name, std::span<const std::string> globs) {
  return globs.empty() || std::ranges::any_of(globs, [&](const auto& g) { return glob_matches(g, name); });
}

}  // namespace

CaseList gather_cases(std::span<const std::string> files, WithCatalogue with, Literals literals) {
  CaseList list;
  Names names;
  if (with == WithCatalogue::yes) list.cases = catalogue();
  for (const Case& c : list.cases) names.add(c.name, Names::catalogue_name);
  for (const std::string& path : files) {
    CaseFile file = read_case_file(path, literals);
    for (std::size_t i = 0; i < file.cases.size(); ++i) {
      Case& c = file.cases[i];
      names.add(c.name, path);
      list.places.push_back({c.name, path, file.lines[i]});
      list.cases.push_back(std::move(c));
    }
    for (RefusedCase& r : file.refused) list.refused.push_back(std::move(r));
  }
  return list;
}

CaseList choose_cases(CaseList list, std::span<const std::string> globs) {
  auto names = names_of(list.cases, [](const Case& c) { return c.name; });
  for (const RefusedCase& r : list.refused) names.push_back(r.name);
  for (const std::string& glob : globs)
    if (glob.find_first_of("*?[") == std::string::npos && std::ranges::find(names, glob) == names.end())
      throw UsageError(unknown("case", glob, names));
  std::erase_if(list.cases, [&](const Case& c) { return !chosen(c.name, globs); });
  std::erase_if(list.places, [&](const CasePlace& p) { return !chosen(p.case_name, globs); });
  std::erase_if(list.refused, [&](const RefusedCase& r) { return !chosen(r.name, globs); });
  return list;
}

std::string fingerprint_of(const CaseList& list) {
  std::uint64_t h = 0;
  const auto mix = [&](const std::string& text) { h = hash(text + '\n', h); };
  for (const Case& c : list.cases) {
    mix(c.name);
    mix(c.function.text());
    for (const Interval& i : c.domain) mix(fmt::format("{} {}", json_number(i.lo), json_number(i.hi)));
    for (const Format& f : c.formats) mix(std::string(f.name));
    for (const SpecialPoint& p : c.points)
      for (const double x : p.x) mix(json_number(x));
    if (c.gradient) mix("gradient " + c.gradient->text());
    if (c.reference) mix("reference " + c.reference->text());
  }
  for (const RefusedCase& r : list.refused) mix("refused " + r.name);
  return fmt::format("{:016x}", h);
}

void warn_of_refused(const CaseList& list) {
  for (const RefusedCase& r : list.refused) log_warning(fmt::format("'{}' is left out: {}", r.name, r.what()));
}

}  // namespace clino::cli
