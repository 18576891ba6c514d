// The mailbox seam: mail that waits on a server is listed, fetched, and removed once it is safe with us.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/time.h"

namespace redrive::mail {

struct WaitingMail {
  std::uint32_t number = 0;  // within the session, from 1
  std::uint64_t size = 0;    // octets, as the server says
  std::string uid;           // the server's lasting name of it; empty where it gives none
};

// One session; removals take effect when close() succeeds, and not before. One thread at a time; the client outlives
// it. Nothing is thrown. kNotFound: the server does not do it for this one mail, the session goes on. kUnavailable:
// what is wrong with the connection; the session is over, and what was removed may be gone or not.
class Mailbox {
 public:
  virtual ~Mailbox() = default;  // without close() nothing is removed
  // In the server's order, which is that of arrival.
  virtual base::Result<std::vector<WaitingMail>> list() = 0;
  // The whole mail, with CRLF lines; never a part of one. kNoSpace: it is larger than `most` bytes, whatever the server
  // said before; the session is over.
  virtual base::Result<std::string> fetch(const WaitingMail& mail, std::size_t most) = 0;
  virtual base::Status remove(const WaitingMail& mail) = 0;
  virtual base::Status close() = 0;
};

class MailboxClient {
 public:
  virtual ~MailboxClient() = default;
  // Dials and logs in; the session then has until the end of its deadline. kUnavailable says why it cannot be read now.
  virtual base::Result<std::unique_ptr<Mailbox>> open() = 0;
  // For stopping, from any thread: what runs, and all that comes later, ends within this time from now.
  virtual void end_within(base::Micros span) = 0;
};

}  // namespace redrive::mail
