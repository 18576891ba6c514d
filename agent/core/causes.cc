#include "agent/core/causes.h"

#include <fmt/format.h>

#include <map>
#include <unordered_map>

#include "shared/model/failure_type.h"

namespace redrive::agent {
namespace {

namespace type = model::failure_type;

constexpr std::size_t kNamed = 3;  // devices named in one line

// Newest outcomes of a plan's devices. make_plan() keeps the order's order, where a walk finds each; a tool of
// central's need not, and then an index does.
class Outcomes {
 public:
  explicit Outcomes(const JobRecord& record) : record_(record) {}

  const model::DeviceOutcome* of(const std::string& device) {
    const auto& devices = record_.order->devices;
    if (index_.empty()) {
      while (next_ < devices.size() && devices[next_] != device) ++next_;
      if (next_ < devices.size()) return record_.outcome(next_++);
      for (std::size_t i = 0; i < devices.size(); ++i) index_.emplace(devices[i], i);
    }
    const auto found = index_.find(device);
    return found == index_.end() ? nullptr : record_.outcome(found->second);
  }

 private:
  const JobRecord& record_;
  std::size_t next_ = 0;
  std::unordered_map<std::string_view, std::size_t> index_;
};

// The plan's devices by what they failed with; those that did not fail under "".
std::map<std::string, std::vector<std::string>> by_cause(const JobRecord& record, const model::Plan& plan) {
  std::map<std::string, std::vector<std::string>> causes;
  Outcomes outcomes(record);
  for (const model::PlannedDevice& planned : plan.devices) {
    const model::DeviceOutcome* outcome = outcomes.of(planned.device);
    const bool failed = outcome != nullptr && outcome->state == model::DeviceState::kFailed;
    causes[failed ? outcome->failure_type : ""].push_back(planned.device);
  }
  return causes;
}

// The look at a device tells nothing of these: only doing it again does.
bool shows_only_when_run(const std::string& failure_type) {
  return failure_type == type::kInstallFailed || failure_type == type::kVerifyFailed ||
         failure_type == type::kTimeout || failure_type == type::kUnknown || failure_type == type::kNoReport;
}

model::PreflightCheck judge(const std::string& failure_type, const std::vector<std::string>& devices,
                            const std::unordered_map<std::string_view, bool>& looked) {
  std::size_t good = 0, unseen = 0;
  std::vector<std::string> bad;
  for (const std::string& device : devices) {
    const auto found = looked.find(device);
    if (found == looked.end()) {
      ++unseen;
    } else if (found->second) {
      ++good;
    } else {
      bad.push_back(device);
    }
  }
  model::PreflightCheck check{"cause " + failure_type, bad.empty(), "", ""};
  check.detail = fmt::format("{} {} failed with it", devices.size(), devices.size() == 1 ? "device" : "devices");
  const bool blind = shows_only_when_run(failure_type);
  if (good > 0) check.detail += fmt::format("; {} {}", good, blind ? "answer and have room" : "look mended");
  if (unseen > 0) check.detail += fmt::format("; {} not looked at", unseen);
  if (blind) check.detail += "; whether it is mended shows only when it runs: read the reasons";
  if (bad.empty()) return check;
  const std::size_t named = std::min(bad.size(), kNamed);
  check.detail += fmt::format("; {} not: {}{}", bad.size(), fmt::join(bad.begin(), bad.begin() + named, ", "),
                              bad.size() > named ? ", …" : "");
  check.todo = "mend these devices, or leave them out";
  return check;
}

}  // namespace

std::vector<std::string> by_cause_in_turn(const JobRecord& record, const model::Plan& plan) {
  const auto causes = by_cause(record, plan);
  std::vector<std::string> devices;
  for (std::size_t turn = 0; devices.size() < plan.devices.size(); ++turn) {
    for (const auto& [cause, of] : causes) {
      if (turn < of.size()) devices.push_back(of[turn]);
    }
  }
  return devices;
}

std::vector<model::PreflightCheck> causes(const JobRecord& record, const model::Plan& plan,
                                          const std::vector<model::PreflightCheck>& looked) {
  constexpr std::string_view kDevice = "device ";
  std::unordered_map<std::string_view, bool> found;
  for (const model::PreflightCheck& check : looked) {
    const std::string_view what = check.what;
    if (what.starts_with(kDevice)) found.emplace(what.substr(kDevice.size()), check.good);
  }
  std::vector<model::PreflightCheck> checks;
  for (const auto& [cause, devices] : by_cause(record, plan)) {
    if (!cause.empty()) checks.push_back(judge(cause, devices, found));
  }
  return checks;
}

}  // namespace redrive::agent
