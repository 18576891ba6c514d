// Passwords: Argon2id (RFC 9106) by libsodium, a few at a time. One comparison takes 64 MiB and a good part of a core's
// tenth of a second on purpose, so whoever may ask for comparisons must not be able to ask for many at once.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace redrive::central {

inline constexpr std::size_t kLeastPassword = 8, kMostPassword = 1024;  // bytes

// kInvalid when it is too short or too long, or holds control characters, which no terminal could send again.
base::Status check_password(std::string_view password);

bool is_password_hash(std::string_view text);  // "$argon2id$…", as libsodium writes it

struct PasswordCost {
  unsigned long long operations = 2;      // passes over the memory
  std::size_t memory = 64 * 1024 * 1024;  // bytes
  static PasswordCost least();            // for tests
};

// Safe from any thread.
class PasswordHasher {
 public:
  static constexpr unsigned kAtOnce = 2, kWaiting = 16;  // more than kWaiting who wait are told to come again

  explicit PasswordHasher(PasswordCost cost);

  base::Result<std::string> hash(std::string_view password);  // kUnavailable when too many wait
  // Whether `password` is the one of `hash`. An empty hash is nobody's and takes as long as another.
  base::Result<bool> matches(std::string_view hash, std::string_view password);

 private:
  class Place;

  const PasswordCost cost_;
  std::string nobodys_;
  std::mutex mutex_;
  std::condition_variable freed_;
  unsigned working_ = 0, waiting_ = 0;
};

}  // namespace redrive::central
