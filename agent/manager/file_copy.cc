#include "agent/manager/file_copy.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <condition_variable>

#include "agent/manager/failure_mapping.h"
#include "shared/model/failure_type.h"
#include "shared/sys/file.h"

namespace redrive::agent {
namespace {

namespace type = model::failure_type;

constexpr std::size_t kBlock = 1024 * 1024;
constexpr base::Micros kLook = std::chrono::milliseconds(50);  // how often the deadline is looked at while waiting

StepResult<void> write_all(int fd, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return tl::unexpected(file_failure("write", path, errno));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

StepResult<void> within(const StepBounds& bounds, const base::Clock& clock) {
  if (bounds.stop.stop_requested()) return tl::unexpected(StepFailure{"", "stopped while copying", true});
  if (clock.steady() < bounds.deadline) return {};
  return tl::unexpected(
      StepFailure{std::string(type::kTimeout), "copying was not done within the job's timeout", false});
}

// Waits until that many bytes are due at the allowed rate, a stop or the deadline.
StepResult<void> keep_pace(std::uint64_t bytes, base::SteadyTime begin, const StepBounds& bounds,
                           const base::Clock& clock) {
  if (bounds.bandwidth == 0) return {};
  const auto due = begin + base::Micros{static_cast<std::int64_t>(bytes * 1'000'000 / bounds.bandwidth)};
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  while (clock.steady() < due) {
    if (auto go_on = within(bounds, clock); !go_on) return go_on;
    const base::Micros slice = std::min<base::Micros>(due - clock.steady(), kLook);
    stopped.wait_for(lock, bounds.stop, slice, [] { return false; });
  }
  return {};
}

StepResult<void> copy_blocks(int from, int to, const std::filesystem::path& source, const std::filesystem::path& target,
                             const StepBounds& bounds, const base::Clock& clock) {
  // At a low rate in small pieces, so that the link is not taken for seconds at once.
  const std::uint64_t piece =
      bounds.bandwidth == 0 ? kBlock : std::clamp<std::uint64_t>(bounds.bandwidth / 8, 1, kBlock);
  std::vector<char> block(piece);
  const base::SteadyTime begin = clock.steady();
  std::uint64_t sent = 0;
  while (true) {
    if (auto go_on = within(bounds, clock); !go_on) return go_on;
    const ssize_t got = ::read(from, block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      return tl::unexpected(
          StepFailure{std::string(type::kPackageMissing), sys::errno_error("read", source, errno).message, false});
    }
    if (got == 0) return {};
    if (auto written = write_all(to, {block.data(), static_cast<std::size_t>(got)}, target); !written) return written;
    sent += static_cast<std::uint64_t>(got);
    if (auto paced = keep_pace(sent, begin, bounds, clock); !paced) return paced;
  }
}

StepResult<void> fill_temporary(const std::filesystem::path& from, const std::filesystem::path& temporary,
                                const StepBounds& bounds, const base::Clock& clock) {
  const sys::Fd source(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  if (!source) {
    return tl::unexpected(
        StepFailure{std::string(type::kPackageMissing), sys::errno_error("open", from, errno).message, false});
  }
  const sys::Fd target(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
  if (!target) return tl::unexpected(file_failure("make", temporary, errno));
  if (auto copied = copy_blocks(source.get(), target.get(), from, temporary, bounds, clock); !copied) return copied;
  if (::fsync(target.get()) != 0) return tl::unexpected(file_failure("sync", temporary, errno));
  return {};
}

}  // namespace

StepFailure file_failure(std::string_view doing, const std::filesystem::path& path, int error) {
  return {std::string(type_of_errno(error, type::kInstallFailed)), sys::errno_error(doing, path, error).message, false};
}

StepResult<void> copy_file(const std::filesystem::path& from, const std::filesystem::path& to, const StepBounds& bounds,
                           const base::Clock& clock) {
  const auto temporary = to.parent_path() / ("." + to.filename().string() + ".redrive");
  ::unlink(temporary.c_str());  // left by a crash: nobody else writes to this device now
  auto done = fill_temporary(from, temporary, bounds, clock);
  if (done && ::rename(temporary.c_str(), to.c_str()) != 0) {
    done = tl::unexpected(file_failure("put the package in place at", to, errno));
  }
  if (!done) {
    ::unlink(temporary.c_str());
    return done;
  }
  if (auto synced = sys::sync_directory(to.parent_path()); !synced) {
    return tl::unexpected(StepFailure{std::string(type::kDeviceUnreachable), synced.error().message, false});
  }
  return {};
}

}  // namespace redrive::agent
