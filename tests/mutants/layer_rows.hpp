/// Layers as rows of the corpus: what they give, weighted and summed, and its gradient by their backward functions.
#pragma once
#include "corpus.hpp"

namespace clino::corpus {

/// Backward functions with one mistake each.
std::vector<Row> planted_layers();
/// The same layers, right.
std::vector<Row> right_layers();

}  // namespace clino::corpus
