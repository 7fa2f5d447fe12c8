/// The pass/fail rules of existing gradient checkers, written anew from their published defaults. Each sees a function
/// and a gradient of one output as black boxes in binary64 at one point.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace clino::scorecard {

using Value = std::function<double(std::span<const double>)>;

struct Checker {
  std::string name;
  bool (*passes)(const Value& f, const std::vector<double>& gradient, std::vector<double> x);
};
std::span<const Checker> checkers();

}  // namespace clino::scorecard
