// The job log (D3): state_dir/jobs/<job>/log, append-only, everything an intermediate server was sent for a job and
// what became of it. Record format: one kind byte, one version byte, msgpack (records.h).
#pragma once

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "agent/core/job_record.h"
#include "shared/base/result.h"
#include "shared/sys/record_log.h"

namespace redrive::agent {

// The writing end; the daemon is the only writer (its OwnerLock on state_dir sees to that), one object per job. append
// is safe from any thread, and calls that come while another one syncs share the next sync.
class JobLog {
 public:
  // Makes the folder and the log when missing, cuts a torn tail off. kInvalid when `job` is no checked name.
  static base::Result<std::unique_ptr<JobLog>> open(const std::filesystem::path& state_dir, const std::string& job);

  // Durable when it returns well; then, and only then, may what the records say be acted on or acknowledged. After an
  // error the records are not in the log (kNoSpace: try again once there is room).
  base::Status append(std::span<const LogRecord> records);
  base::Status append(const LogRecord& record) { return append(std::span(&record, 1)); }

  const std::string& job() const { return job_; }

  explicit JobLog(std::string job, sys::RecordLog log) : job_(std::move(job)), log_(std::move(log)) {}

 private:
  struct Waiter;

  const std::string job_;
  sys::RecordLog log_;  // used only by the thread that leads
  std::mutex mutex_;
  std::condition_variable turn_;
  std::vector<Waiter*> waiting_;  // guarded by mutex_; bounded by the number of threads
  bool leading_ = false;          // guarded by mutex_
};

// state_dir/jobs/<job>/log; `job` is a checked name.
std::filesystem::path job_log_path(const std::filesystem::path& state_dir, std::string_view job);

// What the log of a job adds up to. Works while the daemon writes and with the daemon stopped; changes nothing.
// kNotFound when there is no such job, or a log without any record yet.
base::Result<JobRecord> read_job(const std::filesystem::path& state_dir, const std::string& job);

// The same of an open log's first `size` bytes, for who may open nothing (R8). Blank where it has no record.
base::Result<JobRecord> read_job(int log, std::uint64_t size, const std::string& job);
// The log for reading; kNotFound when there is none.
base::Result<sys::Fd> open_job_log(const std::filesystem::path& state_dir, const std::string& job);

// Names of the jobs that have a log, sorted.
base::Result<std::vector<std::string>> list_jobs(const std::filesystem::path& state_dir);

}  // namespace redrive::agent
