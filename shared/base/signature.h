// Ed25519 signatures (RFC 8032), for what an agent runs because somebody far away vouches for it (R8). Keys of their
// own, never CURVE's: who can read central's disk can speak as central, but cannot sign.
#pragma once

#include <string>
#include <string_view>

#include "shared/base/random.h"
#include "shared/base/result.h"

namespace redrive::base {

struct SigningKey {
  std::string seed;        // 64 hex digits; never logged, printed or put into argv
  std::string public_key;  // "ed25519:" and 64 hex digits
};

SigningKey make_signing_key(Random& random);

// kInvalid unless `seed` is 64 lower-case hex digits.
Result<SigningKey> signing_key_of(std::string_view seed);

// 128 hex digits.
std::string sign(std::string_view bytes, const SigningKey& key);

// kInvalid when the key or the signature is not even written as one, kDenied when the signature is not this key's over
// these bytes.
Status check_signature(std::string_view bytes, std::string_view signature, std::string_view public_key);
bool is_signature(std::string_view text);
Status check_verifying_key(std::string_view public_key);

}  // namespace redrive::base
