// One POP3 connection (RFC 1939), encrypted and logged in as asked. Poco's own session is not used: it takes a mail
// that was cut off for a whole one.
#pragma once

#include <Poco/Net/Context.h>

#include <memory>
#include <string>
#include <vector>

#include "mail/transport/dialler.h"
#include "mail/transport/mailbox.h"
#include "mail/transport/pop3_text.h"

namespace redrive::mail {

class Pop3Session final : public Mailbox {
 public:
  explicit Pop3Session(Dialled dialled);

  // Reads the greeting and logs in, over TLS where `context` is not null. Throws Poco::Exception; the texts are for
  // people and hold no password.
  void start(const Pop3Server& server, const std::string& password, const Poco::Net::Context::Ptr& context);

  base::Result<std::vector<WaitingMail>> list() override;
  base::Result<std::string> fetch(const WaitingMail& mail, std::size_t most) override;
  base::Status remove(const WaitingMail& mail) override;
  base::Status close() override;

 private:
  // Of what each answer may hold, in bytes on the wire.
  static constexpr std::size_t kMaxLists = 16 * 1024 * 1024;  // some 200,000 mails

  Pop3Reply command(const std::string& line, std::size_t most_received = ConnectionGuard::kMaxReceived);
  void give_names(std::vector<WaitingMail>& mails);
  std::string_view read_line();
  void read_more();
  template <typename T, typename Act>
  base::Result<T> guarded(Act act);

  Poco::AutoPtr<GuardedSocket> tcp_;
  std::shared_ptr<ConnectionGuard> guard_;
  Poco::AutoPtr<Poco::Net::StreamSocketImpl> channel_;  // TLS over tcp_, or tcp_ itself
  std::string received_;                                // and not yet read
  std::size_t at_ = 0;                                  // where in received_ the next line begins
};

}  // namespace redrive::mail
