/// One question asked at every place: census, worst entries, pattern, promises.
#pragma once
#include "inquiry.hpp"

namespace clino {

/// `rows` of the derivative as a matrix, for the pattern that is guessed.
Verification verify(const Inquiry& q, std::size_t rows);

}  // namespace clino
