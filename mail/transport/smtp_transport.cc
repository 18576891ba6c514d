#include "mail/transport/smtp_transport.h"

#include <Poco/Net/NetException.h>
#include <Poco/Net/RejectCertificateHandler.h>
#include <Poco/Net/SSLManager.h>
#include <Poco/Net/SocketAddress.h>
#include <pthread.h>

#include <csignal>
#include <fstream>

#include "mail/compose/address.h"
#include "mail/transport/resolver.h"
#include "mail/transport/smtp_session.h"

namespace redrive::mail {
namespace {

using Poco::Net::Context;

constexpr base::Micros kGoodbye{1'000'000};   // for QUIT and its answer
constexpr base::Micros kMaxIdle{10'000'000};  // a kept connection older than this is not trusted
constexpr std::size_t kMaxPassword = 1024;

// OpenSSL writes without MSG_NOSIGNAL.
class SigpipeBlocked {
 public:
  SigpipeBlocked() {
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, &before_);
  }
  ~SigpipeBlocked() {
    if (sigismember(&before_, SIGPIPE) == 1) return;
    // One that became pending meanwhile must not arrive now.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    const timespec at_once{0, 0};
    while (sigtimedwait(&pipe, nullptr, &at_once) > 0) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  SigpipeBlocked(const SigpipeBlocked&) = delete;
  SigpipeBlocked& operator=(const SigpipeBlocked&) = delete;

 private:
  sigset_t before_{};
};

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
  Resolver resolver_;
  std::unique_ptr<SmtpSession> session_;
  base::SteadyTime last_used_{};
};

std::vector<RecipientOutcome> all(const Envelope& envelope, Delivery delivery, const std::string& reply) {
  std::vector<RecipientOutcome> out;
  for (const auto& to : envelope.to) out.push_back({to, delivery, reply_line(reply)});
  return out;
}

std::unique_ptr<SmtpSession> PocoSmtpTransport::connect() {
  const auto addresses = resolver_.resolve(server_.host, deadline_);
  std::string why;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    auto guard = std::make_shared<ConnectionGuard>(deadline_);
    Poco::AutoPtr<GuardedSocket> socket(new GuardedSocket(guard));
    try {
      // A dead address must not use up the time of those after it.
      socket->dial({addresses[i], server_.port}, deadline_.left() / static_cast<std::int64_t>(addresses.size() - i));
    } catch (const Poco::Exception& error) {
      why = error.message();
      continue;
    }
    auto session = std::make_unique<SmtpSession>(std::move(socket), guard);
    session->start(server_, context_, login_);
    return session;
  }
  throw Poco::Net::NetException(why);
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

base::Result<std::string> read_password(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::string password;
  if (!in || !std::getline(in, password)) {
    return base::fail(base::ErrorCode::kInvalid,
                      "password_file '" + file + "' cannot be read; expected the password on its first line");
  }
  if (password.ends_with('\r')) password.pop_back();
  if (password.empty() || password.size() > kMaxPassword || password.find('\0') != std::string::npos) {
    return base::fail(base::ErrorCode::kInvalid,
                      "password_file '" + file + "' holds no usable password on its first line");
  }
  return password;
}

base::Result<Context::Ptr> open_context(const std::string& ca_file) {
  try {
    Context::Params params;
    params.caLocation = ca_file;
    params.loadDefaultCAs = ca_file.empty();
    params.verificationMode = Context::VERIFY_STRICT;
    params.verificationDepth = 9;
    params.cipherList = "HIGH:!aNULL:!eNULL:!MD5:!RC4";
    Context::Ptr context(new Context(Context::TLS_CLIENT_USE, params));
    context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
    context->enableExtendedCertificateVerification(true);
    // Poco's default asks on the console whether to go on.
    context->setInvalidCertificateHandler(new Poco::Net::RejectCertificateHandler(false));
    return context;
  } catch (const Poco::Exception& error) {
    return base::fail(base::ErrorCode::kInvalid,
                      "ca_file '" + ca_file + "': " + error.displayText() + "; expected certificates in PEM form");
  }
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
    auto opened = open_context(options.ca_file);
    if (!opened) return tl::unexpected(opened.error());
    context = *opened;
  }
  return std::make_unique<PocoSmtpTransport>(*std::move(server), std::move(login), std::move(context), options.timeout);
}

}  // namespace redrive::mail
