// JSON case files: what is accepted keeps the promises that a case makes.
#include "clino/case_file.hpp"

#include <cmath>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace clino;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    for (const Case& c : parse_case_file(text, "cases.json").cases) {
      const Shape shape = c.function.shape();
      const auto inputs = static_cast<std::size_t>(shape.inputs);
      if (c.name.empty() || c.formats.empty() || c.domain.size() != inputs) std::abort();
      if (c.gradient && c.gradient->shape() != Shape{shape.inputs, shape.inputs * shape.outputs}) std::abort();
      if (c.reference && c.reference->shape() != shape) std::abort();
      for (const Interval& side : c.domain)
        if (!(side.lo <= side.hi) || !std::isfinite(side.lo) || !std::isfinite(side.hi)) std::abort();
      for (const SpecialPoint& p : c.points)
        if (p.x.size() != inputs) std::abort();
    }
  } catch (const CaseFileError& e) {
    if (e.line < 1 || e.column < 1 || e.message.empty()) std::abort();
  }
  return 0;
}
