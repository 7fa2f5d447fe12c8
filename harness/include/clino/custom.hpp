/// Custom derivatives: gradient, Jacobian, products with it, Hessian, against the certified derivative, together with
/// the contract that a derivative keeps. A value comes out; `passes` decides and `explain` tells the story.
#pragma once
#include <concepts>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "clino/check.hpp"
#include "clino/manifold.hpp"
#include "clino/subject.hpp"

namespace clino {

/// The promises of a derivative beside its numbers. Each is checked where it applies unless skipped.
enum class Contract : std::uint8_t {
  value,          ///< the value it returns beside the derivative is the plain function's
  zero,           ///< a zero upstream gradient (or tangent) gives zeros
  linear,         ///< linear in the upstream gradient (or tangent)
  accumulation,   ///< adds to the buffer, or overwrites it, as declared
  writes_all,     ///< writes every entry of the buffer
  inputs_intact,  ///< leaves its inputs alone
  repeatable,     ///< twice the same bits
  stateless,      ///< the same bits after a call elsewhere
  threads,        ///< the same bits from two threads at once
  same_failures,  ///< throws where the function throws, and nowhere else
  transposed      ///< forward and reverse agree: <u, J v> = <J'u, v>
};
std::string_view name(Contract contract);
std::string_view meaning(Contract contract);
std::span<const Contract> contracts();

/// Whether a buffer that is filled is overwritten or added to.
enum class Buffer : std::uint8_t { overwritten, accumulated };

/// Consecutive inputs, the first index running fastest: a tensor, matrix or vector; without dimensions a number.
struct Block {
  std::string name;
  std::vector<std::size_t> dimensions{};
  std::size_t size() const;
  /// "W(1,0)".
  std::string place(std::size_t k) const;
};

/// Told what is done, and the part of it that is done (0 to 1; 1 at the end).
using Progress = std::function<void(const std::string& what, double done)>;

/// Where, how and in which format; the data behind `Options`.
struct Plan {
  std::optional<Format> format{};  ///< binary64 unless a kernel takes float only
  std::vector<Interval> domain{};  ///< one for each input, or one for all; empty: only the given points
  std::vector<Point> at{};         ///< always checked: inputs, or inputs and second vector
  std::vector<Sampling> sampling{};
  Accepts accepts{};                   ///< narrows the domain
  Interval seconds{-1, 1};             ///< where upstream gradients and tangents are drawn from
  std::vector<std::string> names{};    ///< of the inputs
  std::vector<std::string> outputs{};  ///< places of the outputs: "(1,0)"
  std::optional<int> points{};         ///< sampled; 64, or 16 from nine inputs on
  std::uint64_t seed = 1;
  Tolerance tolerance{};
  std::vector<Verdict> allowed{};
  std::vector<Contract> skipped{};
  Buffer buffer = Buffer::overwritten;
  std::optional<Function> intended{};  ///< whose derivative is meant, where the program differs from it
  std::optional<Manifold> manifold{};  ///< on which the inputs lie; the derivative is compared along it
  std::size_t inputs = 0;              ///< of a function of a vector; 0: as many as the points or the domain say
  std::vector<Block> blocks{};         ///< what the inputs are made of, where names are made when they are needed
  std::size_t projected_from = 4097;   ///< inputs or entries; fewer are compared one by one
  int probes = 20;                     ///< random projections that must agree, one after the other
  std::optional<double> budget{};      ///< seconds for a large derivative
  Progress progress{};                 ///< empty: a bar on a terminal
};

/// The fluent methods; each returns a changed copy.
template <class Self>
class Fluent {
 public:
  /// One more point, always checked: its numbers, or a range of them. For products the second vector may follow.
  template <std::convertible_to<double>... X>
  Self at(X... x) const {
    return with([&](Plan& p) { p.at.push_back({static_cast<double>(x)...}); });
  }
  Self at(Point x) const {
    return with([&](Plan& p) { p.at.push_back(std::move(x)); });
  }
  /// The options with the places of the outputs named, "(1,0)"; for functions of matrices.
  Self outputs(std::vector<std::string> places) const {
    return with([&](Plan& p) { p.outputs = std::move(places); });
  }
  /// The working range of every input, or of each.
  Self domain(double lo, double hi) const {
    return with([&](Plan& p) { p.domain = {{lo, hi}}; });
  }
  Self domain(std::vector<Interval> each) const {
    return with([&](Plan& p) { p.domain = std::move(each); });
  }
  /// A condition that points of the domain meet.
  Self where(Accepts accepts) const {
    return with([&](Plan& p) { p.accepts = std::move(accepts); });
  }
  Self sampling(Sampling all) const {
    return with([&](Plan& p) { p.sampling.assign(4096, all); });
  }
  template <std::floating_point T>
  Self format() const {
    static_assert(sizeof(T) <= sizeof(double), "formats are those of float and double");
    return format(sizeof(T) == sizeof(float) ? binary32 : binary64);
  }
  Self format(const Format& format) const {
    return with([&](Plan& p) { p.format = format; });
  }
  /// How many points are sampled besides edges, thresholds and special values; 0: only the given ones.
  Self points(int count) const {
    return with([&](Plan& p) { p.points = count; });
  }
  Self seed(std::uint64_t seed) const {
    return with([&](Plan& p) { p.seed = seed; });
  }
  /// The allowed error in ulps, and by how many ulps inputs may be thought moved.
  Self allow(double ulps, double input_ulps = Tolerance{}.input_ulps) const {
    return with([&](Plan& p) { p.tolerance = {ulps, input_ulps}; });
  }
  /// A verdict that shall not count as a finding.
  Self allow(Verdict verdict) const {
    return with([&](Plan& p) { p.allowed.push_back(verdict); });
  }
  /// Leaves one promise out.
  Self skip(Contract contract) const {
    return with([&](Plan& p) { p.skipped.push_back(contract); });
  }
  /// Declares that a filling derivative adds to its buffer.
  Self accumulates() const {
    return with([&](Plan& p) { p.buffer = Buffer::accumulated; });
  }
  /// Where upstream gradients or tangents are drawn from; -1 to 1 unless given.
  Self upstream(double lo, double hi) const {
    return with([&](Plan& p) { p.seconds = {lo, hi}; });
  }
  Self tangent(double lo, double hi) const { return upstream(lo, hi); }
  Self names(std::vector<std::string> names) const {
    return with([&](Plan& p) { p.names = std::move(names); });
  }
  /// The set that the inputs are restricted to. Points are drawn on it (or given), the derivative is compared along its
  /// tangent directions, and what it says across them is left open.
  Self on(Manifold manifold) const {
    return with([&](Plan& p) { p.manifold = std::move(manifold); });
  }
  /// How many inputs a function of a vector takes, where neither a point nor a domain says it.
  Self size(std::size_t inputs) const {
    return with([&](Plan& p) { p.inputs = inputs; });
  }
  /// From how many inputs or entries on random projections take the place of every entry by itself.
  Self projected_from(std::size_t entries) const {
    return with([&](Plan& p) { p.projected_from = entries; });
  }
  /// How many random projections of a large derivative must agree; k of them miss with probability 2^-k at most.
  Self probes(int count) const {
    return with([&](Plan& p) { p.probes = count; });
  }
  /// Seconds after which a check of a large derivative ends and lists what it left out.
  Self budget(double seconds) const {
    return with([&](Plan& p) { p.budget = seconds; });
  }
  /// Who is told how far a check of a large derivative is; a bar on a terminal unless given.
  Self progress(Progress sink) const {
    return with([&](Plan& p) { p.progress = std::move(sink); });
  }
  /// The function whose derivative is meant, where the program approximates it.
  Self intended(Function function) const {
    return with([&](Plan& p) { p.intended = std::move(function); });
  }
  const Plan& plan() const { return plan_; }

 protected:
  Plan plan_;

 private:
  template <class Change>
  Self with(Change change) const {
    Self copy = static_cast<const Self&>(*this);
    change(copy.plan_);
    return copy;
  }
};

/// `clino::options().domain(-8, 8).at(2).format<float>()`.
class Options : public Fluent<Options> {
 public:
  Options() = default;
  explicit Options(Plan plan) { plan_ = std::move(plan); }
};
inline Options options() { return {}; }
template <std::convertible_to<double>... X>
Options at(X... x) {
  return Options{}.at(x...);
}
inline Options at(Point x) { return Options{}.at(std::move(x)); }
inline Options domain(double lo, double hi) { return Options{}.domain(lo, hi); }
inline Options domain(std::vector<Interval> each) { return Options{}.domain(std::move(each)); }

/// One entry at one point that is off.
struct Discrepancy {
  std::string name{};     ///< "d/dx", "dW(1,0)"
  std::size_t entry = 0;  ///< among the derivative's outputs
  Point x;                ///< inputs, then the second vector
  std::string why{};      ///< where the point comes from
  NumberResult number{};
};

enum class Outcome : std::uint8_t { kept, broken, skipped };
struct Promise {
  Contract contract;
  Outcome outcome = Outcome::kept;
  std::string text{};  ///< what was seen, or why it was skipped
};

/// What a check of a large derivative did: random projections in place of every entry by itself.
struct Projected {
  std::string route{};         ///< where directional derivatives come from: "dual numbers in long double"
  int probes = 0;              ///< projections that agreed, one after the other, at the point where they were fewest
  std::size_t directions = 0;  ///< directional derivatives taken
  /// An entry that is off by a larger part of itself (of the median entry, where it is 0) passes one projection with
  /// probability 1/2 at most.
  double smallest = 0;
  double missed = 1;     ///< hence the probability that all missed it, at most
  std::size_t wrong = 0; ///< entries known to be wrong
  bool complete = true;  ///< false: more are wrong than were looked for
  std::size_t drawn = 0, drawn_wrong = 0;  ///< inputs drawn at random, and those with a wrong entry
};

/// What one check of a derivative found.
struct Verification {
  std::string derivative{};  ///< "gradient", "vector-Jacobian product", ...
  std::string function{};    ///< its text, if it has one
  Format format = binary64;
  std::vector<std::string> variables{};  ///< of the points: inputs, then the second vector
  std::size_t inputs = 0;                ///< how many of them are inputs
  std::size_t points = 0, entries = 0;   ///< tried; numbers of the derivative at each
  Counts counts{};
  Level level = Level::ok;
  std::vector<Discrepancy> worst{};  ///< the plainest first, then the worst, one for each entry
  std::string pattern{};             ///< "the negative of the derivative"; empty when nothing fits
  std::vector<Promise> promises{};
  std::string convention{};  ///< what it gives at kinks, if any were met
  std::optional<double> autodiff{};  ///< what the engine `eigen` gives for the first of `worst`, where it can
  std::string diagnosis{};   ///< the operation at fault, where the derivative can be recorded
  std::vector<std::string> notes{};
  std::vector<std::string> left_out{};  ///< what was not looked at, and why
  std::string failure{};  ///< why nothing could be compared
  std::optional<Projected> projected{};  ///< of a large derivative
};

namespace detail {
struct GradientCheck {};
struct JacobianCheck {};
struct JvpCheck {};
struct VjpCheck {};
struct HessianCheck {};
struct HvpCheck {};
Verification checked(GradientCheck, const Subject& f, const Derivative& gradient, const Options& options);
Verification checked(JacobianCheck, const Subject& f, const Derivative& jacobian, const Options& options);
Verification checked(JvpCheck, const Subject& f, const Derivative& jvp, const Options& options);
Verification checked(VjpCheck, const Subject& f, const Derivative& vjp, const Options& options);
Verification checked(HessianCheck, const Subject& f, const Derivative& hessian, const Options& options);
Verification checked(HvpCheck, const Subject& f, const Derivative& hvp, const Options& options);
Verification transposed(const Subject& f, const Derivative& jvp, const Derivative& vjp, const Options& options);

/// Options of their own kind (inputs of Eigen matrices) find their own check by argument-dependent lookup; functors are
/// turned into a Subject only for plain options.
template <class Kind, class F, class G, class O>
Verification dispatch(Kind kind, const F& f, const G& g, const O& options) {
  if constexpr (std::same_as<O, Options>)
    return checked(kind, Subject(f), Derivative(g), options);
  else
    return checked_shaped(kind, f, g, options);
}
template <class O>
concept FluentOptions = std::derived_from<O, Fluent<O>>;
}  // namespace detail

/// Rows are outputs of `f`, columns its inputs. Throws std::invalid_argument for misuse (numbers of inputs and outputs,
/// empty domains, no place to look at); what the user's code throws is a finding. `f` is what a Subject is made of, the
/// derivative what a Derivative is made of, the options are `Options` or those of clino/matrices.hpp.
template <class F, class G, detail::FluentOptions O>
Verification check_gradient(const F& f, const G& gradient, const O& options) {
  return detail::dispatch(detail::GradientCheck{}, f, gradient, options);
}
template <class F, class G, detail::FluentOptions O>
Verification check_jacobian(const F& f, const G& jacobian, const O& options) {
  return detail::dispatch(detail::JacobianCheck{}, f, jacobian, options);
}
/// The Jacobian times a tangent: `jvp(x, v)` gives m numbers.
template <class F, class G, detail::FluentOptions O>
Verification check_jvp(const F& f, const G& jvp, const O& options) {
  return detail::dispatch(detail::JvpCheck{}, f, jvp, options);
}
/// An upstream gradient times the Jacobian: `vjp(x, u)` gives n numbers.
template <class F, class G, detail::FluentOptions O>
Verification check_vjp(const F& f, const G& vjp, const O& options) {
  return detail::dispatch(detail::VjpCheck{}, f, vjp, options);
}
/// Second derivatives of a function with one output that can be recorded, n*n by rows; and their product with a vector.
template <class F, class G, detail::FluentOptions O>
Verification check_hessian(const F& f, const G& hessian, const O& options) {
  return detail::dispatch(detail::HessianCheck{}, f, hessian, options);
}
template <class F, class G, detail::FluentOptions O>
Verification check_hvp(const F& f, const G& hvp, const O& options) {
  return detail::dispatch(detail::HvpCheck{}, f, hvp, options);
}
/// Forward against reverse, without a reference: <u, J v> = <J'u, v>.
template <class F, class J, class V, detail::FluentOptions O>
Verification check_transposed(const F& f, const J& jvp, const V& vjp, const O& options) {
  if constexpr (std::same_as<O, Options>)
    return detail::transposed(Subject(f), Derivative(jvp), Derivative(vjp), options);
  else
    return transposed_shaped(f, jvp, vjp, options);
}

/// Whether something was compared, nothing is a finding at or above the level, and every promise checked is kept.
bool passes(const Verification& v, Level fail_on = Level::warning);
/// The answer for people, under 25 lines.
std::string explain(const Verification& v);

/// The gradient of a function of one output that can be recorded, as a function: by an adjoint sweep over its program.
/// Where an operation has no rule in the table (the derivative of digamma) recording it throws UnsupportedOp.
Function gradient_of(const Function& f);

}  // namespace clino
