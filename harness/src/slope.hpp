/// One-sided derivatives read off germs.
#pragma once
#include <string>

#include "germ.hpp"

namespace clino {

/// The limit of (f(x + h) - f(x)) / h as h -> 0+, or why there is none.
struct Slope {
  enum class Kind : std::uint8_t {
    finite,
    infinite,    ///< tends to infinity with the sign `direction`
    oscillates,  ///< proved to have no limit
    outside,     ///< the function does not exist on this side
    unknown
  };
  Kind kind = Kind::unknown;
  Coefficient value{};
  Sign direction = Sign::zero;
  std::string reason{};
};

/// `along` is the germ on one side, `here` the value at the point as a constant germ.
Slope slope(const Germ& along, const Germ& here);

}  // namespace clino
