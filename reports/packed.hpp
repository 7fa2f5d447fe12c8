/// Text packed for a page: the number of bytes, a colon, then the bytes of zlib's format in printable ASCII without '<'.
#pragma once
#include <string>
#include <string_view>

namespace clino {

std::string packed(std::string_view text);

}  // namespace clino
