/// Text packed for a page: zlib's format, level 9, in base64.
#pragma once
#include <string>
#include <string_view>

namespace clino {

std::string packed(std::string_view text);

}  // namespace clino
