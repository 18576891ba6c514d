// Works off the mail outbox with a few threads, the senders. Each takes a lease on due rows of one destination from the
// deciding thread, sends them one after the other through the transport, and gives the outcomes back to be judged and
// stored; nobody else has mail of that destination in hand meanwhile, so a slow one holds up one sender and no other
// destination. What a sender did and could not yet tell it keeps and tells first, so that a mail that went out is not
// sent again while central runs.
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "central/flow/requests.h"
#include "mail/transport/mail_transport.h"
#include "shared/base/time.h"

namespace redrive::central {

// What the pump works with; all outlive it. The functions are called by the senders, also at the same time.
struct MailPumpParts {
  std::function<base::Result<LeaseMail::Reply>(LeaseMail)> lease;
  std::function<base::Result<MailAttempted::Reply>(MailAttempted)>
      report;  // a reply = stored; on an error the same comes again later
  mail::MailTransport& transport;
  const base::Clock& clock;
};

class MailPump {
 public:
  // Threads, and so connections at a time. Of three, two may wait for dead servers and one is left for the rest.
  static constexpr std::size_t kSenders = 3;
  static constexpr std::size_t kSmoothSender = 0;         // this one leaves out destinations whose mail stalled
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

  // One round of a sender: what is untold, then everything that is due; the last one to end closes the connections.
  // Returns how long to rest. What its thread does; for tests.
  base::Micros work_off(std::size_t sender = kSmoothSender);

 private:
  struct Sender {
    MailAttempted untold;
    std::string served;  // the destination it was given last
    bool held = false;   // somebody holds all mail: what is left of the lease goes back
    std::thread thread;
  };

  void run(std::size_t index);
  bool stopping();
  base::Result<LeaseMail::Reply> lease(std::size_t index);
  bool tell(Sender& sender);
  bool send(Sender& sender, const std::string& from, std::vector<MailRow> rows);
  base::Micros round(std::size_t index);

  MailPumpParts parts_;
  std::array<Sender, kSenders> senders_;  // each is its own thread's

  std::mutex leasing_;     // one lease at a time
  bool released_ = false;  // guarded by it: rows leased by an earlier life were given back

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::uint64_t wakes_ = 0;
  std::size_t working_ = 0;  // senders in a round
  bool stopping_ = false;
};

}  // namespace redrive::central
