// Content digests: BLAKE2b-256, written "blake2b:<64 hex digits>" so that the algorithm travels with the value. BLAKE2b
// because it is about twice as fast as SHA-256 on machines without SHA instructions (docs/dependencies.md).
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace redrive::base {

// Digest of bytes that arrive in pieces.
class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;
  void update(std::string_view bytes);
  // The digest of everything so far; the hasher must not be used afterwards.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string digest_of(std::string_view bytes);

// kInvalid unless `text` is "blake2b:" and 64 lower-case hex digits. A checked digest is safe as a file name after ':'.
Status check_digest(std::string_view text);

// The 64 hex digits of a checked digest: its file name in a content store.
std::string_view digest_hex(std::string_view digest);

}  // namespace redrive::base
