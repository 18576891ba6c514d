// Bearer tokens: 256 random bits that are shown once and kept as a digest. So many bits cannot be guessed backwards
// from a plain digest; passwords can, and are kept otherwise (passwords.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/base/random.h"

namespace redrive::central {

std::string make_secret(base::Random& random);  // 64 hex digits

// The token of "Bearer TOKEN", RFC 6750; empty when it is anything else.
std::string_view bearer_of(std::string_view authorization);

// In a time that tells nothing about where they differ.
bool same_digest(std::string_view a, std::string_view b);

std::vector<std::string_view> words_of(std::string_view line);  // between blanks

}  // namespace redrive::central
