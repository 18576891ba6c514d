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
            const std::string& text, Concerns concerns) {
  for (const std::size_t i : which) {
    outcomes[i].delivery = delivery;
    outcomes[i].reply = reply_line(text);
    outcomes[i].concerns = concerns;
  }
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

// RCPT for each; `taken` are those the server said yes to, also when this throws. False when the server ends the
// session.
bool SmtpSession::name_recipients(std::vector<RecipientOutcome>& outcomes, std::vector<std::size_t>& taken) {
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    RecipientOutcome& outcome = outcomes[i];
    if (!is_address(outcome.to)) {
      outcome = {outcome.to, Delivery::kRefused, "not an address that can be sent to"};
      continue;
    }
    const SmtpReply reply = command("RCPT TO:<" + outcome.to + ">");
    const bool ended = reply.code == 421;
    const Delivery verdict = judge(reply.code);
    settle(outcomes, {i}, verdict, reply.text, ended ? Concerns::kDestination : Concerns::kMail);
    if (ended) return false;
    if (verdict == Delivery::kAccepted) taken.push_back(i);
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

std::vector<RecipientOutcome> SmtpSession::deliver(const std::vector<std::string>& to, const std::string& message) {
  std::vector<RecipientOutcome> outcomes;
  for (const auto& one : to) outcomes.push_back({one, Delivery::kLater, {}, {}, Concerns::kDestination});
  std::vector<std::size_t> taken;
  bool complete = false;
  // What is left without an answer when the session ends early shares what ended it.
  const auto end = [&](Delivery delivery, const std::string& why) {
    settle(outcomes, taken, delivery, why, Concerns::kDestination);
    for (auto& outcome : outcomes) {
      if (outcome.reply.empty()) outcome.reply = reply_line(why);
    }
  };
  try {
    if (!name_recipients(outcomes, taken)) {
      end(Delivery::kLater, "the server ended the session before the message");
      return outcomes;
    }
    if (taken.empty()) return outcomes;
    SmtpReply reply = command("DATA");
    if (reply.code != 354) {
      const bool refused = judge(reply.code) == Delivery::kRefused;
      settle(outcomes, taken, refused ? Delivery::kRefused : Delivery::kLater, reply.text,
             refused ? Concerns::kMail : Concerns::kDestination);
      return outcomes;
    }
    reply = send_message(message, complete);
    const bool final = (reply.code >= 200 && reply.code < 300) || (reply.code >= 400 && reply.code < 600);
    settle(outcomes, taken, final ? judge(reply.code) : Delivery::kMaybeSent, reply.text, Concerns::kMail);
    reusable_ = reply.code >= 200 && reply.code < 300;
  } catch (const Poco::Exception& error) {
    end(complete ? Delivery::kMaybeSent : Delivery::kLater,
        (complete ? "may have been delivered; after the message: " : "") + error.message());
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
