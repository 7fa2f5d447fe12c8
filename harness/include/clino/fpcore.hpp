/// FPCore 2.0, the format of the FPBench suite (https://fpbench.org/spec/fpcore-2.0.html): functions as S-expressions
/// with preconditions, precisions, specifications. Everything scalar is read and recorded, loops as they run; cores
/// that need what a trace cannot hold (tensors, posits, mixed precision, directed rounding) are refused one by one.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "clino/case.hpp"
#include "clino/expression.hpp"

namespace clino {

/// One core. Texts of functions are themselves FPCore: `Function::parse` reads them.
struct Fpcore {
  std::string name;           ///< `:name`, else the identifier, else the body
  std::string identifier{};   ///< by which other cores of the file call it
  std::string description{};  ///< `:description`
  Function function;
  std::vector<Interval> domain;  ///< what `:pre` says of each input alone; the whole of binary64 where it says nothing
  std::vector<Sampling> sampling{};  ///< `log` where `:pre` bounds the input on both sides, else `bits`
  Accepts accepts{};                 ///< `:pre`, where it says more than the domain does
  std::vector<Format> formats;       ///< `:precision`; binary32 and binary64 where it is open, if they meet the domain
  std::optional<Function> spec{};    ///< `:spec`, literals real
  std::vector<Function> alternatives{};                           ///< each `:alt`
  std::vector<std::string> cites{};                               ///< `:cite`
  std::vector<SpecialPoint> points{};                             ///< FPBench's `:example`, where it names every input
  std::vector<std::pair<std::string, std::string>> properties{};  ///< all of them as written, unknown ones too
};

/// A core that cannot be recorded, and why.
struct RefusedCore : ParseError {
  RefusedCore(const ParseError& why, std::string core) : ParseError(why), name(std::move(core)) {}
  std::string name;
};

/// What a text holds.
struct FpcoreFile {
  std::vector<Fpcore> cores;
  std::vector<RefusedCore> refused;
};

/// Throws ParseError for a text that is not FPCore 2.0. A named core without inputs, or with a truth value, is there to
/// be called: neither a core of the result nor refused.
FpcoreFile parse_fpcore(std::string_view text, Literals literals = Literals::as_compiled);

/// The core as a case, and each alternative as one ("NAME/alt", "NAME/alt2"), with the same domain and reference; the
/// first alternative is what `stable` names.
std::vector<Case> cases_of(const Fpcore& core);

/// The function of the text's last core. Variables, where given, must be its inputs. Throws ParseError.
Function fpcore_function(std::string_view text, const std::vector<std::string>& variables, Literals literals);
/// The text's last core as a case, as a file would give it: `:pre` is the domain, `:precision` the formats, `:spec` the
/// reference; `stable` is the text of the first `:alt`. Throws ParseError.
Case fpcore_case(std::string_view text, Literals literals);
/// Whether the text is FPCore and not an infix expression: its first list begins with the word FPCore.
bool looks_like_fpcore(std::string_view text);

}  // namespace clino
