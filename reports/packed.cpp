#include "reports/packed.hpp"

#include <zlib.h>

#include <stdexcept>

namespace clino {
namespace {

std::string deflated(std::string_view text) {
  uLongf size = compressBound(static_cast<uLong>(text.size()));
  std::string out(size, '\0');
  if (compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(text.data()),
                static_cast<uLong>(text.size()), Z_BEST_COMPRESSION) != Z_OK)
    throw std::runtime_error("zlib: out of memory");
  out.resize(size);
  return out;
}

/// Thirteen bits in two of 93 characters, least significant first: a quarter more than the bytes, where base64 takes a
/// third. The characters are those of ASCII that can be seen, without '<', which could end a script.
std::string in_two_of_93(std::string_view bytes) {
  constexpr unsigned base = 93, width = 13;
  const auto letter = [](unsigned digit) { return static_cast<char>('!' + digit + ('!' + digit >= '<' ? 1 : 0)); };
  std::string out;
  out.reserve(bytes.size() / width * 16 + 16);
  unsigned bits = 0, held = 0;
  const auto put = [&] {
    const unsigned value = bits & ((1U << width) - 1);
    out += letter(value % base);
    out += letter(value / base);
  };
  for (const char c : bytes) {
    bits |= static_cast<unsigned>(static_cast<unsigned char>(c)) << held;
    if ((held += 8) < width) continue;
    put();
    bits >>= width;
    held -= width;
  }
  if (held > 0) put();
  return out;
}

}  // namespace

std::string packed(std::string_view text) {
  const std::string bytes = deflated(text);
  return std::to_string(bytes.size()) + ":" + in_two_of_93(bytes);
}

}  // namespace clino
