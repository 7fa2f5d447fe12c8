/// Expressions of FPCore compiled: names resolved, types checked, precisions collected.
#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fpcore_context.hpp"
#include "fpcore_datum.hpp"
#include "fpcore_program.hpp"

namespace clino::fpcore {

/// A core that others may call by its identifier.
struct Callee {
  int routine;
  int inputs;
  Type type;  ///< assumed until the routine is compiled
  bool called = false;
};
using Callees = std::map<std::string_view, Callee, std::less<>>;

/// An expression that became a routine.
struct Compiled {
  Routine routine;
  Precisions precisions;     ///< of what it rounds itself
  std::vector<int> calls{};  ///< routines it calls
};

/// `expression` as a function of the inputs. Its constants go into the program. Throws ParseError for what is no FPCore
/// and Unsupported for what cannot be recorded.
Compiled compile(std::string_view text, const Datum& expression, std::span<const std::string_view> inputs,
                 const Context& context, Program& program, Callees& callees);

/// The type of an expression as far as its outer forms tell; calls and names do not.
std::optional<Type> outer_type(const Datum& expression);

}  // namespace clino::fpcore
