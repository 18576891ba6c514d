#include "agent/manager/ssh_carrier.h"

#include <unistd.h>

#include "agent/manager/advice.h"
#include "agent/manager/ssh_failure.h"
#include "agent/manager/ssh_remote.h"
#include "shared/base/names.h"
#include "shared/model/failure_type.h"

namespace redrive::agent {
namespace {

namespace type = model::failure_type;
using End = sys::ProcessResult::End;

constexpr base::Micros kTidyWithin = std::chrono::seconds(5);  // to end or delete on a device what went wrong

tl::unexpected<StepFailure> failed(std::string_view failure_type, std::string message) {
  return tl::unexpected(StepFailure{std::string(failure_type), std::move(message), false});
}

}  // namespace

SshCarrier::SshCarrier(config::ManagerOptions options, sys::ProcessRunner& processes, const base::Clock& clock)
    : options_(std::move(options)), processes_(processes), clock_(clock) {}

StepResult<SshCarrier::Reach> SshCarrier::reach(const Target& target, const StepBounds& bounds) const {
  if (auto named = base::check_name("job", target.job); !named)
    return failed(type::kConfiguration, named.error().message);
  auto place = ssh_place(options_, target.where);
  if (!place) return failed(type::kConfiguration, place.error().message);
  const base::Micros left = bounds.deadline - clock_.steady();
  if (left <= base::Micros{0}) return failed(type::kTimeout, "no time of the job's timeout was left");
  return Reach{std::move(*place), remote::place_of(options_.staging, target.job), left};
}

sys::ProcessResult SshCarrier::ssh(const Reach& reach, std::string line, const std::stop_token& stop) const {
  sys::ProcessRequest request;
  request.argv = ssh_command(options_, reach.at, reach.left, std::move(line));
  request.deadline = reach.left;
  return processes_.run(request, stop);
}

StepResult<void> SshCarrier::prepare(const Target& target, const StepBounds& bounds) {
  const auto there = reach(target, bounds);
  if (!there) return tl::unexpected(there.error());
  return judge_ssh(ssh(*there, remote::make_place(there->folder), bounds.stop), "mkdir", type::kConfiguration);
}

StepResult<std::string> SshCarrier::put(const Target& target, const LocalPackage& package, const StepBounds& bounds) {
  auto there = reach(target, bounds);
  if (!there) return tl::unexpected(there.error());
  if (auto named = base::check_name("package", package.name); !named)
    return failed(type::kConfiguration, named.error().message);
  const std::string from = std::filesystem::absolute(package.path).string(), to = there->folder + "/" + package.name;
  if (::access(from.c_str(), R_OK) != 0)
    return failed(type::kPackageMissing, fmt::format("cannot read {}: {}", from, std::strerror(errno)));
  sys::ProcessRequest request;
  request.argv = rsync_command(options_, there->at, there->left, from, to, bounds.bandwidth);
  request.deadline = there->left;
  auto ended = judge_rsync(processes_.run(request, bounds.stop));
  if (ended) return to;
  if (ended.error().failure_type == type::kDiskFull) {  // no device is left with a full disk because of us
    there->left = kTidyWithin;
    ssh(*there, remote::drop_partial(there->folder), bounds.stop);
  }
  return tl::unexpected(std::move(ended.error()));
}

StepResult<void> SshCarrier::run(const Target& target, const model::Command& argv, std::string_view fallback_type,
                                 const StepBounds& bounds) {
  auto there = reach(target, bounds);
  if (!there) return tl::unexpected(there.error());
  const auto result = ssh(*there, remote::run_in(there->folder, target.device(), argv, there->left), bounds.stop);
  if (result.end == End::kTimedOut || result.end == End::kCancelled) {
    there->left = kTidyWithin;
    ssh(*there, remote::end_run(there->folder), {});
  }
  return judge_ssh(result, argv.empty() ? "" : argv[0], fallback_type);
}

StepResult<void> SshCarrier::write_receipt(const Target& target, const std::string& receipt, const StepBounds& bounds) {
  const auto there = reach(target, bounds);
  if (!there) return tl::unexpected(there.error());
  const std::string text = "succeeded " + base::format_rfc3339(clock_.utc());
  return judge_ssh(ssh(*there, remote::write_receipt(there->folder, receipt, text), bounds.stop), "echo",
                   type::kUnknown);
}

StepResult<bool> SshCarrier::has_receipt(const Target& target, const std::string& receipt, const StepBounds& bounds) {
  const auto there = reach(target, bounds);
  if (!there) return tl::unexpected(there.error());
  const auto result = ssh(*there, remote::has_receipt(there->folder, receipt), bounds.stop);
  if (result.end == End::kExited && result.code == 1) return false;
  return judge_ssh(result, "test", type::kUnknown).map([] { return true; });
}

model::PreflightCheck SshCarrier::probe(const Target& target, std::uint64_t bytes, const StepBounds& bounds) {
  const std::string what = "device " + target.device();
  const auto wanting = [&](std::string detail, std::string_view failure_type) {
    return model::PreflightCheck{what, false, std::move(detail), what_to_do(failure_type, target.device())};
  };
  const auto there = reach(target, bounds);
  if (!there) return wanting(there.error().message, there.error().failure_type);
  const auto result = ssh(*there, remote::look(options_.staging), bounds.stop);
  if (result.end == End::kTimedOut) {
    return wanting("no answer within " + base::format_duration(std::chrono::ceil<std::chrono::seconds>(there->left)),
                   type::kDeviceUnreachable);
  }
  if (auto looked = judge_ssh(result, "the look at its disk", type::kUnknown); !looked)
    return wanting(looked.error().message, looked.error().failure_type);
  const auto free = remote::free_bytes(result.output);
  if (!free) return wanting("df answered what is no table of POSIX: " + result.output.substr(0, 200), type::kUnknown);
  const std::string room = room_words(*free, bytes);
  return *free >= bytes ? model::PreflightCheck{what, true, room} : wanting(room, type::kDiskFull);
}

}  // namespace redrive::agent
