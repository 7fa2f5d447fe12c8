/// What the tests of FPCore share.
#pragma once
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "clino/fpcore.hpp"

namespace clino::fpcore_testing {

inline std::string read(const std::string& name) {
  std::ifstream file(std::string(CLINO_TEST_DATA) + "/" + name);
  EXPECT_TRUE(file) << name;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline Fpcore core(const std::string& text) {
  const FpcoreFile file = parse_fpcore(text);
  for (const ParseError& e : file.refused) ADD_FAILURE() << e.what();
  return file.cores.at(0);
}

inline const Fpcore& named(const FpcoreFile& file, const std::string& name) {
  for (const Fpcore& c : file.cores)
    if (c.name == name) return c;
  throw std::out_of_range(name);
}

/// The value of an expression of x (1 unless given) and y.
inline double value(const std::string& expression, std::vector<double> x = {1, 2}) {
  x.resize(2, 2.0);
  return core("(FPCore (x y) " + expression + ")").function.run(x).at(0);
}
inline bool truth(const std::string& condition, double x = 1) { return value("(if " + condition + " 1 0)", {x}) == 1; }

inline Trace trace(const std::string& expression, std::vector<double> x, const RecordingOptions& options = {}) {
  x.resize(2, 2.0);
  return core("(FPCore (x y) " + expression + ")").function.trace(x, options);
}

inline ParseError error_of(const std::string& text) {
  try {
    parse_fpcore(text);
  } catch (const ParseError& e) {
    return e;
  }
  ADD_FAILURE() << "no error in: " << text;
  return ParseError("", 1, 1, "");
}
inline ParseError error_in(const std::string& expression) { return error_of("(FPCore (x y) " + expression + ")"); }

inline std::string refusal(const std::string& text) {
  const FpcoreFile file = parse_fpcore(text);
  EXPECT_TRUE(file.cores.empty()) << text;
  return file.refused.empty() ? "" : file.refused[0].message;
}

inline void expect_same(double given, double expected, const std::string& where) {
  if (std::isnan(expected)) {
    EXPECT_TRUE(std::isnan(given)) << where << " gave " << given;
  } else {
    EXPECT_EQ(given, expected) << where;
    EXPECT_EQ(std::signbit(given), std::signbit(expected)) << where;
  }
}

inline std::string repeated(const std::string& piece, int n) {
  std::string out;
  for (int i = 0; i < n; ++i) out += piece;
  return out;
}

}  // namespace clino::fpcore_testing
