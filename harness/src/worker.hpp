/// One worker process and the pipe to it.
#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "clino/run.hpp"

namespace clino {

/// What a worker is asked: some engines (indices into the task's list) of one task.
struct Order {
  std::size_t task;
  std::vector<std::size_t> engines;
};

/// What a worker says.
struct Message {
  enum class Kind : char {
    begin = 'B',   ///< starts with an engine; `text` is its name
    unit = 'U',    ///< `text` is the unit's JSON line, `seconds` the time it took
    done = 'D',    ///< the order is carried out
    gave_up = 'X'  ///< the unit at hand failed as a whole; `text` says why; the worker is gone
  } kind;
  double seconds = 0;
  std::string text;
};

/// A forked process that carries out orders. Not copyable; the destructor kills and reaps it.
class Worker {
 public:
  using Report = std::function<void(const Message&)>;
  using Work = std::function<void(const Order&, const Report&)>;

  /// Forks. The child answers every order with `work`'s messages and `done`, under the memory limit.
  Worker(const Work& work, int memory_mib);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void send(const Order& order);
  /// File descriptor to poll for reading.
  int descriptor() const { return socket_; }
  /// Reads what is there; false once the process is gone and everything it said was read.
  bool receive(std::vector<Message>& messages);
  void kill();
  /// How the process ended ("crashed: Segmentation fault"); waits for the end.
  std::string ending();

 private:
  int socket_ = -1;
  int pid_ = -1;
  std::string buffer_;
};

}  // namespace clino
