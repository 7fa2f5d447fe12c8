/// Every point that a unit tried, by columns: of most of them only the numbers matter, and few say more.
///
/// {"x":[[...],...], "why":["sampled",...], "whys":[0,...], "outside":[3,...], "supplied":[[5,["log1p"]]],
/// "numbers":[...]}: x has a column for each input. A number's columns are "computed" ("=": the reference, bit for bit;
/// null: the point has no such number), "reference", and letters that count from `a`: "verdict", "level", "blame",
/// "existence" ("-": no such number). What few numbers have is listed with the index of the point: "sides" [i, left,
/// right], "loss" [i, ulps, bits], "reason" [i, index into "reasons"], "estimate" [i, value, error, step, evaluations].
///
/// Losses and estimates are kept where a point has a finding, and estimates at its neighbours where the verdict of a
/// function of one input changes; the exemplars have all of theirs.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "clino/result.hpp"
#include "json_writer.hpp"

namespace clino {

void write_points(JsonWriter& out, const std::vector<PointResult>& points);
/// Throws std::invalid_argument or an exception of nlohmann's for what `write_points` did not write.
std::vector<PointResult> read_points(const nlohmann::json& columns);

}  // namespace clino
