// How files and commands reach one kind of device. The step engine decides what is done and in which order; a carrier
// only does it. Kinds: local folders (local_carrier.h), ssh and rsync.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "agent/manager/manager.h"
#include "shared/base/time.h"

namespace redrive::agent {

// Why a step did not end well.
struct StepFailure {
  std::string failure_type;  // model/failure_type.h
  std::string message;       // what the device or the program said
  bool cancelled = false;    // stopped by request: neither good nor failed
};

template <typename T>
using StepResult = tl::expected<T, StepFailure>;

// One attempt's bounds, shared by all its steps.
struct StepBounds {
  base::SteadyTime deadline;
  std::stop_token stop;
  std::uint64_t bandwidth = 0;  // bytes per second this device may take of the job's, 0 = no limit
};

// Safe from any thread for different devices. Every call ends soon after its deadline and soon after a stop.
class DeviceCarrier {
 public:
  virtual ~DeviceCarrier() = default;

  // Puts a package on the device, whole or not at all; its path there. Also makes the place where it goes.
  virtual StepResult<std::string> put(const std::string& device, const LocalPackage& package,
                                      const StepBounds& bounds) = 0;

  // Runs a program there, `argv` complete. Anything but exit 0 is a failure; `fallback_type` is its type where nothing
  // more exact is plain from how it ended or what it said.
  virtual StepResult<void> run(const std::string& device, const model::Command& argv, std::string_view fallback_type,
                               const StepBounds& bounds) = 0;

  // Leaves the receipt that every step of this run has succeeded on the device; written last.
  virtual StepResult<void> write_receipt(const std::string& device, const std::string& receipt,
                                         const StepBounds& bounds) = 0;
  // Is that receipt there? A failure when the device does not answer.
  virtual StepResult<bool> has_receipt(const std::string& device, const std::string& receipt,
                                       const StepBounds& bounds) = 0;

  // Does the device answer, can it be written to, has it room for `bytes`? Leaves nothing behind.
  virtual model::PreflightCheck probe(const std::string& device, std::uint64_t bytes, const StepBounds& bounds) = 0;
};

}  // namespace redrive::agent
