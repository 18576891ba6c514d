// A redistribution plan: what would run again, on which devices and why, as shown to the person who approves it. The
// approval names the digest, so that what was approved is what runs (R3, R4).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shared/base/time.h"
#include "shared/model/job.h"

namespace redrive::model {

// How sure the agent is of what it rebuilt from its job log.
enum class Completeness { kVerbatim, kInferred, kMissing };
std::string_view to_string(Completeness completeness);
base::Result<Completeness> parse_completeness(std::string_view text);

struct PlannedDevice {
  std::string device;
  std::string reason;  // "failed: disk_full: No space left on device", "never started", …

  bool operator==(const PlannedDevice&) const = default;
};

// One check done before anybody approves, so that nobody re-runs into a fault that is not mended.
struct PreflightCheck {
  std::string what;  // "package app-2.3.deb", "space", "device dev-3"
  bool good = true;
  std::string detail;

  bool operator==(const PreflightCheck&) const = default;
};

struct Plan {
  std::string job;
  std::string server;
  std::uint32_t run = 2;  // number this run will have; part of the digest, so one approval serves one run
  Completeness completeness = Completeness::kVerbatim;
  std::vector<PlannedDevice> devices;
  std::vector<PackageRef> packages;
  std::vector<std::string> missing_packages;  // names; fetched again and verified before the run
  JobParameters parameters;
  std::vector<Command> commands;          // the control commands, per package, with {device} left open
  std::vector<std::string> diff;          // what differs from the original order, a line each, in words
  std::vector<PreflightCheck> preflight;  // not part of the digest: it may improve while the plan waits
  base::UtcTime expires_at{};             // not part of the digest; an approval after it is refused
  std::string digest;                     // plan_digest() of the rest

  bool operator==(const Plan&) const = default;
};

// Digest over the canonical bytes of everything that decides what will run: job, server, run, completeness, devices
// with reasons, packages, missing packages, parameters, commands. Equal plans give equal digests on any machine.
std::string plan_digest(const Plan& plan);

}  // namespace redrive::model
