#include "central/http/event_hub.h"

#include <algorithm>

namespace redrive::central {
namespace {

struct Written {
  std::string_view table, resource;  // empty: nobody is shown it
};

// Every table there is (a test holds it against the schema).
constexpr Written kWritten[] = {
    {"agents", "agents"},
    {"audit", "audit"},
    {"cleared_failures", "failures"},
    {"commands", ""},
    {"counters", "tracking"},
    {"decisions", "alerts"},
    {"failures", "failures"},
    {"forgotten_mail", ""},
    {"inbox", "alerts"},
    {"inbox_state", ""},
    {"job_servers", "jobs"},
    {"jobs", "jobs"},
    {"kept_answers", ""},
    {"mail", "mail"},
    {"mail_hold", "mail"},
    {"mail_reading", ""},
    {"outage_counts", "outages"},
    {"outages", "outages"},
    {"outcomes", "jobs"},
    {"plans_wanted", "redistributions"},
    {"pulse", ""},
    {"received_mail", "mail"},
    {"recoveries", ""},
    {"redistributions", "redistributions"},
    {"rollout_members", "rollouts"},
    {"rollouts", "rollouts"},
    {"schema_migrations", ""},
    {"spools", ""},
    {"storms", "tickets"},
    {"ticket_alerts", "tickets"},
    {"ticket_numbers", ""},
    {"tickets", "tickets"},
    {"timeline", "tickets"},
    {"tools", "tools"},
};

}  // namespace

Resources resource(std::string_view name) {
  Resources one;
  const auto at = std::ranges::find(kResources, name);
  if (at != kResources.end()) one.set(static_cast<std::size_t>(at - kResources.begin()));
  return one;
}

Resources resources(std::initializer_list<std::string_view> names) {
  Resources all;
  for (const auto name : names) all |= resource(name);
  return all;
}

Resources resources_of(const std::vector<std::string_view>& tables) {
  Resources all;
  for (const auto table : tables) {
    const auto known = std::ranges::find(kWritten, table, &Written::table);
    if (known != std::end(kWritten)) all |= resource(known->resource);
  }
  return all;
}

bool is_known_table(std::string_view table) {
  return std::ranges::find(kWritten, table, &Written::table) != std::end(kWritten);
}

EventHub::Listener::~Listener() {
  std::lock_guard lock(hub_.mutex_);
  std::erase(hub_.listeners_, this);
}

// What changes while it rests is told together afterwards.
std::optional<Resources> EventHub::Listener::wait(base::Micros most) {
  std::unique_lock lock(hub_.mutex_);
  if (rested_) told_.wait_until(lock, *rested_, [&] { return hub_.stopped_; });
  told_.wait_for(lock, most, [&] { return hub_.stopped_ || pending_.any(); });
  if (hub_.stopped_) return std::nullopt;
  if (pending_.any()) rested_ = std::chrono::steady_clock::now() + hub_.limits_.rest;
  return std::exchange(pending_, {});
}

std::shared_ptr<EventHub::Listener> EventHub::join(const std::string& who) {
  std::lock_guard lock(mutex_);
  const auto of_one = std::ranges::count(listeners_, who, [](const Listener* l) { return l->who_; });
  if (stopped_ || listeners_.size() >= limits_.total || static_cast<std::size_t>(of_one) >= limits_.of_one) {
    return nullptr;
  }
  std::shared_ptr<Listener> listener(new Listener(*this, who));
  listeners_.push_back(listener.get());
  return listener;
}

void EventHub::tell(Resources changed) {
  std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < told_.size(); ++i) told_[i] += changed[i];
  for (Listener* listener : listeners_) {
    const bool waits = listener->pending_.none();
    listener->pending_ |= changed;
    if (waits && changed.any()) listener->told_.notify_one();
  }
}

std::uint64_t EventHub::changes(Resources of) const {
  std::lock_guard lock(mutex_);
  std::uint64_t changes = 0;
  for (std::size_t i = 0; i < told_.size(); ++i) changes += of[i] ? told_[i] : 0;
  return changes;
}

void EventHub::stop() {
  std::lock_guard lock(mutex_);
  stopped_ = true;
  for (Listener* listener : listeners_) listener->told_.notify_one();
}

std::size_t EventHub::listeners() const {
  std::lock_guard lock(mutex_);
  return listeners_.size();
}

}  // namespace redrive::central
