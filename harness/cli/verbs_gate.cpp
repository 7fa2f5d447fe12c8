#include "verbs_gate.hpp"

namespace clino::cli {

void add_gate_options(CLI::App* v, GateArguments& gate) {
  CLI::Option* baseline =
      v->add_option("--baseline", gate.baseline, "accepted findings: fail on what is worse; see clino accept --help")
          ->type_name("FILE");
  v->add_flag("--strict-baseline", gate.strict, "fail too where the run is better than the baseline")->needs(baseline);
}

void add_fail_on(CLI::App* v, std::string& fail_on) {
  v->add_option("--fail-on", fail_on, "lowest level of finding that is one: note, warning (the default) or error")
      ->check(CLI::IsMember({"note", "warning", "error"}));
}

void GateVerbs::add_pending(CLI::App* v, AcceptArguments& a) {
  v->add_option("globs", a.globs, "cases or units (case/engine/format): *, ? and [...] match; default: all")
      ->type_name("GLOB");
  v->add_option("--results", a.results, "the run: results.jsonl, or its directory (default clino-out)")
      ->type_name("RESULTS");
  v->add_option("--baseline", a.baseline, "the file to rewrite (default clino.baseline.tsv)")->type_name("FILE");
  v->add_flag("--renew", a.renew, "the cases, the machine or the reference may have changed since");
  add_fail_on(v, fail_on_);
}

void GateVerbs::add(const MakeVerb& verb) {
  CLI::App* accept =
      verb("accept", "Take what the last run found into the baseline.", "clino accept 'tanh/*' --reason 'known: #12'");
  add_pending(accept, accept_);
  accept->add_option("--reason", accept_.reason, "why it is accepted; written beside each finding")->type_name("TEXT");
  CLI::App* review = verb("review", "Go through what the last run found that is not in the baseline.", "clino review");
  add_pending(review, review_.accept);
  CLI::App* compare = verb("compare", "What of two runs is worse, better, the same, or in one of them only.",
                           "clino compare main/results.jsonl clino-out");
  compare->add_option("old", compare_.old_results, "the older run: results.jsonl, or its directory")->required();
  compare->add_option("new", compare_.new_results, "the newer run")->required();
  add_fail_on(compare, fail_on_);
  CLI::App* merge = verb("merge", "Put the parts of a sharded run together.",
                         "clino merge part-*/results.jsonl --out clino-out/results.jsonl");
  merge->add_option("shards", merge_.shards, "results of every part, in any order")->required()->type_name("SHARD");
  merge->add_option("--out", merge_.out, "the file to write")->required()->type_name("FILE");
}

std::optional<Command> GateVerbs::command(const std::string& verb) {
  if (verb == "accept") {
    accept_.fail_on = *find_level(fail_on_);
    return accept_;
  }
  if (verb == "review") {
    review_.accept.fail_on = *find_level(fail_on_);
    return review_;
  }
  if (verb == "compare") {
    compare_.fail_on = *find_level(fail_on_);
    return compare_;
  }
  if (verb == "merge") return merge_;
  return std::nullopt;
}

}  // namespace clino::cli
