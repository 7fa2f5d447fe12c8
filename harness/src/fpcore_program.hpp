/// FPCore compiled for a small stack machine, so that evaluation needs no recursion: loops are jumps, calls are frames.
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "clino/format.hpp"
#include "clino/trace.hpp"
#include "fpcore_names.hpp"
#include "fpcore_number.hpp"

namespace clino::fpcore {

/// Numbers and truth values have a stack each and slots each.
enum class Code : std::uint8_t {
  number,    ///< pushes numbers[index]
  constant,  ///< pushes constants[index]
  load,      ///< pushes the number in slot index
  store,     ///< pops it into slot index
  apply,     ///< pops the operands of `op`, pushes the result
  derive,    ///< the same for a derived operation
  round,     ///< `cast`: a number that is not yet one of the format becomes one
  compare,   ///< pops two numbers (b, then a), pushes `a relation b`; reversed: `b relation a`
  ask,       ///< pops a number, pushes the answer to the question
  truth,     ///< pushes index != 0
  load_truth,
  store_truth,
  negate,       ///< not
  jump,         ///< to index
  jump_unless,  ///< pops a truth value
  call,         ///< routine index; pops its inputs, pushes its number or truth value
  leave,
};

struct Instruction {
  Code code;
  Op op = Op::input;
  Derived derived = Derived::fdim;
  Question question = Question::is_finite;
  Relation relation = Relation::less;
  bool reversed = false;
  bool exact = false;  ///< precision `integer`: not rounded
  int index = 0;
};

enum class Type : std::uint8_t { number, truth };

struct Routine {
  std::vector<Instruction> code;
  int inputs = 0;
  int slots = 0;  ///< the inputs come first
  Type type = Type::number;
};

struct Program {
  std::vector<Number> numbers;
  std::vector<Constant> constants;
  std::vector<Routine> routines;
};

}  // namespace clino::fpcore
