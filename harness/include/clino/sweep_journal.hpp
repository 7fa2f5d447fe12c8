/// The file in which a sweep that takes long keeps what is done, so that it can go on after any end.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "clino/sweep_result.hpp"

namespace clino {

/// One line of JSON for a piece, without the newline.
std::string to_json(const SweepPiece& piece);
/// The piece of such a line. Throws BadResults.
SweepPiece sweep_piece_from_json(std::string_view line);

/// What a journal holds of the sweep with that key.
struct SweepJournalContents {
  bool same = false;               ///< its key is the one asked for
  std::vector<SweepPiece> pieces;  ///< that fit together; a torn line is left out
  std::size_t dropped = 0;         ///< lines that could not be read
};
/// Nothing where there is no such file. `size` and `targets` are what pieces have to fit. Throws CannotWrite where it
/// cannot be read.
SweepJournalContents read_sweep_journal(const std::filesystem::path& path, std::string_view key, std::uint64_t size,
                                        std::size_t targets);

/// Appends pieces. A piece is in the file when `append` returns.
class SweepJournal {
 public:
  enum class Start : std::uint8_t { anew, go_on };
  /// Empties the file and writes the key, or goes on behind what is there. Throws CannotWrite, also when another sweep
  /// has the file.
  SweepJournal(std::filesystem::path path, std::string_view key, Start start);
  ~SweepJournal();
  SweepJournal(const SweepJournal&) = delete;
  SweepJournal& operator=(const SweepJournal&) = delete;

  void append(const SweepPiece& piece);
  /// Removes the file: the sweep is complete.
  void remove();

 private:
  void write_line(std::string line);
  std::filesystem::path path_;
  int file_ = -1;
};

}  // namespace clino
