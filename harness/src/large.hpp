/// Derivatives with too many entries to compare one by one: random projections, see group_testing.hpp.
#pragma once
#include "inquiry.hpp"

namespace clino {

/// What the numbers of a large derivative are.
enum class Entries : std::uint8_t {
  matrix,    ///< outputs x inputs, by rows
  weighted,  ///< one for each input: of the outputs' sum, weighted by the second vector
  outputs    ///< one for each output: along the second vector
};

/// Whether projections take the place of every entry by itself.
bool is_large(const Plan& plan, std::size_t inputs, std::size_t entries);
bool is_large(const Inquiry& q);

/// The check; `truth` is the function whose derivative is meant.
Verification verify_large(const Inquiry& q, const Function& truth, Entries entries);

/// What the entries that are off look like: a factor, a sign, those of another place, ...
std::string guess_large_pattern(std::span<const struct EntryLook> wrong, std::span<const double> given,
                                const Inquiry& q, std::size_t columns);

}  // namespace clino
