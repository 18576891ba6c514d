// CURVE keys: making, keeping (secret file 0600) and showing them as Z85 text of 40 characters.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace redrive::link {

struct KeyPair {
  std::string public_key;  // Z85
  std::string secret_key;  // Z85; never logged, printed or put into argv
};

KeyPair make_key_pair();

// The pair kept in directory/curve.key, made at the first call with mode 0600; processes that make it at the same time
// all get the one that was kept. Refuses a file others can read.
base::Result<KeyPair> load_or_make_keys(const std::filesystem::path& directory);

// kInvalid unless 40 characters of Z85 that decode to 32 bytes.
base::Status check_public_key(std::string_view z85);

}  // namespace redrive::link
