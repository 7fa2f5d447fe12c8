// The manual page, in the macros of man(7).
#include <fmt/format.h>

#include "verb_help.hpp"

namespace clino::cli {
namespace {

/// A line of text in roff: no control character begins it, a backslash and a hyphen are themselves.
std::string roff(std::string_view text) {
  std::string out = text.starts_with('.') || text.starts_with('\'') ? "\\&" : "";
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string option(const OptionHelp& o) {
  std::string text = ".TP\n";
  for (std::size_t i = 0; i < o.names.size(); ++i) text += (i > 0 ? ", " : "") + ("\\fB" + roff(o.names[i]) + "\\fR");
  if (!o.value.empty()) text += (o.names.empty() ? "\\fI" : " \\fI") + roff(o.value) + "\\fR";
  std::string description = o.description;
  if (!o.choices.empty() && o.choices.size() < 8 && description.find(o.choices.front()) == std::string::npos)
    description += fmt::format(": {}", fmt::join(o.choices, ", "));
  return text + "\n" + roff(description) + "\n";
}

}  // namespace

std::string manual_page(const std::vector<VerbHelp>& verbs) {
  std::string text =
      ".TH CLINO 1 \"\" \"clino " CLINO_VERSION
      "\" \"User Commands\"\n.SH NAME\nclino \\- measure whether a gradient can be trusted\n"
      ".SH SYNOPSIS\n\\fBclino\\fR \\fIVERB\\fR [\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]\n.SH DESCRIPTION\n"
      "Runs an autodiff engine, finite differences and a certified high\\-precision reference side by side on the "
      "same\n"
      "function at the same points, in the formats that programs really use, and says who is wrong and why.\n"
      "Results go to standard output, everything else to standard error.\n.SH VERBS\n";
  for (const VerbHelp& v : verbs) {
    text += fmt::format(".SS clino {}\n{}\n", v.name, roff(v.description));
    for (const OptionHelp& o : v.options) text += option(o);
    if (!v.footer.empty()) text += ".PP\n" + roff(v.footer) + "\n";
  }
  return text +
         ".SH EXIT STATUS\n.TP\n0\neverything as expected\n.TP\n1\nfindings that are not accepted, or accepted ones "
         "that are "
         "gone\n.TP\n2\nbad usage or input\n.TP\n3\nincomplete: a crash, a timeout, an interrupt, or nothing ran\n"
         ".SH ENVIRONMENT\n.TP\n\\fBNO_COLOR\\fR\nwhere it is set and not empty, nothing is "
         "coloured\n.TP\n\\fBCI\\fR\nwhere it "
         "is set, accept and review refuse\n.TP\n\\fBGTEST_TOTAL_SHARDS\\fR, \\fBTEST_TOTAL_SHARDS\\fR, "
         "\\fBCI_NODE_TOTAL\\fR, \\fBSLURM_ARRAY_TASK_ID\\fR\nwith their companions: the part of a run, where "
         "\\-\\-shard does "
         "not say\n";
}

}  // namespace clino::cli
