// How files and commands reach one kind of device. The step engine decides what is done and in which order; a carrier
// only does it. Kinds: local folders (local_carrier.h), ssh and rsync (ssh_carrier.h).
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

// A device as one job reaches it.
struct Target {
  std::string job;
  model::DeviceAddress where;

  const std::string& device() const { return where.device; }
};

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

  // Makes the place on the device where packages go and commands run. Before anything else of an attempt.
  virtual StepResult<void> prepare(const Target& target, const StepBounds& bounds) = 0;

  // Puts a package there, whole or not at all; its path on the device.
  virtual StepResult<std::string> put(const Target& target, const LocalPackage& package, const StepBounds& bounds) = 0;

  // Runs a program there, `argv` complete. Anything but exit 0 is a failure; `fallback_type` is its type where nothing
  // more exact is plain from how it ended or what it said.
  virtual StepResult<void> run(const Target& target, const model::Command& argv, std::string_view fallback_type,
                               const StepBounds& bounds) = 0;

  // Leaves the receipt that every step of this run has succeeded on the device; written last.
  virtual StepResult<void> write_receipt(const Target& target, const std::string& receipt,
                                         const StepBounds& bounds) = 0;
  // Is that receipt there? A failure when the device does not answer.
  virtual StepResult<bool> has_receipt(const Target& target, const std::string& receipt, const StepBounds& bounds) = 0;

  // Does the device answer, can it be written to, has it room for `bytes`? Leaves nothing behind.
  virtual model::PreflightCheck probe(const Target& target, std::uint64_t bytes, const StepBounds& bounds) = 0;
};

}  // namespace redrive::agent
