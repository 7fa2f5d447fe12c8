#include "reports/regressions.hpp"

#include <algorithm>
#include <array>

#include "reports/summary.hpp"

namespace clino {

Place place_of(const RunHeader& header, const std::string& case_name) {
  const auto place = std::ranges::find(header.places, case_name, &CasePlace::case_name);
  return place == header.places.end() ? Place{"cases/expected.txt", 0} : Place{place->file, place->line};
}

Level level_of(const Change& change) {
  const PointResult* point = change.unit == nullptr ? nullptr : example_of(*change.unit, change.key);
  if (point == nullptr) return Level::error;
  Level level = Level::note;
  const bool of_value = change.key.verdict.starts_with("value:");
  for (const NumberResult& n : of_value ? point->values : point->partials)
    if (change.key.verdict.ends_with(name(n.judgement.verdict))) level = std::max(level, n.judgement.level);
  return level;
}

std::string fingerprint_of(const FindingKey& key) {
  // FNV-1a, 64 bits.
  std::uint64_t h = 0xcbf29ce484222325;
  for (const std::string* part : {&key.case_name, &key.engine, &key.format, &key.verdict, &key.blame})
    for (const char c : *part + '\n') h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4) text += digits[h >> shift & 15];
  return text;
}

std::string command_of(const Change& change, const RunSpec& spec) {
  if (change.unit == nullptr) return {};
  return command_to_type(*change.unit, example_of(*change.unit, change.key), spec);
}

std::string message_of(const Change& change) {
  const FindingKey& key = change.key;
  std::string text = key.case_name + " by " + key.engine + " in " + key.format + " " + step_of(change);
  const std::string sentence = change.after ? sentence_of(change) : std::string();
  return sentence.empty() ? text : text + ": " + sentence;
}

std::vector<const Change*> worst_first(const Changes& changes) {
  std::vector<std::pair<int, const Change*>> ranked;
  for (const Change& change : changes.worse) ranked.emplace_back(-static_cast<int>(level_of(change)), &change);
  std::ranges::stable_sort(ranked, {}, &std::pair<int, const Change*>::first);
  std::vector<const Change*> list;
  for (const auto& [rank, change] : ranked) list.push_back(change);
  return list;
}

std::string summary_of(const Changes& changes) {
  std::array<std::int64_t, 4> n{};
  constexpr std::array<std::string_view, 4> words{"new", "worse", "gone", "better"};
  for (const auto* list : {&changes.worse, &changes.better})
    for (const Change& change : *list)
      ++n[static_cast<std::size_t>(std::ranges::find(words, word(change)) - words.begin())];
  return counted(n[0], "new finding") + ", " + grouped(n[1]) + " worse, " + grouped(n[2]) + " gone, " + grouped(n[3]) +
         " better; " + grouped(static_cast<std::int64_t>(changes.same)) + " as accepted";
}

}  // namespace clino
