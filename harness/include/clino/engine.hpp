/// An autodiff engine: a name, what it can do, and one function from a trace to a Jacobian.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "clino/format.hpp"
#include "clino/function.hpp"
#include "clino/trace.hpp"

namespace clino {

enum class Mode : std::uint8_t { forward, reverse, analytic };

struct EngineInfo {
  std::string name;
  Mode mode;
  std::string description;
  std::vector<Format> formats;
};

/// Values (m) and partials (m*n, row-major: outputs by inputs), numbers of the format.
struct Jacobian {
  std::vector<double> values, partials;
  std::vector<Op> supplied{};  ///< operations the engine lacks and a rule of ours stood in for
};
struct Unsupported {
  Op op;
};
struct Failed {
  std::string message;
};
using Answer = std::variant<Jacobian, Unsupported, Failed>;

/// Whether operations an engine lacks are supplied by rules of ours or make it answer `Unsupported`.
enum class Shims : std::uint8_t { supply, refuse };

/// Derivatives the engine met on its way: tangents d(node)/d(input) or adjoints d(output)/d(node), one for each node.
struct Sensitivities {
  Mode mode;
  std::vector<double> values;       ///< node values as the engine computed them
  std::vector<double> derivatives;
};

/// Stateless and thread-safe. Never throws: what goes wrong is an Answer.
class Engine {
 public:
  virtual ~Engine() = default;
  virtual EngineInfo info() const = 0;
  /// Value and Jacobian of the program at `x` in the arithmetic of the format.
  virtual Answer jacobian(const Trace& trace, std::span<const double> x, const Format& format, Shims shims) const = 0;
  /// What diagnosis looks at; empty when the engine cannot tell (a custom gradient).
  virtual std::optional<Sensitivities> sensitivities(const Trace& trace, std::span<const double> x,
                                                     const Format& format, int output, int input) const = 0;
  /// The same rules in more than 300 bits and an exponent range of 2^31: whether they are right apart from rounding.
  /// Partials rounded to binary64; empty when the engine has no such arithmetic.
  virtual std::optional<Jacobian> high_precision(const Trace& trace, std::span<const double> x,
                                                 const Format& format) const = 0;
  /// For a program of one input and one output: what `high_precision` performs to its derivative near x, as a program of
  /// its own. Empty when the engine cannot tell.
  virtual std::optional<Trace> rules(const Trace& /*trace*/, double /*x*/, const Format& /*format*/) const {
    return std::nullopt;
  }
  /// The gradient behind a custom engine (m*n outputs), for diagnosis to look into; null for the others.
  virtual const Function* gradient() const { return nullptr; }
};

/// Eigen::AutoDiffScalar in the format's native scalar.
std::unique_ptr<Engine> eigen_engine();
/// Dual numbers with one rule for each operator, chosen not to cancel.
std::unique_ptr<Engine> forward_engine();
/// An adjoint sweep with the rules that tape frameworks use.
std::unique_ptr<Engine> reverse_engine();
/// The user's gradient (m*n outputs) beside his function.
std::unique_ptr<Engine> custom_engine(Function function, Function gradient);

/// The engines that need nothing but a trace: the list to add one to.
std::span<const std::unique_ptr<Engine>> engines();
/// The engine with that name, or null. "custom" is not among them.
const Engine* find_engine(std::string_view name);

}  // namespace clino
