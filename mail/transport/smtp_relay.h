// One relay as one thread uses it: a connection to it, kept for the next mail.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "mail/transport/dialler.h"
#include "mail/transport/mail_transport.h"
#include "mail/transport/smtp_session.h"
#include "shared/config/central_options.h"

namespace redrive::mail {

// What a relay is used with; may be shared by many threads.
struct RelayAccess {
  SmtpServer server;
  SmtpLogin login;                    // with an empty user: none
  Poco::Net::Context::Ptr context{};  // null for kPlain
  base::Micros timeout{};             // of a whole transaction

  std::string name() const;  // "host:port"
};

// Those of `smtp`, in order, with `user`, `password_file`, `ca_file` and `timeout` of the options. kInvalid: a URL, a
// password or a CA file that cannot be used; a user without TLS.
base::Result<std::vector<RelayAccess>> open_relays(const config::MailOptions& options);

// One thread at a time, but cut().
class SmtpRelay {
 public:
  explicit SmtpRelay(const RelayAccess& access) : access_(access) {}
  ~SmtpRelay() { rest(); }

  // One outcome for each of `to`, in order. With Concerns other than kMail and kLater nothing of the message can have
  // been delivered: another relay may be asked.
  std::vector<RecipientOutcome> send(const std::string& from, const std::vector<std::string>& to,
                                     const std::string& message);
  // Connects as for a mail (greeting, EHLO, TLS, login), and says goodbye. kUnavailable with what went wrong.
  base::Status greet();
  void rest();                                              // closes the connection
  void cut(base::Micros within) { deadline_.cut(within); }  // from any thread: as MailTransport::end_within

 private:
  std::unique_ptr<SmtpSession> connect();
  SmtpReply begin(const std::string& from);
  std::vector<RecipientOutcome> all(const std::vector<std::string>& to, Delivery delivery, const std::string& reply,
                                    Concerns concerns) const;

  const RelayAccess& access_;
  Deadline deadline_;
  Dialler dialler_;
  std::unique_ptr<SmtpSession> session_;
  base::SteadyTime last_used_{};
};

}  // namespace redrive::mail
