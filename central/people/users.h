// Operators as <state_dir>/users holds them: a line each of name, role, the time they were added, and the password's
// hash.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "central/people/role.h"
#include "shared/base/result.h"
#include "shared/base/time.h"

namespace redrive::central {

struct User {
  std::string name;
  Role role = Role::kViewer;
  base::UtcTime added_at{};
  std::string hash;  // Argon2id, as passwords.h makes it
};

// A name of a person or token: as all names are, but without '@', which stands between a person and the server they
// speak from.
base::Status check_person(std::string_view what, std::string_view name);

// kInvalid names the line: nobody should be locked out or let in by a typo.
base::Result<std::vector<User>> parse_users(std::string_view text);
std::string format_users(const std::vector<User>& users);
base::Result<std::vector<User>> open_users(const std::filesystem::path& state_dir);  // no file = nobody

}  // namespace redrive::central
