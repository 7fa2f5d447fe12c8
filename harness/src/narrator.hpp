/// One sentence about what went wrong, from the first quantity that did.
#pragma once
#include <optional>
#include <span>
#include <string>

#include "clino/diagnose.hpp"
#include "suspect.hpp"

namespace clino {

/// What is said about a suspect.
struct Finding {
  Fault fault = Fault::none;
  Mechanism mechanism = Mechanism::none;
  std::string text{};
  std::optional<NodeId> node{};  ///< where no suspect tells: an operand of the comparison at fault
};

/// What becomes of the target, and by which name that goes.
struct Consequence {
  Mechanism mechanism = Mechanism::none;
  std::string text{};
};

/// Words for the parts of a scene.
class Narrator {
 public:
  /// `subject` is what the target is called.
  Narrator(const Scene& scene, std::span<const std::string> variables, std::string subject)
      : scene_(scene), variables_(variables), subject_(std::move(subject)) {}

  /// The whole sentence: what happens at the suspect, and what becomes of the target.
  Finding tell(std::optional<Quantity> suspect) const;

 private:
  // value_story.cpp
  Finding value(NodeId k) const;
  Finding overflow(NodeId k) const;
  bool leaves_normal_numbers(NodeId k) const;
  Finding vanished(NodeId k) const;
  Finding conditioning(NodeId k) const;
  // derivative_story.cpp
  Finding derivative(Quantity q) const;
  Finding rule(Quantity q, NodeId k) const;
  std::optional<Finding> flipped_choice(NodeId k) const;
  std::optional<Finding> cancelling_terms(Quantity q) const;
  std::optional<std::string> cancelling_rule(NodeId k) const;
  std::optional<std::string> squaring_rule(NodeId k) const;
  bool divides_by_square(NodeId k) const;
  std::optional<Finding> faithful(Quantity q, NodeId k) const;
  // narrator.cpp
  Finding singular(NodeId k) const;
  Finding nothing_off() const;
  Consequence consequence(Quantity suspect) const;
  Consequence becomes_nan(Quantity suspect) const;

  /// The expression of a node; an operand of a node; both as text.
  std::string text(NodeId k) const;
  std::string text(const Operand& o) const;
  std::string name(NodeId k) const { return std::string(info(op(k)).name); }
  double value_of(const Operand& o) const;
  double exact_of(const Operand& o) const;
  /// A number of the format, shortest.
  std::string number(double x) const { return to_decimal(scene_.format, x); }
  /// Three digits; of an exact quantity also beyond binary64's range.
  static std::string exact_number(double x);
  std::string exact_number(Quantity q) const;
  const std::string& subject() const { return subject_; }
  Op op(NodeId k) const { return scene_.trace.nodes[k].op; }

  const Scene& scene_;
  std::span<const std::string> variables_;
  std::string subject_;
};

}  // namespace clino
