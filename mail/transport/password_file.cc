#include "mail/transport/password_file.h"

#include <fstream>

namespace redrive::mail {
namespace {

constexpr std::size_t kMaxPassword = 1024;

}  // namespace

base::Result<std::string> read_password(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::string password;
  if (!in || !std::getline(in, password)) {
    return base::fail(base::ErrorCode::kInvalid,
                      "password_file '" + file + "' cannot be read; expected the password on its first line");
  }
  if (password.ends_with('\r')) password.pop_back();
  if (password.empty() || password.size() > kMaxPassword || password.find('\0') != std::string::npos) {
    return base::fail(base::ErrorCode::kInvalid,
                      "password_file '" + file + "' holds no usable password on its first line");
  }
  return password;
}

}  // namespace redrive::mail
