#include "mail/transport/smtp_relay.h"

#include <fmt/format.h>

namespace redrive::mail {
namespace {

constexpr base::Micros kGoodbye{1'000'000};   // for QUIT and its answer
constexpr base::Micros kMaxIdle{10'000'000};  // a kept connection older than this is not trusted

}  // namespace

std::string RelayAccess::name() const {
  const bool colons = server.host.find(':') != std::string::npos;
  return fmt::format("{}{}{}:{}", colons ? "[" : "", server.host, colons ? "]" : "", server.port);
}

std::vector<RecipientOutcome> SmtpRelay::all(const std::vector<std::string>& to, Delivery delivery,
                                             const std::string& reply, Concerns concerns) const {
  std::vector<RecipientOutcome> out;
  for (const auto& one : to) out.push_back({one, delivery, reply_line(reply), access_.name(), concerns});
  return out;
}

std::unique_ptr<SmtpSession> SmtpRelay::connect() {
  auto [socket, guard] = dialler_.dial(access_.server.host, access_.server.port, deadline_);
  auto session = std::make_unique<SmtpSession>(std::move(socket), std::move(guard));
  session->start(access_.server, access_.context, access_.login);
  return session;
}

// The reply to MAIL, on the kept connection or, when there is none or the server has given it up, on a new one.
SmtpReply SmtpRelay::begin(const std::string& from) {
  if (session_ && base::SystemClock().steady() - last_used_ > kMaxIdle) rest();
  if (session_) {
    try {
      SmtpReply reply = session_->begin(from);
      if (reply.code != 421) return reply;
    } catch (const Poco::Exception&) {
      // Nothing was begun on it.
    }
    session_.reset();
  }
  deadline_.start(access_.timeout);
  session_ = connect();
  return session_->begin(from);
}

std::vector<RecipientOutcome> SmtpRelay::send(const std::string& from, const std::vector<std::string>& to,
                                              const std::string& message) {
  deadline_.start(access_.timeout);
  std::vector<RecipientOutcome> outcomes;
  try {
    const SmtpReply reply = begin(from);
    const Delivery verdict = judge(reply.code);
    if (verdict == Delivery::kAccepted) {
      outcomes = session_->deliver(to, message);
      for (auto& outcome : outcomes) {
        outcome.relay = access_.name();
        if (outcome.delivery == Delivery::kAccepted) outcome.queue_id = queue_id(outcome.reply);
      }
    } else {
      outcomes = all(to, verdict, reply.text, verdict == Delivery::kLater ? Concerns::kRelays : Concerns::kMail);
    }
  } catch (const Poco::Exception& error) {
    session_.reset();
    return all(to, Delivery::kLater,
               access_.name() + ": " + (error.message().empty() ? error.displayText() : error.message()),
               Concerns::kRelays);
  }
  last_used_ = base::SystemClock().steady();
  if (!session_->reusable()) rest();
  return outcomes;
}

base::Status SmtpRelay::greet() {
  rest();
  deadline_.start(access_.timeout);
  try {
    session_ = connect();
  } catch (const Poco::Exception& error) {
    return base::fail(base::ErrorCode::kUnavailable,
                      reply_line(error.message().empty() ? error.displayText() : error.message()));
  }
  rest();
  return {};
}

void SmtpRelay::rest() {
  if (!session_) return;
  deadline_.start(std::min(access_.timeout, kGoodbye));
  session_->quit();
  session_.reset();
}

}  // namespace redrive::mail
