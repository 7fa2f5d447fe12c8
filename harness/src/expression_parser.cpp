/// Recursive descent with precedence climbing. Recursion is bounded by `max_nesting`, so no text overflows the stack.
#include <algorithm>
#include <map>
#include <optional>

#include "clino/expression.hpp"
#include "expression_lexer.hpp"
#include "expression_names.hpp"
#include "expression_syntax.hpp"

namespace clino::syntax {
namespace {

constexpr int max_nesting = 200;  // parentheses, calls, prefix operators and exponents inside each other
constexpr int max_depth = 1000;   // of the tree: a nesting adds up to one level for each binding strength
constexpr std::size_t max_size = std::size_t{1} << 20;  // bytes of all texts together

std::string quoted(const Token& token) {
  if (token.kind == Token::Kind::end) return "the end of the text";
  return "'" + std::string(token.text.substr(0, 40)) + "'";
}

/// Reads one text into the program. Definitions are visible from where they stand to the end of their text.
class Parser {
 public:
  Parser(Program& program, std::string_view text, bool names_become_variables)
      : program_(program), text_(text), tokens_(lex(text)), open_(names_become_variables) {
    for (std::size_t i = 0; i < program.variables.size(); ++i) variables_[program.variables[i]] = static_cast<int>(i);
  }

  void read() {
    while (at_definition()) definition();
    const bool brackets = accept("[");
    do program_.outputs.push_back(expression());
    while (accept(","));
    if (brackets) expect("]");
    accept(";");
    if (current().kind != Token::Kind::end) unexpected("an operator, ',' or the end of the text");
  }

 private:
  /// Counts what is open while it lives.
  class Nesting {
   public:
    explicit Nesting(Parser& parser) : parser_(parser) {
      if (++parser_.nesting_ > max_nesting)
        parser_.fail(parser_.current(), "nested deeper than " + std::to_string(max_nesting) + " levels");
    }
    ~Nesting() { --parser_.nesting_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

   private:
    Parser& parser_;
  };

  const Token& current() const { return tokens_[position_]; }
  const Token& next() const { return tokens_[std::min(position_ + 1, tokens_.size() - 1)]; }
  bool at(std::string_view text) const { return current().text == text; }
  bool accept(std::string_view text) {
    if (!at(text)) return false;
    ++position_;
    return true;
  }
  void expect(std::string_view text) {
    if (!accept(text)) unexpected("an operator or '" + std::string(text) + "'");
  }
  [[noreturn]] void fail(const Token& token, std::string message) const {
    error_at(text_, token.offset, std::move(message));
  }
  [[noreturn]] void unexpected(const std::string& wanted) const {
    std::string message = "found " + quoted(current()) + ", expected " + wanted;
    const bool adjacent =
        position_ > 0 && tokens_[position_ - 1].kind == Token::Kind::number && current().kind == Token::Kind::name;
    if (adjacent) message += ": a product is written '*'";
    if (at("=")) message += ": equality is written '==', and definitions come first, each with its ';'";
    fail(current(), std::move(message));
  }

  bool at_definition() const { return at("let") || (current().kind == Token::Kind::name && next().text == "="); }

  void definition() {
    accept("let");
    const Token name = current();
    if (name.kind != Token::Kind::name || reserved(name.text)) unexpected("the name of a definition");
    ++position_;
    if (!accept("=")) unexpected("'='");
    const std::string key(name.text);
    // `e = exp(x);` is what people write; the others nobody means to change.
    if (key != "e" && find_constant(key)) fail(name, "'" + key + "' is a constant: a definition wants another name");
    if (names_.contains(key)) fail(name, "'" + key + "' is defined twice");
    if (variables_.contains(key))
      fail(name, open_ ? "'" + key + "' is used as a variable before it is defined" : "'" + key + "' is a variable");
    const Id root = expression();
    if (!accept(";")) unexpected("an operator or ';' after the definition of '" + key + "'");
    names_[key] = static_cast<int>(program_.definitions.size());
    program_.definitions.push_back({key, root});
  }

  Id expression(int least = l_or) {
    Id left = prefix();
    while (const Symbol* symbol = operator_here(least)) {
      ++position_;
      left = infix_node(*symbol, left, expression(symbol->level + 1));
      if (symbol->level == l_comparison && operator_here(l_comparison, l_comparison))
        fail(current(), "found " + quoted(current()) + ", expected 'and': comparisons do not chain");
    }
    return left;
  }

  const Symbol* operator_here(int least, int most = l_product) const {
    if (current().kind == Token::Kind::number || current().kind == Token::Kind::end) return nullptr;
    const auto* row = std::ranges::find(infix, current().text, &Symbol::text);
    return row != infix.end() && row->level >= least && row->level <= most ? row : nullptr;
  }

  Id infix_node(const Symbol& symbol, Id left, Id right) {
    return add(
        {.kind = symbol.kind, .op = symbol.op, .comparison = symbol.comparison, .arguments = {left, right, none}});
  }

  Id prefix() {
    const Nesting nesting(*this);
    if (accept("+")) return prefix();
    if (accept("-")) return add({.kind = Kind::call, .op = Op::neg, .arguments = {prefix(), none, none}});
    if (accept("!")) return add({.kind = Kind::negation, .arguments = {prefix(), none, none}});
    if (accept("not")) return add({.kind = Kind::negation, .arguments = {expression(l_not), none, none}});
    const Id base = primary();
    if (!accept("^")) return base;
    return add({.kind = Kind::call, .op = Op::pow, .arguments = {base, prefix(), none}});
  }

  Id primary() {
    const Token token = current();
    if (token.kind == Token::Kind::number) {
      ++position_;
      return number(token);
    }
    if (token.kind == Token::Kind::name && !reserved(token.text)) {
      ++position_;
      return at("(") ? call(token) : name(token);
    }
    if (!accept("(")) unexpected("a number, a name or '('");
    const Id inside = expression();
    expect(")");
    return inside;
  }

  Id number(const Token& token) {
    return add({.kind = Kind::number, .number = token.number, .spelling = std::string(token.text)});
  }

  Id name(const Token& token) {
    const std::string key(token.text);
    if (const auto it = names_.find(key); it != names_.end()) return add({.kind = Kind::name, .index = it->second});
    if (const auto it = variables_.find(key); it != variables_.end())
      return add({.kind = Kind::variable, .index = it->second, .active = true});
    if (const auto constant = find_constant(key))
      return add({.kind = Kind::number, .number = *constant, .spelling = key});
    if (find_callee(key))
      fail(current(), "found " + quoted(current()) + ", expected '(' after the function '" + key + "'");
    if (!open_) fail(token, "unknown name " + quoted(token) + known_names(token.text));
    variables_[key] = static_cast<int>(program_.variables.size());
    program_.variables.push_back(key);
    return add({.kind = Kind::variable, .index = variables_[key], .active = true});
  }

  std::string known_names(std::string_view word) const {
    std::vector<std::string_view> known{"pi", "e", "inf", "nan"};
    for (const auto& entry : names_) known.push_back(entry.first);
    for (const std::string& variable : program_.variables) known.push_back(variable);
    if (std::string near = suggest(word, known); !near.empty()) return near;
    std::string list;
    for (std::size_t i = 0; i < std::min<std::size_t>(program_.variables.size(), 8); ++i)
      list += (i ? ", " : "") + program_.variables[i];
    return "; the variables are " + list + (program_.variables.size() > 8 ? ", ..." : "");
  }

  Id call(const Token& name) {
    const auto callee = find_callee(name.text);
    if (!callee) fail(name, "unknown function " + quoted(name) + suggest_function(name.text));
    accept("(");
    std::array<Id, 3> arguments{none, none, none};
    int given = 0;
    if (!at(")")) {
      do {
        const Id argument = expression();
        if (given < 3) arguments[static_cast<std::size_t>(given)] = argument;
        ++given;
      } while (accept(","));
    }
    if (!accept(")")) unexpected("an operator, ',' or ')'");
    if (given != callee->arity)
      fail(name, "'" + std::string(name.text) + "' takes " + std::to_string(callee->arity) +
                     (callee->arity == 1 ? " argument, " : " arguments, ") + std::to_string(given) + " given");
    return add({.kind = callee->kind, .op = callee->op, .arguments = arguments});
  }

  /// Appends the node with what follows from its operands.
  Id add(Node node) {
    const auto& a = node.arguments;
    const std::size_t first = node.kind == Kind::where ? 1 : 0;  // a condition does not make a number active
    for (std::size_t i = 0; i < a.size() && a[i] != none; ++i) {
      const Node& operand = program_[a[i]];
      if (i >= first) node.active = node.active || operand.active;
      node.depth = std::max(node.depth, operand.depth + (i == 0 && spine(node) ? 0 : 1));
    }
    node.logical = node.kind >= Kind::comparison && node.kind <= Kind::negation;
    if (node.kind == Kind::name) {
      const Node& root = program_[program_.definitions[static_cast<std::size_t>(node.index)].root];
      node.active = root.active;
      node.logical = root.logical;
      if (root.logical) node.depth = root.depth + 1;  // evaluated where it is used; numbers are where they are defined
    }
    if (node.depth > max_depth) fail(current(), "nested deeper than " + std::to_string(max_depth) + " operations");
    program_.nodes.push_back(std::move(node));
    return static_cast<Id>(program_.nodes.size()) - 1;
  }

  Program& program_;
  std::string_view text_;
  std::vector<Token> tokens_;
  bool open_;
  std::size_t position_ = 0;
  int nesting_ = 0;
  std::map<std::string, int, std::less<>> variables_, names_;
};

}  // namespace

Program parse(std::span<const std::string> texts, std::vector<std::string> variables) {
  Program program;
  const bool open = variables.empty();
  program.variables = std::move(variables);
  std::size_t size = 0;
  for (const std::string& text : texts) {
    if ((size += text.size()) > max_size)
      error_at(text, 0, "the text is longer than " + std::to_string(max_size) + " bytes");
    Parser(program, text, open).read();
  }
  return program;
}

}  // namespace clino::syntax
