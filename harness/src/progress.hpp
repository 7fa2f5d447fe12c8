/// How far a long check is: to a sink of the caller, or as a bar on a terminal and nothing elsewhere.
#pragma once
#include <chrono>
#include <string>

#include "clino/custom.hpp"

namespace clino {

class ProgressTeller {
 public:
  ProgressTeller(Progress sink, std::string what);
  ~ProgressTeller();
  ProgressTeller(const ProgressTeller&) = delete;
  ProgressTeller& operator=(const ProgressTeller&) = delete;
  /// What is being done now.
  void say(const std::string& what);
  /// The part of everything that is done.
  void tell(double done);

 private:
  void show();

  Progress sink_;
  std::string what_, doing_{};
  double done_ = 0;
  bool terminal_, shown_ = false;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace clino
