#include "reports/sweep_map.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

namespace clino {
namespace {

constexpr int width = 1024, strip = 90, curve = 90, left = 46, axis = 34;

std::string fixed(double x) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.2f", x);
  return text.data();
}

std::string rect(double x, double y, double w, double h, std::string_view verdict, const std::string& title) {
  return "<rect x=\"" + fixed(x) + "\" y=\"" + fixed(y) + "\" width=\"" + fixed(w) + "\" height=\"" + fixed(h) +
         "\" fill=\"var(--" + std::string(verdict) + ")\"><title>" + title + "</title></rect>\n";
}

std::string text_at(double x, double y, const std::string& text, const char* anchor = "middle") {
  return "<text x=\"" + fixed(x) + "\" y=\"" + fixed(y) + "\" text-anchor=\"" + anchor + "\">" + text + "</text>\n";
}

std::uint64_t total(const SweepCell& c) {
  std::uint64_t n = 0;
  for (const std::uint64_t k : c.counts) n += k;
  return n;
}

/// Loud verdicts at the top: what is rare must not be lost below a pixel.
constexpr std::array<std::size_t, sweep_classes> order{0, 11, 7, 8, 12, 6, 4, 2, 1, 10, 5, 3, 9, sweep_outside};

std::string cell_title(const SweepCell& c) {
  std::string text;
  for (const std::size_t v : order)
    if (c.counts[v] > 0)
      text += (text.empty() ? "" : ", ") + std::to_string(c.counts[v]) + " " + std::string(sweep_verdict_name(v));
  return text;
}

/// Neighbouring cells that look the same are one rectangle.
std::string strip_of(const SweepTally& t) {
  std::string svg;
  for (std::size_t k = 0; k < t.cells.size();) {
    const auto only = [&](std::size_t i) {
      const SweepCell& c = t.cells[i];
      for (std::size_t v = 0; v < sweep_classes; ++v)
        if (c.counts[v] == total(c)) return static_cast<int>(v);
      return -1;
    };
    std::size_t end = k + 1;
    while (only(k) >= 0 && end < t.cells.size() && only(end) == only(k)) ++end;
    const SweepCell& c = t.cells[k];
    const double x = left + static_cast<double>(t.first_cell + k) * width / sweep_cells;
    const double w = static_cast<double>(end - k) * width / sweep_cells;
    double y = 0;
    for (const std::size_t v : order) {
      if (c.counts[v] == 0) continue;
      const double share = static_cast<double>(c.counts[v]) / static_cast<double>(total(c));
      const double h = std::min(strip - y, std::max(2.0, share * strip));
      svg += rect(x, y, w, h, sweep_verdict_name(v), end > k + 1 ? std::string(sweep_verdict_name(v)) : cell_title(c));
      y += h;
    }
    k = end;
  }
  return svg;
}

/// The largest error of each cell on a logarithmic scale, 1 ulp at the foot.
std::string curve_of(const SweepReport& r, const SweepTally& t) {
  const double top = r.format.precision + 2;
  std::string path;
  for (std::size_t k = 0; k < t.cells.size(); ++k) {
    const double bits = std::clamp(std::log2(1 + t.cells[k].worst), 0.0, top);
    path += (k == 0 ? "M" : "L") + fixed(left + (static_cast<double>(t.first_cell + k) + 0.5) * width / sweep_cells) +
            " " + fixed(strip + 8 + curve * (1 - bits / top));
  }
  std::string svg = "<path d=\"" + path + "\" fill=\"none\" stroke=\"var(--curve)\"/>\n";
  svg += text_at(left - 4, strip + 8 + curve, "0", "end") +
         text_at(left - 4, strip + 18, "2^" + std::to_string(static_cast<int>(top)), "end");
  return svg + text_at(left - 4, strip + 8 + curve / 2.0, "ulps", "end");
}

/// Numbers at even distances in float order.
std::string scale_of(const SweepReport& r) {
  std::string svg;
  constexpr int ticks = 8;
  const std::uint64_t n = r.axes[0].size();
  for (int k = 0; k <= ticks; ++k) {
    const auto at =
        static_cast<std::uint64_t>(static_cast<unsigned __int128>(n - 1) * static_cast<unsigned>(k) / ticks);
    std::array<char, 32> label{};
    std::snprintf(label.data(), label.size(), "%.3g",
                  sweep_number(r.format, r.axes[0].first + static_cast<std::int64_t>(at)));
    const double x = left + width * static_cast<double>(k) / ticks;
    svg += "<path d=\"M" + fixed(x) + " " + std::to_string(strip + curve + 8) + "v5\" stroke=\"var(--soft)\"/>";
    svg += text_at(x, strip + curve + 26, label.data(), k == ticks ? "end" : "middle");
  }
  return svg;
}

std::string square_of(const SweepReport& r, const SweepTally& t) {
  constexpr int side = 32, size = 14;
  std::string svg = "<svg viewBox=\"0 0 " + std::to_string(side * size + left * 2) + " " +
                    std::to_string(side * size + axis) + "\" style=\"max-width:34rem\" role=img>\n";
  for (std::size_t k = 0; k < t.cells.size(); ++k) {
    const SweepCell& c = t.cells[k];
    const std::size_t at = t.first_cell + k;
    const double x = left + static_cast<double>(at % side) * size,
                 y0 = static_cast<double>(side - 1 - at / side) * size;
    double y = y0;
    for (const std::size_t v : order) {
      if (c.counts[v] == 0) continue;
      const double h = static_cast<double>(c.counts[v]) / static_cast<double>(total(c)) * size;
      svg += rect(x, y, size, h, sweep_verdict_name(v), cell_title(c));
      y += h;
    }
  }
  const auto end = [&](std::size_t i, std::int64_t p) {
    std::array<char, 32> label{};
    std::snprintf(label.data(), label.size(), "%.3g", sweep_number(r.format, p));
    return escaped_html(r.variables[i]) + " = " + label.data();
  };
  svg += text_at(left, side * size + 14, end(1, r.axes[1].first)) +
         text_at(left + side * size, side * size + 14, end(1, r.axes[1].last));
  svg +=
      text_at(left, side * size + 28, "upwards " + end(0, r.axes[0].first) + " to " + end(0, r.axes[0].last), "start");
  return svg + "</svg>\n";
}

}  // namespace

std::string escaped_html(std::string_view text) {
  std::string out;
  for (const char c : text) switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  return out;
}

std::string sweep_map(const SweepReport& r, const SweepTally& t) {
  if (r.axes.size() > 1) return square_of(r, t);
  return "<svg viewBox=\"0 0 " + std::to_string(left + width + 8) + " " + std::to_string(strip + curve + axis) +
         "\" role=img aria-label=\"verdicts and errors in float order\">\n" + strip_of(t) + curve_of(r, t) +
         scale_of(r) + "</svg>\n";
}

}  // namespace clino
