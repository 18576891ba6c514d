// Reads agent.toml again while the agent runs, on SIGHUP. A file with anything wrong in it is refused whole, and the
// old goes on.
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "agent/app/worker_pool.h"
#include "agent/core/live_options.h"

namespace redrive::agent {

// What it works with; called on the reloader's thread, one reload at a time.
struct ReloaderParts {
  LiveOptions& options;
  std::function<config::Parsed<config::AgentOptions>()> read;
  // Tells the parts that hold a setting of their own; `options` has been swapped.
  std::function<void(const std::shared_ptr<const config::AgentOptions>&)> apply;
  std::function<void()> done;  // after each reload, whatever came of it
};

class Reloader {
 public:
  explicit Reloader(ReloaderParts parts) : parts_(std::move(parts)) {}
  ~Reloader() { stop(); }

  // From any thread, at once. Requests that come while a reload is under way are one more reload, however many they
  // are.
  void request();
  void stop();  // a reload under way is finished, one that has not begun is not

 private:
  void reload();

  ReloaderParts parts_;
  std::atomic<bool> requested_{false};  // and not begun
  WorkerPool thread_{1};
};

}  // namespace redrive::agent
