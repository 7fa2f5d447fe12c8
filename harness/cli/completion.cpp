// Shell completion: the verbs, then each verb's options and, where they are few, their values.
#include <fmt/format.h>

#include "verb_help.hpp"

namespace clino::cli {
namespace {

using Verbs = std::vector<VerbHelp>;

std::string joined(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, " ")); }

/// Text between single quotes, where a shell changes nothing.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::vector<std::string> option_names(const VerbHelp& verb) {
  std::vector<std::string> names;
  for (const OptionHelp& o : verb.options) names.insert(names.end(), o.names.begin(), o.names.end());
  return names;
}

std::vector<std::string> names_of(const Verbs& verbs) {
  std::vector<std::string> names;
  for (const VerbHelp& v : verbs) names.push_back(v.name);
  return names;
}

/// Verbs whose first words are names of cases.
constexpr const char* case_verbs = "run|check|explain|sweep";

std::string bash(const Verbs& verbs) {
  std::string options, values;
  for (const VerbHelp& v : verbs) {
    options += fmt::format("    {}) options={} ;;\n", v.name, quoted(joined(option_names(v))));
    for (const OptionHelp& o : v.options)
      if (!o.choices.empty())
        for (const std::string& name : o.names)
          values += fmt::format("    {}:{}) COMPREPLY=($(compgen -W {} -- \"$word\")); return ;;\n", v.name, name,
                                quoted(joined(o.choices)));
  }
  return fmt::format(
      "# bash completion of clino: made by clino completion bash\n"
      "_clino() {{\n"
      "  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} verb=${{COMP_WORDS[1]}} options=\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    COMPREPLY=($(compgen -W {} -- \"$word\"))\n"
      "    return\n"
      "  fi\n"
      "  case $verb:$before in\n{}  esac\n"
      "  case $verb in\n{}  esac\n"
      "  case $word in\n"
      "    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")); return ;;\n"
      "  esac\n"
      "  COMPREPLY=($(compgen -f -- \"$word\"))\n"
      "  case $verb in\n"
      "    {}) COMPREPLY+=($(compgen -W \"$(clino list cases 2>/dev/null | cut -f1)\" -- \"$word\")) ;;\n"
      "  esac\n"
      "}}\n"
      "complete -F _clino clino\n",
      quoted(joined(names_of(verbs)) + " --help --version"), values, options, case_verbs);
}

/// In zsh's specifications brackets and colons have a meaning.
std::string zsh_text(const std::string& text) {
  std::string out;
  for (const char c : text)
    out += std::string_view("[]:\\").find(c) == std::string_view::npos ? std::string(1, c) : std::string{'\\', c};
  return out;
}

std::string zsh(const Verbs& verbs) {
  std::string list, cases;
  for (const VerbHelp& v : verbs) {
    list += fmt::format("    {}\n", quoted(v.name + ":" + zsh_text(v.description)));
    cases += fmt::format("    {}) _arguments", v.name);
    for (const OptionHelp& o : v.options)
      for (const std::string& name : o.names) {
        std::string spec = "*" + name + "[" + zsh_text(o.description) + "]";
        if (!o.value.empty()) spec += ":" + zsh_text(o.value) + ":";
        if (!o.choices.empty()) spec += "(" + joined(o.choices) + ")";
        if (o.choices.empty() && (o.value == "FILE" || o.value == "DIR")) spec += "_files";
        cases += " " + quoted(spec);
      }
    cases += " '*:file:_files' ;;\n";
  }
  return "#compdef clino\n# zsh completion of clino: made by clino completion zsh\n_clino() {\n  local -a verbs=(\n" +
         list +
         "  )\n  if (( CURRENT == 2 )); then\n    _describe verb verbs\n    return\n  fi\n  local verb=$words[2]\n"
         "  shift words\n  (( CURRENT-- ))\n  case $verb in\n" +
         cases + "  esac\n}\n_clino \"$@\"\n";
}

std::string fish(const Verbs& verbs) {
  std::string text = "# fish completion of clino: made by clino completion fish\n";
  for (const VerbHelp& v : verbs) {
    text += fmt::format("complete -c clino -n __fish_use_subcommand -f -a {} -d {}\n", v.name, quoted(v.description));
    for (const OptionHelp& o : v.options) {
      if (o.names.empty()) continue;
      text += fmt::format("complete -c clino -n {}", quoted("__fish_seen_subcommand_from " + v.name));
      for (const std::string& name : o.names)
        text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      if (!o.value.empty()) text += " -r";
      if (!o.choices.empty()) text += " -f -a " + quoted(joined(o.choices));
      text += " -d " + quoted(o.description) + "\n";
    }
  }
  return text;
}

}  // namespace

std::string completion_script(const std::string& shell, const std::vector<VerbHelp>& verbs) {
  return shell == "zsh" ? zsh(verbs) : shell == "fish" ? fish(verbs) : bash(verbs);
}

}  // namespace clino::cli
