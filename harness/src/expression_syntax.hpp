/// The syntax tree of text functions, shared by lexer, parser, evaluation and printer.
#pragma once
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "clino/op.hpp"

namespace clino::syntax {

using Id = int;
inline constexpr Id none = -1;

enum class Kind : std::uint8_t { number, variable, name, call, comparison, conjunction, disjunction, negation, where };
enum class Comparison : std::uint8_t { less, less_equal, greater, greater_equal, equal, not_equal };

/// Binding strength, weakest first.
enum Level : int { l_or = 1, l_and, l_not, l_comparison, l_sum, l_product, l_unary, l_power, l_primary };

struct Node {
  Kind kind;
  Op op = Op::input;                         ///< of a call; infix operators are calls
  Comparison comparison = Comparison::less;  ///< of a comparison
  std::array<Id, 3> arguments{none, none, none};
  int index = 0;           ///< which variable, or which definition a name stands for
  double number = 0;       ///< nearest binary64 number
  std::string spelling{};  ///< of a number or constant, as written
  bool logical = false;    ///< a truth value; used as a number it is a mask of 1 and 0
  bool active = false;     ///< depends on a variable other than through a condition
  int depth = 0;           ///< recursion that evaluation needs; left operands are walked in a loop
};

struct Definition {
  std::string name;
  Id root;
};

struct Program {
  std::vector<std::string> variables;
  std::vector<Node> nodes;
  std::vector<Definition> definitions;
  std::vector<Id> outputs;

  const Node& operator[](Id id) const { return nodes[static_cast<std::size_t>(id)]; }
};

/// Has two operands, the first of which evaluation walks in a loop: sums of many terms are deep to the left.
inline bool spine(const Node& node) {
  return node.kind == Kind::conjunction || node.kind == Kind::disjunction ||
         (node.kind == Kind::call && info(node.op).arity == 2);
}

struct Symbol {
  std::string_view text;
  Level level;
  Kind kind;
  Op op = Op::input;
  Comparison comparison = Comparison::less;
};
/// Infix operators; where two spellings mean the same, the printer's comes first.
inline constexpr std::array infix{
    Symbol{"or", l_or, Kind::disjunction},
    Symbol{"||", l_or, Kind::disjunction},
    Symbol{"and", l_and, Kind::conjunction},
    Symbol{"&&", l_and, Kind::conjunction},
    Symbol{"<", l_comparison, Kind::comparison, Op::input, Comparison::less},
    Symbol{"<=", l_comparison, Kind::comparison, Op::input, Comparison::less_equal},
    Symbol{">", l_comparison, Kind::comparison, Op::input, Comparison::greater},
    Symbol{">=", l_comparison, Kind::comparison, Op::input, Comparison::greater_equal},
    Symbol{"==", l_comparison, Kind::comparison, Op::input, Comparison::equal},
    Symbol{"!=", l_comparison, Kind::comparison, Op::input, Comparison::not_equal},
    Symbol{"+", l_sum, Kind::call, Op::add},
    Symbol{"-", l_sum, Kind::call, Op::sub},
    Symbol{"*", l_product, Kind::call, Op::mul},
    Symbol{"/", l_product, Kind::call, Op::div},
    Symbol{"^", l_power, Kind::call, Op::pow},
};

/// Adds the texts to one program. Throws ParseError.
Program parse(std::span<const std::string> texts, std::vector<std::string> variables);
std::string print(const Program& program);

}  // namespace clino::syntax
