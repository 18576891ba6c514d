#include <system_error>

#include "agent/joblog/job_log.h"
#include "agent/joblog/records.h"
#include "shared/base/names.h"

namespace redrive::agent {
namespace {

// A record that the daemon is just writing looks like a torn tail; a second look finds it whole.
constexpr int kLooks = 3;

std::uintmax_t size_of(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::file_size(path, ignored);
}

base::Result<JobRecord> read_once(const std::filesystem::path& path, const std::string& job) {
  JobFold fold(job);
  std::size_t number = 0;
  const auto damage = sys::read_records(path, [&](std::string_view bytes) {
    ++number;
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
  return fold.finish();
}

}  // namespace

base::Result<JobRecord> read_job(const std::filesystem::path& state_dir, const std::string& job) {
  if (auto named = base::check_name("job", job); !named) return tl::unexpected(named.error());
  const auto path = job_log_path(state_dir, job);
  const auto none = [&] {
    return base::fail(base::ErrorCode::kNotFound, fmt::format("this server has no job log of {}", job));
  };
  if (!std::filesystem::exists(path)) return none();
  base::Result<JobRecord> record;
  for (int look = 0; look < kLooks; ++look) {
    const auto before = size_of(path);
    record = read_once(path, job);
    if (!record) return base::fail_in("job log of " + job, record.error());
    if (record->damage.empty() || size_of(path) == before) break;
  }
  if (record->blank()) return none();
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
