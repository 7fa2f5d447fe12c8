/// Where whatever an engine throws becomes an answer.
#pragma once
#include <exception>
#include <utility>

#include "clino/engine.hpp"
#include "clino/replay.hpp"

namespace clino {

/// The answer of `f()`, or what its exception means.
template <class F>
Answer answer_of(F&& f) {
  try {
    return std::forward<F>(f)();
  } catch (const UnsupportedOp& missing) {
    return Unsupported{missing.op};
  } catch (const std::exception& e) {
    return Failed{e.what()};
  } catch (...) {
    return Failed{"an exception of an unknown type"};
  }
}

/// The same for what may be empty.
template <class F>
auto optional_of(F&& f) -> decltype(f()) {
  try {
    return std::forward<F>(f)();
  } catch (...) {
    return {};
  }
}

}  // namespace clino
