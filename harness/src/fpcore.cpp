#include "clino/fpcore.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>

#include "expression_lexer.hpp"
#include "fpcore_arithmetic.hpp"
#include "fpcore_compiler.hpp"
#include "fpcore_domain.hpp"
#include "fpcore_header.hpp"
#include "fpcore_machine.hpp"

namespace clino {
namespace {

using namespace fpcore;

constexpr std::size_t most_called = 100;                 // cores that one core reaches by calls
constexpr std::size_t most_text = std::size_t{1} << 26;  // bytes of all texts of called cores: each caller has its own

/// A routine of a program that several functions share.
Function function_of(std::shared_ptr<const Program> program, int routine, std::vector<std::string> variables,
                     std::string text, Literals literals) {
  const auto run = [program, routine](std::span<const double> x) {
    return std::vector{Machine(*program, Plain()).number(routine, x)};
  };
  const auto record = [program, routine, literals](std::span<const Tracer> x) {
    std::vector<Recorder::Value> inputs;
    for (const Tracer& t : x) inputs.push_back({t});
    const Recorder recorder(literals);
    const Recorder::Value y = Machine(*program, recorder).number(routine, inputs);
    return std::vector{y.is_literal ? Tracer(y.literal) : y.tracer};
  };
  return Function::make({static_cast<int>(variables.size()), 1}, run, record)
      .with_variables(std::move(variables))
      .with_text(std::move(text));
}

/// Reads a whole file: the bodies first, so that cores may call each other, then what is said of each.
class File {
 public:
  File(std::string_view text, Literals literals) : text_(text), literals_(literals), data_(read_data(text)) {
    for (const Datum& d : data_) headers_.push_back(read_header(text_, d));
    for (std::size_t i = 0; i < headers_.size(); ++i) declare(static_cast<int>(i));
    program_->routines.resize(headers_.size());
    compiled_.resize(headers_.size());
    errors_.resize(headers_.size());
  }

  FpcoreFile read() {
    for (std::size_t i = 0; i < headers_.size(); ++i) compile_body(i);
    FpcoreFile file;
    for (std::size_t i = 0; i < headers_.size(); ++i) {
      if (only_called(i)) continue;
      try {
        file.cores.push_back(core(i));
      } catch (const Unsupported& e) {
        file.refused.emplace_back(e, name_of(headers_[i]));
      }
    }
    return file;
  }

 private:
  void declare(int i) {
    const Header& h = headers_[static_cast<std::size_t>(i)];
    if (!h.identifier) return;
    const Callee callee{
        .routine = i, .inputs = static_cast<int>(h.inputs.size()), .type = outer_type(*h.body).value_or(Type::number)};
    if (!callees_.emplace(h.identifier->text, callee).second)
      syntax::error_at(text_, h.identifier->offset, "two cores are called " + shown(*h.identifier));
  }

  void compile_body(std::size_t i) {
    try {
      const Header& h = headers_[i];
      if (h.unsupported) throw Unsupported(*h.unsupported);
      const Context context = updated(text_, {}, h.properties);
      compiled_[i] = compile(text_, *h.body, h.inputs, context, *program_, callees_);
      for (const auto& [own, offset] : h.input_contexts) compiled_[i].precisions.add(own.value_or(context), offset);
      program_->routines[i] = compiled_[i].routine;
      settle_type(h, compiled_[i].routine.type);
    } catch (const Unsupported& e) {
      errors_[i] = std::make_shared<Unsupported>(e);
    }
  }

  /// Calls so far have relied on the assumed type.
  void settle_type(const Header& h, Type type) {
    if (!h.identifier) return;
    Callee& callee = callees_.find(h.identifier->text)->second;
    if (callee.called && callee.type != type)
      syntax::error_at(text_, h.identifier->offset,
                       "'" + std::string(h.identifier->text) + "' is called before it is known to give " +
                           (type == Type::truth ? "a truth value" : "a number") + ": define it first");
    callee.type = type;
  }

  /// Cores that could not be a case are there for others.
  bool only_called(std::size_t i) const {
    const bool number = program_->routines[i].type == Type::number;
    return !errors_[i] && headers_[i].identifier && (headers_[i].inputs.empty() || !number);
  }

  /// The core and all it calls, itself first. Throws Unsupported where one of them is.
  std::vector<std::size_t> reachable(std::size_t i) const {
    std::set<std::size_t> seen{i};
    std::vector<std::size_t> order{i};
    for (std::size_t next = 0; next < order.size(); ++next) {
      if (errors_[order[next]]) throw Unsupported(*errors_[order[next]]);
      for (int called : compiled_[order[next]].calls)
        if (seen.insert(static_cast<std::size_t>(called)).second) order.push_back(static_cast<std::size_t>(called));
      if (order.size() > most_called + 1)
        syntax::error_at(text_, headers_[i].form->offset,
                         "the core calls more than " + std::to_string(most_called) + " others");
    }
    return order;
  }

  Fpcore core(std::size_t i) {
    const Header& h = headers_[i];
    const std::vector<std::size_t> cores = reachable(i);
    if (h.inputs.empty()) unsupported(text_, h.form->offset, "the core has no inputs: nothing to differentiate by");
    if (program_->routines[i].type != Type::number)
      unsupported(text_, h.body->offset, "the core gives a truth value: nothing to differentiate");
    Precisions precisions;
    std::string helpers;
    for (std::size_t k : cores) precisions.add(compiled_[k].precisions);
    for (std::size_t k : std::set(cores.begin(), cores.end()))  // as in the file
      if (k != i) helpers += with_body(headers_[k], *headers_[k].body) + " ";
    if ((text_of_called_ += helpers.size()) > most_text)
      syntax::error_at(text_, h.form->offset,
                       "the texts of called cores are longer than " + std::to_string(most_text) + " bytes");
    Fpcore out{.name = name_of(h),
               .function =
                   function_of(program_, static_cast<int>(i), variables(h), helpers + with_body(h, *h.body), literals_),
               .domain = {},
               .formats = {}};
    read_texts(h, out);
    read_precondition(h, out);
    read_formats(precisions.single(text_), h, out);
    read_functions(h, helpers, out);
    return out;
  }

  static std::vector<std::string> variables(const Header& h) { return {h.inputs.begin(), h.inputs.end()}; }

  void read_texts(const Header& h, Fpcore& out) const {
    if (h.identifier) out.identifier = h.identifier->text;
    for (const Property& p : h.properties) {
      out.properties.emplace_back(p.name, syntax::printable(print(*p.value)));
      if (p.name == ":description") out.description = words(*p.value);
      if (p.name == ":cite" && p.value->is_list())
        for (const Datum& cite : p.value->items) out.cites.push_back(words(cite));
      if (p.name == ":cite" && !p.value->is_list()) out.cites.push_back(words(*p.value));
      if (p.name == ":example") read_example(h, *p.value, out);
    }
  }

  /// ([name value] ...), of use where it is a point.
  void read_example(const Header& h, const Datum& example, Fpcore& out) const {
    Point x(h.inputs.size(), std::nan(""));
    for (const Datum& pair : example.items)
      if (pair.items.size() == 2)
        for (std::size_t i = 0; i < h.inputs.size(); ++i)
          if (pair.items[0].is_symbol(h.inputs[i])) x[i] = constant_value(text_, pair.items[1]).value_or(std::nan(""));
    if (std::ranges::all_of(x, [](double xi) { return std::isfinite(xi); })) out.points.push_back({x, "example"});
  }

  int compile_property(const Header& h, const Datum& expression, const Context& context, Type type,
                       Precisions& rounds) {
    const Compiled c = compile(text_, expression, h.inputs, context, *program_, callees_);
    if (c.routine.type != type)
      syntax::error_at(text_, expression.offset, type == Type::number ? "expected a number" : "expected a condition");
    rounds = c.precisions;
    for (int called : c.calls)
      for (std::size_t k : reachable(static_cast<std::size_t>(called))) rounds.add(compiled_[k].precisions);
    program_->routines.push_back(c.routine);
    return static_cast<int>(program_->routines.size()) - 1;
  }

  void read_precondition(const Header& h, Fpcore& out) {
    const double big = largest(binary64);
    out.domain.assign(h.inputs.size(), {-big, big});
    out.sampling.assign(h.inputs.size(), Sampling::bits);
    const Datum* pre = h.find(":pre");
    if (!pre) return;
    Precisions ignored;
    const int routine = compile_property(h, *pre, {Context::Kind::real}, Type::truth, ignored);
    const Box box = box_of(text_, *pre, h.inputs);
    for (std::size_t i = 0; i < h.inputs.size(); ++i) {
      const Interval& side = box.sides[i];
      out.domain[i] = {std::max(side.lo, -big), std::min(side.hi, big)};
      if (out.domain[i].lo > out.domain[i].hi)
        syntax::error_at(text_, pre->offset, "the precondition allows no value of '" + std::string(h.inputs[i]) + "'");
      if (std::isfinite(side.lo) && std::isfinite(side.hi)) out.sampling[i] = Sampling::log;
    }
    if (!box.exact)
      out.accepts = [program = program_, routine](std::span<const double> x) {
        try {
          return Machine(*program, Plain()).truth(routine, x);
        } catch (const OperationBudget&) {
          return false;  // a precondition that never ends allows nothing
        }
      };
  }

  void read_formats(std::optional<Format> prescribed, const Header& h, Fpcore& out) const {
    const std::vector<Format> wanted = prescribed ? std::vector{*prescribed} : std::vector{binary32, binary64};
    for (const Format& f : wanted)
      if (std::ranges::all_of(out.domain, [&](const Interval& side) {
            const double x = round_to(f, side.lo);
            return (x < side.lo ? next_up(f, x) : x) <= std::min(side.hi, largest(f));
          }))
        out.formats.push_back(f);
    if (out.formats.empty())
      syntax::error_at(text_, h.find(":pre")->offset,
                       "the precondition allows no number of " + std::string(wanted.back().name));
  }

  void read_functions(const Header& h, const std::string& helpers, Fpcore& out) {
    const Context own = updated(text_, {}, h.properties);
    for (const Property& p : h.properties) {
      const bool spec = p.name == ":spec";
      if (!spec && p.name != ":alt") continue;
      Precisions rounds;
      const int routine =
          compile_property(h, *p.value, spec ? Context{Context::Kind::real} : own, Type::number, rounds);
      const auto format = rounds.single(text_);
      if (format && (spec || out.formats != std::vector{*format}))
        unsupported(text_, p.value->offset,
                    "'" + std::string(p.name) + "' rounds to " + std::string(format->name) +
                        (spec ? ": a specification in real numbers is needed" : ", the core does not"));
      const std::string text = helpers + (spec ? as_spec(h, *p.value) : with_body(h, *p.value));
      Function f = function_of(program_, routine, variables(h), text, spec ? Literals::real : literals_);
      if (spec)
        out.spec = std::move(f);
      else
        out.alternatives.push_back(std::move(f));
    }
  }

  std::string_view text_;
  Literals literals_;
  std::vector<Datum> data_;
  std::vector<Header> headers_;
  std::shared_ptr<Program> program_ = std::make_shared<Program>();
  Callees callees_;
  std::vector<Compiled> compiled_;
  std::vector<std::shared_ptr<const Unsupported>> errors_;
  std::size_t text_of_called_ = 0;
};

}  // namespace

FpcoreFile parse_fpcore(std::string_view text, Literals literals) { return File(text, literals).read(); }

namespace {

/// The last core of a text all of which can be recorded.
Fpcore last_core(std::string_view text, Literals literals) {
  const FpcoreFile file = parse_fpcore(text, literals);
  if (!file.refused.empty()) throw ParseError(file.refused.front());
  if (file.cores.empty()) throw ParseError(text, 1, 1, "found no core with inputs and a number to give");
  return file.cores.back();
}

}  // namespace

Function fpcore_function(std::string_view text, const std::vector<std::string>& variables, Literals literals) {
  const Function f = last_core(text, literals).function;
  if (!variables.empty() && variables != f.variables()) {
    std::string names;
    for (const std::string& name : f.variables()) names += (names.empty() ? "" : ", ") + name;
    throw ParseError(text, 1, 1, "the inputs of the core are " + names + ", which are not the variables given");
  }
  return f.with_text(std::string(text));
}

Case fpcore_case(std::string_view text, Literals literals) {
  const Fpcore core = last_core(text, literals);
  Case c = cases_of(core).front();
  c.function = c.function.with_text(std::string(text));
  if (!core.alternatives.empty()) c.stable = core.alternatives.front().text();
  return c;
}

std::vector<Case> cases_of(const Fpcore& core) {
  std::string source;
  for (const std::string& cite : core.cites) source += (source.empty() ? "" : ", ") + cite;
  Case c{.name = core.name,
         .function = core.function,
         .domain = core.domain,
         .accepts = core.accepts,
         .points = core.points,
         .reference = core.spec,
         .formats = core.formats,
         .sampling = core.sampling,
         .lesson = core.description,
         .source = std::move(source)};
  std::vector<Case> cases{c};
  for (std::size_t i = 0; i < core.alternatives.size(); ++i) {
    c.name = core.name + "/alt" + (i == 0 ? "" : std::to_string(i + 1));
    c.function = core.alternatives[i];
    cases.push_back(c);
  }
  if (cases.size() > 1) cases[0].stable = cases[1].name;
  return cases;
}

bool looks_like_fpcore(std::string_view text) {
  constexpr std::string_view spaces = " \t\r\n\f", word = "FPCore";
  const auto skip = [&] { text.remove_prefix(std::min(text.find_first_not_of(spaces), text.size())); };
  for (skip(); text.starts_with(';'); skip()) text.remove_prefix(std::min(text.find('\n'), text.size()));
  if (!text.starts_with('(') && !text.starts_with('[')) return false;
  text.remove_prefix(1);
  skip();
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return text.starts_with('(') || text.starts_with('[') ||
         (!text.empty() && spaces.find(text[0]) != std::string_view::npos);
}

}  // namespace clino
