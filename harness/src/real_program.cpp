#include "real_program.hpp"

#include <cmath>
#include <utility>

#include "germ_path.hpp"

namespace clino {
namespace {

/// A loop whose end real arithmetic postpones once for each turn is given up after this many turns.
constexpr std::size_t largest_number_of_flips = 200;

}  // namespace

Comparison compare(Relation relation, arb_srcptr a, arb_srcptr b) {
  const bool equal = a == b || (arb_is_exact(a) && arb_equal(a, b));
  const auto give = [&](bool holds) { return Comparison{holds ? Decision::holds : Decision::fails, equal}; };
  if (equal) return give(relation != Relation::less);
  if (arb_lt(a, b)) return give(relation != Relation::equal);
  if (arb_gt(a, b)) return give(false);
  return {Decision::unclear, false};
}

Existing existing(const Trace& trace, const BallTape& tape, std::span<const std::uint8_t> need) {
  Existing worst{Certainty::yes, ""};
  for (NodeId i = 0; i < trace.nodes.size(); ++i) {
    if (need[i] == 0) continue;
    const Local& local = tape.local(i);
    if (local.defined == Certainty::no) return {Certainty::no, local.reason};
    if (local.defined == Certainty::unclear && worst.certainty == Certainty::yes)
      worst = {Certainty::unclear, local.reason};
  }
  return worst;
}

RealProgram::RealProgram(const Function& function, std::span<const double> x, const Format& format, Literals literals)
    : function_(function), x_(x), format_(format), literals_(literals) {
  record({});
}

void RealProgram::record(std::vector<bool> decisions) {
  tape_.reset();
  trace_ = std::make_unique<Trace>(function_.trace(
      x_, {.format = format_, .decisions = std::move(decisions), .budget = operation_budget}));
  tape_ = std::make_unique<BallTape>(*trace_, x_, format_, literals_);
}

std::vector<bool> RealProgram::decisions() const {
  std::vector<bool> taken;
  for (const Branch& b : trace_->branches) taken.push_back(b.taken);
  return taken;
}

RealProgram::Status RealProgram::evaluate(slong precision, Derivatives derivatives) {
  for (;;) {
    tape_->forward(precision, derivatives);
    const std::size_t flips = flipped_.size();
    const Status status = decide_branches();
    if (status != Status::settled || flipped_.size() == flips) return status;
    if (flipped_.size() > largest_number_of_flips) {
      reason_ = "real arithmetic decides more than " + std::to_string(largest_number_of_flips) +
                " comparisons otherwise: does a loop never end?";
      return Status::endless;
    }
    std::vector<bool> forced = decisions();
    forced.resize(decided_);
    forced.back() = !forced.back();
    try {
      record(std::move(forced));
    } catch (const OperationBudget& budget) {
      reason_ = budget.what();
      return Status::endless;
    }
  }
}

/// Decides comparisons from the first undecided one on; stops after the first that the recording took otherwise.
RealProgram::Status RealProgram::decide_branches() {
  for (; decided_ < trace_->branches.size(); ++decided_) {
    const Branch& branch = trace_->branches[decided_];
    const std::string name = "comparison " + std::to_string(decided_);
    for (const Operand* operand : {&branch.a, &branch.b}) {
      const char* why = "";
      const Certainty certainty = exists(*operand, why);
      if (certainty == Certainty::yes) continue;
      reason_ = name + (certainty == Certainty::no ? " reads a number that does not exist: " : ": ") + why;
      return certainty == Certainty::no ? Status::undefined : Status::unclear;
    }
    auto [decision, equal] =
        compare(branch.relation, tape_->branch_operand(decided_, 0), tape_->branch_operand(decided_, 1));
    if (decision == Decision::unclear && proved_equal()) {
      equal = true;
      decision = branch.relation == Relation::less ? Decision::fails : Decision::holds;
    }
    if (decision == Decision::unclear) {
      reason_ = name;
      return Status::unclear;
    }
    if (equal) equal_.push_back(decided_);
    if ((decision == Decision::holds) != branch.taken) {
      flipped_.push_back(decided_++);
      return Status::settled;
    }
  }
  return Status::settled;
}

/// Whether the operands of the comparison at hand are one number by their expressions; asked once, when bits alone have
/// not told them apart.
bool RealProgram::proved_equal() {
  if (tape_->precision() < precision_of_ties || asked_ == decided_) return false;
  asked_ = decided_;
  const Branch& branch = trace_->branches[decided_];
  return same_number(*this, branch.a, branch.b);
}

Certainty RealProgram::exists(const Operand& operand, const char*& why) const {
  if (operand.is_literal()) {
    why = "NaN";
    return std::isnan(operand.literal) ? Certainty::no : Certainty::yes;
  }
  if (tape_->local(operand.node).defined == Certainty::yes && arb_is_finite(tape_->value(operand.node)))
    return Certainty::yes;  // whatever it needs exists too
  const Existing e = existing(*trace_, *tape_, tape_->needed(operand.node));
  why = e.reason;
  return e.certainty;
}

std::vector<std::size_t> RealProgram::boundaries() const {
  std::vector<std::size_t> first(x_.size(), none);
  for (const std::size_t k : equal_) {
    if (tape_->branch_operand(k, 0) == tape_->branch_operand(k, 1)) continue;  // a == a holds everywhere
    for (const Operand* operand : {&trace_->branches[k].a, &trace_->branches[k].b}) {
      if (operand->is_literal() || !tape_->active(operand->node)) continue;
      const std::vector<std::uint8_t> need = tape_->varying(operand->node);
      for (std::size_t i = 0; i < first.size(); ++i)
        if (need[i] != 0 && first[i] == none) first[i] = k;
    }
  }
  return first;
}

}  // namespace clino
