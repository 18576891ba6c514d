#include "mail/transport/smtp_transport.h"

#include "mail/compose/address.h"
#include "mail/transport/dialler.h"
#include "mail/transport/password_file.h"
#include "mail/transport/sigpipe_blocked.h"
#include "mail/transport/smtp_session.h"
#include "mail/transport/tls_context.h"

namespace redrive::mail {
namespace {

using Poco::Net::Context;

constexpr base::Micros kGoodbye{1'000'000};   // for QUIT and its answer
constexpr base::Micros kMaxIdle{10'000'000};  // a kept connection older than this is not trusted

class PocoSmtpTransport final : public MailTransport {
 public:
  PocoSmtpTransport(SmtpServer server, SmtpLogin login, Context::Ptr context, base::Micros timeout)
      : server_(std::move(server)), login_(std::move(login)), context_(std::move(context)), timeout_(timeout) {}
  ~PocoSmtpTransport() override { rest(); }

  std::vector<RecipientOutcome> send(const Envelope& envelope) override;
  void rest() override;
  void end_within(base::Micros span) override { deadline_.cut(span); }

 private:
  std::unique_ptr<SmtpSession> connect();
  SmtpReply begin(const std::string& from);
  void say_goodbye();

  const SmtpServer server_;
  const SmtpLogin login_;
  const Context::Ptr context_;
  const base::Micros timeout_;
  Deadline deadline_;
  Dialler dialler_;
  std::unique_ptr<SmtpSession> session_;
  base::SteadyTime last_used_{};
};

std::vector<RecipientOutcome> all(const Envelope& envelope, Delivery delivery, const std::string& reply) {
  std::vector<RecipientOutcome> out;
  for (const auto& to : envelope.to) out.push_back({to, delivery, reply_line(reply)});
  return out;
}

std::unique_ptr<SmtpSession> PocoSmtpTransport::connect() {
  auto [socket, guard] = dialler_.dial(server_.host, server_.port, deadline_);
  auto session = std::make_unique<SmtpSession>(std::move(socket), std::move(guard));
  session->start(server_, context_, login_);
  return session;
}

// The reply to MAIL, on the kept connection or, when there is none or the server has given it up, on a new one.
SmtpReply PocoSmtpTransport::begin(const std::string& from) {
  if (session_ && base::SystemClock().steady() - last_used_ > kMaxIdle) say_goodbye();
  if (session_) {
    try {
      SmtpReply reply = session_->begin(from);
      if (reply.code != 421) return reply;
    } catch (const Poco::Exception&) {
      // Nothing was begun on it.
    }
    session_.reset();
  }
  deadline_.start(timeout_);
  session_ = connect();
  return session_->begin(from);
}

std::vector<RecipientOutcome> PocoSmtpTransport::send(const Envelope& envelope) {
  if (!is_address(envelope.from))
    return all(envelope, Delivery::kRefused, "the sender '" + envelope.from + "' is not an address");
  const SigpipeBlocked blocked;
  deadline_.start(timeout_);
  std::vector<RecipientOutcome> outcomes;
  try {
    const SmtpReply reply = begin(envelope.from);
    if (reply.code < 200 || reply.code >= 300) {
      outcomes = all(envelope, judge(reply.code), reply.text);
    } else {
      outcomes = session_->deliver(envelope);
    }
  } catch (const Poco::Exception& error) {
    session_.reset();
    const std::string where = server_.host + ":" + std::to_string(server_.port) + ": ";
    return all(envelope, Delivery::kLater, where + (error.message().empty() ? error.displayText() : error.message()));
  }
  last_used_ = base::SystemClock().steady();
  if (!session_->reusable()) say_goodbye();
  return outcomes;
}

void PocoSmtpTransport::say_goodbye() {
  if (!session_) return;
  deadline_.start(std::min(timeout_, kGoodbye));
  session_->quit();
  session_.reset();
}

void PocoSmtpTransport::rest() {
  const SigpipeBlocked blocked;
  say_goodbye();
}

}  // namespace

base::Result<std::unique_ptr<MailTransport>> open_mail_transport(const config::MailOptions& options) {
  auto server = parse_smtp_url(options.smtp);
  if (!server) return tl::unexpected(server.error());
  SmtpLogin login;
  if (!options.user.empty()) {
    if (server->security == Security::kPlain) {
      return base::fail(base::ErrorCode::kInvalid,
                        "user is set but smtp:// would send the password in clear; use smtps:// or smtp+starttls://");
    }
    auto password = read_password(options.password_file);
    if (!password) return tl::unexpected(password.error());
    login = {options.user, *std::move(password)};
  }
  Context::Ptr context;
  if (server->security != Security::kPlain) {
    auto opened = open_tls_context(options.ca_file);
    if (!opened) return tl::unexpected(opened.error());
    context = *opened;
  }
  return std::make_unique<PocoSmtpTransport>(*std::move(server), std::move(login), std::move(context), options.timeout);
}

}  // namespace redrive::mail
