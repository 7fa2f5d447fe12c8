#include "suggest.hpp"

#include <algorithm>
namespace clino::cli {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> table((a.size() + 1) * width);
  const auto d = [&](std::size_t i, std::size_t j) -> std::size_t& { return table[i * width + j]; };
  for (std::size_t i = 0; i <= a.size(); ++i) d(i, 0) = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d(0, j) = j;
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = d(i - 1, j - 1) + (a[i - 1] == b[j - 1] ? 0 : 1);
      d(i, j) = std::min({replaced, d(i - 1, j) + 1, d(i, j - 1) + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) d(i, j) = std::min(d(i, j), d(i - 2, j - 2) + 1);
    }
  return table.back();
}

std::string nearest(std::string_view given, std::span<const std::string> names) {
  std::string best;
  std::size_t least = std::max<std::size_t>(1, given.size() / 3) + 1;
  for (const std::string& name : names) {
    // An unfinished name is meant as well as a misspelt one.
    const bool begun = given.size() >= 3 && name.starts_with(given);
    const std::size_t d = begun ? 1 : edit_distance(given, name);
    if (d < least) {
      least = d;
      best = name;
    }
  }
  return best;
}

std::string unknown(std::string_view what, std::string_view given, std::span<const std::string> names) {
  std::string message = "unknown " + std::string(what) + " '" + std::string(given) + "'";
  if (const std::string name = nearest(given, names); !name.empty()) return message + "; did you mean '" + name + "'?";
  if (names.size() > 12) return message + "; see 'clino list'";
  for (std::size_t i = 0; i < names.size(); ++i) message += (i == 0 ? "; there are: " : ", ") + names[i];
  return message;
}

}  // namespace clino::cli
