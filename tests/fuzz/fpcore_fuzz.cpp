// FPCore files: every core that is read is run, recorded, and read again from its own text.
#include "clino/fpcore.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace clino;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const RecordingOptions options{.budget = 2'000};
  try {
    const FpcoreFile file = parse_fpcore(text, size % 2 ? Literals::real : Literals::as_compiled);
    for (const Fpcore& core : file.cores)
      for (const Case& c : cases_of(core)) {
        const Point x(c.domain.size(), 0.5);
        try {
          const Trace first = c.function.trace(x, options);
          const Function again = Function::parse(c.function.text(), c.function.variables(),
                                                 size % 2 ? Literals::real : Literals::as_compiled);
          if (again.trace(x, options).nodes.size() != first.nodes.size()) std::abort();
          if (c.reference) c.reference->trace(x, options);
        } catch (const OperationBudget&) {
        }
      }
  } catch (const ParseError& e) {
    if (e.line < 1 || e.column < 1 || e.message.empty()) std::abort();
  }
  return 0;
}
