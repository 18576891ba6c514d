// The password of a mail server's account, from the file that the configuration names.
#pragma once

#include <string>

#include "shared/base/result.h"

namespace redrive::mail {

// The first line of the file, 1 to 1024 bytes. kInvalid names the file, never what it holds.
base::Result<std::string> read_password(const std::string& file);

}  // namespace redrive::mail
