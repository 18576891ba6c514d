#include "central/people/passwords.h"

#include <sodium.h>

#include <array>
#include <chrono>

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Result;

constexpr std::string_view kPrefix = "$argon2id$";

Result<std::string> hash_now(std::string_view password, const PasswordCost& cost) {
  std::array<char, crypto_pwhash_STRBYTES> out{};
  if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), cost.operations, cost.memory,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return base::fail(ErrorCode::kUnavailable, "there is no memory to hash a password now; try again in a moment");
  }
  return std::string(out.data());
}

}  // namespace

base::Status check_password(std::string_view password) {
  if (password.size() < kLeastPassword || password.size() > kMostPassword) {
    return base::fail(ErrorCode::kInvalid, fmt::format("a password has {} to {} bytes", kLeastPassword, kMostPassword));
  }
  const bool control = std::ranges::any_of(password, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
  if (control) return base::fail(ErrorCode::kInvalid, "a password has no control characters");
  return {};
}

bool is_password_hash(std::string_view text) {
  return text.starts_with(kPrefix) && text.size() > kPrefix.size() && text.size() < crypto_pwhash_STRBYTES;
}

PasswordCost PasswordCost::least() {
  return {crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN};
}

// A place among the few that hash at the same time, held while it lives.
class PasswordHasher::Place {
 public:
  explicit Place(PasswordHasher& of) : of_(of) {
    std::unique_lock lock(of_.mutex_);
    if (of_.waiting_ >= kWaiting) return;
    ++of_.waiting_;
    of_.freed_.wait(lock, [this] { return of_.working_ < kAtOnce; });
    --of_.waiting_;
    ++of_.working_;
    has_ = true;
  }
  ~Place() {
    if (!has_) return;
    {
      std::lock_guard lock(of_.mutex_);
      --of_.working_;
    }
    of_.freed_.notify_one();
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  base::Status status() const {
    if (has_) return {};
    return base::fail(ErrorCode::kUnavailable, "too many are logging in just now; try again in a moment");
  }

 private:
  PasswordHasher& of_;
  bool has_ = false;
};

PasswordHasher::PasswordHasher(PasswordCost cost) : cost_(cost) {
  if (auto made = hash_now("the password of nobody", cost)) nobodys_ = std::move(*made);
}

Result<std::string> PasswordHasher::hash(std::string_view password) {
  Place place(*this);
  if (auto has = place.status(); !has) return tl::unexpected(has.error());
  return hash_now(password, cost_);
}

Result<bool> PasswordHasher::matches(std::string_view hash, std::string_view password) {
  Place place(*this);
  if (auto has = place.status(); !has) return tl::unexpected(has.error());
  const bool nobody = hash.empty();
  const std::string against(nobody ? std::string_view(nobodys_) : hash);
  const bool same = crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
  return same && !nobody;
}

}  // namespace redrive::central
