#include "central/intake/mailbox.h"

#include <fmt/format.h>

#include <algorithm>

#include "shared/log/log.h"
#include "shared/session/backoff.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Status;
using mail::WaitingMail;

constexpr base::Micros kNothingToDo = std::chrono::hours(1);

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}

bool too_large(const WaitingMail& mail) {
  return mail.size > kMostMailBytes;
}

// What a mail is called that is noted or broke a session; where the server has no names, by its size.
std::string name_of(const WaitingMail& mail) {
  return mail.uid.empty() ? fmt::format("size:{}", mail.size) : mail.uid;
}

}  // namespace

struct MailboxReader::Round {
  std::uint64_t waiting = 0, left = 0, taken = 0;
  std::size_t handled = 0;  // removed, or asked to be
  bool more = false;        // there are more, and the session does not take them
  std::string trouble;      // with single mails: the first one's, in words
  std::string broke_at;     // name of the mail at which the server ended the session

  void complain(const base::Error& error) {
    if (trouble.empty()) trouble = error.message;
  }
};

void MailboxReader::use(std::optional<MailboxSettings> settings) {
  {
    std::lock_guard lock(mutex_);
    if (!settings || settings->name != state_.name) {
      const auto taken = state_.taken;
      state_ = {};
      state_.taken = taken;
      if (settings) state_.name = settings->name;
    }
    settings_ = std::move(settings);
    woken_ = true;
  }
  changed_.notify_all();
}

void MailboxReader::start() {
  thread_ = std::thread([this] { run(); });
}

void MailboxReader::stop() {
  std::shared_ptr<mail::MailboxClient> next, reading;
  {
    std::lock_guard lock(mutex_);
    if (stopping_ && !thread_.joinable()) return;
    stopping_ = true;
    if (settings_) next = settings_->client;
    reading = reading_;
  }
  changed_.notify_all();
  for (const auto& client : {next, reading}) {
    if (client) client->end_within(kStopWithin);
  }
  if (thread_.joinable()) thread_.join();
}

MailboxState MailboxReader::state() const {
  std::lock_guard lock(mutex_);
  return state_;
}

bool MailboxReader::stopping() const {
  std::lock_guard lock(mutex_);
  return stopping_;
}

void MailboxReader::run() {
  for (;;) {
    {
      std::lock_guard lock(mutex_);
      if (stopping_) return;
      woken_ = false;
    }
    const base::Micros rest = read();
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, rest, [this] { return woken_ || stopping_; });
  }
}

base::Micros MailboxReader::read() {
  std::optional<MailboxSettings> settings;
  {
    std::lock_guard lock(mutex_);
    settings = settings_;
    reading_ = settings ? settings->client : nullptr;
  }
  if (!settings) return kNothingToDo;
  Round round;
  const Status done = read_mailbox(*settings, round);
  return judge(*settings, round, done);
}

// ---- one session

Status MailboxReader::read_mailbox(const MailboxSettings& settings, Round& round) {
  auto box = settings.client->open();
  if (!box) return pass(box.error());
  auto mails = (*box)->list();
  if (!mails) return pass(mails.error());
  round.waiting = mails->size();
  put_troubled_last(*mails);
  for (const auto& mail : *mails) {
    // What breaks a session takes its removals with it: those of the others are made sure of first.
    round.more = round.handled == kMailsARound || (round.handled > 0 && troubled_.contains(name_of(mail)));
    if (round.more || stopping()) break;
    if (auto read = read_mail(settings, **box, mail, round); !read) return read;
  }
  return (*box)->close();
}

// An error ends the session; trouble with this mail alone is noted in the round.
Status MailboxReader::read_mail(const MailboxSettings& settings, mail::Mailbox& box, const WaitingMail& mail,
                                Round& round) {
  if (too_large(mail)) return leave(settings.name, mail, round);
  const auto known = parts_.known(settings.name, mail.uid);
  if (!known) return pass(known.error());
  if (*known && !(*known)->held) return leave(settings.name, mail, round);
  // A server may use a name again: it is the same mail only if it is as long.
  const bool have = *known && (*known)->size == mail.size;
  if (!have) {
    if (auto taken = take(settings.name, box, mail, round); !taken) {
      if (taken.error().code != ErrorCode::kNotFound) return taken;
      round.complain(taken.error());
      return {};
    }
  }
  ++round.handled;
  --round.waiting;
  auto removed = box.remove(mail);
  if (removed) {
    troubled_.erase(name_of(mail));
    return {};
  }
  if (removed.error().code != ErrorCode::kNotFound) {
    round.broke_at = name_of(mail);
    return removed;
  }
  round.complain(removed.error());
  return {};
}

Status MailboxReader::leave(const std::string& source, const WaitingMail& mail, Round& round) {
  ++round.left;
  --round.waiting;
  const std::string name = name_of(mail);
  const auto known = parts_.known(source, name);
  if (!known) return pass(known.error());
  if (*known && !(*known)->held) return {};
  auto noted = parts_.take({source, name, "", mail.size,
                            fmt::format("it is larger than {} bytes, as much as is taken; it stays in the mailbox {} "
                                        "until somebody removes it there",
                                        kMostMailBytes, source)});
  if (!noted) return pass(noted.error());
  return {};
}

Status MailboxReader::take(const std::string& source, mail::Mailbox& box, const WaitingMail& mail, Round& round) {
  auto raw = box.fetch(mail, kMostMailBytes);
  if (!raw) {
    if (raw.error().code != ErrorCode::kNotFound) round.broke_at = name_of(mail);
    if (raw.error().code != ErrorCode::kNoSpace) return pass(raw.error());
    // The server lied about its size. The session is over, but this mail will not stand in the way again.
    if (auto left = leave(source, mail, round); !left) return left;
    return pass(raw.error());
  }
  const auto taken = parts_.take({source, mail.uid, std::move(*raw), mail.size, ""});
  if (!taken) return base::fail(ErrorCode::kUnavailable, taken.error().message);
  if (!taken->repeated) ++round.taken;
  return {};
}

// A mail that breaks the session each time must not keep the others waiting for ever.
void MailboxReader::put_troubled_last(std::vector<WaitingMail>& mails) const {
  std::stable_partition(mails.begin(), mails.end(),
                        [this](const WaitingMail& mail) { return !troubled_.contains(name_of(mail)); });
}

// ---- what became of it

base::Micros MailboxReader::judge(const MailboxSettings& settings, const Round& round, const Status& done) {
  if (!round.broke_at.empty() && troubled_.size() < kMostTroubled) troubled_.insert(round.broke_at);
  const std::string trouble = done ? round.trouble : done.error().message;
  if (!done) log::warning("mailbox", fmt::format("{} is not read now: {}", settings.name, trouble));
  if (done && failures_ > 0) log::info("mailbox", fmt::format("{} is read again", settings.name));
  failures_ = done ? 0 : failures_ + 1;
  {
    std::lock_guard lock(mutex_);
    state_.taken += round.taken;
    if (state_.name != settings.name) return base::Micros{0};  // replaced meanwhile
    const auto now = parts_.clock.utc();
    if (done) state_.last_read = now, state_.waiting = round.waiting, state_.left = round.left;
    if (trouble.empty()) {
      state_.trouble_since.reset();
    } else if (!state_.trouble_since) {
      state_.trouble_since = now;
    }
    state_.trouble = trouble;
  }
  if (done) return round.more ? base::Micros{0} : settings.poll;
  return session::backoff_wait({settings.poll, std::max(settings.poll, kLongestWait)}, failures_, parts_.random);
}

}  // namespace redrive::central
