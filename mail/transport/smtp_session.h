// One SMTP connection, greeted, encrypted and logged in as asked. Derived from Poco's session for its dialogue only:
// Poco's own login, sendAddresses and sendMessage stop at the first bad recipient and throw the final reply away.
#pragma once

#include <Poco/Net/Context.h>
#include <Poco/Net/SMTPClientSession.h>

#include <memory>
#include <string>
#include <vector>

#include "mail/transport/guarded_socket.h"
#include "mail/transport/smtp_login.h"
#include "mail/transport/smtp_text.h"

namespace redrive::mail {

// Failures throw Poco::Exception; the texts are for people.
class SmtpSession final : private Poco::Net::SMTPClientSession {
 public:
  // `socket` has been dialled and is the guard's.
  SmtpSession(Poco::AutoPtr<GuardedSocket> socket, std::shared_ptr<ConnectionGuard> guard);

  // Reads the greeting, says hello, secures the connection, logs in. `context` may be null for kPlain.
  void start(const SmtpServer& server, Poco::Net::Context::Ptr context, const SmtpLogin& login);

  // Asks to begin a transaction from this sender: the reply to MAIL.
  SmtpReply begin(const std::string& from);

  // After begin() was accepted: recipients and message. Throws nothing: the outcomes say it, all but the relay's name.
  std::vector<RecipientOutcome> deliver(const std::vector<std::string>& to, const std::string& message);

  bool reusable() const { return reusable_; }  // the last transaction ended so that another may follow
  void quit() noexcept;                        // says goodbye if that is still possible; outcomes stand before it

 private:
  SmtpReply command(const std::string& line);
  SmtpReply receive();
  SmtpReply hello();
  void secure(const std::string& host, const Poco::Net::Context::Ptr& context);
  bool name_recipients(std::vector<RecipientOutcome>& outcomes, std::vector<std::size_t>& taken);
  SmtpReply send_message(const std::string& message, bool& complete);

  Poco::AutoPtr<GuardedSocket> tcp_;
  std::shared_ptr<ConnectionGuard> guard_;
  bool reusable_ = false;
};

}  // namespace redrive::mail
