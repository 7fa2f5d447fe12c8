/// One case of a JSON case file.
#pragma once
#include <string_view>
#include <vector>

#include "clino/case.hpp"
#include "json_reader.hpp"

namespace clino {

/// The cases of the document, checked. Throws ParseError at the place in the text.
std::vector<Case> read_cases(std::string_view text, const JsonValue& document, Literals literals);

}  // namespace clino
