// Alerts and answers that come as mail (A1, T5): a thread of its own reads the mailbox, has each mail stored, and only
// then removes it there. Trouble with the mailbox is told in the status and keeps nothing else from working.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>

#include "central/flow/requests.h"
#include "central/store/received_mail.h"
#include "mail/transport/mailbox.h"
#include "shared/base/random.h"
#include "shared/base/time.h"

namespace redrive::central {

// Which mailbox is read; replaced as a whole by a reload.
struct MailboxSettings {
  std::string name;  // "user@host": the source of what comes from it
  std::shared_ptr<mail::MailboxClient> client;
  base::Micros poll{60'000'000};
};

// How reading it goes, for people.
struct MailboxState {
  std::string name;                        // empty = no mailbox is read
  std::optional<base::UtcTime> last_read;  // to its end, with everything that was taken removed
  std::string trouble;                     // in words; empty = the last time all went well
  std::optional<base::UtcTime> trouble_since;
  std::uint64_t taken = 0;    // mails since the start, of whichever mailbox
  std::uint64_t waiting = 0;  // seen the last time and not taken yet
  std::uint64_t left = 0;     // seen the last time and too large: they stay there
};

// What the reader works with; all outlive it. The functions are called by its thread alone.
struct MailboxParts {
  std::function<base::Result<TakeMail::Reply>(TakeMail)> take;  // good = committed
  std::function<base::Result<std::optional<KnownMail>>(const std::string& source, const std::string& uid)> known;
  const base::Clock& clock;
  base::Random& random;
};

class MailboxReader {
 public:
  static constexpr std::size_t kMailsARound = 200;    // taken in one session; the next follows at once
  static constexpr std::size_t kMostTroubled = 1000;  // mails remembered as those a session broke at
  static constexpr base::Micros kLongestWait = std::chrono::minutes(10);  // between tries, unless `poll` is longer
  static constexpr base::Micros kStopWithin{5'000'000};                   // the session gets this long at stop()

  explicit MailboxReader(MailboxParts parts) : parts_(std::move(parts)) {}
  ~MailboxReader() { stop(); }

  // From any thread: read from now on, at once, or nothing any more. A session under way ends as it began.
  void use(std::optional<MailboxSettings> settings);
  void start();
  // Lets the session remove what was taken, within kStopWithin, and joins. The deciding thread must still answer.
  void stop();
  MailboxState state() const;  // from any thread

  // One session. Returns how long to rest. What the thread does; for tests.
  base::Micros read();

 private:
  struct Round;

  void run();
  bool stopping() const;
  base::Status read_mailbox(const MailboxSettings& settings, Round& round);
  base::Status read_mail(const MailboxSettings& settings, mail::Mailbox& box, const mail::WaitingMail& mail,
                         Round& round);
  base::Status leave(const std::string& source, const mail::WaitingMail& mail, Round& round);
  base::Status take(const std::string& source, mail::Mailbox& box, const mail::WaitingMail& mail, Round& round);
  void put_troubled_last(std::vector<mail::WaitingMail>& mails) const;
  base::Micros judge(const MailboxSettings& settings, const Round& round, const base::Status& done);

  MailboxParts parts_;
  std::uint32_t failures_ = 0;      // in a row
  std::set<std::string> troubled_;  // names of mails at which a session broke; others come first

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::optional<MailboxSettings> settings_;
  std::shared_ptr<mail::MailboxClient> reading_;  // of the session under way, or of the last one
  MailboxState state_;
  bool woken_ = false, stopping_ = false;
  std::thread thread_;
};

}  // namespace redrive::central
