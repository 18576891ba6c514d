// The children of whoever waits for them, ended when the agent ends: a check of a device that does not answer must not
// hold up its stop.
#pragma once

#include "shared/sys/process.h"

namespace redrive::agent {

// `inner` must outlive it.
class StoppableProcesses final : public sys::ProcessRunner {
 public:
  explicit StoppableProcesses(sys::ProcessRunner& inner) : inner_(inner) {}

  sys::ProcessResult run(const sys::ProcessRequest& request, std::stop_token stop) override {
    std::stop_source either;
    const auto end = [&either] { either.request_stop(); };
    const std::stop_callback asked(std::move(stop), end), ending(ending_.get_token(), end);
    return inner_.run(request, either.get_token());
  }

  void stop() { ending_.request_stop(); }  // from any thread; what is run later ends at once

 private:
  sys::ProcessRunner& inner_;
  std::stop_source ending_;
};

}  // namespace redrive::agent
