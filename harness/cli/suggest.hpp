/// "Did you mean ...?"
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clino::cli {

/// Insertions, deletions, replacements and swaps of neighbouring bytes (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The name nearest to `given` by edit distance; empty when none is near enough to be meant (a third of its length).
std::string nearest(std::string_view given, std::span<const std::string> names);

/// "unknown engine 'eign'; did you mean 'eigen'?" or, without a near one, the names to choose from.
std::string unknown(std::string_view what, std::string_view given, std::span<const std::string> names);

/// The names of a table, by a projection.
template <class Table, class Name>
std::vector<std::string> names_of(const Table& table, Name name) {
  std::vector<std::string> names;
  for (const auto& row : table) names.emplace_back(name(row));
  return names;
}

}  // namespace clino::cli
