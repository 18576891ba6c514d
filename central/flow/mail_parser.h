// Reads mail that came in, on a thread of its own: a mail of megabytes holds up no decision. One mail at a time, in the
// order of arrival, is in memory; the others wait in the store. Before it is read a mark is committed: what ends the
// program each time it is read is set aside by the deciding thread at a later start (received_mail_flow.cc). What the
// parser could not tell yet it keeps and tells first.
#pragma once

#include <functional>
#include <optional>

#include "central/flow/requests.h"
#include "central/flow/rounds.h"
#include "central/store/received_mail.h"
#include "shared/base/time.h"

namespace redrive::central {

// What the parser works with; all outlive it. The functions are called by its thread alone.
struct MailParserParts {
  std::function<base::Result<ReadMail::Reply>(ReadMail)> tell;  // the deciding thread; good = committed
  // With its bytes, from a connection other than the deciding thread's. kUnavailable: later.
  std::function<base::Result<std::optional<ReceivedMail>>(std::int64_t number)> fetch;
};

class MailParser {
 public:
  static constexpr base::Micros kLookEvery{30'000'000};   // longest rest
  static constexpr base::Micros kTroubleRest{1'000'000};  // after the deciding thread or the store did not answer
  // An outcome that is refused so often in a row, though the store works, is given up: the mail goes to quarantine.
  static constexpr std::uint32_t kMostRefusals = 10;

  explicit MailParser(MailParserParts parts);

  void start() { rounds_.start(); }
  void wake() { rounds_.wake(); }  // from any thread: there is mail
  // The mail in hand is read to its end and its outcome told; what waits is left to the next start. The deciding thread
  // must still answer.
  void stop() { rounds_.stop(); }

  bool is_stopping() { return rounds_.is_stopping(); }  // from any thread

  // Reads what waits. Returns how long to rest. What the thread does; for tests.
  base::Micros work_off();

 private:
  bool read(const UnderReading& given);
  void refused(const base::Error& error);

  MailParserParts parts_;
  ReadMail in_hand_;            // what is to be told; these two are the thread's
  std::uint32_t refusals_ = 0;  // of it, in a row
  Rounds rounds_;               // last: it ends before what it works with
};

}  // namespace redrive::central
