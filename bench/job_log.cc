// What a large job costs a server: its job log dumped (`redrive-agent dump --json`) and planned anew with the plan's
// digest, by a process each and by one that reads it once, whole and with a block of it destroyed; and the plan as
// `redrive-agent plan` makes it, with a look at each of its devices, which are folders here. Beside it, in turns in the
// same run, SQLite that holds the same outcomes: the newest of each device by its name, so it has less to read than a
// log has. Every figure comes from a process of its own, and so does its peak of memory. usage: job_log DIRECTORY
// [devices]
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "agent/app/planning.h"
#include "agent/core/json_view.h"
#include "agent/core/plan_parts.h"
#include "agent/core/planner.h"
#include "agent/joblog/job_log.h"
#include "agent/manager/local_manager.h"
#include "shared/view/view.h"

namespace redrive::agent {
namespace {

namespace fs = std::filesystem;

constexpr int kRounds = 7;
constexpr std::size_t kAtATime = 8;       // devices under way, as a job's `parallel` has them
constexpr std::size_t kBatch = 1000;      // records for one sync
constexpr std::size_t kDestroyed = 4096;  // bytes
constexpr char kWhole[] = "J-whole", kDamaged[] = "J-damaged";
constexpr std::int64_t kBegan = 1'790'000'000'000'000;  // microseconds

[[noreturn]] void stop(const std::string& why) {
  fmt::print(stderr, "job_log: {}\n", why);
  std::_Exit(1);
}

template <typename Value>
Value need(base::Result<Value> result) {
  if (!result) stop(result.error().message);
  return std::move(*result);
}

// ---- the job

std::string device_name(std::size_t i) {
  return fmt::format("dev-{:04}-{:06}.site{:02}", i / 1000, i, i % 40);
}

// One device in ten fails, for one of four causes.
model::DeviceOutcome end_of(std::size_t i, std::int64_t at) {
  static constexpr std::pair<const char*, const char*> kCauses[] = {
      {"disk_full", "copy app-2.3.deb to /srv/packages: No space left on device"},
      {"device_unreachable", "ssh: connect to host: Connection timed out"},
      {"install_failed",
       "dpkg: error processing archive: trying to overwrite '/etc/app.conf', which is also in app-old"},
      {"verify_failed", "app --version says 2.2, expected 2.3"}};
  model::DeviceOutcome outcome{device_name(i),           model::DeviceState::kSucceeded, "", "", "", 1,
                               base::utc_from_micros(at)};
  if (i % 10 != 7) return outcome;
  outcome.state = model::DeviceState::kFailed;
  std::tie(outcome.failure_type, outcome.message) = kCauses[i / 10 % std::size(kCauses)];
  outcome.package = "app-2.3.deb";
  return outcome;
}

model::PackageRef put_package(const fs::path& folder) {
  const std::string content(100'000, 'p');
  auto packages = need(sys::ContentStore::open(folder / "packages"));
  const model::PackageRef package{"app-2.3.deb", content.size(), base::digest_of(content)};
  auto writer = need(packages.receive(package.digest, package.size));
  if (auto done = writer.append(content); !done) stop(done.error().message);
  if (auto done = writer.commit(); !done) stop(done.error().message);
  return package;
}

model::JobOrder order_of(std::size_t devices, const model::PackageRef& package) {
  model::JobOrder order{kWhole, "app 2.3", "ids-oslo", {package}, {}, {}};
  for (std::size_t i = 0; i < devices; ++i) order.devices.push_back(device_name(i));
  order.parameters.install = {"dpkg", "-i", "{package}"};
  order.parameters.verify = {"app", "--version"};
  return order;
}

void write_log(const fs::path& folder, std::size_t devices) {
  auto log = need(JobLog::open(folder, kWhole));
  std::vector<LogRecord> records;
  const auto flush = [&](std::size_t at_least) {
    if (records.size() < at_least) return;
    if (auto done = log->append(records); !done) stop(done.error().message);
    records.clear();
  };
  std::int64_t now = kBegan;
  records.push_back(OrderReceived{order_of(devices, put_package(folder)), base::utc_from_micros(now), "C-1"});
  for (std::size_t first = 0; first < devices; first += kAtATime) {
    const std::size_t last = std::min(first + kAtATime, devices);
    for (std::size_t i = first; i < last; ++i) {
      records.push_back(DeviceReported{
          {device_name(i), model::DeviceState::kRunning, "", "", "", 1, base::utc_from_micros(now += 1009)}});
    }
    for (std::size_t i = first; i < last; ++i) records.push_back(DeviceReported{end_of(i, now += 1013)});
    flush(kBatch);
  }
  records.push_back(RunEnded{1, base::utc_from_micros(now)});
  flush(1);
}

void write_damaged(const fs::path& folder) {
  const auto from = job_log_path(folder, kWhole), to = job_log_path(folder, kDamaged);
  fs::create_directories(to.parent_path());
  fs::copy_file(from, to);
  std::fstream file(to, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(fs::file_size(from) / 2));
  file << std::string(kDestroyed, '#');
  if (!file.flush()) stop("cannot damage " + to.string());
}

// ---- what is measured

void print(JobRecord record) {
  std::size_t size = 0;
  view::dump_json(dump_of(std::move(record), "ids-oslo"), [&](std::string_view piece) {
    size += std::fwrite(piece.data(), 1, piece.size(), stdout);  // /dev/null in this process
  });
  if (size < 1000) stop("a dump without devices");
}

model::Plan plan_of(const JobRecord& record) {
  const PlanContext context{
      "ids-oslo", base::SystemClock().utc(), std::chrono::hours(24), [](const auto&) { return true; }, {}};
  return need(make_plan(record, context));
}

void dump(const fs::path& folder, const char* job) {
  print(need(read_job(folder, job)));
}

model::Plan plan(const fs::path& folder, const char* job) {
  return plan_of(need(read_job(folder, job)));
}

void plan_and_dump(const fs::path& folder, const char* job) {
  auto record = need(read_job(folder, job));
  plan_of(record);
  print(std::move(record));
}

model::Plan plan_with_checks(const fs::path& folder, const char* job) {
  base::SystemClock clock;
  sys::PosixProcessRunner processes;
  auto packages = need(sys::ContentStore::open(folder / "packages"));
  const auto manager = make_local_manager(folder / "devices", 8, processes, clock);
  return need(plan_job({folder, "ids-oslo", packages, *manager, clock}, job, std::chrono::hours(24)));
}

// ---- SQLite

class Database {
 public:
  explicit Database(const fs::path& folder) {
    if (sqlite3_open((folder / "job.db").c_str(), &db_) != SQLITE_OK) stop("cannot open job.db");
  }
  ~Database() { sqlite3_close(db_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Binds `texts` in their order and calls `each` for every row.
  template <typename Each>
  void run(const char* sql, const std::vector<std::string>& texts, Each each) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(db_, sql, -1, &statement, nullptr) != SQLITE_OK) stop(sqlite3_errmsg(db_));
    int place = 0;
    for (const auto& text : texts)
      sqlite3_bind_text(statement, ++place, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    int result = 0;
    while ((result = sqlite3_step(statement)) == SQLITE_ROW) each(statement);
    if (result != SQLITE_DONE) stop(sqlite3_errmsg(db_));
    sqlite3_finalize(statement);
  }
  void run(const char* sql, const std::vector<std::string>& texts = {}) {
    run(sql, texts, [](sqlite3_stmt*) {});
  }
  static std::string_view text(sqlite3_stmt* row, int column) {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
    return bytes == nullptr ? std::string_view() : bytes;
  }

 private:
  sqlite3* db_ = nullptr;
};

void write_database(const fs::path& folder, std::size_t devices) {
  Database db(folder);
  db.run("CREATE TABLE ordered (place INTEGER PRIMARY KEY, device TEXT)");
  db.run(
      "CREATE TABLE newest (device TEXT PRIMARY KEY, state TEXT, type TEXT, message TEXT, package TEXT, run INTEGER, "
      "at TEXT) WITHOUT ROWID");
  db.run("BEGIN");
  for (std::size_t i = 0; i < devices; ++i) {
    const auto end = end_of(i, kBegan + static_cast<std::int64_t>(i) * 2022);
    db.run("INSERT INTO ordered (device) VALUES (?1)", {end.device});
    db.run("INSERT INTO newest VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6)",
           {end.device, std::string(to_string(end.state)), end.failure_type, end.message, end.package,
            base::format_rfc3339(end.at)});
  }
  db.run("COMMIT");
}

void dump_database(const fs::path& folder) {
  std::string text;
  Database(folder).run(
      "SELECT json_group_object(device, json_object('state', state, 'failure_type', type, 'at', at, 'run', run, "
      "'message', message, 'package', package)) "
      "FROM ordered LEFT JOIN newest USING (device)",
      {}, [&](sqlite3_stmt* row) { text = Database::text(row, 0); });
  if (text.size() < 1000) stop("a dump without devices");
}

void plan_database(const fs::path& folder) {
  std::vector<model::PlannedDevice> devices;
  base::Hasher hasher;
  Database(folder).run(
      "SELECT device, type, message FROM ordered LEFT JOIN newest USING (device) WHERE state IS NOT 'succeeded' ORDER "
      "BY place",
      {}, [&](sqlite3_stmt* row) {
        devices.push_back({std::string(Database::text(row, 0)),
                           fmt::format("failed: {}: {}", Database::text(row, 1), Database::text(row, 2))});
        hasher.update(devices.back().device);
        hasher.update(devices.back().reason);
      });
  if (devices.empty() || hasher.finish().empty()) stop("a plan without devices");
}

// ---- measuring

struct Cost {
  std::vector<double> seconds;
  std::uint64_t peak = 0;  // bytes of memory, the largest of all rounds
};

// Of processor time: others who work on the machine make nothing slower. The logs are in the kernel's cache.
template <typename Work>
void in_own_process(Cost& cost, Work work) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (std::freopen("/dev/null", "w", stdout) == nullptr) stop("cannot write to /dev/null");
    work();
    std::_Exit(0);
  }
  int ended = 0;
  struct rusage usage {};
  if (::wait4(child, &ended, 0, &usage) != child || ended != 0) stop("a measurement failed");
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  cost.seconds.push_back(seconds(usage.ru_utime) + seconds(usage.ru_stime));
  cost.peak = std::max(cost.peak, static_cast<std::uint64_t>(usage.ru_maxrss) * 1024);
}

Cost together(const Cost& a, const Cost& b) {
  Cost sum{{}, std::max(a.peak, b.peak)};
  for (std::size_t i = 0; i < a.seconds.size(); ++i) sum.seconds.push_back(a.seconds[i] + b.seconds[i]);
  return sum;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void tell(const char* what, const Cost& cost, double size, const Cost& peer) {
  const auto [least, most] = std::minmax_element(cost.seconds.begin(), cost.seconds.end());
  fmt::print("{:32} {:8.1f} ms ({:.1f} to {:.1f})  {:4.2f} of SQLite's  {:6.1f} MB at most, {:.1f} x the log\n", what,
             median(cost.seconds) * 1e3, *least * 1e3, *most * 1e3, median(cost.seconds) / median(peer.seconds),
             static_cast<double>(cost.peak) / 1e6, static_cast<double>(cost.peak) / size);
}

void run(const fs::path& folder, std::size_t devices) {
  fs::remove_all(folder / "jobs"), fs::remove_all(folder / "packages"), fs::remove(folder / "job.db");
  fs::create_directories(folder / "devices");
  Cost written;
  in_own_process(written, [&] { write_log(folder, devices), write_damaged(folder), write_database(folder, devices); });
  Cost read, dumped, planned, checked, at_once, dumped_damaged, planned_damaged, sql_dumped, sql_planned;
  for (int round = 0; round < kRounds; ++round) {
    in_own_process(read, [&] { need(read_job(folder, kWhole)); });
    in_own_process(dumped, [&] { dump(folder, kWhole); });
    in_own_process(planned, [&] { plan(folder, kWhole); });
    in_own_process(at_once, [&] { plan_and_dump(folder, kWhole); });
    in_own_process(checked, [&] { plan_with_checks(folder, kWhole); });
    in_own_process(dumped_damaged, [&] { dump(folder, kDamaged); });
    in_own_process(planned_damaged, [&] { plan(folder, kDamaged); });
    in_own_process(sql_dumped, [&] { dump_database(folder); });
    in_own_process(sql_planned, [&] { plan_database(folder); });
  }
  const auto bytes = static_cast<double>(fs::file_size(job_log_path(folder, kWhole)));
  const Cost sql = together(sql_dumped, sql_planned);
  fmt::print("{} devices, a job log of {:.1f} MB, median of {} in turns\n", devices, bytes / 1e6, kRounds);
  tell("dump", dumped, bytes, sql_dumped);
  tell("plan and digest", planned, bytes, sql_planned);
  tell("both, by a process each", together(dumped, planned), bytes, sql);
  tell("both, from one reading", at_once, bytes, sql);
  tell("a process each, damaged log", together(dumped_damaged, planned_damaged), bytes, sql);
  tell("SQLite, both", sql, bytes, sql);
  tell("plan, with a look at its devices", checked, bytes, sql_planned);
  fmt::print("of each of ours, reading the log: {:.1f} ms\n", median(read.seconds) * 1e3);
  const auto damaged = plan(folder, kDamaged);
  fmt::print("the plan of the damaged log: {} devices (whole: {}); {}\n", damaged.devices.size(),
             plan(folder, kWhole).devices.size(), parts_in_words(damaged.parts));
}

}  // namespace
}  // namespace redrive::agent

int main(int argc, char** argv) {
  if (argc < 2) return fmt::print(stderr, "usage: job_log DIRECTORY [devices]\n"), 2;
  redrive::agent::run(argv[1], argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 100'000);
  return 0;
}
