#include <fcntl.h>

#include <system_error>

#include "agent/joblog/job_log.h"
#include "agent/joblog/records.h"
#include "shared/base/names.h"
#include "shared/sys/io.h"

namespace redrive::agent {
namespace {

// A record that the daemon is just writing looks like a torn tail; a second look finds it whole.
constexpr int kLooks = 3;

tl::unexpected<base::Error> none_of(const std::string& job) {
  return base::fail(base::ErrorCode::kNotFound, fmt::format("this server has no job log of {}", job));
}

}  // namespace

base::Result<JobRecord> read_job(int log, std::uint64_t size, const std::string& job) {
  JobFold fold(job);
  std::size_t number = 0;
  const auto damage = sys::read_records(log, "job log of " + job, size, [&](std::string_view bytes) {
    ++number;
    if (const auto outcome = outcome_in(bytes)) return fold.add(*outcome);
    if (auto record = decode_record(bytes)) {
      fold.add(std::move(*record));
    } else {
      fold.note_damage(fmt::format("record {}: {}", number, record.error().message));
    }
  });
  if (!damage) return tl::unexpected(damage.error());
  for (const sys::Damage& place : *damage) {
    fold.note_damage(fmt::format("{} bytes at offset {}: {}", place.length, place.offset, place.what));
  }
  auto record = fold.finish();
  record.log_size = size;
  return record;
}

base::Result<sys::Fd> open_job_log(const std::filesystem::path& state_dir, const std::string& job) {
  if (auto named = base::check_name("job", job); !named) return tl::unexpected(named.error());
  auto log = sys::open_regular(job_log_path(state_dir, job), O_RDONLY | O_NOFOLLOW);
  if (log) return log;
  if (log.error().code != base::ErrorCode::kNotFound) return base::fail_in("job log of " + job, log.error());
  return none_of(job);
}

base::Result<JobRecord> read_job(const std::filesystem::path& state_dir, const std::string& job) {
  const auto log = open_job_log(state_dir, job);
  if (!log) return tl::unexpected(log.error());
  base::Result<JobRecord> record;
  for (int look = 0; look < kLooks; ++look) {
    const auto size = sys::size_of_file(log->get(), job_log_path(state_dir, job));
    if (!size) return tl::unexpected(size.error());
    record = read_job(log->get(), *size, job);
    if (!record) return record;
    if (record->damage.empty() || sys::size_of_file(log->get(), {}).value_or(*size) == *size) break;
  }
  if (record->blank()) return none_of(job);
  return record;
}

base::Result<std::vector<std::string>> list_jobs(const std::filesystem::path& state_dir) {
  std::vector<std::string> jobs;
  std::error_code error;
  for (std::filesystem::directory_iterator at(state_dir / "jobs", error), end; !error && at != end;
       at.increment(error)) {
    const std::string job = at->path().filename().string();
    if (base::check_name("job", job) && std::filesystem::exists(job_log_path(state_dir, job))) jobs.push_back(job);
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return tl::unexpected(sys::errno_error("list", state_dir / "jobs", error.value()));
  }
  std::sort(jobs.begin(), jobs.end());
  return jobs;
}

}  // namespace redrive::agent
