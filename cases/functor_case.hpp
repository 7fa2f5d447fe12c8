/// A case of a C++ functor of vectors as one entry of a table; the text cases' counterpart (expression_case.hpp).
#pragma once
#include <span>
#include <string>
#include <vector>

#include "cases/expression_case.hpp"
#include "clino/case.hpp"

namespace clino::cases {

/// What a table says of a case; the fields are those of `Case`.
struct FunctorEntry {
  std::string name;
  Function function;
  std::vector<Variable> variables;
  std::vector<SpecialPoint> points;
  Accepts accepts{};
  std::optional<Function> gradient{};   ///< rows are outputs of `function`
  std::optional<Function> reference{};  ///< the intended function
  std::vector<Format> formats{binary32, binary64};
  std::string stable{};  ///< name of the case that repairs this one
  std::string mechanism;
  std::string lesson;
  std::string source;
  std::vector<std::string> tags{};
};

/// The cases of a family, tagged as `expression_case` tags them.
std::vector<Case> functor_cases(const std::string& family, std::vector<FunctorEntry> entries);

/// n inputs of one range, `stem`0 .. `stem`(n-1).
std::vector<Variable> numbered(const std::string& stem, int n, double lo, double hi,
                               Sampling sampling = Sampling::uniform);
std::vector<Variable> operator+(std::vector<Variable> a, const std::vector<Variable>& b);

/// Sum over i of a_i b_i, from the left; `a` may hold plain numbers.
template <class A, class T>
T inner_product(std::span<const A> a, std::span<const T> b) {
  T sum = a[0] * b[0];
  for (std::size_t i = 1; i < b.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// Where the largest entry is; the first of equal ones.
template <class T>
std::size_t largest(std::span<const T> x) {
  std::size_t m = 0;
  for (std::size_t i = 1; i < x.size(); ++i)
    if (x[m] < x[i]) m = i;
  return m;
}

}  // namespace clino::cases
