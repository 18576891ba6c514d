#include "agent/joblog/job_log.h"

#include "agent/joblog/records.h"
#include "shared/base/names.h"
#include "shared/sys/file.h"

namespace redrive::agent {

struct JobLog::Waiter {
  std::vector<std::string> records;
  base::Status status;
  bool done = false;
};

std::filesystem::path job_log_path(const std::filesystem::path& state_dir, std::string_view job) {
  return state_dir / "jobs" / job / "log";
}

base::Result<std::unique_ptr<JobLog>> JobLog::open(const std::filesystem::path& state_dir, const std::string& job) {
  if (auto named = base::check_name("job", job); !named) return tl::unexpected(named.error());
  const auto path = job_log_path(state_dir, job);
  if (auto made = sys::make_directories(path.parent_path()); !made) return tl::unexpected(made.error());
  auto log = sys::RecordLog::open(path);
  if (!log) return base::fail_in("job log of " + job, log.error());
  return std::make_unique<JobLog>(job, std::move(*log));
}

base::Status JobLog::append(std::span<const LogRecord> records) {
  Waiter mine;
  for (const LogRecord& record : records) mine.records.push_back(encode_record(record));
  std::unique_lock lock(mutex_);
  waiting_.push_back(&mine);
  turn_.wait(lock, [&] { return mine.done || !leading_; });
  if (mine.done) return mine.status;

  leading_ = true;  // this thread writes for everybody who waits by now
  const std::vector<Waiter*> group = std::exchange(waiting_, {});
  lock.unlock();
  std::vector<std::string> all;
  for (Waiter* waiter : group) std::move(waiter->records.begin(), waiter->records.end(), std::back_inserter(all));
  const base::Status status = log_.append(all);
  lock.lock();
  for (Waiter* waiter : group) waiter->status = status, waiter->done = true;
  leading_ = false;
  turn_.notify_all();
  return status;
}

}  // namespace redrive::agent
