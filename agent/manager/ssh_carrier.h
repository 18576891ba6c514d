// Devices reached over ssh: packages go by rsync to <staging>/<job>/ there, commands run in it, receipts are kept in
// .redrive/ below it. Every step is one ssh connection of its own.
#pragma once

#include <functional>

#include "agent/manager/device_carrier.h"
#include "agent/manager/ssh_words.h"
#include "shared/sys/process.h"

namespace redrive::agent {

class SshCarrier final : public DeviceCarrier {
 public:
  // `options` have passed check_ssh_options. `processes` and `clock` must outlive the carrier.
  SshCarrier(config::ManagerOptions options, sys::ProcessRunner& processes, const base::Clock& clock);

  StepResult<void> prepare(const Target& target, const StepBounds& bounds) override;
  // Where the disk is full, what was transferred is deleted; after any other interruption it is used the next time.
  StepResult<std::string> put(const Target& target, const LocalPackage& package, const StepBounds& bounds) override;
  // What was cut off by the deadline or a stop is ended on the device too, when it still answers.
  StepResult<void> run(const Target& target, const model::Command& argv, std::string_view fallback_type,
                       const StepBounds& bounds) override;
  StepResult<void> write_receipt(const Target& target, const std::string& receipt, const StepBounds& bounds) override;
  StepResult<bool> has_receipt(const Target& target, const std::string& receipt, const StepBounds& bounds) override;
  model::PreflightCheck probe(const Target& target, std::uint64_t bytes, const StepBounds& bounds) override;

 private:
  // A device's words and place for one call.
  struct Reach {
    SshPlace at;
    std::string folder;  // <staging>/<job>
    base::Micros left;   // of the bounds
  };
  StepResult<Reach> reach(const Target& target, const StepBounds& bounds) const;
  sys::ProcessResult ssh(const Reach& reach, std::string line, const std::stop_token& stop) const;

  const config::ManagerOptions options_;
  sys::ProcessRunner& processes_;
  const base::Clock& clock_;
};

}  // namespace redrive::agent
