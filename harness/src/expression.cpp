#include "clino/expression.hpp"

#include <algorithm>

#include "clino/evaluate.hpp"
#include "clino/fpcore.hpp"
#include "expression_evaluate.hpp"
#include "expression_lexer.hpp"
#include "expression_recorder.hpp"
#include "expression_syntax.hpp"

namespace clino {
namespace {

constexpr std::size_t shown_before = 60, shown_after = 40;  // characters of a long line around the caret

/// The line in question and a caret below the place, cut so that a long line stays readable.
std::string excerpt(std::string_view text, int line, int column) {
  for (int i = 1; i < line; ++i) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  text = text.substr(0, std::min(text.find('\n'), text.size()));
  const std::size_t caret = static_cast<std::size_t>(std::max(column, 1) - 1);
  const std::size_t begin = caret > shown_before ? caret - shown_before : 0;
  std::string shown = begin > 0 ? "  ..." : "  ", below = begin > 0 ? "     " : "  ";
  for (std::size_t i = 0, character = 0; i < text.size(); ++character) {
    if (character == caret + shown_after) {
      shown += "...";
      break;
    }
    const std::size_t length = std::max<std::size_t>(syntax::character_length(text.substr(i, 4)), 1);
    if (character >= begin) shown += syntax::printable(text.substr(i, length));
    i += length;
  }
  return shown + "\n" + below + std::string(caret - begin, ' ') + "^";
}

/// Arithmetic for `syntax::Evaluation` in binary64.
struct Plain {
  using Value = double;
  double number(const syntax::Node& node) const { return node.number; }
  double activate(double v) const { return v; }
  double apply(Op op, std::span<const double> a) const {
    return compute(binary64, op, a[0], a.size() > 1 ? a[1] : 0, a.size() > 2 ? a[2] : 0);
  }
  bool holds(Relation relation, double a, double b) const {
    switch (relation) {
      case Relation::less: return a < b;
      case Relation::less_equal: return a <= b;
      case Relation::equal: break;
    }
    return a == b;
  }
};

void require_names(const std::vector<std::string>& variables) {
  for (auto it = variables.begin(); it != variables.end(); ++it) {
    if (!syntax::valid_name(*it))
      throw std::invalid_argument("'" + syntax::printable(*it) + "' cannot name a variable");
    if (std::find(variables.begin(), it, *it) != it)
      throw std::invalid_argument("variable '" + *it + "' is given twice");
  }
}

}  // namespace

ParseError::ParseError(std::string_view text, int at_line, int at_column, std::string what_is_wrong)
    : std::runtime_error(std::to_string(at_line) + ":" + std::to_string(at_column) + ": " + what_is_wrong + "\n" +
                         excerpt(text, at_line, at_column)),
      line(at_line),
      column(at_column),
      message(std::move(what_is_wrong)) {}

Expression Expression::parse(std::span<const std::string> texts, std::vector<std::string> variables) {
  require_names(variables);
  if (texts.empty()) throw std::invalid_argument("no text to parse");
  syntax::Program program = syntax::parse(texts, std::move(variables));
  if (program.variables.empty()) throw ParseError(texts[0], 1, 1, "found no variable, expected at least one");
  return Expression(std::make_shared<const syntax::Program>(std::move(program)));
}

const std::vector<std::string>& Expression::variables() const { return program_->variables; }
int Expression::outputs() const { return static_cast<int>(program_->outputs.size()); }
std::string Expression::print() const { return syntax::print(*program_); }

std::vector<double> Expression::run(std::span<const double> x) const {
  return syntax::Evaluation<Plain>(*program_, Plain{}, x).outputs();
}

std::vector<Tracer> Expression::record(std::span<const Tracer> x, Literals literals) const {
  std::vector<syntax::Recorder::Value> inputs;
  inputs.reserve(x.size());
  for (const Tracer& t : x) inputs.push_back({t});
  const syntax::Recorder recorder(literals);
  std::vector<Tracer> outputs;
  for (const auto& y :
       syntax::Evaluation(*program_, recorder, std::span<const syntax::Recorder::Value>(inputs)).outputs())
    outputs.push_back(recorder.activate(y).tracer);
  return outputs;
}

Function Function::parse(std::string_view text, std::vector<std::string> variables, Literals literals) {
  if (looks_like_fpcore(text)) return fpcore_function(text, variables, literals);
  const std::string source(text);
  return parse(std::span(&source, 1), std::move(variables), literals).with_text(source);
}

Function Function::parse(std::span<const std::string> texts, std::vector<std::string> variables, Literals literals) {
  if (texts.size() == 1 && looks_like_fpcore(texts[0])) return fpcore_function(texts[0], variables, literals);
  const Expression e = Expression::parse(texts, std::move(variables));
  const Shape shape{static_cast<int>(e.variables().size()), e.outputs()};
  return Function(std::make_shared<const Impl>(
      Impl{.shape = shape,
           .run = [e](std::span<const double> x) { return e.run(x); },
           .record = [e, literals](std::span<const Tracer> x) { return e.record(x, literals); },
           .variables = e.variables(),
           .text = texts.size() == 1 ? texts[0] : e.print(),
           .spelled_out = [e](std::span<const Tracer> x) { return e.record(x, Literals::real); }}));
}

}  // namespace clino
