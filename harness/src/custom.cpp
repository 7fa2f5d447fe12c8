// The checks of custom derivatives: each becomes a question, is asked at every place, and ends in one value.
#include "clino/custom.hpp"

#include <stdexcept>

#include "inquiry.hpp"
#include "large.hpp"
#include "set_up.hpp"
#include "tape_programs.hpp"
#include "verify.hpp"

namespace clino {
namespace {

std::invalid_argument misuse(const std::string& text) { return std::invalid_argument(text); }

const Function& truth(const Setup& s) { return s.plan.intended ? *s.plan.intended : s.f; }

/// "(1,0)", "(2)", or nothing for the only one.
std::string place(const Setup& s, int j) {
  if (!s.plan.outputs.empty()) return s.plan.outputs[static_cast<std::size_t>(j)];
  return s.m == 1 ? "" : "(" + std::to_string(j) + ")";
}

std::vector<std::string> prefixed(const std::string& prefix, const std::vector<std::string>& names) {
  std::vector<std::string> all;
  for (const std::string& name : names) all.push_back(prefix + name);
  return all;
}

std::vector<std::string> output_names(const std::string& letter, const Setup& s) {
  std::vector<std::string> all;
  for (int j = 0; j < s.m; ++j) all.push_back(letter + place(s, j));
  return all;
}

Inquiry question(const Setup& s, std::string derivative, Function program, std::vector<std::string> seconds,
                 std::vector<std::string> names, Derivative::Bound claim) {
  Inquiry q{.derivative = std::move(derivative),
            .subject = s.f,
            .program = std::move(program),
            .targets = {},
            .claim = std::move(claim),
            .names = std::move(names),
            .variables = {},
            .plan = s.plan,
            .format = s.format};
  std::vector<std::string> variables = s.f.variables();
  variables.insert(variables.end(), seconds.begin(), seconds.end());
  q.variables = std::move(variables);
  for (const Point& x : q.plan.at)
    if (x.size() != static_cast<std::size_t>(s.n) && x.size() != q.variables.size())
      throw misuse("a point of " + std::to_string(x.size()) + " numbers for " + std::to_string(s.n) + " inputs" +
                   (seconds.empty() ? "" : " and a second vector of " + std::to_string(seconds.size())));
  return q;
}

/// Names of inputs as they are asked for.
std::string input_name(const Setup& s, std::size_t i) {
  if (!s.plan.names.empty()) return s.plan.names[i];
  for (const Block& b : s.plan.blocks) {
    if (i < b.size()) return b.place(i);
    i -= b.size();
  }
  return "x" + std::to_string(i);
}

/// The question on a large derivative: nothing is listed, names are made when they are asked for.
Inquiry large_question(const Setup& s, std::string derivative, std::size_t seconds, std::size_t entries,
                       std::function<std::string(std::size_t)> name, Derivative::Bound claim) {
  const auto n = static_cast<std::size_t>(s.n);
  const auto variable = [s, n](std::size_t i) { return i < n ? input_name(s, i) : "s" + std::to_string(i - n); };
  return {.derivative = std::move(derivative),
          .subject = s.f,
          .program = s.f,
          .targets = {},
          .claim = std::move(claim),
          .names = Labels(entries, std::move(name)),
          .variables = Labels(n + seconds, variable),
          .plan = s.plan,
          .format = s.format};
}
bool is_large(const Setup& s, std::size_t entries) {
  return clino::is_large(s.plan, static_cast<std::size_t>(s.n), entries);
}

/// A matrix of `rows` derivatives of `truth`, whose rows are called by `row_name`.
Verification large_matrix(const Setup& s, const Function& truth, const Derivative& derivative, const char* what,
                          std::function<std::string(std::size_t)> name) {
  const auto entries = static_cast<std::size_t>(truth.shape().outputs) * static_cast<std::size_t>(s.n);
  Derivative::Bound claim = derivative.bind(s.n, 0, static_cast<int>(entries), what);
  return verify_large(large_question(s, what, 0, entries, std::move(name), std::move(claim)), truth, Entries::matrix);
}
/// One number for each output of `truth`, along the second vector.
Verification large_product(const Setup& s, const Function& truth, const Derivative& derivative, const char* what,
                           std::function<std::string(std::size_t)> name) {
  const int outputs = truth.shape().outputs;
  Derivative::Bound claim = derivative.bind(s.n, s.n, outputs, what);
  const auto n = static_cast<std::size_t>(s.n);
  return verify_large(large_question(s, what, n, static_cast<std::size_t>(outputs), std::move(name), std::move(claim)),
                      truth, Entries::outputs);
}

Verification matrix(const Subject& f, const Derivative& derivative, const Options& options, const char* what) {
  const Setup s = set_up(f, derivative, options);
  const auto n = static_cast<std::size_t>(s.n);
  if (is_large(s, n * static_cast<std::size_t>(s.m)))
    return large_matrix(s, truth(s), derivative, what, [s, n](std::size_t k) {
      return (s.m == 1 ? "d" : "df" + place(s, static_cast<int>(k / n))) + "/d" + input_name(s, k % n);
    });
  std::vector<std::string> names;
  for (int j = 0; j < s.m; ++j)
    for (const std::string& name : s.f.variables())
      names.push_back((s.m == 1 ? "d" : "df" + place(s, j)) + "/d" + name);
  Inquiry q = question(s, what, truth(s), {}, std::move(names), derivative.bind(s.n, 0, s.n * s.m, what));
  for (int j = 0; j < s.m; ++j)
    for (int i = 0; i < s.n; ++i) q.targets.push_back({j, i});
  return verify(q, static_cast<std::size_t>(s.m));
}

Function one_output(const Setup& s) {
  if (s.m != 1) throw misuse("a Hessian is that of one output; this function has " + std::to_string(s.m));
  if (!truth(s).traceable())
    throw misuse(
        "second derivatives of a black box are not to be had by differences; check its gradient, and the "
        "Hessian as the Jacobian of the gradient: check_jacobian(gradient, hessian, ...)");
  return gradient_of(truth(s));
}

}  // namespace

namespace detail {

Verification checked(GradientCheck, const Subject& f, const Derivative& gradient, const Options& options) {
  return matrix(f, gradient, options, "gradient");
}
Verification checked(JacobianCheck, const Subject& f, const Derivative& jacobian, const Options& options) {
  return matrix(f, jacobian, options, "Jacobian");
}

Verification checked(VjpCheck, const Subject& f, const Derivative& vjp, const Options& options) {
  const Setup s = set_up(f, vjp, options);
  const auto n = static_cast<std::size_t>(s.n), m = static_cast<std::size_t>(s.m);
  if (is_large(s, n))
    return verify_large(large_question(s, "vector-Jacobian product", m, n,
                                       [s](std::size_t k) { return "d" + input_name(s, k); },
                                       vjp.bind(s.n, s.m, s.n, "vector-Jacobian product")),
                        truth(s), Entries::weighted);
  Inquiry q = question(s, "vector-Jacobian product", weighted(truth(s)), output_names("u", s),
                       prefixed("d", s.f.variables()), vjp.bind(s.n, s.m, s.n, "vector-Jacobian product"));
  for (int i = 0; i < s.n; ++i) q.targets.push_back({0, i});
  return verify(q, 1);
}

Verification checked(JvpCheck, const Subject& f, const Derivative& jvp, const Options& options) {
  const Setup s = set_up(f, jvp, options);
  if (is_large(s, static_cast<std::size_t>(s.m)))
    return large_product(s, truth(s), jvp, "Jacobian-vector product",
                         [s](std::size_t k) { return "df" + place(s, static_cast<int>(k)); });
  Inquiry q = question(s, "Jacobian-vector product", along(truth(s)), prefixed("v_", s.f.variables()),
                       output_names("df", s), jvp.bind(s.n, s.n, s.m, "Jacobian-vector product"));
  q.zeros = 1;
  for (int j = 0; j < s.m; ++j) q.targets.push_back({j, 2 * s.n});
  return verify(q, static_cast<std::size_t>(s.m));
}

Verification checked(HessianCheck, const Subject& f, const Derivative& hessian, const Options& options) {
  const Setup s = set_up(f, hessian, options);
  const auto n = static_cast<std::size_t>(s.n);
  if (is_large(s, n * n))
    return large_matrix(s, one_output(s), hessian, "Hessian", [s, n](std::size_t k) {
      return "d2/d" + input_name(s, k / n) + " d" + input_name(s, k % n);
    });
  std::vector<std::string> names;
  for (const std::string& a : s.f.variables())
    for (const std::string& b : s.f.variables()) names.push_back("d2/d" + a + " d" + b);
  Inquiry q = question(s, "Hessian", one_output(s), {}, std::move(names), hessian.bind(s.n, 0, s.n * s.n, "Hessian"));
  for (int j = 0; j < s.n; ++j)
    for (int i = 0; i < s.n; ++i) q.targets.push_back({j, i});
  return verify(q, static_cast<std::size_t>(s.n));
}

Verification checked(HvpCheck, const Subject& f, const Derivative& hvp, const Options& options) {
  const Setup s = set_up(f, hvp, options);
  if (is_large(s, static_cast<std::size_t>(s.n)))
    return large_product(s, one_output(s), hvp, "Hessian-vector product",
                         [s](std::size_t k) { return "(Hv)_" + input_name(s, k); });
  Inquiry q = question(s, "Hessian-vector product", along(one_output(s)), prefixed("v_", s.f.variables()),
                       prefixed("(Hv)_", s.f.variables()), hvp.bind(s.n, s.n, s.n, "Hessian-vector product"));
  q.zeros = 1;
  for (int j = 0; j < s.n; ++j) q.targets.push_back({j, 2 * s.n});
  return verify(q, static_cast<std::size_t>(s.n));
}

}  // namespace detail

}  // namespace clino
