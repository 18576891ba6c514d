#include "shared/model/steps.h"

#include <algorithm>

namespace redrive::model {

std::string_view to_string(StepKind kind) {
  switch (kind) {
    case StepKind::kCopy:
      return "copy";
    case StepKind::kBefore:
      return "before";
    case StepKind::kInstall:
      return "install";
    case StepKind::kVerify:
      return "verify";
    case StepKind::kAfter:
      return "after";
  }
  return "copy";
}

bool names_package(const Command& command) {
  return std::any_of(command.begin(), command.end(), [](const std::string& argument) {
    return argument.find(kPackagePlaceholder) != std::string::npos;
  });
}

const Command& command_of(const JobParameters& parameters, StepKind kind) {
  static const Command kNone;
  switch (kind) {
    case StepKind::kCopy:
      break;
    case StepKind::kBefore:
      return parameters.before;
    case StepKind::kInstall:
      return parameters.install;
    case StepKind::kVerify:
      return parameters.verify;
    case StepKind::kAfter:
      return parameters.after;
  }
  return kNone;
}

std::vector<Step> steps_of(const JobParameters& parameters, std::size_t packages) {
  std::vector<Step> steps;
  const auto once_each = [&](StepKind kind) {
    for (std::uint32_t i = 0; i < packages; ++i) steps.push_back({kind, i});
  };
  once_each(StepKind::kCopy);
  for (const StepKind kind : {StepKind::kBefore, StepKind::kInstall, StepKind::kVerify, StepKind::kAfter}) {
    const Command& command = command_of(parameters, kind);
    if (command.empty()) continue;
    names_package(command) ? once_each(kind) : steps.push_back({kind, Step::kNoPackage});
  }
  return steps;
}

std::string words_of(const Step& step, const std::vector<PackageRef>& packages) {
  std::string words(to_string(step.kind));
  return step.package < packages.size() ? words + " " + packages[step.package].name : words;
}

std::vector<bool> packages_needed(const std::vector<Step>& steps, std::size_t packages, std::size_t done) {
  std::vector<bool> needed(packages, false);
  for (std::size_t i = std::min(done, steps.size()); i < steps.size(); ++i) {
    if (steps[i].package < packages) needed[steps[i].package] = true;
  }
  return needed;
}

}  // namespace redrive::model
