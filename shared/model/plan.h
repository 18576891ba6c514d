// A redistribution plan: what would run again, on which devices and why, as shown to the person who approves it. The
// approval names the digest, so that what was approved is what runs (R3, R4).
#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/time.h"
#include "shared/model/job.h"

namespace redrive::model {

// How sure the agent is of what it rebuilt from its job log.
enum class Completeness { kVerbatim, kInferred, kMissing };
std::string_view to_string(Completeness completeness);
base::Result<Completeness> parse_completeness(std::string_view text);

// One part of a plan, and how sure the agent is of it.
struct PlanPart {
  std::string name;  // "order", "list", "packages", "outcomes"
  Completeness completeness = Completeness::kVerbatim;
  std::string note{};  // unless verbatim: what was taken instead, and why

  bool operator==(const PlanPart&) const = default;
};

struct PlannedDevice {
  std::string device;
  // "failed: disk_full: No space left on device", "never started", …; names the step it goes on at where that is not
  // the first, so that the digest covers it.
  std::string reason;
  std::uint32_t done = 0;  // of the job's steps (steps.h), which are not repeated

  bool operator==(const PlannedDevice&) const = default;
};

// One check done before anybody approves, so that nobody re-runs into a fault that is not mended.
struct PreflightCheck {
  std::string what;  // "package app-2.3.deb", "space", "device dev-3"
  bool good = true;
  std::string detail;
  std::string todo{};  // unless good: what to do about it

  bool operator==(const PreflightCheck&) const = default;
};

// What a person asks of a plan beyond its job.
struct PlanWishes {
  std::vector<std::string> exclude{};  // devices that are left out: names or patterns (* and ?), sorted, no repeats
  bool from_start = false;             // repeat the steps that have succeeded
  std::string tool{};                  // manifest (tool.h) of the tool that makes the plan; empty: the agent's own
  std::vector<std::string> only{};     // when there are any, no other devices; like those of `exclude`

  bool operator==(const PlanWishes&) const = default;
};
inline constexpr std::size_t kMaxPatterns = 1000;  // of each kind in one plan

// Names and patterns of devices, sorted and without repeats; kInvalid names what is neither, or that there are too
// many.
base::Result<std::vector<std::string>> checked_patterns(std::vector<std::string> patterns);
base::Result<PlanWishes> checked_wishes(PlanWishes wishes);  // both kinds; the error names the wish

bool is_one_of(const std::vector<std::string>& patterns, const std::string& device);

// Which devices are wished, for many questions: names are looked up, patterns tried one by one.
class WishedDevices {
 public:
  explicit WishedDevices(const PlanWishes& wishes) : only_(wishes.only), exclude_(wishes.exclude) {}
  bool has(const std::string& device) const { return (only_.none() || only_.match(device)) && !exclude_.match(device); }

 private:
  class Patterns {
   public:
    explicit Patterns(const std::vector<std::string>& all);
    bool none() const { return names_.empty() && globs_.empty(); }
    bool match(const std::string& device) const;

   private:
    std::unordered_set<std::string> names_;
    std::vector<std::string> globs_;
  };

  Patterns only_, exclude_;
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
  std::vector<std::string> diff;          // to the original order, a line each: "- …", "+ …" or "  …"
  std::vector<PreflightCheck> preflight;  // not part of the digest: it may improve while the plan waits
  base::UtcTime expires_at{};             // not part of the digest; an approval after it is refused
  std::string digest;                     // plan_digest() of the rest
  // Not part of the digest, which covers what comes of them:
  std::vector<PlanPart> parts{};  // `completeness` is the worst of them
  PlanWishes wishes{};            // it was made with: needed to make the very same plan again
  std::uint64_t bytes = 0;        // to carry to all devices together
  base::Micros estimate{};        // how long it may take, from the job's earlier devices; 0 = not known

  bool operator==(const Plan&) const = default;
};

// Digest over the canonical bytes of everything that decides what will run: job, server, run, completeness, devices
// with reasons, packages, missing packages, parameters, commands. Equal plans give equal digests on any machine, of any
// version: devices that are left out are not among the devices, and a step to go on at is in the reason.
std::string plan_digest(const Plan& plan);

}  // namespace redrive::model
