/// docs/catalogue.md: the catalogue for readers, made from its entries.
#pragma once
#include <span>
#include <string>

#include "clino/case.hpp"

namespace clino::cases {

/// The page in Markdown: for each family, in order, every case with function, working range, what goes wrong where, and
/// its repair. A case's family is its first tag.
std::string catalogue_page(std::span<const Case> cases);

}  // namespace clino::cases
