#include "shared/base/signature.h"

#include <sodium.h>

#include <array>
#include <span>

namespace redrive::base {
namespace {

constexpr std::string_view kPrefix = "ed25519:";
using Seed = std::array<unsigned char, crypto_sign_SEEDBYTES>;
using PublicKey = std::array<unsigned char, crypto_sign_PUBLICKEYBYTES>;
using Signature = std::array<unsigned char, crypto_sign_BYTES>;

std::string to_hex(std::span<const unsigned char> raw) {
  std::string hex(raw.size() * 2 + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), raw.data(), raw.size());
  hex.pop_back();
  return hex;
}

// In lower case only: each value has one way to be written.
bool from_hex(std::string_view hex, std::span<unsigned char> raw) {
  return hex.size() == raw.size() * 2 && hex.find_first_not_of("0123456789abcdef") == std::string_view::npos &&
         sodium_hex2bin(raw.data(), raw.size(), hex.data(), hex.size(), nullptr, nullptr, nullptr) == 0;
}

bool read_key(std::string_view text, PublicKey& key) {
  return text.starts_with(kPrefix) && from_hex(text.substr(kPrefix.size()), key);
}

SigningKey key_of(const Seed& seed) {
  PublicKey public_key{};
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret{};
  crypto_sign_seed_keypair(public_key.data(), secret.data(), seed.data());
  sodium_memzero(secret.data(), secret.size());
  return {to_hex(seed), std::string(kPrefix) + to_hex(public_key)};
}

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

SigningKey make_signing_key(Random& random) {
  Seed seed{};
  random.fill(seed);
  return key_of(seed);
}

Result<SigningKey> signing_key_of(std::string_view seed) {
  Seed read{};
  if (!from_hex(seed, read)) return fail(ErrorCode::kInvalid, "not a signing key: expected 64 lower-case hex digits");
  return key_of(read);
}

std::string sign(std::string_view bytes, const SigningKey& key) {
  Seed seed{};
  PublicKey public_key{};
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret{};
  Signature signature{};
  if (!from_hex(key.seed, seed)) return {};
  crypto_sign_seed_keypair(public_key.data(), secret.data(), seed.data());
  crypto_sign_detached(signature.data(), nullptr, raw(bytes), bytes.size(), secret.data());
  sodium_memzero(secret.data(), secret.size());
  return to_hex(signature);
}

Status check_signature(std::string_view bytes, std::string_view signature, std::string_view public_key) {
  if (auto checked = check_verifying_key(public_key); !checked) return checked;
  PublicKey key{};
  Signature read{};
  read_key(public_key, key);
  if (!from_hex(signature, read))
    return fail(ErrorCode::kInvalid, "not a signature: expected 128 lower-case hex digits");
  if (crypto_sign_verify_detached(read.data(), raw(bytes), bytes.size(), key.data()) == 0) return {};
  return fail(ErrorCode::kDenied, "the signature is not one of the key " + std::string(public_key));
}

bool is_signature(std::string_view text) {
  Signature read{};
  return from_hex(text, read);
}

Status check_verifying_key(std::string_view public_key) {
  PublicKey key{};
  if (read_key(public_key, key)) return {};
  return fail(ErrorCode::kInvalid, "'" + std::string(public_key.substr(0, 80)) +
                                       "' is not a public key: expected ed25519: and 64 lower-case hex digits");
}

}  // namespace redrive::base
