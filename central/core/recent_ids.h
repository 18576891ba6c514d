// Which alerts were taken lately, so that a repeat is recognised without an index in the store (A1).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "shared/base/time.h"

namespace redrive::central {

// Remembers (sender, id) for `window`, at most `bound` of them: beyond either the oldest are forgotten, and a repeat of
// a forgotten one is taken as new. 20 bytes an id, up to twice that while the index grows.
//
// Kept are 64-bit SipHash-2-4 values under a random key (libsodium, crypto_shorthash). Two ids with one value would
// make the second look like a repeat: with a million ids kept the chance is 5e-14 for each new alert, and without the
// key nobody can search for such a pair.
//
// One thread.
class RecentIds {
 public:
  using Key = std::array<std::uint8_t, 16>;

  // Ids of a transaction that is not committed yet. They count as seen until the object goes; confirm() after the
  // commit keeps them, otherwise they are forgotten. Must not outlive the index.
  class Pending {
   public:
    explicit Pending(RecentIds& index) : index_(index) {}
    ~Pending();
    Pending(const Pending&) = delete;
    Pending& operator=(const Pending&) = delete;
    // False: seen before, so a repeat.
    bool take(std::string_view sender, std::string_view id, base::UtcTime received);
    void confirm();

   private:
    struct Seen {
      std::uint64_t hash;
      base::UtcTime received;
    };
    RecentIds& index_;
    std::vector<Seen> seen_;
  };

  // Empties the index and sets its bounds.
  void reset(const Key& key, std::size_t bound, base::Micros window);
  // Adds one that is stored durably.
  void add(std::string_view sender, std::string_view id, base::UtcTime received) { add(hash(sender, id), received); }
  bool contains(std::string_view sender, std::string_view id, base::UtcTime now) const {
    return contains(hash(sender, id), now);
  }
  std::size_t size() const { return size_; }

 private:
  std::uint64_t hash(std::string_view sender, std::string_view id) const;
  bool contains(std::uint64_t hash, base::UtcTime now) const;
  void add(std::uint64_t hash, base::UtcTime received);
  std::size_t slot_of(std::uint64_t hash) const;  // where it is, or the free slot where it would go
  void forget_oldest();
  void grow();

  Key key_{};
  std::size_t bound_ = 1'000'000;
  base::Micros window_ = std::chrono::hours(24 * 7);
  // A ring in order of arrival, its capacity a power of two, and an open-addressed table of twice that size holding
  // ring position + 1, 0 = free.
  std::vector<std::uint64_t> hashes_;
  std::vector<std::uint32_t> seconds_;
  std::vector<std::uint32_t> table_;
  std::size_t oldest_ = 0, size_ = 0;
  std::unordered_set<std::uint64_t> pending_;
};

}  // namespace redrive::central
