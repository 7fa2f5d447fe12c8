/// One pass over the data, which emits code as it goes. Recursion is as deep as the data, which the reader bounds.
#include "fpcore_compiler.hpp"

#include <algorithm>

#include "fpcore_emitter.hpp"

namespace clino::fpcore {
namespace {

enum class Order : std::uint8_t { at_once, one_by_one };

class Compiler : private Emitter {
 public:
  Compiler(std::string_view text, Program& program, Callees& callees) : Emitter(text, program), callees_(callees) {}

  Compiled routine(const Datum& body, std::span<const std::string_view> inputs, const Context& context) {
    for (std::string_view name : inputs) bind(name, Type::number);
    out_.routine.inputs = static_cast<int>(inputs.size());
    out_.routine.type = expression(body, context);
    emit({.code = Code::leave});
    return std::move(out_);
  }

 private:
  // --- expressions ---------------------------------------------------------------------------------------------------

  Type expression(const Datum& d, const Context& context) {
    switch (d.kind) {
      case Datum::Kind::number: return number(d, to_number(d.text), context);
      case Datum::Kind::symbol: return symbol(d, context);
      case Datum::Kind::string: fail(d, "found a string, expected an expression");
      case Datum::Kind::list: break;
    }
    if (d.items.empty() || !d.items[0].is_symbol()) fail(d, "found " + shown(d) + ", expected an operation after '('");
    return form(d, context);
  }

  void typed(const Datum& d, Type wanted, const Context& context) { expect(d, expression(d, context), wanted); }

  Type number(const Datum& d, const std::optional<Number>& n, const Context& context) {
    if (!n) fail(d, "number " + shown(d) + " is outside the range of binary64");
    out_.precisions.add(context, d.offset);
    emit(*n);
    return Type::number;
  }

  Type symbol(const Datum& d, const Context& context) {
    if (const Binding* b = find(d.text)) {
      load(b->slot, b->type);
      return b->type;
    }
    if (d.text == "TRUE" || d.text == "FALSE") {
      emit({.code = Code::truth, .index = d.text == "TRUE"});
      return Type::truth;
    }
    const auto constant = find_constant(d.text);
    if (!constant) fail(d, "unknown name " + shown(d) + suggestion(d.text));
    out_.precisions.add(context, d.offset);
    emit(*constant);
    return Type::number;
  }

  Type form(const Datum& d, const Context& context) {
    const std::string_view head = d.items[0].text;
    if (head == "if") return conditional(d, context);
    if (head == "let" || head == "let*") return let(d, context);
    if (head == "while" || head == "while*") return while_loop(d, context);
    if (head == "for" || head == "for*") return for_loop(d, context);
    if (head == "!") return annotation(d, context);
    if (head == "#") return expression(item(d, 1, 2, "an expression"), {Context::Kind::integer});
    if (head == "cast") return cast(d, context);
    if (head == "digits") return digits(d, context);
    if (head == "and" || head == "or") return junction(d, context);
    if (head == "not") return negation(d, context);
    if (tensor_word(head))
      unsupported(text_, d.items[0].offset, "tensors ('" + std::string(head) + "') cannot be recorded");
    return operation(d, context);
  }

  /// Item k of a form that has `size` items.
  const Datum& item(const Datum& d, std::size_t k, std::size_t size, const std::string& wanted) const {
    if (d.items.size() != size)
      fail(d, "'" + std::string(d.items[0].text) + "' takes " + wanted + ", " + std::to_string(d.items.size() - 1) +
                  " given");
    return d.items[k];
  }

  Type operation(const Datum& d, const Context& context) {
    const std::string_view head = d.items[0].text;
    if (comparison(head)) return compare(d, context);
    if (head == "-" && d.items.size() == 2) return operands(d, {Operation::Kind::op, head, 1, Op::neg}, context);
    if (head == "-") return operands(d, {Operation::Kind::op, head, 2, Op::sub}, context);
    if (const auto op = find_operation(head)) return operands(d, *op, context);
    if (const auto callee = callees_.find(head); callee != callees_.end()) return call(d, callee->second, context);
    fail(d.items[0], "unknown operation " + shown(d.items[0]) + suggest_head(head));
  }

  Type operands(const Datum& d, const Operation& op, const Context& context) {
    const std::string arity = std::to_string(op.arity) + (op.arity == 1 ? " argument" : " arguments");
    item(d, 0, static_cast<std::size_t>(op.arity) + 1, arity);
    for (std::size_t i = 1; i < d.items.size(); ++i) typed(d.items[i], Type::number, context);
    if (op.kind == Operation::Kind::question) {
      emit({.code = Code::ask, .question = op.question});
      return Type::truth;
    }
    out_.precisions.add(context, d.offset);
    const bool exact = context.kind == Context::Kind::integer;
    if (op.kind == Operation::Kind::derived)
      emit({.code = Code::derive, .derived = op.derived});
    else
      emit({.code = Code::apply, .op = op.op, .exact = exact});
    return Type::number;
  }

  Type call(const Datum& d, Callee& callee, const Context& context) {
    const std::string arity = std::to_string(callee.inputs) + (callee.inputs == 1 ? " argument" : " arguments");
    item(d, 0, static_cast<std::size_t>(callee.inputs) + 1, arity);
    for (std::size_t i = 1; i < d.items.size(); ++i) typed(d.items[i], Type::number, context);
    emit({.code = Code::call, .index = callee.routine});
    out_.calls.push_back(callee.routine);
    callee.called = true;
    return callee.type;
  }

  Type cast(const Datum& d, const Context& context) {
    typed(item(d, 1, 2, "an expression"), Type::number, context);
    out_.precisions.add(context, d.offset);
    if (context.kind != Context::Kind::real && context.kind != Context::Kind::integer) emit({.code = Code::round});
    return Type::number;
  }

  Type digits(const Datum& d, const Context& context) {
    const std::string wanted = "significand, exponent and base (integers, base at least 2)";
    item(d, 0, 4, wanted);
    for (std::size_t i = 1; i < 4; ++i)
      if (d.items[i].kind != Datum::Kind::number || d.items[i].text.find_first_of("./xXeE") != std::string_view::npos)
        fail(d.items[i], "found " + shown(d.items[i]) + ", expected an integer");
    if (const std::string_view base = d.items[3].text; base.starts_with('-') || base == "0" || base == "1")
      fail(d.items[3], "found base " + shown(d.items[3]) + ", expected at least 2");
    return number(d, from_digits(d.items[1].text, d.items[2].text, d.items[3].text), context);
  }

  Type annotation(const Datum& d, const Context& context) {
    const std::vector<Property> properties = read_properties(text_, d, 1);
    const std::size_t at = 1 + 2 * properties.size();
    if (d.items.size() != at + 1) fail(d, "'!' takes properties and one expression");
    return expression(d.items[at], updated(text_, context, properties));
  }

  // --- truth ---------------------------------------------------------------------------------------------------------

  struct Comparison {
    std::string_view name;
    Relation relation;
    bool reversed, negated;
  };
  static const Comparison* comparison(std::string_view name) {
    static constexpr std::array table{
        Comparison{"<", Relation::less, false, false},   Comparison{"<=", Relation::less_equal, false, false},
        Comparison{">", Relation::less, true, false},    Comparison{">=", Relation::less_equal, true, false},
        Comparison{"==", Relation::equal, false, false}, Comparison{"!=", Relation::equal, false, true},
    };
    const auto* row = std::ranges::find(table, name, &Comparison::name);
    return row == table.end() ? nullptr : row;
  }

  void emit_comparison(const Comparison& c) {
    emit({.code = Code::compare, .relation = c.relation, .reversed = c.reversed});
    if (c.negated) emit({.code = Code::negate});
  }

  /// All ordered pairs hold. Where the relation is transitive neighbours tell all; `!=` compares every pair.
  Type compare(const Datum& d, const Context& context) {
    const Comparison& c = *comparison(d.items[0].text);
    if (d.items.size() < 3) fail(d, "'" + std::string(c.name) + "' takes two or more arguments");
    for (std::size_t i = 1; i < d.items.size(); ++i) typed(d.items[i], Type::number, context);
    if (d.items.size() == 3) {
      emit_comparison(c);
      return Type::truth;
    }
    const int count = static_cast<int>(d.items.size()) - 1, first = out_.routine.slots;
    if (c.negated && count > 100) fail(d, "'!=' of more than 100 arguments");
    out_.routine.slots += count;
    for (int i = count; i-- > 0;) store(first + i, Type::number);
    std::vector<std::size_t> exits;
    for (int i = 0; i + 1 < count; ++i)
      for (int j = i + 1; j < (c.negated ? count : i + 2); ++j) {
        load(first + i, Type::number);
        load(first + j, Type::number);
        emit_comparison(c);
        exits.push_back(emit({.code = Code::jump_unless}));
      }
    finish_junction(exits, true);
    return Type::truth;
  }

  /// Stops at the first that decides.
  Type junction(const Datum& d, const Context& context) {
    const bool conjunction = d.items[0].text == "and";
    if (d.items.size() < 2) fail(d, "'" + std::string(d.items[0].text) + "' takes one or more arguments");
    std::vector<std::size_t> exits;
    for (std::size_t i = 1; i < d.items.size(); ++i) {
      typed(d.items[i], Type::truth, context);
      if (!conjunction) emit({.code = Code::negate});
      exits.push_back(emit({.code = Code::jump_unless}));
    }
    finish_junction(exits, conjunction);
    return Type::truth;
  }

  /// The value when none of the exits was taken, and its contrary after them.
  void finish_junction(const std::vector<std::size_t>& exits, bool otherwise) {
    emit({.code = Code::truth, .index = otherwise});
    const std::size_t end = emit({.code = Code::jump});
    for (std::size_t exit : exits) land(exit);
    emit({.code = Code::truth, .index = !otherwise});
    land(end);
  }

  Type negation(const Datum& d, const Context& context) {
    typed(item(d, 1, 2, "one argument"), Type::truth, context);
    emit({.code = Code::negate});
    return Type::truth;
  }

  Type conditional(const Datum& d, const Context& context) {
    typed(item(d, 1, 4, "a condition and two expressions"), Type::truth, context);
    const std::size_t to_else = emit({.code = Code::jump_unless});
    const Type type = expression(d.items[2], context);
    const std::size_t to_end = emit({.code = Code::jump});
    land(to_else);
    typed(d.items[3], type, context);
    land(to_end);
    return type;
  }

  // --- bindings and loops --------------------------------------------------------------------------------------------

  /// A list of lists of `size` items that begin with different symbols.
  const std::vector<Datum>& bindings(const Datum& list, std::size_t size, const std::string& wanted) const {
    if (!list.is_list()) fail(list, "found " + shown(list) + ", expected a list of " + wanted);
    for (const Datum& b : list.items)
      if (!b.is_list() || b.items.size() != size || !b.items[0].is_symbol())
        fail(b, "found " + shown(b) + ", expected " + wanted);
    std::vector<std::string_view> names;
    for (const Datum& b : list.items) names.push_back(b.items[0].text);
    std::ranges::sort(names);
    if (const auto twice = std::ranges::adjacent_find(names); twice != names.end())
      fail(list, "'" + std::string(*twice) + "' is bound twice");
    return list.items;
  }

  /// Evaluates item 1 of each binding and binds its name.
  std::vector<Binding> bind_all(const std::vector<Datum>& list, Order order, const Context& context) {
    std::vector<Binding> bound;
    if (order == Order::one_by_one) {
      for (const Datum& b : list) {
        const Type type = expression(b.items[1], context);
        bound.push_back({bind(b.items[0].text, type), type});
        store(bound.back().slot, type);
      }
      return bound;
    }
    for (const Datum& b : list) bound.push_back({0, expression(b.items[1], context)});
    for (std::size_t i = 0; i < list.size(); ++i) bound[i].slot = bind(list[i].items[0].text, bound[i].type);
    for (std::size_t i = list.size(); i-- > 0;) store(bound[i].slot, bound[i].type);
    return bound;
  }

  /// Evaluates item 2 of each binding into its slot.
  void update_all(const std::vector<Datum>& list, const std::vector<Binding>& bound, Order order,
                  const Context& context) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      typed(list[i].items[2], bound[i].type, context);
      if (order == Order::one_by_one) store(bound[i].slot, bound[i].type);
    }
    if (order == Order::at_once)
      for (std::size_t i = list.size(); i-- > 0;) store(bound[i].slot, bound[i].type);
  }

  void unbind_all(const std::vector<Datum>& list) {
    for (const Datum& b : list) unbind(b.items[0].text);
  }

  static Order order(const Datum& d) { return d.items[0].text.ends_with('*') ? Order::one_by_one : Order::at_once; }

  Type let(const Datum& d, const Context& context) {
    const auto& list = bindings(item(d, 1, 3, "bindings and an expression"), 2, "[name expression]");
    bind_all(list, order(d), context);
    const Type type = expression(d.items[2], context);
    unbind_all(list);
    return type;
  }

  Type while_loop(const Datum& d, const Context& context) {
    item(d, 0, 4, "a condition, bindings and an expression");
    const auto& list = bindings(d.items[2], 3, "[name initial update]");
    const std::vector<Binding> bound = bind_all(list, order(d), context);
    const int start = here();
    typed(d.items[1], Type::truth, context);
    const std::size_t out = emit({.code = Code::jump_unless});
    update_all(list, bound, order(d), context);
    emit({.code = Code::jump, .index = start});
    land(out);
    const Type type = expression(d.items[3], context);
    unbind_all(list);
    return type;
  }

  /// One loop inside another for each index, the last innermost; after a loop its index is its size, as in `while`.
  Type for_loop(const Datum& d, const Context& context) {
    item(d, 0, 4, "indices, bindings and an expression");
    const auto& indices = bindings(d.items[1], 2, "[index size]");
    const auto& list = bindings(d.items[2], 3, "[name initial update]");
    std::vector<Binding> sizes;
    for (const Datum& i : indices) {
      typed(i.items[1], Type::number, context);
      sizes.push_back({new_slot(), Type::number});
      store(sizes.back().slot, Type::number);
    }
    const std::vector<Binding> bound = bind_all(list, order(d), context);
    std::vector<int> slots, starts;
    for (const Datum& i : indices) slots.push_back(bind(i.items[0].text, Type::number));
    std::vector<std::size_t> outs;
    for (std::size_t k = 0; k < indices.size(); ++k) {
      emit(Number{.exact = true});
      store(slots[k], Type::number);
      starts.push_back(here());
      load(slots[k], Type::number);
      load(sizes[k].slot, Type::number);
      emit({.code = Code::compare, .relation = Relation::less});
      outs.push_back(emit({.code = Code::jump_unless}));
    }
    update_all(list, bound, order(d), context);
    for (std::size_t k = indices.size(); k-- > 0;) {
      load(slots[k], Type::number);
      emit(Number{.nearest = 1, .exact = true});
      emit({.code = Code::apply, .op = Op::add, .exact = true});
      store(slots[k], Type::number);
      emit({.code = Code::jump, .index = starts[k]});
      land(outs[k]);
    }
    const Type type = expression(d.items[3], context);
    unbind_all(indices);
    unbind_all(list);
    return type;
  }

  Callees& callees_;
};

}  // namespace

std::optional<Type> outer_type(const Datum& d) {
  if (d.is_symbol("TRUE") || d.is_symbol("FALSE")) return Type::truth;
  if (d.kind == Datum::Kind::number) return Type::number;
  if (!d.is_list() || d.items.empty()) return std::nullopt;
  const std::string_view head = d.items[0].text;
  if (head == "if" && d.items.size() == 4) {
    const auto first = outer_type(d.items[2]);
    return first ? first : outer_type(d.items[3]);
  }
  for (std::string_view form : {"let", "let*", "while", "while*", "for", "for*", "!"})
    if (head == form) return outer_type(d.items.back());
  for (std::string_view test : {"<", ">", "<=", ">=", "==", "!=", "and", "or", "not"})
    if (head == test) return Type::truth;
  const auto op = find_operation(head);
  if (op) return op->kind == Operation::Kind::question ? Type::truth : Type::number;
  return head == "-" ? std::optional(Type::number) : std::nullopt;
}

Compiled compile(std::string_view text, const Datum& expression, std::span<const std::string_view> inputs,
                 const Context& context, Program& program, Callees& callees) {
  return Compiler(text, program, callees).routine(expression, inputs, context);
}

}  // namespace clino::fpcore
