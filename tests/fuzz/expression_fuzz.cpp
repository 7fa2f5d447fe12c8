// Infix texts: what parses is recorded, printed, parsed again, and gives the same program.
#include <cstdlib>
#include <string>

#include "clino/expression.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace clino;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const RecordingOptions options{.budget = 20'000};
  try {
    const Expression e = Expression::parse(std::span(&text, 1));
    for (const Literals literals : {Literals::as_compiled, Literals::real}) {
      const std::vector<double> x(e.variables().size(), 0.5);
      const Trace first = Function::parse(text, {}, literals).trace(x, options);
      const Trace again = Function::parse(e.print(), e.variables(), literals).trace(x, options);
      if (first.nodes.size() != again.nodes.size() || first.branches.size() != again.branches.size()) std::abort();
    }
  } catch (const ParseError& e) {
    if (e.line < 1 || e.column < 1 || e.message.empty()) std::abort();
  } catch (const OperationBudget&) {
  }
  return 0;
}
