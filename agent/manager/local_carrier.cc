#include "agent/manager/local_carrier.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "agent/manager/advice.h"
#include "agent/manager/failure_mapping.h"
#include "agent/manager/file_copy.h"
#include "shared/base/names.h"
#include "shared/model/failure_type.h"
#include "shared/sys/file.h"

namespace redrive::agent {
namespace {

namespace type = model::failure_type;

constexpr std::string_view kOwnFolder = ".redrive";

StepResult<void> ensure_folder(const std::filesystem::path& folder) {
  if (::mkdir(folder.c_str(), 0755) == 0) return {};
  const int error = errno;
  if (error == EEXIST && std::filesystem::is_directory(folder)) return {};
  return tl::unexpected(file_failure("make the folder", folder, error == EEXIST ? ENOTDIR : error));
}

// Empty when a file can be made and filled there, else why not. Space and rights as the file system really gives them,
// quotas and read-only mounts included.
std::string try_writing(const std::filesystem::path& folder) {
  const auto path = folder / ".redrive-probe";
  ::unlink(path.c_str());
  const sys::Fd probe(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!probe) return sys::errno_error("write to", folder, errno).message;
  const std::string block(4096, 'x');
  const ssize_t written = ::write(probe.get(), block.data(), block.size());
  const int error = written < 0 ? errno : ENOSPC;
  ::unlink(path.c_str());
  if (written == static_cast<ssize_t>(block.size())) return {};
  return sys::errno_error("write to", folder, error).message;
}

}  // namespace

LocalCarrier::LocalCarrier(const std::filesystem::path& root, sys::ProcessRunner& processes, const base::Clock& clock)
    : root_(std::filesystem::absolute(root)), processes_(processes), clock_(clock) {}

StepResult<std::filesystem::path> LocalCarrier::folder_of(const std::string& device) const {
  if (auto named = base::check_name("device", device); !named) {
    return tl::unexpected(StepFailure{std::string(type::kConfiguration), named.error().message, false});
  }
  return root_ / device;
}

StepResult<void> LocalCarrier::prepare(const Target& target, const StepBounds&) {
  const auto folder = folder_of(target.device());
  if (!folder) return tl::unexpected(folder.error());
  return ensure_folder(*folder);
}

StepResult<std::string> LocalCarrier::put(const Target& target, const LocalPackage& package, const StepBounds& bounds) {
  if (auto named = base::check_name("package", package.name); !named) {
    return tl::unexpected(StepFailure{std::string(type::kConfiguration), named.error().message, false});
  }
  const auto folder = folder_of(target.device());
  if (!folder) return tl::unexpected(folder.error());
  const auto path = *folder / package.name;
  if (auto copied = copy_file(package.path, path, bounds, clock_); !copied) return tl::unexpected(copied.error());
  return path.string();
}

StepResult<void> LocalCarrier::run(const Target& target, const model::Command& argv, std::string_view fallback_type,
                                   const StepBounds& bounds) {
  const auto folder = folder_of(target.device());
  if (!folder) return tl::unexpected(folder.error());
  const base::Micros left = bounds.deadline - clock_.steady();
  if (left <= base::Micros{0}) {
    return tl::unexpected(StepFailure{std::string(type::kTimeout), "no time of the job's timeout was left", false});
  }
  sys::ProcessRequest request;
  request.argv = argv;
  request.environment = {"REDRIVE_DEVICE=" + target.device()};
  request.directory = folder->string();
  request.deadline = left;
  return judge(processes_.run(request, bounds.stop), argv, fallback_type);
}

StepResult<void> LocalCarrier::write_receipt(const Target& target, const std::string& receipt, const StepBounds&) {
  const auto folder = folder_of(target.device());
  if (!folder) return tl::unexpected(folder.error());
  if (auto made = ensure_folder(*folder / kOwnFolder); !made) return made;
  const std::string text = "succeeded " + base::format_rfc3339(clock_.utc()) + "\n";
  if (auto written = sys::replace_file(*folder / kOwnFolder / receipt, text); !written) {
    return tl::unexpected(StepFailure{std::string(type::kUnknown), written.error().message, false});
  }
  return {};
}

StepResult<bool> LocalCarrier::has_receipt(const Target& target, const std::string& receipt, const StepBounds&) {
  const auto folder = folder_of(target.device());
  if (!folder) return tl::unexpected(folder.error());
  struct stat unused {};
  if (::stat((*folder / kOwnFolder / receipt).c_str(), &unused) == 0) return true;
  if (errno == ENOENT) return false;
  return tl::unexpected(file_failure("look into", *folder, errno));
}

model::PreflightCheck LocalCarrier::probe(const Target& target, std::uint64_t bytes, const StepBounds&) {
  const std::string what = "device " + target.device();
  const auto wanting = [&](std::string detail, std::string_view failure_type) {
    return model::PreflightCheck{what, false, std::move(detail), what_to_do(failure_type, target.device())};
  };
  const auto folder = folder_of(target.device());
  if (!folder) return wanting(folder.error().message, type::kConfiguration);
  // The folder is made by the run; until then it is the one above that must be writable.
  const auto place = std::filesystem::exists(*folder) ? *folder : root_;
  if (!std::filesystem::is_directory(place))
    return wanting(place.string() + " is not a folder", type::kDeviceUnreachable);
  if (std::string why = try_writing(place); !why.empty()) {
    return wanting(why, type_of_output(why, type::kUnknown));
  }
  struct statvfs space {};
  if (::statvfs(place.c_str(), &space) != 0) {
    return wanting(sys::errno_error("ask the free space of", place, errno).message, type::kUnknown);
  }
  const std::uint64_t free = static_cast<std::uint64_t>(space.f_bavail) * space.f_frsize;
  const std::string room = room_words(free, bytes);
  return free >= bytes ? model::PreflightCheck{what, true, room} : wanting(room, type::kDiskFull);
}

}  // namespace redrive::agent
