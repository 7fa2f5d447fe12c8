/// JSON to result types. What is not a record of ours throws std::invalid_argument or an exception of nlohmann's.
#pragma once
#include <nlohmann/json_fwd.hpp>

#include "clino/result.hpp"

namespace clino {

RunHeader read_header(const nlohmann::json& record);
UnitResult read_unit(const nlohmann::json& record);
/// A number, or one of the three strings that stand for what JSON numbers cannot say.
double read_number(const nlohmann::json& value);
Counts read_counts(const nlohmann::json& value);

}  // namespace clino
