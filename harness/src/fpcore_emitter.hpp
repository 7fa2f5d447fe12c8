/// What compiling needs at every place: code to append to, names in scope, errors.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "expression_lexer.hpp"
#include "expression_names.hpp"
#include "fpcore_compiler.hpp"

namespace clino::fpcore {

/// What a name stands for.
struct Binding {
  int slot;
  Type type;
};

class Emitter {
 protected:
  Emitter(std::string_view text, Program& program) : text_(text), program_(program) {}

  [[noreturn]] void fail(const Datum& at, std::string message) const {
    syntax::error_at(text_, at.offset, std::move(message));
  }
  void expect(const Datum& d, Type given, Type wanted) const {
    const auto name = [](Type type) { return type == Type::number ? "a number" : "a truth value"; };
    if (given != wanted) fail(d, "found " + shown(d) + ", which is " + name(given) + ", expected " + name(wanted));
  }

  std::size_t emit(const Instruction& i) {
    out_.routine.code.push_back(i);
    return out_.routine.code.size() - 1;
  }
  void emit(const Number& n) {
    program_.numbers.push_back(n);
    emit({.code = Code::number, .index = static_cast<int>(program_.numbers.size()) - 1});
  }
  void emit(const Constant& c) {
    program_.constants.push_back(c);
    emit({.code = Code::constant, .index = static_cast<int>(program_.constants.size()) - 1});
  }
  void load(int slot, Type type) {
    emit({.code = type == Type::number ? Code::load : Code::load_truth, .index = slot});
  }
  void store(int slot, Type type) {
    emit({.code = type == Type::number ? Code::store : Code::store_truth, .index = slot});
  }
  int here() const { return static_cast<int>(out_.routine.code.size()); }
  /// Lets a jump go to the next instruction.
  void land(std::size_t jump) { out_.routine.code[jump].index = here(); }

  int new_slot() { return out_.routine.slots++; }
  int bind(std::string_view name, Type type) {
    const int slot = new_slot();
    names_[name].push_back({slot, type});
    return slot;
  }
  void unbind(std::string_view name) { names_[name].pop_back(); }
  const Binding* find(std::string_view name) const {
    const auto it = names_.find(name);
    return it == names_.end() || it->second.empty() ? nullptr : &it->second.back();
  }
  std::string suggestion(std::string_view word) const {
    std::vector<std::string_view> known{"PI", "E", "TRUE", "FALSE", "INFINITY", "NAN"};
    for (const auto& [name, bindings] : names_)
      if (!bindings.empty()) known.push_back(name);
    return syntax::suggest(word, known);
  }

  std::string_view text_;
  Program& program_;
  Compiled out_;

 private:
  std::map<std::string_view, std::vector<Binding>, std::less<>> names_;
};

}  // namespace clino::fpcore
