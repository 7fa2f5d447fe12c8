/// A run made by hand: a few functions, engines imitated by the rules that they are known to use, judged by the real
/// judge. What the tests of reports need is in it: NaN, infinities, kinks, ranges, diagnoses, two inputs, a failed
/// unit, an unsupported one, names and texts that must be escaped.
#pragma once
#include "clino/result.hpp"

namespace clino::sample {

Run sample_run();
/// The sample's unit with that case, engine and format; throws when there is none.
const UnitResult& find(const Run& run, std::string_view name, std::string_view engine, std::string_view format);

}  // namespace clino::sample
