#include "cases/series.hpp"

#include <vector>

namespace clino::cases {
namespace {

enum class Sign : char { plus = '+', minus = '-' };

/// 1 +- u/d0 (1 +- u/d1 (1 +- ...)), the divisors given.
std::string nested(const std::string& u, Sign sign, const std::vector<int>& divisors) {
  std::string text, ends;
  for (const int d : divisors) {
    text += std::string("(1") + static_cast<char>(sign) + u + "/" + std::to_string(d) + "*";
    ends += ')';
  }
  return text + "1" + ends;
}

/// Divisors (first + 2k)(first + 2k + 1), those of the sine, the cosine and their relatives.
std::vector<int> products_of_neighbours(int first, int terms) {
  std::vector<int> divisors;
  for (int k = 0; k < terms; ++k) divisors.push_back((first + 2 * k) * (first + 2 * k + 1));
  return divisors;
}

std::vector<int> naturals(int first, int terms) {
  std::vector<int> divisors;
  for (int k = 0; k < terms; ++k) divisors.push_back(first + k);
  return divisors;
}

/// Divisors 2k (2k + 3): 3 (sin h - h cos h)/h^3 = 1 - h^2/10 (1 - h^2/28 (...)).
std::vector<int> bessel(int terms) {
  std::vector<int> divisors;
  for (int k = 1; k <= terms; ++k) divisors.push_back(2 * k * (2 * k + 3));
  return divisors;
}

std::string switched(const std::string& condition, const std::string& near, const std::string& far) {
  return "where(" + condition + ", " + near + ", " + far + ")";
}

}  // namespace

std::string expm1_quotient(const std::string& u) {
  return switched("abs(" + u + ") < 0.5", nested(u, Sign::plus, naturals(2, 16)), "expm1(" + u + ")/" + u);
}

std::string log1p_quotient(const std::string& u) {
  const std::string v = "(" + u + "/(2+" + u + "))", square = v + "*" + v;
  std::string series = "1/27";
  for (int k = 25; k >= 3; k -= 2) series = "1/" + std::to_string(k) + "+" + square + "*(" + series + ")";
  return switched("abs(" + u + ") < 0.25", "2/(2+" + u + ")*(1+" + square + "*(" + series + "))",
                  "log1p(" + u + ")/" + u);
}

std::string arctangent_quotient(const std::string& s) {
  std::string series = "1/31";
  for (int k = 29; k >= 3; k -= 2) series = "1/" + std::to_string(k) + "-" + s + "*(" + series + ")";
  return switched(s + " < 0.0625", "(1-" + s + "*(" + series + "))", "atan(sqrt(" + s + "))/sqrt(" + s + ")");
}

std::string sine_quotient(const std::string& s) {
  return switched(s + " < 2", nested(s, Sign::minus, products_of_neighbours(2, 11)),
                  "sin(sqrt(" + s + "))/sqrt(" + s + ")");
}

std::string versine_quotient(const std::string& s) {
  return switched(s + " < 2", "0.5*" + nested(s, Sign::minus, products_of_neighbours(3, 11)),
                  "(1-cos(sqrt(" + s + ")))/" + s);
}

std::string sine_cubic(const std::string& s) {
  return switched(s + " < 2", nested(s, Sign::minus, products_of_neighbours(4, 11)) + "/6",
                  "(1-sin(sqrt(" + s + "))/sqrt(" + s + "))/" + s);
}

std::string cotangent_quotient(const std::string& s) {
  const std::string h2 = "(0.25*" + s + ")";
  return nested(h2, Sign::minus, bessel(16)) + "/(12*" + nested(h2, Sign::minus, products_of_neighbours(2, 16)) + ")";
}

std::string langevin_quotient(const std::string& s) {
  return switched(s + " < 1",
                  nested(s, Sign::plus, bessel(9)) + "/(3*" + nested(s, Sign::plus, products_of_neighbours(2, 9)) + ")",
                  "(1/tanh(sqrt(" + s + "))-1/sqrt(" + s + "))/sqrt(" + s + ")");
}

}  // namespace clino::cases
