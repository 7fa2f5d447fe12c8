#include "point_columns.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "result_reader.hpp"

namespace clino {
namespace {

using Json = nlohmann::json;

/// Which number of a point: of its values or partials, of which output and input.
struct Which {
  int output, input;
  friend bool operator==(const Which&, const Which&) = default;
};

const NumberResult* find(const PointResult& p, const Which& w) {
  for (const NumberResult& n : w.input < 0 ? p.values : p.partials)
    if (n.output == w.output && n.input == w.input) return &n;
  return nullptr;
}

/// The numbers of all points, values first, each list in its order.
std::vector<Which> numbers_of(const std::vector<PointResult>& points) {
  std::vector<Which> all;
  const auto see = [&](const std::vector<NumberResult>& numbers) {
    for (const NumberResult& n : numbers)
      if (const Which w{n.output, n.input}; std::ranges::find(all, w) == all.end()) all.push_back(w);
  };
  for (const PointResult& p : points) see(p.values);
  for (const PointResult& p : points) see(p.partials);
  return all;
}

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

bool has_finding(const PointResult& p) {
  const auto finding = [](const NumberResult& n) { return n.judgement.level != Level::ok; };
  return std::ranges::any_of(p.values, finding) || std::ranges::any_of(p.partials, finding);
}

/// Whose estimates a reader may look at: findings, and both sides of a change of verdict.
std::vector<bool> telling(const std::vector<PointResult>& points) {
  std::vector<bool> keep(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) keep[i] = has_finding(points[i]);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < points.size(); ++i)
    if (points[i].x.size() == 1 && points[i].partials.size() == 1) order.push_back(i);
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return points[i].x[0]; });
  const auto verdict = [&](std::size_t i) { return points[i].partials[0].judgement.verdict; };
  for (std::size_t k = 1; k < order.size(); ++k)
    if (verdict(order[k - 1]) != verdict(order[k])) keep[order[k - 1]] = keep[order[k]] = true;
  return keep;
}

template <class E>
char letter(E e) {
  return static_cast<char>('a' + static_cast<int>(e));
}

class Writer {
 public:
  Writer(JsonWriter& out, const std::vector<PointResult>& points)
      : out_(out), points_(points), telling_(telling(points)) {}

  void write() {
    out_.begin_object();
    inputs();
    reasons_for_points();
    out_.key("numbers").begin_array();
    for (const Which& w : numbers_of(points_)) number(w);
    out_.end_array().key("reasons").begin_array();
    for (const std::string& reason : reasons_) out_.string(reason);
    out_.end_array().end_object();
  }

 private:
  void inputs() {
    const std::size_t inputs = points_.empty() ? 0 : points_.front().x.size();
    out_.key("x").begin_array();
    for (std::size_t i = 0; i < inputs; ++i) {
      out_.begin_array();
      for (const PointResult& p : points_) out_.number(p.x.at(i));
      out_.end_array();
    }
    out_.end_array();
  }

  void reasons_for_points() {
    std::vector<std::string> whys;
    out_.key("whys").begin_array();
    for (const PointResult& p : points_) out_.integer(index_of(whys, p.why));
    out_.end_array().key("why").begin_array();
    for (const std::string& why : whys) out_.string(why);
    out_.end_array().key("outside").begin_array();
    for (std::size_t i = 0; i < points_.size(); ++i)
      if (!points_[i].in_domain) out_.integer(i);
    out_.end_array().key("supplied").begin_array();
    for (std::size_t i = 0; i < points_.size(); ++i) {
      if (points_[i].supplied.empty()) continue;
      out_.begin_array().integer(i).begin_array();
      for (const std::string& op : points_[i].supplied) out_.string(op);
      out_.end_array().end_array();
    }
    out_.end_array();
  }

  static std::size_t index_of(std::vector<std::string>& texts, const std::string& text) {
    const auto at = std::ranges::find(texts, text);
    if (at != texts.end()) return static_cast<std::size_t>(at - texts.begin());
    texts.push_back(text);
    return texts.size() - 1;
  }

  void number(const Which& w) {
    std::vector<const NumberResult*> column;
    for (const PointResult& p : points_) column.push_back(find(p, w));
    out_.begin_object().member("output", w.output).member("input", w.input);
    out_.key("computed").begin_array();
    for (const NumberResult* n : column)
      n == nullptr ? out_.null() : same_bits(n->computed, n->reference) ? out_.string("=") : out_.number(n->computed);
    out_.end_array().key("reference").begin_array();
    for (const NumberResult* n : column) n == nullptr ? out_.null() : out_.number(n->reference);
    out_.end_array();
    letters("verdict", column, [](const NumberResult& n) { return letter(n.judgement.verdict); });
    letters("level", column, [](const NumberResult& n) { return letter(n.judgement.level); });
    letters("blame", column, [](const NumberResult& n) { return letter(n.judgement.blame); });
    letters("existence", column, [](const NumberResult& n) { return letter(n.existence); });
    what_few_have(column);
    out_.end_object();
  }

  template <class Letter>
  void letters(const char* key, const std::vector<const NumberResult*>& column, Letter of) {
    std::string text;
    for (const NumberResult* n : column) text += n == nullptr ? '-' : of(*n);
    out_.member(key, text);
  }

  /// A list of [point, ...] of the numbers that `write` takes.
  template <class Takes, class Write>
  void sparse(const char* key, const std::vector<const NumberResult*>& column, Takes takes, Write write) {
    out_.key(key).begin_array();
    for (std::size_t i = 0; i < column.size(); ++i) {
      if (column[i] == nullptr || !takes(i, *column[i])) continue;
      out_.begin_array().integer(i);
      write(*column[i]);
      out_.end_array();
    }
    out_.end_array();
  }

  void what_few_have(const std::vector<const NumberResult*>& column) {
    sparse(
        "sides", column, [](std::size_t, const NumberResult& n) { return !std::isnan(n.left) || !std::isnan(n.right); },
        [&](const NumberResult& n) { out_.number(n.left).number(n.right); });
    sparse(
        "loss", column,
        [](std::size_t, const NumberResult& n) {
          return n.judgement.bits_lost != 0 || (n.judgement.level != Level::ok && !std::isnan(n.judgement.error_ulps));
        },
        [&](const NumberResult& n) { out_.number(n.judgement.error_ulps).number(n.judgement.bits_lost); });
    sparse(
        "reason", column, [](std::size_t, const NumberResult& n) { return !n.judgement.reason.empty(); },
        [&](const NumberResult& n) { out_.integer(index_of(reasons_, n.judgement.reason)); });
    sparse(
        "estimate", column, [&](std::size_t i, const NumberResult& n) { return n.estimate && telling_[i]; },
        [&](const NumberResult& n) {
          out_.number(n.estimate->value).number(n.estimate->error).number(n.estimate->step);
          out_.integer(n.estimate->evaluations);
        });
  }

  JsonWriter& out_;
  const std::vector<PointResult>& points_;
  std::vector<bool> telling_;
  std::vector<std::string> reasons_;
};

/// The enumerator of a letter.
template <class E>
E of_letter(char c, E last) {
  const int i = c - 'a';
  if (i < 0 || i > static_cast<int>(last)) throw std::invalid_argument(std::string("unknown letter ") + c);
  return static_cast<E>(i);
}

class Reader {
 public:
  explicit Reader(const Json& columns) : json_(columns) {}

  std::vector<PointResult> read() {
    const Json& whys = json_.at("whys");
    points_.resize(whys.size());
    for (std::size_t i = 0; i < points_.size(); ++i) {
      points_[i].why = json_.at("why").at(whys[i].get<std::size_t>()).get<std::string>();
      for (const Json& column : json_.at("x")) points_[i].x.push_back(read_number(column.at(i)));
    }
    for (const Json& i : json_.at("outside")) points_.at(i.get<std::size_t>()).in_domain = false;
    for (const Json& s : json_.at("supplied"))
      points_.at(s.at(0).get<std::size_t>()).supplied = s.at(1).get<std::vector<std::string>>();
    for (const Json& n : json_.at("numbers")) number(n);
    return std::move(points_);
  }

 private:
  void number(const Json& j) {
    const int output = j.at("output").get<int>(), input = j.at("input").get<int>();
    std::vector<NumberResult> column(points_.size());
    const auto verdicts = text(j, "verdict"), levels = text(j, "level"), blames = text(j, "blame"),
               existences = text(j, "existence");
    for (std::size_t i = 0; i < column.size(); ++i) {
      if (verdicts[i] == '-') continue;
      NumberResult& n = column[i];
      n.output = output;
      n.input = input;
      n.reference = read_number(j.at("reference").at(i));
      const Json& computed = j.at("computed").at(i);
      n.computed = computed == "=" ? n.reference : read_number(computed);
      n.judgement.verdict = of_letter(verdicts[i], Verdict::inaccurate);
      n.judgement.level = of_letter(levels[i], Level::error);
      n.judgement.blame = of_letter(blames[i], Blame::estimate);
      n.existence = of_letter(existences[i], Existence::undecided);
    }
    what_few_have(j, column);
    for (std::size_t i = 0; i < column.size(); ++i)
      if (verdicts[i] != '-') (input < 0 ? points_[i].values : points_[i].partials).push_back(std::move(column[i]));
  }

  void what_few_have(const Json& j, std::vector<NumberResult>& column) const {
    for (const Json& row : j.at("sides")) {
      NumberResult& n = column.at(row.at(0).get<std::size_t>());
      n.left = read_number(row.at(1));
      n.right = read_number(row.at(2));
    }
    for (const Json& row : j.at("loss")) {
      Judgement& judgement = column.at(row.at(0).get<std::size_t>()).judgement;
      judgement.error_ulps = read_number(row.at(1));
      judgement.bits_lost = read_number(row.at(2));
    }
    for (const Json& row : j.at("reason"))
      column.at(row.at(0).get<std::size_t>()).judgement.reason =
          json_.at("reasons").at(row.at(1).get<std::size_t>()).get<std::string>();
    for (const Json& row : j.at("estimate"))
      column.at(row.at(0).get<std::size_t>()).estimate =
          Estimate{read_number(row.at(1)), read_number(row.at(2)), read_number(row.at(3)), row.at(4).get<int>()};
  }

  std::string text(const Json& j, const char* key) const {
    auto letters = j.at(key).get<std::string>();
    if (letters.size() != points_.size()) throw std::invalid_argument(std::string("a short column ") + key);
    return letters;
  }

  const Json& json_;
  std::vector<PointResult> points_;
};

}  // namespace

void write_points(JsonWriter& out, const std::vector<PointResult>& points) { Writer(out, points).write(); }

std::vector<PointResult> read_points(const Json& columns) { return Reader(columns).read(); }

}  // namespace clino
