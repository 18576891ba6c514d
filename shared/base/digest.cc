#include "shared/base/digest.h"

#include <sodium.h>

#include <array>

namespace redrive::base {
namespace {
constexpr std::string_view kPrefix = "blake2b:";
constexpr std::size_t kBytes = 32;
}  // namespace

struct Hasher::State {
  crypto_generichash_state sodium;
};

Hasher::Hasher() : state_(std::make_unique<State>()) {
  static const int initialised = sodium_init();  // picks the fastest implementation for this processor
  static_cast<void>(initialised);
  crypto_generichash_init(&state_->sodium, nullptr, 0, kBytes);
}
Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

void Hasher::update(std::string_view bytes) {
  crypto_generichash_update(&state_->sodium, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

std::string Hasher::finish() {
  std::array<unsigned char, kBytes> raw{};
  crypto_generichash_final(&state_->sodium, raw.data(), raw.size());
  std::array<char, kBytes * 2 + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), raw.data(), raw.size());
  return std::string(kPrefix) + hex.data();
}

std::string digest_of(std::string_view bytes) {
  Hasher hasher;
  hasher.update(bytes);
  return hasher.finish();
}

Status check_digest(std::string_view text) {
  const bool good = text.size() == kPrefix.size() + kBytes * 2 && text.substr(0, kPrefix.size()) == kPrefix &&
                    text.find_first_not_of("0123456789abcdef", kPrefix.size()) == std::string_view::npos;
  if (good) return {};
  return fail(ErrorCode::kInvalid,
              std::string("'").append(text.substr(0, 80)) + "' is not a digest: expected blake2b: and 64 hex digits");
}

std::string_view digest_hex(std::string_view digest) {
  return digest.substr(kPrefix.size());
}

}  // namespace redrive::base
