/// Prints each benchmark's time as a multiple of the first one of its group: "replay/direct", "replay/recorded", ...
#pragma once
#include <benchmark/benchmark.h>

#include <cstdio>
#include <map>
#include <string>

class RatioReporter : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override {
    std::printf("%-44s %14s %10s\n", "benchmark", "CPU time", "ratio");
    return true;
  }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      const std::string name = run.benchmark_name();
      const double ns = run.GetAdjustedCPUTime();
      const auto [first, fresh] = first_of_group_.try_emplace(name.substr(0, name.rfind('/')), ns);
      std::printf("%-44s %11.0f ns %10.2f\n", name.c_str(), ns, ns / first->second);
      std::fflush(stdout);
    }
  }

 private:
  std::map<std::string, double> first_of_group_;
};
