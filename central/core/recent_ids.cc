#include "central/core/recent_ids.h"

#include <sodium/crypto_shorthash.h>

#include <cstring>
#include <string>

namespace redrive::central {
namespace {

std::uint32_t second_of(base::UtcTime t) {
  return static_cast<std::uint32_t>(std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count());
}

}  // namespace

RecentIds::Pending::~Pending() {
  for (const auto& seen : seen_) index_.pending_.erase(seen.hash);
}

bool RecentIds::Pending::take(std::string_view sender, std::string_view id, base::UtcTime received) {
  const std::uint64_t hash = index_.hash(sender, id);
  if (index_.contains(hash, received) || !index_.pending_.insert(hash).second) return false;
  seen_.push_back({hash, received});
  return true;
}

void RecentIds::Pending::confirm() {
  for (const auto& seen : seen_) index_.add(seen.hash, seen.received);
}

void RecentIds::reset(const Key& key, std::size_t bound, base::Micros window) {
  key_ = key;
  bound_ = std::max<std::size_t>(bound, 1);
  window_ = window;
  hashes_.clear();
  seconds_.clear();
  table_.clear();
  oldest_ = size_ = 0;
}

// The length of the sender is hashed too, so that ("ab","c") and ("a","bc") differ.
std::uint64_t RecentIds::hash(std::string_view sender, std::string_view id) const {
  static_assert(crypto_shorthash_KEYBYTES == sizeof(Key) && crypto_shorthash_BYTES == sizeof(std::uint64_t));
  std::array<unsigned char, 512> small;
  std::string large;
  const std::uint64_t length = sender.size();
  const std::size_t total = sizeof length + sender.size() + id.size();
  unsigned char* bytes = small.data();
  if (total > small.size()) {
    large.resize(total);
    bytes = reinterpret_cast<unsigned char*>(large.data());
  }
  std::memcpy(bytes, &length, sizeof length);
  std::copy(sender.begin(), sender.end(), bytes + sizeof length);
  std::copy(id.begin(), id.end(), bytes + sizeof length + sender.size());
  std::uint64_t out = 0;
  crypto_shorthash(reinterpret_cast<unsigned char*>(&out), bytes, total, key_.data());
  return out;
}

std::size_t RecentIds::slot_of(std::uint64_t hash) const {
  const std::size_t mask = table_.size() - 1;
  std::size_t slot = hash & mask;
  while (table_[slot] != 0 && hashes_[table_[slot] - 1] != hash) slot = (slot + 1) & mask;
  return slot;
}

bool RecentIds::contains(std::uint64_t hash, base::UtcTime now) const {
  if (size_ == 0) return false;
  const std::uint32_t position = table_[slot_of(hash)];
  if (position == 0) return false;
  return now - base::UtcTime(std::chrono::seconds(seconds_[position - 1])) < window_ + std::chrono::seconds(1);
}

void RecentIds::add(std::uint64_t hash, base::UtcTime received) {
  while (size_ > 0 && received - base::UtcTime(std::chrono::seconds(seconds_[oldest_])) > window_) forget_oldest();
  if (size_ > 0) {
    if (const std::uint32_t position = table_[slot_of(hash)]; position != 0) {
      seconds_[position - 1] = second_of(received);  // only after the wall clock went back
      return;
    }
  }
  if (size_ == bound_) forget_oldest();
  if (size_ == hashes_.size()) grow();
  const std::size_t position = (oldest_ + size_) & (hashes_.size() - 1);
  hashes_[position] = hash;
  seconds_[position] = second_of(received);
  ++size_;
  table_[slot_of(hash)] = static_cast<std::uint32_t>(position + 1);
}

// Linear probing's removal without tombstones (Knuth, TAOCP 3, 6.4 R).
void RecentIds::forget_oldest() {
  const std::size_t mask = table_.size() - 1;
  std::size_t hole = slot_of(hashes_[oldest_]);
  table_[hole] = 0;
  for (std::size_t next = (hole + 1) & mask; table_[next] != 0; next = (next + 1) & mask) {
    const std::size_t home = hashes_[table_[next] - 1] & mask;
    if (((next - home) & mask) < ((next - hole) & mask)) continue;
    table_[hole] = table_[next];
    table_[next] = 0;
    hole = next;
  }
  oldest_ = (oldest_ + 1) & (hashes_.size() - 1);
  --size_;
}

void RecentIds::grow() {
  const std::size_t capacity = std::max<std::size_t>(hashes_.size() * 2, 1024);
  std::vector<std::uint64_t> hashes(capacity);
  std::vector<std::uint32_t> seconds(capacity);
  for (std::size_t i = 0; i < size_; ++i) {
    const std::size_t from = (oldest_ + i) & (hashes_.size() - 1);
    hashes[i] = hashes_[from];
    seconds[i] = seconds_[from];
  }
  hashes_.swap(hashes);
  seconds_.swap(seconds);
  oldest_ = 0;
  table_.assign(capacity * 2, 0);
  for (std::size_t i = 0; i < size_; ++i) table_[slot_of(hashes_[i])] = static_cast<std::uint32_t>(i + 1);
}

}  // namespace redrive::central
