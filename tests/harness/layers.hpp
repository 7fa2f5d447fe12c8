/// Layers of networks as people write them: the forward function, generic, and its backward function by hand for
/// double, filling buffers; with the mistakes that are made in them.
#pragma once
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace clino::layers {

using In = std::span<const double>;
using Out = std::span<double>;

/// What may be wrong in a backward function.
enum class Mistake {
  none,
  one_entry,   ///< the 1234567th entry (or the middle one) off by a part in 10^6
  row,         ///< one row of a weight's gradient is zero
  transposed,  ///< rows written where columns were wanted
  shifted,     ///< an index off by one
  dropped,     ///< a term is missing
  stale,       ///< computed from what an earlier call left
};

/// y = W x + b, W by rows; inputs W, b, x one after the other.
struct Dense {
  std::size_t outputs, inputs;
  Mistake mistake = Mistake::none;
  std::size_t size() const { return outputs * inputs + outputs + inputs; }

  template <class T>
  std::vector<T> operator()(std::span<const T> p) const {
    const auto W = p.first(outputs * inputs), b = p.subspan(outputs * inputs, outputs),
               x = p.subspan(outputs * inputs + outputs);
    std::vector<T> y(b.begin(), b.end());
    for (std::size_t j = 0; j < outputs; ++j) {
      T sum = y[j];
      for (std::size_t i = 0; i < inputs; ++i) sum += W[j * inputs + i] * x[i];
      y[j] = sum;
    }
    return y;
  }
  void backward(In p, In dy, Out d) const {
    const auto W = p.first(outputs * inputs), x = p.subspan(outputs * inputs + outputs);
    const auto dW = d.first(outputs * inputs), db = d.subspan(outputs * inputs, outputs),
               dx = d.subspan(outputs * inputs + outputs);
    for (double& v : dx) v = 0;
    for (std::size_t j = 0; j < outputs; ++j) {
      db[j] = dy[j];
      for (std::size_t i = 0; i < inputs; ++i) {
        dW[mistake == Mistake::transposed ? i * outputs + j : j * inputs + i] =
            mistake == Mistake::row && j == outputs / 3 ? 0 : dy[j] * x[i];
        dx[i] += W[j * inputs + i] * dy[j];
      }
    }
    if (mistake == Mistake::one_entry) dW[dW.size() / 3] *= 1 + 1e-6;
    if (mistake == Mistake::shifted)
      for (std::size_t i = 0; i + 1 < inputs; ++i) dx[i] = dx[i + 1];
    if (mistake == Mistake::dropped)
      for (std::size_t j = 0; j < outputs; ++j) dx[inputs / 2] -= j == 5 ? W[j * inputs + inputs / 2] * dy[j] : 0;
  }
};

/// A convolution of an image of `height` x `width` with `filters` kernels of `kernel` x `kernel`, no padding, inputs
/// image and kernels.
struct Convolution {
  std::size_t height, width, filters, kernel;
  Mistake mistake = Mistake::none;
  std::size_t rows() const { return height - kernel + 1; }
  std::size_t columns() const { return width - kernel + 1; }
  std::size_t size() const { return height * width + filters * kernel * kernel; }

  template <class T>
  std::vector<T> operator()(std::span<const T> p) const {
    const auto image = p.first(height * width), kernels = p.subspan(height * width);
    std::vector<T> y(filters * rows() * columns(), T(0));
    each([&](std::size_t out, std::size_t in, std::size_t k) { y[out] += image[in] * kernels[k]; });
    return y;
  }
  void backward(In p, In dy, Out d) const {
    const auto image = p.first(height * width), kernels = p.subspan(height * width);
    const auto dimage = d.first(height * width), dkernels = d.subspan(height * width);
    for (double& v : d) v = 0;
    const std::size_t area = kernel * kernel;
    each([&](std::size_t out, std::size_t in, std::size_t k) {
      // Flipped by mistake: the kernel's last entry where its first belongs.
      const std::size_t wanted = mistake == Mistake::transposed ? k / area * area + (area - 1 - k % area) : k;
      if (mistake == Mistake::dropped && in % width == width - 1) return;  // the right edge
      dimage[in] += dy[out] * kernels[wanted];
      dkernels[k] += dy[out] * image[mistake == Mistake::shifted && in + 1 < image.size() ? in + 1 : in];
    });
    if (mistake == Mistake::one_entry) dimage[dimage.size() / 3] *= 1 + 1e-6;
    if (mistake == Mistake::row)
      for (std::size_t c = 0; c < width; ++c) dimage[height / 2 * width + c] = 0;
  }

 private:
  template <class Visit>
  void each(const Visit& visit) const {
    for (std::size_t f = 0; f < filters; ++f)
      for (std::size_t r = 0; r < rows(); ++r)
        for (std::size_t c = 0; c < columns(); ++c)
          for (std::size_t i = 0; i < kernel; ++i)
            for (std::size_t j = 0; j < kernel; ++j)
              visit((f * rows() + r) * columns() + c, (r + i) * width + c + j, (f * kernel + i) * kernel + j);
  }
};

/// Mean over `batch` rows of -log softmax(row)[row's number mod classes].
struct CrossEntropy {
  std::size_t batch, classes;
  Mistake mistake = Mistake::none;
  std::size_t size() const { return batch * classes; }

  template <class T>
  T operator()(std::span<const T> z) const {
    using std::exp, std::log;
    T loss(0);
    for (std::size_t b = 0; b < batch; ++b) {
      const auto row = z.subspan(b * classes, classes);
      T top = row[0], sum(0);
      for (const T& v : row)
        if (v > top) top = v;
      for (const T& v : row) sum += exp(v - top);
      loss += log(sum) + top - row[b % classes];
    }
    return loss / static_cast<double>(batch);
  }
  void gradient(In z, Out d) const {
    for (std::size_t b = 0; b < batch; ++b) {
      const auto row = z.subspan(b * classes, classes);
      double top = row[0], sum = 0;
      for (const double v : row) top = std::max(top, v);
      for (const double v : row) sum += std::exp(v - top);
      const std::size_t label = b % classes;
      for (std::size_t c = 0; c < classes; ++c) {
        const bool hit = mistake == Mistake::shifted ? c == (label + 1) % classes : c == label;
        const bool counted = hit && !(mistake == Mistake::dropped && b == batch / 2);
        // p - 1 cancels where p is near 1: for the label, minus the sum of the others.
        double p = std::exp(row[c] - top) / sum;
        if (counted && c == label) {
          p = 0;
          for (std::size_t k = 0; k < classes; ++k) p -= k == c ? 0 : std::exp(row[k] - top) / sum;
        } else if (counted) {
          p -= 1;
        }
        d[b * classes + c] = p / static_cast<double>(batch);
      }
    }
    if (mistake == Mistake::one_entry) d[d.size() / 3] *= 1 + 1e-6;
    if (mistake == Mistake::row)
      for (std::size_t c = 0; c < classes; ++c) d[classes * (batch / 2) + c] = 0;
  }
};

/// Layer norm of `rows` rows with gain and bias: x, gain, bias.
struct LayerNorm {
  std::size_t rows, columns;
  Mistake mistake = Mistake::none;
  static constexpr double guard = 1e-5;
  std::size_t size() const { return rows * columns + 2 * columns; }

  template <class T>
  std::vector<T> operator()(std::span<const T> p) const {
    using std::sqrt;
    const auto gain = p.subspan(rows * columns, columns), bias = p.subspan(rows * columns + columns);
    std::vector<T> y(rows * columns);
    for (std::size_t r = 0; r < rows; ++r) {
      const auto x = p.subspan(r * columns, columns);
      T mean(0), variance(0);
      for (const T& v : x) mean += v;
      mean /= static_cast<double>(columns);
      for (const T& v : x) variance += (v - mean) * (v - mean);
      const T scale = 1.0 / sqrt(variance / static_cast<double>(columns) + guard);
      for (std::size_t c = 0; c < columns; ++c) y[r * columns + c] = (x[c] - mean) * scale * gain[c] + bias[c];
    }
    return y;
  }
  void backward(In p, In dy, Out d) const {
    const auto gain = p.subspan(rows * columns, columns);
    const auto dgain = d.subspan(rows * columns, columns), dbias = d.subspan(rows * columns + columns);
    for (std::size_t c = 0; c < columns; ++c) dgain[c] = dbias[c] = 0;
    const double n = static_cast<double>(columns);
    for (std::size_t r = 0; r < rows; ++r) {
      const auto x = p.subspan(r * columns, columns), u = dy.subspan(r * columns, columns);
      double mean = 0, variance = 0, sum = 0, dot = 0;
      for (const double v : x) mean += v / n;
      for (const double v : x) variance += (v - mean) * (v - mean) / n;
      const double scale = 1 / std::sqrt(variance + guard);
      for (std::size_t c = 0; c < columns; ++c) {
        const double hat = (x[c] - mean) * scale;
        sum += u[c] * gain[c] / n;
        dot += u[c] * gain[c] * hat / n;
        dgain[c] += u[c] * hat;
        dbias[c] += u[c];
      }
      for (std::size_t c = 0; c < columns; ++c) {
        const double hat = (x[c] - mean) * scale;
        const bool forgets = mistake == Mistake::dropped && r == rows / 2;  // that the variance depends on x
        d[r * columns + c] = scale * (u[c] * gain[c] - sum - (forgets ? 0 : hat * dot));
      }
    }
    if (mistake == Mistake::one_entry) d[rows * columns / 3] *= 1 + 1e-6;
    if (mistake == Mistake::row)
      for (std::size_t c = 0; c < columns; ++c) d[rows / 3 * columns + c] = 0;
  }
};

/// One head of attention, softmax(Q K' / sqrt(width)) V; inputs Q, K, V, each `length` x `width`.
struct Attention {
  std::size_t length, width;
  Mistake mistake = Mistake::none;
  std::size_t size() const { return 3 * length * width; }

  template <class T>
  std::vector<T> weights(std::span<const T> p, std::size_t q) const {
    using std::exp;
    const auto Q = p.subspan(q * width, width), K = p.subspan(length * width, length * width);
    std::vector<T> a(length, T(0));
    for (std::size_t k = 0; k < length; ++k) {
      for (std::size_t i = 0; i < width; ++i) a[k] += Q[i] * K[k * width + i];
      a[k] /= std::sqrt(static_cast<double>(width));
    }
    T top = a[0], sum(0);
    for (const T& v : a)
      if (v > top) top = v;
    for (T& v : a) sum += v = exp(v - top);
    for (T& v : a) v /= sum;
    return a;
  }
  template <class T>
  std::vector<T> operator()(std::span<const T> p) const {
    const auto V = p.subspan(2 * length * width);
    std::vector<T> y(length * width, T(0));
    for (std::size_t q = 0; q < length; ++q) {
      const std::vector<T> a = weights(p, q);
      for (std::size_t k = 0; k < length; ++k)
        for (std::size_t i = 0; i < width; ++i) y[q * width + i] += a[k] * V[k * width + i];
    }
    return y;
  }
  void backward(In p, In dy, Out d) const {
    const std::size_t n = length * width;
    const auto Q = p.first(n), K = p.subspan(n, n), V = p.subspan(2 * n);
    const auto dQ = d.first(n), dK = d.subspan(n, n), dV = d.subspan(2 * n);
    for (double& v : d) v = 0;
    for (std::size_t q = 0; q < length; ++q) {
      const std::vector<double> a = weights(p, q);
      std::vector<double> da(length, 0.0);
      double mean = 0;
      for (std::size_t k = 0; k < length; ++k) {
        for (std::size_t i = 0; i < width; ++i) {
          dV[k * width + i] += a[k] * dy[q * width + i];
          da[k] += V[k * width + i] * dy[q * width + i];
        }
        mean += a[k] * da[k];
      }
      if (mistake == Mistake::dropped && q == length / 2) mean = 0;
      for (std::size_t k = 0; k < length; ++k) {
        const double ds = a[k] * (da[k] - mean) / std::sqrt(static_cast<double>(width));
        for (std::size_t i = 0; i < width; ++i) {
          dQ[q * width + i] += ds * K[k * width + i];
          dK[k * width + i] += ds * Q[(mistake == Mistake::shifted && q > 0 ? q - 1 : q) * width + i];
        }
      }
    }
    if (mistake == Mistake::one_entry) dK[n / 3] *= 1 + 1e-6;
    if (mistake == Mistake::row)
      for (std::size_t i = 0; i < width; ++i) dV[length / 2 * width + i] = 0;
  }
};

/// The backward function of a layer as a functor.
template <class Layer>
auto backward_of(const Layer& layer) {
  return [layer](In p, In dy, Out d) { layer.backward(p, dy, d); };
}

}  // namespace clino::layers
