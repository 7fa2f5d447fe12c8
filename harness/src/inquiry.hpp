/// A custom derivative as a question to the reference: which partials of which program its numbers claim to be.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "clino/custom.hpp"
#include "persistence.hpp"

namespace clino {

/// Names of many things, listed or made when they are asked for.
class Labels {
 public:
  Labels() = default;
  Labels(std::vector<std::string> listed) : listed_(std::move(listed)) {}
  Labels(std::size_t size, std::function<std::string(std::size_t)> make) : size_(size), make_(std::move(make)) {}
  std::size_t size() const { return make_ ? size_ : listed_.size(); }
  std::string operator[](std::size_t k) const { return make_ ? make_(k) : listed_[k]; }
  /// The listed ones; empty where they are made.
  const std::vector<std::string>& listed() const { return listed_; }

 private:
  std::vector<std::string> listed_;
  std::size_t size_ = 0;
  std::function<std::string(std::size_t)> make_;
};

struct Inquiry {
  std::string derivative;       ///< "vector-Jacobian product"
  Function subject;             ///< the user's function, n inputs
  Function program;             ///< its inputs are x, s and `zeros` zeros
  std::vector<Target> targets;  ///< of the program, one for each entry
  int zeros = 0;
  Derivative::Bound claim;  ///< of x and s
  Labels names;             ///< of the entries
  Labels variables;         ///< of x and s
  Plan plan;                ///< domain and points complete
  std::shared_ptr<const Inquiry>
      as_given{};  ///< on a manifold: the derivative as it was given, which keeps the contract
  Format format;

  int inputs() const { return subject.shape().inputs; }
  int seconds() const { return static_cast<int>(variables.size()) - inputs(); }
  bool allowed(Verdict verdict) const;
};

/// One point: x and s, and why it is looked at.
struct Spot {
  Point x;
  std::string why;
};
/// All points of the plan, deterministic in its seed.
std::vector<Spot> spots(const Inquiry& q);

/// Everything known of the derivative at one point.
class Look {
 public:
  Look(const Inquiry& q, Point x, bool estimates);
  /// One judged number for each entry; empty when the function or the derivative threw.
  const std::vector<NumberResult>& numbers() const { return numbers_; }
  /// What the function threw, and what the derivative threw; empty when they did not.
  const std::string& function_threw() const { return function_threw_; }
  const std::string& derivative_threw() const { return derivative_threw_; }

 private:
  void ask();
  std::optional<Estimate> estimate(Target t) const;
  NumberResult judge_entry(std::size_t k, double given);
  void cross_examine(NumberResult& n, const Certified& truth);

  const Inquiry& q_;
  Point x_, full_;
  bool estimates_;
  Surroundings surroundings_;
  Reference reference_{};
  std::optional<Trace> trace_;  // the program as the format performs it
  std::vector<NumberResult> numbers_;
  std::string function_threw_, derivative_threw_;
};

/// What the derivative gives at x (and s) in the arithmetic of the format: by its recorded program, or run.
std::vector<double> given_at(const Inquiry& q, std::span<const double> x);

/// The promises, each kept, broken or skipped with a reason, at places where neither function nor derivative throws.
std::vector<Promise> check_promises(const Inquiry& q, std::span<const Spot> places);

/// One point for the guess of a pattern: entries that are off, what was given and what is true (NaN where unknown).
struct Answers {
  Point x;
  std::vector<double> given, truth;
  std::vector<bool> off;
};
/// The pattern that the wrong entries follow, in words; empty when there is none. The derivative is a matrix of `rows`.
std::string guess_pattern(std::span<const Answers> samples, std::size_t rows, const Inquiry& q);

}  // namespace clino
