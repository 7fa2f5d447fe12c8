#include <algorithm>
#include <set>

#include "expression_syntax.hpp"

namespace clino::syntax {
namespace {

const Symbol* symbol_of(const Node& node) {
  const auto* row = std::ranges::find_if(infix, [&](const Symbol& s) {
    return s.kind == node.kind && s.op == node.op && s.comparison == node.comparison;
  });
  return row == infix.end() ? nullptr : row;
}

class Printer {
 public:
  explicit Printer(const Program& program) : program_(program) { choose_names(); }

  std::string text() const {
    std::string out;
    for (std::size_t i = 0; i < program_.definitions.size(); ++i)
      out += names_[i] + " = " + print(program_.definitions[i].root) + "; ";
    for (std::size_t i = 0; i < program_.outputs.size(); ++i) out += (i ? ", " : "") + print(program_.outputs[i]);
    return out;
  }

 private:
  /// Names of definitions that are neither a variable nor another definition; a later `s` becomes `s_2`.
  void choose_names() {
    std::set<std::string> taken(program_.variables.begin(), program_.variables.end());
    for (const Definition& d : program_.definitions) taken.insert(d.name);
    std::set<std::string> used;
    for (const Definition& d : program_.definitions) {
      std::string name = d.name;
      if (used.contains(name) || std::ranges::count(program_.variables, name) > 0)
        for (int i = 2; taken.contains(name); ++i) name = d.name + "_" + std::to_string(i);
      used.insert(name);
      taken.insert(name);
      names_.push_back(name);
    }
  }

  int level(Id id) const {
    const Node& node = program_[id];
    if (node.kind == Kind::negation) return l_not;
    if (node.kind == Kind::call && node.op == Op::neg) return l_unary;
    const Symbol* symbol = symbol_of(node);
    return symbol ? symbol->level : l_primary;
  }

  std::string print(Id id, int least = l_or) const { return level(id) < least ? "(" + print(id) + ")" : bare(id); }

  /// Left operands in a loop: a sum of many terms is deep to the left.
  std::string bare(Id id) const {
    std::vector<const Symbol*> symbols;
    std::vector<Id> nodes;
    std::vector<bool> closes;
    std::string open;
    while (const Symbol* symbol = symbol_of(program_[id])) {
      symbols.push_back(symbol);
      nodes.push_back(id);
      id = program_[id].arguments[0];
      const int wanted = symbol->level == l_power ? l_primary : symbol->level + (symbol->level == l_comparison);
      closes.push_back(level(id) < wanted);
      if (closes.back()) open += '(';
    }
    std::string out = open + leaf(program_[id]);
    for (std::size_t i = symbols.size(); i-- > 0;) {
      const int level = symbols[i]->level;
      const std::string space = level == l_power || level == l_product ? "" : " ";
      if (closes[i]) out += ')';
      out += space + std::string(symbols[i]->text) + space;
      out += print(program_[nodes[i]].arguments[1], level == l_power ? int{l_unary} : level + 1);
    }
    return out;
  }

  std::string leaf(const Node& node) const {
    switch (node.kind) {
      case Kind::number: return node.spelling;
      case Kind::variable: return program_.variables[static_cast<std::size_t>(node.index)];
      case Kind::name: return names_[static_cast<std::size_t>(node.index)];
      case Kind::negation: return "not " + print(node.arguments[0], l_not);
      case Kind::where: return call("where", node);
      case Kind::call:
        return node.op == Op::neg ? "-" + print(node.arguments[0], l_unary)
                                  : call(std::string(info(node.op).name), node);
      case Kind::comparison:
      case Kind::conjunction:
      case Kind::disjunction: break;  // infix
    }
    return {};
  }

  std::string call(const std::string& name, const Node& node) const {
    std::string out = name + "(";
    for (std::size_t i = 0; i < 3 && node.arguments[i] != none; ++i) out += (i ? ", " : "") + print(node.arguments[i]);
    return out + ")";
  }

  const Program& program_;
  std::vector<std::string> names_;
};

}  // namespace

std::string print(const Program& program) { return Printer(program).text(); }

}  // namespace clino::syntax
