/// Names in results files of enumerators that have no public name elsewhere.
#pragma once
#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "clino/result.hpp"

namespace clino {

template <class E, std::size_t N>
using NameTable = std::array<std::pair<E, std::string_view>, N>;

inline constexpr NameTable<Existence, 4> existence_names{{{Existence::exists, "exists"},
                                                          {Existence::kink, "kink"},
                                                          {Existence::undefined, "undefined"},
                                                          {Existence::undecided, "undecided"}}};
inline constexpr NameTable<Fault, 9> fault_names{{{Fault::none, "none"},
                                                  {Fault::overflow, "overflow"},
                                                  {Fault::underflow, "underflow"},
                                                  {Fault::cancellation, "cancellation"},
                                                  {Fault::singularity, "singularity"},
                                                  {Fault::branch, "branch"},
                                                  {Fault::rounding, "rounding"},
                                                  {Fault::libm, "libm"},
                                                  {Fault::rule, "rule"}}};
inline constexpr NameTable<Mode, 3> mode_names{
    {{Mode::forward, "forward"}, {Mode::reverse, "reverse"}, {Mode::analytic, "analytic"}}};
inline constexpr NameTable<Shims, 2> shims_names{{{Shims::supply, "supply"}, {Shims::refuse, "refuse"}}};
inline constexpr NameTable<Literals, 2> literals_names{
    {{Literals::as_compiled, "as-compiled"}, {Literals::real, "real"}}};
inline constexpr NameTable<Stencil, 3> stencil_names{
    {{Stencil::central, "central"}, {Stencil::forward, "forward"}, {Stencil::backward, "backward"}}};
template <class E, std::size_t N>
std::string_view name_in(const NameTable<E, N>& table, E e) {
  return std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.first == e; })->second;
}
template <class E, std::size_t N>
std::optional<E> find_in(const NameTable<E, N>& table, std::string_view name) {
  const auto row = std::find_if(table.begin(), table.end(), [&](const auto& r) { return r.second == name; });
  return row == table.end() ? std::nullopt : std::optional(row->first);
}

}  // namespace clino
