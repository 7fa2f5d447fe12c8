// The checks of custom derivatives: each becomes a question, is asked at every place, and ends in one value.
#include "clino/custom.hpp"

#include <stdexcept>

#include "inquiry.hpp"
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
            .variables = s.f.variables(),
            .plan = s.plan,
            .format = s.format};
  q.variables.insert(q.variables.end(), seconds.begin(), seconds.end());
  for (const Point& x : q.plan.at)
    if (x.size() != static_cast<std::size_t>(s.n) && x.size() != q.variables.size())
      throw misuse("a point of " + std::to_string(x.size()) + " numbers for " + std::to_string(s.n) + " inputs" +
                   (seconds.empty() ? "" : " and a second vector of " + std::to_string(seconds.size())));
  return q;
}

Verification matrix(const Subject& f, const Derivative& derivative, const Options& options, const char* what) {
  const Setup s = set_up(f, derivative, options);
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
  Inquiry q = question(s, "vector-Jacobian product", weighted(truth(s)), output_names("u", s),
                       prefixed("d", s.f.variables()), vjp.bind(s.n, s.m, s.n, "vector-Jacobian product"));
  for (int i = 0; i < s.n; ++i) q.targets.push_back({0, i});
  return verify(q, 1);
}

Verification checked(JvpCheck, const Subject& f, const Derivative& jvp, const Options& options) {
  const Setup s = set_up(f, jvp, options);
  Inquiry q = question(s, "Jacobian-vector product", along(truth(s)), prefixed("v_", s.f.variables()),
                       output_names("df", s), jvp.bind(s.n, s.n, s.m, "Jacobian-vector product"));
  q.zeros = 1;
  for (int j = 0; j < s.m; ++j) q.targets.push_back({j, 2 * s.n});
  return verify(q, static_cast<std::size_t>(s.m));
}

Verification checked(HessianCheck, const Subject& f, const Derivative& hessian, const Options& options) {
  const Setup s = set_up(f, hessian, options);
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
  Inquiry q = question(s, "Hessian-vector product", along(one_output(s)), prefixed("v_", s.f.variables()),
                       prefixed("(Hv)_", s.f.variables()), hvp.bind(s.n, s.n, s.n, "Hessian-vector product"));
  q.zeros = 1;
  for (int j = 0; j < s.n; ++j) q.targets.push_back({j, 2 * s.n});
  return verify(q, static_cast<std::size_t>(s.n));
}

}  // namespace detail

}  // namespace clino
