// Rotations, quaternions and cameras as their programs compute them: all outputs, from the parameters on.
#include <array>
#include <cmath>

#include "cases/catalogue.hpp"
#include "cases/functor_case.hpp"

namespace clino::cases {
namespace {

template <class T>
using Vector = std::array<T, 3>;
const char* const adbench =
    "F. Srajer, Z. Kukelova, A. Fitzgibbon, A benchmark of selected algorithmic differentiation tools (2018), bundle "
    "adjustment; microsoft/ADBench";

template <class T>
Vector<T> cross(const Vector<T>& a, const Vector<T>& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
template <class T>
T dot(const Vector<T>& a, const Vector<T>& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
template <class T>
Vector<T> vector3(std::span<const T> v) {
  return {v[0], v[1], v[2]};
}

struct Rotate2 {  // angle, x, y
  template <class T>
  std::array<T, 2> operator()(std::span<const T> v) const {
    using std::cos, std::sin;
    const T c = cos(v[0]), s = sin(v[0]);
    return {c * v[1] - s * v[2], s * v[1] + c * v[2]};
  }
};

struct Procrustes2 {  // the turn that takes p to q best: atan2(sum p x q, sum p . q); two points each
  template <class T>
  T operator()(std::span<const T> v) const {
    using std::atan2;
    const auto p = v.first(4), q = v.subspan(4, 4);
    const T s = p[0] * q[1] - p[1] * q[0] + p[2] * q[3] - p[3] * q[2];
    const T c = p[0] * q[0] + p[1] * q[1] + p[2] * q[2] + p[3] * q[3];
    return atan2(s, c);
  }
};

template <class T>
using Matrix = std::array<T, 9>;  ///< by rows

/// I + a [w] + b [w]^2.
template <class T>
Matrix<T> rodrigues(const Vector<T>& w, const T& a, const T& b) {
  const auto &x = w[0], &y = w[1], &z = w[2];
  return {1.0 - b * (y * y + z * z), b * x * y - a * z,         b * x * z + a * y,
          b * x * y + a * z,         1.0 - b * (x * x + z * z), b * y * z - a * x,
          b * x * z - a * y,         b * y * z + a * x,         1.0 - b * (x * x + y * y)};
}

/// a = sin(t)/t, b = (1 - cos(t))/t^2.
template <class T>
Matrix<T> textbook_exp(const Vector<T>& w) {
  using std::cos, std::sin, std::sqrt;
  const T s = dot(w, w), t = sqrt(s);
  return rodrigues<T>(w, sin(t) / t, (1.0 - cos(t)) / s);
}

/// 1 - s/d_0 (1 - s/d_1 (...)), d_k = (first + 2k)(first + 2k + 1): what follows 12 terms is below 1e-21 for s < 2.
template <class T>
T alternating(const T& s, int first) {
  T sum(1);
  for (int k = 11; k >= 0; --k) sum = 1.0 - s / static_cast<double>((first + 2 * k) * (first + 2 * k + 1)) * sum;
  return sum;
}

/// For s = t^2 < 2: sin(t)/t = 1 - s/6 (...) and (1 - cos(t))/t^2 = 1/2 (1 - s/12 (...)).
template <class T>
Matrix<T> series_exp(const Vector<T>& w) {
  const T s = dot(w, w);
  if (s >= 2.0) return textbook_exp(w);
  return rodrigues<T>(w, alternating(s, 2), 0.5 * alternating(s, 3));
}

struct ExpNaive {  // the first column: where the x axis goes
  template <class T>
  Vector<T> operator()(std::span<const T> w) const {
    const Matrix<T> r = textbook_exp(vector3(w));
    return {r[0], r[3], r[6]};
  }
};

struct ExpSeries {
  template <class T>
  Vector<T> operator()(std::span<const T> w) const {
    const Matrix<T> r = series_exp(vector3(w));
    return {r[0], r[3], r[6]};
  }
};

/// Of a rotation matrix: t/(2 sin t) (R - R'), t = acos((trace - 1)/2). The x of the vector.
struct LogNaive {
  template <class T>
  T operator()(std::span<const T> w) const {
    using std::acos, std::sin;
    const Matrix<T> r = series_exp(vector3(w));
    const T t = acos((r[0] + r[4] + r[8] - 1.0) / 2.0), k = t / (2.0 * sin(t));
    return k * (r[7] - r[5]);
  }
};

struct LogAtan2 {  // t = atan2(|axial vector|, (trace - 1)/2): good near 0, still 0/0 at it
  template <class T>
  T operator()(std::span<const T> w) const {
    using std::atan2, std::sqrt;
    const Matrix<T> r = series_exp(vector3(w));
    const Vector<T> a{0.5 * (r[7] - r[5]), 0.5 * (r[2] - r[6]), 0.5 * (r[3] - r[1])};
    const T n = sqrt(dot(a, a)), k = atan2(n, (r[0] + r[4] + r[8] - 1.0) / 2.0) / n;
    return k * a[0];
  }
};

struct QuaternionNormalize {
  template <class T>
  std::vector<T> operator()(std::span<const T> q) const {
    using std::sqrt;
    const T n = sqrt(inner_product(q, q));
    std::vector<T> u;
    for (const T& qi : q) u.push_back(qi / n);
    return u;
  }
};

struct QuaternionRotate {  // normalise q = (w, u), then p + 2 w (u x p) + 2 u x (u x p); its x
  template <class T>
  T operator()(std::span<const T> v) const {
    const std::vector<T> q = QuaternionNormalize{}(v.first(4));
    const Vector<T> u{q[1], q[2], q[3]}, p = vector3(v.subspan(4, 3));
    const Vector<T> c = cross(u, p), d = cross(u, c);
    return p[0] + 2.0 * (q[0] * c[0] + d[0]);
  }
};

struct Pinhole {  // X, Y, Z, focal length, principal point
  template <class T>
  std::array<T, 2> operator()(std::span<const T> v) const {
    return {v[3] * v[0] / v[2] + v[4], v[3] * v[1] / v[2] + v[5]};
  }
};

/// Turns p by the vector w, to first order where |w|^2 is 0.
template <class T>
Vector<T> turned(const Vector<T>& w, const Vector<T>& p) {
  using std::cos, std::sin, std::sqrt;
  const T s = dot(w, w);
  if (s == 0.0) {
    const Vector<T> c = cross(w, p);
    return {p[0] + c[0], p[1] + c[1], p[2] + c[2]};
  }
  const T t = sqrt(s), ct = cos(t), st = sin(t), inverse = 1.0 / t;
  const Vector<T> k{w[0] * inverse, w[1] * inverse, w[2] * inverse}, c = cross(k, p);
  const T along = dot(k, p) * (1.0 - ct);
  return {p[0] * ct + c[0] * st + k[0] * along, p[1] * ct + c[1] * st + k[1] * along,
          p[2] * ct + c[2] * st + k[2] * along};
}

struct Reprojection {  // the x of the residual; turn 3, centre 3, focal length, principal point, distortion 2, point 3,
                       // weight
  template <class T>
  T operator()(std::span<const T> v) const {
    const Vector<T> offset{v[10] - v[3], v[11] - v[4], v[12] - v[5]};
    const Vector<T> p = turned(vector3(v), offset);
    const T x = p[0] / p[2], y = p[1] / p[2], r = x * x + y * y;
    const T l = 1.0 + v[8] * r + v[9] * (r * r);
    return v[13] * (x * l * v[6] + v[7] - 0.25);
  }
};

std::vector<FunctorEntry> flat() {
  return {
      {.name = "rotate2/vector",
       .function = Function::of_vector(3, 2, Rotate2{}),
       .variables = {{"t", -3, 3, Sampling::uniform}, {"x", -5, 5}, {"y", -5, 5}},
       .points = {{{0, 1, 2}, "no turn"}, {{0.5, 1, 2}, "plain"}},
       .mechanism = "none",
       .lesson = "Rotating a vector by an angle is harmless; what cancels is as good as its inputs.",
       .source = "textbook form"},
      {.name = "procrustes2/angle",
       .function = Function::of_vector(8, 1, Procrustes2{}),
       .variables = numbered("p", 4, -2, 2) + numbered("q", 4, -2, 2),
       .points = {{{1, 0, 0, 1, 1, 0, 0, 1}, "aligned already"}, {{1, 0, 0, 1, 0.5, 1, -1, 0.5}, "plain"}},
       .accepts =
           [](std::span<const double> v) {  // far from the turn that is undetermined, and from the cut
             return v[0] * v[4] + v[1] * v[5] + v[2] * v[6] + v[3] * v[7] > 0.5;
           },
       .mechanism = "cancellation",
       .lesson =
           "The angle by atan2 of summed sines and cosines is sound; its slope by one coordinate is a difference that "
           "may come to nothing.",
       .source = "P. H. Schonemann, A generalized solution of the orthogonal Procrustes problem (1966), in the plane"},
  };
}

std::vector<FunctorEntry> maps() {
  const std::vector<Variable> turn = numbered("w", 3, -1.75, 1.75, Sampling::log);
  const std::vector<SpecialPoint> turns{{{0, 0, 0}, "the identity: 0/0"},
                                        {{1e-4, 0, 0}, "a small turn"},
                                        {{1.75, 1.75, 1.75}, "a turn of 3.03: near pi"},
                                        {{1, 0.5, 0.25}, "plain"}};
  const std::vector<Variable> away = numbered("w", 3, 0.0009765625, 1.75, Sampling::log);
  const std::vector<SpecialPoint> far{{{0.001, 0.001, 0.001}, "a small turn"},
                                      {{1.75, 1.75, 1.75}, "a turn of 3.03: near pi"},
                                      {{1, 0.5, 0.25}, "plain"}};
  return {
      {.name = "so3_exp/column",
       .function = Function::of_vector(3, 3, ExpNaive{}),
       .variables = turn,
       .points = turns,
       .reference = Function::of_vector(3, 3, ExpSeries{}),
       .stable = "so3_exp/column_series",
       .mechanism = "cancellation",
       .lesson = "Rodrigues' formula as textbooks print it: NaN at the identity, and a lost second order near it.",
       .source = "kornia/kornia issue 4404; strasdat/Sophus PRs 226 and 230"},
      {.name = "so3_exp/column_series",
       .function = Function::of_vector(3, 3, ExpSeries{}),
       .variables = turn,
       .points = turns,
       .mechanism = "none",
       .lesson = "Both coefficients are entire functions of the squared angle: their series take over below a turn of "
                 "80 degrees.",
       .source = "Taylor series of the sine and the cosine, DLMF 4.19"},
      {.name = "so3_log/of_exp",
       .function = Function::of_vector(3, 1, LogNaive{}),
       .variables = away,
       .points = far,
       .formats = {binary32},
       .stable = "so3_log/of_exp_atan2",
       .mechanism = "cancellation",
       .lesson = "The logarithm undoes the exponential on paper; through the trace it loses small turns and turns near "
                 "pi.",
       .source = "facebookresearch/pytorch3d issues 413 and 1609"},
      {.name = "so3_log/of_exp_atan2",
       .function = Function::of_vector(3, 1, LogAtan2{}),
       .variables = away,
       .points = far,
       .formats = {binary32},
       .mechanism = "cancellation",
       .lesson = "An angle by atan2 keeps small turns; near pi the axis is still what a difference leaves.",
       .source = "J. Sola, J. Deray, D. Atchuthan, A micro Lie theory for state estimation in robotics (2018)"},
      {.name = "quaternion/normalize_all",
       .function = Function::of_vector(4, 4, QuaternionNormalize{}),
       .variables = numbered("q", 4, 0.0009765625, 1),
       .points = {{{1, 0.0009765625, 0.0009765625, 0.0009765625},
                   "nearly the identity: the slope of w by w is a difference"},
                  {{0.5, 0.5, 0.75, 0.25}, "plain"}},
       .mechanism = "cancellation",
       .lesson = "Normalising projects out the quaternion itself: near an axis of the sphere by subtraction.",
       .source = "residue measured"},
      {.name = "quaternion/rotate_vector",
       .function = Function::of_vector(7, 1, QuaternionRotate{}),
       .variables = numbered("q", 4, 0.25, 1) + numbered("p", 3, 1, 2),
       .points = {{{1, 0.25, 0.25, 0.25, 1, 2, 1.5}, "plain"}},
       .mechanism = "none",
       .lesson = "Normalise, then two cross products: cheaper than the matrix and as good.",
       .source = "ceres-solver rotation.h, QuaternionRotatePoint"},
  };
}

std::vector<FunctorEntry> cameras() {
  const std::vector<Variable> camera =
      numbered("r", 3, -1, 1, Sampling::log) + numbered("c", 3, -0.5, 0.5) + numbered("f", 1, 0.5, 2) +
      numbered("o", 1, -0.125, 0.125) + numbered("k", 2, -0.125, 0.125) + numbered("p", 2, -1, 1) +
      std::vector<Variable>{{"p2", 4, 8, Sampling::uniform}, {"weight", 0.5, 1, Sampling::uniform}};
  return {
      {.name = "pinhole/project",
       .function = Function::of_vector(6, 2, Pinhole{}),
       .variables = {{"x", -10, 10},
                     {"y", -10, 10},
                     {"z", 0.125, 100},
                     {"f", 100, 1000, Sampling::uniform},
                     {"u", 300, 340, Sampling::uniform},
                     {"v", 220, 260, Sampling::uniform}},
       .points = {{{0, 0, 1, 500, 320, 240}, "on the axis"}, {{1, -2, 4, 500, 320, 240}, "plain"}},
       .mechanism = "none",
       .lesson = "In front of the camera a projection is a product and a quotient.",
       .source = "R. Hartley, A. Zisserman, Multiple View Geometry in Computer Vision (2004), section 6.1"},
      {.name = "bundle_adjustment/reprojection",
       .function = Function::of_vector(14, 1, Reprojection{}),
       .variables = camera,
       .points = {{{0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, -1, 5, 1}, "no turn: the guarded branch"},
                  {{1e-24, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, -1, 5, 1}, "a turn whose square underflows in binary32"},
                  {{0.001, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, -1, 5, 1}, "a small turn: 1 - cos cancels"},
                  {{0.5, -0.25, 0.125, 0.25, 0.5, -0.5, 1, 0.125, 0.125, 0.0625, 0.5, -1, 5, 0.75}, "plain"}},
       .mechanism = "cancellation",
       .lesson = "The benchmark guards the angle 0 exactly and no angle near it: 1/t and 1 - cos(t) remain.",
       .source = adbench},
  };
}

}  // namespace

std::vector<Case> poses() {
  std::vector<FunctorEntry> all = flat();
  for (auto* part : {maps, cameras})
    for (FunctorEntry& entry : part()) all.push_back(std::move(entry));
  return functor_cases("poses", std::move(all));
}

}  // namespace clino::cases
