#include "cases/catalogue.hpp"

#include <algorithm>

namespace clino {
namespace {

std::vector<Case> concatenate() {
  std::vector<Case> all;
  for (auto* family :
       {cases::seed,      cases::overflow,    cases::cancellation,   cases::removable,     cases::nonsmooth,
        cases::edges,     cases::activations, cases::losses,         cases::normalisation, cases::reductions,
        cases::layers,    cases::norms,       cases::linear_algebra, cases::models,        cases::geometry,
        cases::rotations, cases::poses,       cases::differences,    cases::probability,   cases::finance,
        cases::physics,   cases::branches,    cases::second_order,   cases::controls})
    std::ranges::move(family(), std::back_inserter(all));
  return all;
}

}  // namespace

const std::vector<Case>& catalogue() {
  static const std::vector<Case> all = concatenate();
  return all;
}

const Case* find_case(std::string_view name) {
  const auto it = std::ranges::find(catalogue(), name, &Case::name);
  return it == catalogue().end() ? nullptr : &*it;
}

}  // namespace clino
