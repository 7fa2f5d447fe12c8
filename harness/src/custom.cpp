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
  if (s.plan.manifold) return false;  // along its directions, one by one
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

/// The entries of a derivative along the directions of the manifold at x: rows of `dimension` numbers from rows of n.
std::vector<double> along_manifold(const Manifold& m, std::span<const double> x, std::span<const double> entries) {
  const auto n = static_cast<std::size_t>(m.ambient());
  const std::vector<std::vector<long double>> basis = m.basis(x.first(n));
  std::vector<double> y;
  for (std::size_t row = 0; row < entries.size(); row += n)
    for (const std::vector<long double>& b : basis) {
      long double sum = 0;
      for (std::size_t i = 0; i < n; ++i)
        if (b[i] != 0) sum += b[i] * static_cast<long double>(entries[row + i]);
      y.push_back(static_cast<double>(sum));
    }
  return y;
}

/// The question on a derivative of rows of n entries, asked along the manifold: `program` and claim in its directions.
Inquiry on_manifold(const Inquiry& given, const Manifold& m, std::size_t rows,
                    const std::vector<std::string>& row_names) {
  Inquiry q = given;
  const int d = m.dimension();
  const Function ambient = given.claim.flat;
  q.as_given = std::make_shared<const Inquiry>(given);
  q.program = restricted(given.program, m, given.seconds());
  q.zeros = d;
  q.targets.clear();
  std::vector<std::string> names;
  for (std::size_t row = 0; row < rows; ++row)
    for (int k = 0; k < d; ++k) {
      q.targets.push_back({static_cast<int>(row), given.inputs() + given.seconds() + k});
      names.push_back("d" + row_names[row] + " along " + m.direction(k));
    }
  q.names = std::move(names);
  q.claim = {.flat = Function::opaque({ambient.shape().inputs, static_cast<int>(rows) * d},
                                      [ambient, m](std::span<const double> all) {
                                        // Beside the manifold the program retracts first, too.
                                        const auto n = static_cast<std::size_t>(m.ambient());
                                        const std::vector<double> still(static_cast<std::size_t>(m.dimension()), 0.0);
                                        Point x = m.retract(all.first(n), std::span<const double>(still));
                                        x.insert(x.end(), all.begin() + m.ambient(), all.end());
                                        return along_manifold(m, x, ambient.run(x));
                                      })};
  return q;
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
  if (s.plan.manifold) q = on_manifold(q, *s.plan.manifold, static_cast<std::size_t>(s.m), output_names("f", s));
  return verify(q, static_cast<std::size_t>(s.m));
}

Function one_output(const Setup& s) {
  if (s.plan.manifold) throw misuse("second derivatives along a manifold depend on its retraction: not checked");
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
    return verify_large(large_question(
                            s, "vector-Jacobian product", m, n, [s](std::size_t k) { return "d" + input_name(s, k); },
                            vjp.bind(s.n, s.m, s.n, "vector-Jacobian product")),
                        truth(s), Entries::weighted);
  Inquiry q = question(s, "vector-Jacobian product", weighted(truth(s)), output_names("u", s),
                       prefixed("d", s.f.variables()), vjp.bind(s.n, s.m, s.n, "vector-Jacobian product"));
  for (int i = 0; i < s.n; ++i) q.targets.push_back({0, i});
  if (s.plan.manifold) q = on_manifold(q, *s.plan.manifold, 1, {""});
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
    return large_matrix(s, one_output(s), hessian, "Hessian",
                        [s, n](std::size_t k) { return "d2/d" + input_name(s, k / n) + " d" + input_name(s, k % n); });
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
