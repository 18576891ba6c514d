// Works off the mail outbox on a thread of its own: takes leases on due rows from the deciding thread, sends them
// through the transport, and gives the outcomes back to be judged and stored. What it did and could not yet tell it
// keeps and tells first, so that a mail that went out is not sent again while central runs.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "central/flow/requests.h"
#include "mail/transport/mail_transport.h"
#include "shared/base/time.h"

namespace redrive::central {

// What the pump works with; all outlive it. The functions are called by the pump's thread alone.
struct MailPumpParts {
  std::function<base::Result<LeaseMail::Reply>(LeaseMail)> lease;
  std::function<base::Status(MailAttempted)> report;  // good = stored; on an error the same comes again later
  mail::MailTransport& transport;
  const base::Clock& clock;
};

class MailPump {
 public:
  static constexpr std::size_t kLease = 64;               // rows taken at a time
  static constexpr base::Micros kReportEvery{50'000};     // outcomes are told at least this often while sending
  static constexpr base::Micros kLookEvery{30'000'000};   // longest rest: wall clocks jump
  static constexpr base::Micros kTroubleRest{1'000'000};  // after the deciding thread did not answer
  static constexpr base::Micros kStopWithin{5'000'000};   // what is being sent gets this long at stop()

  explicit MailPump(MailPumpParts parts) : parts_(std::move(parts)) {}
  ~MailPump() { stop(); }

  void start();
  void wake();  // from any thread: rows may be due
  // Ends what is being sent within kStopWithin, tells its outcome, gives the other leases back, joins. The deciding
  // thread must still answer.
  void stop();

  // One round: what is untold, then everything that is due. Returns how long to rest. What the thread does; for tests.
  base::Micros work_off();

 private:
  void run();
  bool stopping();
  bool tell();
  bool send(const std::string& from, std::vector<MailRow> rows);

  MailPumpParts parts_;
  bool released_ = false;  // rows leased by an earlier life were given back
  MailAttempted untold_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  bool woken_ = false, stopping_ = false;
  std::thread thread_;
};

}  // namespace redrive::central
