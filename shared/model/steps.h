// What is done on one device, step by step, and in which order. A number of steps counts from the first one: the order
// of a job never changes, so it says the same in every run.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/model/job.h"

namespace redrive::model {

enum class StepKind { kCopy, kBefore, kInstall, kVerify, kAfter };
std::string_view to_string(StepKind kind);

struct Step {
  static constexpr std::uint32_t kNoPackage = UINT32_MAX;

  StepKind kind = StepKind::kCopy;
  std::uint32_t package = kNoPackage;  // index into the order's packages; kNoPackage: the command names none

  bool operator==(const Step&) const = default;
};

// Stands for the package's path in a command.
inline constexpr std::string_view kPackagePlaceholder = "{package}";

// Such a command runs once for each package, any other one once.
bool names_package(const Command& command);

// That step's command; empty for kCopy.
const Command& command_of(const JobParameters& parameters, StepKind kind);

// Every package copied, then before, install, verify, after as far as the job has them.
std::vector<Step> steps_of(const JobParameters& parameters, std::size_t packages);

// "install app.deb", "before".
std::string words_of(const Step& step, const std::vector<PackageRef>& packages);

// The packages that have to be on the device for what comes after the first `done` steps: those a command left to run
// names, and those not copied yet. Of a job without such commands each package only once.
std::vector<bool> packages_needed(const std::vector<Step>& steps, std::size_t packages, std::size_t done);

}  // namespace redrive::model
