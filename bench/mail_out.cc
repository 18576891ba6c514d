// How fast tickets are mailed: queues the first mails of so many tickets in the durable outbox, a hundred tickets in a
// transaction, then lets the deciding thread, the mail pump and the SMTP transport work it off as central does, and
// reads from the store what became of each. Says it in one line of JSON. The store is FOLDER/outbox, made anew, and one
// of the mails is left there as ticket.eml. usage: mail_out FOLDER SMTP-URL [mails] [destinations]; see bench/mail.
#include <fmt/format.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "central/flow/alert_flow.h"
#include "central/flow/decider.h"
#include "central/flow/flow_context.h"
#include "central/flow/mail_pump.h"
#include "central/flow/ticket_post.h"
#include "central/store/failures.h"
#include "central/store/mail_outbox.h"
#include "central/store/store.h"
#include "central/store/tickets.h"
#include "central/store/transaction.h"
#include "mail/transport/smtp_transport.h"

namespace {
std::atomic<std::uint64_t> syncs{0};
}

// SQLite's calls come here first: they are counted and done.
extern "C" int fdatasync(int fd) {
  ++syncs;
  return static_cast<int>(::syscall(SYS_fdatasync, fd));
}
extern "C" int fsync(int fd) {
  ++syncs;
  return static_cast<int>(::syscall(SYS_fsync, fd));
}

namespace redrive::central {
namespace {

constexpr int kTicketsACommit = 100;

template <typename T>
T must(base::Result<T> result) {
  if (!result) {
    fmt::print(stderr, "mail_out: {}\n", result.error().message);
    std::exit(1);
  }
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

std::string centre_of(int ticket, int destinations) {
  return fmt::format("mc-{}", ticket % destinations);
}

config::CentralOptions company(const std::string& smtp, int destinations) {
  config::CentralOptions options;
  for (int i = 0; i < destinations; ++i) {
    const std::string id = centre_of(i, destinations);
    options.centres[id] = {id, "Maintenance " + id, {fmt::format("shift@{}.example", id)}, ""};
  }
  options.mail.smtp = {smtp};
  options.mail.from = "Redrive <redrive@noc.example>";
  return options;
}

model::Ticket ticket(int number, const std::string& centre, base::UtcTime now) {
  model::Ticket out;
  out.id = fmt::format("RD-2026-{:06}", number);
  out.opened_at = out.last_alert_at = now;
  out.centre = centre;
  out.scope = model::Scope::kServer;
  out.server = fmt::format("ids-{:04}", number);
  out.reported_location = fmt::format("{} Kings Way, Bldg 24, Pune", number);
  out.failure_type = "disk_full";
  out.members = 3;
  out.told = true;
  out.reason = fmt::format("3 devices of {} report disk_full within 1h, limit is 2; served by {}", out.server, centre);
  return out;
}

std::vector<model::Failure> failures(const model::Ticket& of) {
  std::vector<model::Failure> out;
  for (int device = 0; device < 3; ++device) {
    out.push_back({.server = of.server,
                   .device = fmt::format("dev-{}-{}", of.id, device),
                   .job = "J-230354",
                   .failure_type = of.failure_type,
                   .package = "pkg06-6.7",
                   .first_at = of.opened_at,
                   .last_at = of.last_alert_at,
                   .count = 2,
                   .message = "rsync: write failed on \"/var/lib/pos/app.tar\": No space left on device (28)",
                   .ticket = of.id,
                   .location = of.location});
  }
  return out;
}

base::Status open_ticket(FlowContext& flow, const model::Ticket& opened) {
  const auto failed = failures(opened);
  if (auto put = put_ticket(flow.db, opened); !put) return put;
  for (const auto& failure : failed) {
    if (auto put = put_failure(flow.db, failure); !put) return put;
  }
  return post_ticket(flow, {Notice::kOpened, opened, failed});
}

void queue(FlowContext& flow, int mails, int destinations) {
  for (int begin = 0; begin < mails; begin += kTicketsACommit) {
    must(in_transaction(flow.db, [&] {
      base::Status done;
      for (int i = begin; done && i < std::min(mails, begin + kTicketsACommit); ++i)
        done = open_ticket(flow, ticket(i, centre_of(i, destinations), flow.clock.utc()));
      return done;
    }));
    flow.after_commit.clear();
  }
}

// Work off everything that is due; returns when the outcome of the last mail is committed.
class Run {
 public:
  Run(FlowContext& flow, mail::MailTransport& transport, std::size_t mails)
      : decider_(flow),
        pump_({[this](LeaseMail request) { return leased(std::move(request)); },
               [this](MailAttempted attempted) { return told(std::move(attempted)); }, transport, flow.clock}),
        left_(mails) {
    flow.mail_waiting = [this] { pump_.wake(); };
  }

  void work_off() {
    decider_.start();
    pump_.start();
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return left_ == 0; });
  }
  void stop() {
    pump_.stop();
    decider_.stop();
  }

 private:
  base::Result<LeaseMail::Reply> leased(LeaseMail request) { return decider_.ask(std::move(request)); }
  base::Result<MailAttempted::Reply> told(MailAttempted attempted) {
    const std::size_t attempts = attempted.attempts.size();
    auto reply = decider_.ask(std::move(attempted));
    std::lock_guard lock(mutex_);
    if (reply) left_ -= std::min(left_, attempts);
    if (left_ == 0) done_.notify_all();
    return reply;
  }

  Decider decider_;
  MailPump pump_;
  std::mutex mutex_;
  std::condition_variable done_;
  std::size_t left_;  // attempts that are not committed yet
};

struct Recorded {
  std::int64_t sent = 0, attempts = 0, told = 0, bytes = 0;  // told: on the timelines of the tickets
};

Recorded recorded(Database& db) {
  Recorded out;
  must(
      db.query("SELECT count(*), coalesce(sum(attempts), 0), coalesce(sum(length(message_bytes)), 0), "
               "(SELECT count(*) FROM timeline WHERE what = 'mail' AND text LIKE '%accepted by the mail server%') "
               "FROM mail WHERE state = 'sent'",
               {}, [&](const Row& row) {
                 out = {row.integer(0), row.integer(1), row.integer(3), row.integer(2)};
               }));
  return out;
}

struct Span {
  double seconds = 0;
  std::uint64_t syncs = 0;
};
template <typename Work>
Span measured(Work work) {
  const auto start = std::chrono::steady_clock::now();
  const std::uint64_t before = syncs;
  work();
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), syncs - before};
}

void run(const std::filesystem::path& folder, const std::string& smtp, int mails, int destinations) {
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const LiveOptions options(company(smtp, destinations));
  const auto db = must(open_database("sqlite:store.db", folder, Access::kWrite));
  must(migrate(*db));
  const base::SystemClock clock;
  base::SystemRandom random;
  Metrics metrics;
  FlowContext flow{clock, random, *db, options, metrics};
  must(load_state(flow));
  const Span queued = measured([&] { queue(flow, mails, destinations); });
  std::ofstream(folder / "ticket.eml", std::ios::binary) << must(find_mail(*db, 1))->message;
  const auto transport = must(mail::open_mail_transport(options.get()->mail));
  Run run(flow, *transport, static_cast<std::size_t>(mails));
  const Span sent = measured([&] { run.work_off(); });
  run.stop();
  const Recorded what = recorded(*db);
  fmt::print(
      R"({{"mails": {}, "destinations": {}, "queue_seconds": {:.4f}, "queue_syncs": {}, "send_seconds": {:.4f}, )"
      R"("send_syncs": {}, "recorded_sent": {}, "recorded_attempts": {}, "told": {}, "bytes": {}}})"
      "\n",
      mails, destinations, queued.seconds, queued.syncs, sent.seconds, sent.syncs, what.sent, what.attempts, what.told,
      what.bytes);
}

}  // namespace
}  // namespace redrive::central

int main(int argc, char** argv) {
  if (argc < 3) return fmt::print(stderr, "usage: mail_out FOLDER SMTP-URL [mails] [destinations]\n"), 2;
  const int mails = argc > 3 ? std::atoi(argv[3]) : 5000, destinations = argc > 4 ? std::atoi(argv[4]) : 1;
  if (mails < 1 || destinations < 1) return fmt::print(stderr, "mail_out: mails and destinations are 1 or more\n"), 2;
  redrive::central::run(std::filesystem::path(argv[1]) / "outbox", argv[2], mails, destinations);
  return 0;
}
