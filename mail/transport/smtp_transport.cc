#include "mail/transport/smtp_transport.h"

#include <algorithm>
#include <mutex>
#include <optional>

#include "mail/compose/address.h"
#include "mail/transport/relay_health.h"
#include "mail/transport/smtp_relay.h"
#include "shared/sys/sigpipe_blocked.h"

namespace redrive::mail {
namespace {

// The relays in order, and as many lines to them as threads send at a time. A line is one thread's while it sends; the
// one that was used last is taken first, so that its connections are still warm.
class SmtpTransport final : public MailTransport {
 public:
  explicit SmtpTransport(std::vector<RelayAccess> relays) : relays_(std::move(relays)), health_(relays_.size()) {}
  ~SmtpTransport() override { rest(); }

  std::vector<RecipientOutcome> send(const Envelope& envelope) override;
  void rest() override;
  void end_within(base::Micros span) override;

 private:
  using Line = std::vector<std::unique_ptr<SmtpRelay>>;  // a relay each, in the order of relays_

  Line& take();
  void give_back(Line& line);
  void try_relays(Line& line, const Envelope& envelope, std::vector<RecipientOutcome>& outcomes);

  const std::vector<RelayAccess> relays_;
  RelayHealth health_;
  std::mutex mutex_;  // guards what follows
  std::vector<std::unique_ptr<Line>> lines_;
  std::vector<Line*> idle_;
  std::optional<base::SteadyTime> end_;  // nothing goes on after it
};

SmtpTransport::Line& SmtpTransport::take() {
  std::lock_guard lock(mutex_);
  if (!idle_.empty()) {
    Line* line = idle_.back();
    idle_.pop_back();
    return *line;
  }
  auto line = std::make_unique<Line>();
  for (const auto& access : relays_) {
    line->push_back(std::make_unique<SmtpRelay>(access));
    if (end_) line->back()->cut(std::chrono::duration_cast<base::Micros>(*end_ - base::SystemClock().steady()));
  }
  return *lines_.emplace_back(std::move(line));
}

void SmtpTransport::give_back(Line& line) {
  std::lock_guard lock(mutex_);
  idle_.push_back(&line);
}

// Each relay is asked for those recipients that the ones before it could not take.
void SmtpTransport::try_relays(Line& line, const Envelope& envelope, std::vector<RecipientOutcome>& outcomes) {
  std::vector<std::size_t> left(envelope.to.size());
  for (std::size_t i = 0; i < left.size(); ++i) left[i] = i;
  std::string before;  // what the relays before this one said
  for (const std::size_t relay : health_.order(base::SystemClock().steady())) {
    std::vector<std::string> to;
    for (const std::size_t i : left) to.push_back(envelope.to[i]);
    auto answers = line[relay]->send(envelope.from, to, envelope.message);
    if (answers.front().concerns == Concerns::kRelays) {
      health_.failed(relay, base::SystemClock().steady());
    } else {
      health_.worked(relay);
    }
    std::vector<std::size_t> still;
    for (std::size_t k = 0; k < answers.size(); ++k) {
      RecipientOutcome& outcome = outcomes[left[k]];
      // All mail is concerned only where that is so of every relay.
      if (!outcome.relay.empty() && answers[k].concerns != Concerns::kMail)
        answers[k].concerns = std::min(answers[k].concerns, outcome.concerns);
      if (!outcome.reply.empty()) answers[k].reply = outcome.reply + "; then " + answers[k].reply;
      outcome = std::move(answers[k]);
      if (outcome.delivery == Delivery::kLater && outcome.concerns != Concerns::kMail) still.push_back(left[k]);
    }
    if (still.empty()) return;
    left = std::move(still);
  }
}

std::vector<RecipientOutcome> SmtpTransport::send(const Envelope& envelope) {
  std::vector<RecipientOutcome> outcomes;
  for (const auto& to : envelope.to) outcomes.push_back({to, Delivery::kLater, {}});
  if (!is_address(envelope.from)) {
    for (auto& outcome : outcomes) {
      outcome.delivery = Delivery::kRefused;
      outcome.reply = reply_line("the sender '" + envelope.from + "' is not an address");
    }
    return outcomes;
  }
  if (outcomes.empty()) return outcomes;
  const sys::SigpipeBlocked blocked;
  Line& line = take();
  try_relays(line, envelope, outcomes);
  give_back(line);
  return outcomes;
}

void SmtpTransport::rest() {
  const sys::SigpipeBlocked blocked;
  std::vector<Line*> resting;
  {
    std::lock_guard lock(mutex_);
    resting.swap(idle_);
  }
  for (Line* line : resting) {
    for (auto& relay : *line) relay->rest();
  }
  std::lock_guard lock(mutex_);
  idle_.insert(idle_.begin(), resting.begin(), resting.end());
}

void SmtpTransport::end_within(base::Micros span) {
  std::lock_guard lock(mutex_);
  end_ = base::SystemClock().steady() + span;
  for (auto& line : lines_) {
    for (auto& relay : *line) relay->cut(span);
  }
}

}  // namespace

base::Result<std::unique_ptr<MailTransport>> open_mail_transport(const config::MailOptions& options) {
  auto relays = open_relays(options);
  if (!relays) return tl::unexpected(relays.error());
  return std::make_unique<SmtpTransport>(*std::move(relays));
}

}  // namespace redrive::mail
