#include "central/http/connections.h"

#include <algorithm>
#include <limits>

namespace redrive::central {

void Connections::cut(Connection& connection) {
  if (std::exchange(connection.is_cut, true)) return;
  connection.cut();
}

base::Micros Connections::allowed(Phase phase) const {
  switch (phase) {
    case Phase::kWaiting:
      return limits_.head;
    case Phase::kReading:
      return limits_.body;
    case Phase::kWorking:
    case Phase::kStreaming:
      return base::Micros::max();
    case Phase::kAnswering:
      return limits_.answer;
    case Phase::kDraining:
      return limits_.drain;
  }
  return limits_.head;
}

// Fewer than `limit` of all, or of one address, afterwards; false when that cannot be had.
bool Connections::make_room(std::size_t limit, const std::string* address) {
  std::size_t count = 0;
  Connection* longest = nullptr;
  for (auto& [key, connection] : open_) {
    if (connection.is_cut || (address && connection.address != *address)) continue;
    ++count;
    if (connection.phase == Phase::kWaiting && (!longest || connection.since < longest->since)) longest = &connection;
  }
  if (count < limit) return true;
  if (!longest) return false;
  cut(*longest);
  return true;
}

bool Connections::admit(Key key, const std::string& address, std::function<void()> cut_it, base::SteadyTime now) {
  std::lock_guard lock(mutex_);
  if (!make_room(limits_.per_address, &address) || !make_room(limits_.total, nullptr)) return false;
  open_.insert_or_assign(key, Connection{address, std::move(cut_it), Phase::kWaiting, now});
  return true;
}

void Connections::claim(Key key) {
  std::lock_guard lock(mutex_);
  if (const auto it = open_.find(key); it != open_.end()) it->second.is_claimed = true;
}

bool Connections::enter(Key key, Phase phase, base::SteadyTime now) {
  std::lock_guard lock(mutex_);
  const auto it = open_.find(key);
  if (it == open_.end() || it->second.is_cut) return false;
  it->second.phase = phase;
  it->second.since = now;
  it->second.bytes = 0;
  return true;
}

void Connections::moved(Key key, std::uint64_t bytes, base::SteadyTime now) {
  std::lock_guard lock(mutex_);
  const auto it = open_.find(key);
  if (it == open_.end() || it->second.phase != Phase::kReading) return;
  it->second.bytes += bytes;
  if (it->second.bytes < kStep) return;
  it->second.bytes = 0;
  it->second.since = now;
}

void Connections::remove(Key key) {
  {
    std::lock_guard lock(mutex_);
    open_.erase(key);
  }
  gone_.notify_all();
}

void Connections::cut_where(const std::function<bool(const Connection&)>& which) {
  {
    std::lock_guard lock(mutex_);
    for (auto it = open_.begin(); it != open_.end();) {
      const bool taken = which(it->second);
      if (taken) cut(it->second);
      it = taken && !it->second.is_claimed ? open_.erase(it) : std::next(it);
    }
  }
  gone_.notify_all();
}

void Connections::cut_overdue(base::SteadyTime now) {
  cut_where([&](const Connection& c) { return now - c.since > allowed(c.phase); });
}

void Connections::cut_waiting() {
  cut_where([](const Connection& c) { return c.phase == Phase::kWaiting; });
}

void Connections::cut_all() {
  cut_where([](const Connection&) { return true; });
}

bool Connections::wait_until_none(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  return gone_.wait_for(lock, patience, [&] { return open_.empty(); });
}

std::size_t Connections::count() const {
  std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::ranges::count_if(open_, [](const auto& entry) { return !entry.second.is_cut; }));
}

}  // namespace redrive::central
