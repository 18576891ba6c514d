#include "mail/transport/smtp_session.h"

#include <Poco/Net/DNS.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/StreamSocket.h>

#include <algorithm>
#include <cctype>

#include "mail/compose/address.h"

namespace redrive::mail {
namespace {

bool good(const SmtpReply& reply) {
  return reply.code >= 200 && reply.code < 300;
}

[[noreturn]] void give_up(const std::string& what, const SmtpReply& reply) {
  throw Poco::Net::NetException(what + ": " + reply_line(reply.text));
}

// What we call ourselves in EHLO.
std::string own_name() {
  std::string name = Poco::Net::DNS::hostName();
  const bool fit = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '.';
  });
  return fit ? name : "localhost";
}

void settle(std::vector<RecipientOutcome>& outcomes, const std::vector<std::size_t>& which, Delivery delivery,
            const std::string& text) {
  for (const std::size_t i : which) outcomes[i].delivery = delivery, outcomes[i].reply = reply_line(text);
}

}  // namespace

SmtpSession::SmtpSession(Poco::AutoPtr<GuardedSocket> socket, std::shared_ptr<ConnectionGuard> guard)
    : SMTPClientSession(Poco::Net::StreamSocket(socket.duplicate())),
      tcp_(std::move(socket)),
      guard_(std::move(guard)) {}

SmtpReply SmtpSession::command(const std::string& line) {
  SmtpReply reply;
  reply.code = sendCommand(line, reply.text);
  return reply;
}

SmtpReply SmtpSession::receive() {
  SmtpReply reply;
  reply.code = socket().receiveStatusMessage(reply.text);
  return reply;
}

SmtpReply SmtpSession::hello() {
  SmtpReply reply = command("EHLO " + own_name());
  if (!good(reply)) give_up("the server does not take EHLO", reply);
  return reply;
}

void SmtpSession::secure(const std::string& host, const Poco::Net::Context::Ptr& context) {
  Poco::AutoPtr<GuardedTlsSocket> tls(new GuardedTlsSocket(tcp_.get(), context, guard_));
  tls->shake_hands(host);
  // The assignment also drops what came in clear before TLS began: it must not be taken for an answer (CVE-2011-0411).
  socket() = Poco::Net::StreamSocket(tls.duplicate());
}

void SmtpSession::start(const SmtpServer& server, Poco::Net::Context::Ptr context, const SmtpLogin& login) {
  if (server.security == Security::kTls) secure(server.host, context);
  const SmtpReply greeting = receive();
  if (!good(greeting)) give_up("the server does not take mail now", greeting);
  SmtpReply ehlo = hello();
  if (server.security == Security::kStartTls) {
    if (!offers(ehlo, "STARTTLS")) give_up("STARTTLS is required and the server does not offer it", ehlo);
    const SmtpReply reply = command("STARTTLS");
    if (reply.code != 220) give_up("STARTTLS is required and the server refused it", reply);
    secure(server.host, context);
    ehlo = hello();
  }
  if (!login.user.empty() && server.security != Security::kPlain)
    log_in(login, ehlo, [this](const std::string& line) { return command(line); });
}

SmtpReply SmtpSession::begin(const std::string& from) {
  guard_->renew();
  reusable_ = false;
  return command("MAIL FROM:<" + from + ">");
}

// RCPT for each; what remains kAccepted afterwards was taken. False when the server ends the session.
bool SmtpSession::name_recipients(std::vector<RecipientOutcome>& outcomes) {
  for (auto& outcome : outcomes) {
    if (!is_address(outcome.to)) {
      outcome.delivery = Delivery::kRefused;
      outcome.reply = "not an address that can be sent to";
      continue;
    }
    const SmtpReply reply = command("RCPT TO:<" + outcome.to + ">");
    outcome.delivery = judge(reply.code);
    outcome.reply = reply_line(reply.text);
    if (reply.code == 421) return false;
  }
  return true;
}

// The server's last word. `complete` is set before the first byte of the final dot can leave: from then on the message
// may have been taken, whatever happens.
SmtpReply SmtpSession::send_message(const std::string& message, bool& complete) {
  const std::string data = smtp_data(message);
  socket().sendBytes(data.data(), static_cast<int>(data.size()));
  complete = true;
  socket().sendBytes(".\r\n", 3);
  return receive();
}

std::vector<RecipientOutcome> SmtpSession::deliver(const Envelope& envelope) {
  std::vector<RecipientOutcome> outcomes;
  for (const auto& to : envelope.to)
    outcomes.push_back({to, Delivery::kLater, "not asked for: the connection ended before"});
  std::vector<std::size_t> taken;
  bool complete = false;
  try {
    const bool alive = name_recipients(outcomes);
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      if (outcomes[i].delivery == Delivery::kAccepted) taken.push_back(i);
    }
    settle(outcomes, taken, Delivery::kLater, "the server ended the session before the message");
    if (!alive || taken.empty()) return outcomes;
    SmtpReply reply = command("DATA");
    if (reply.code != 354) {
      const Delivery verdict = judge(reply.code);
      settle(outcomes, taken, verdict == Delivery::kAccepted ? Delivery::kLater : verdict, reply.text);
      return outcomes;
    }
    reply = send_message(envelope.message, complete);
    const bool final = (reply.code >= 200 && reply.code < 300) || (reply.code >= 400 && reply.code < 600);
    settle(outcomes, taken, final ? judge(reply.code) : Delivery::kMaybeSent, reply.text);
    reusable_ = reply.code >= 200 && reply.code < 300;
  } catch (const Poco::Exception& error) {
    if (complete) {
      settle(outcomes, taken, Delivery::kMaybeSent, "may have been delivered; after the message: " + error.message());
    } else {
      settle(outcomes, taken, Delivery::kLater, error.message());
    }
  }
  return outcomes;
}

void SmtpSession::quit() noexcept {
  try {
    command("QUIT");
  } catch (...) {
    // It was only politeness.
  }
}

}  // namespace redrive::mail
