// API tokens as <state_dir>/tokens holds them: a line each of digest, name, role, scope and end.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "central/people/role.h"
#include "shared/base/random.h"
#include "shared/base/result.h"
#include "shared/base/time.h"

namespace redrive::central {

struct ApiToken {
  std::string digest, name;
  Role role = Role::kSubmit;
  std::vector<std::string> scope;    // resources under /api/v1/ it may touch; empty = all
  std::optional<base::UtcTime> end;  // good before it; nothing = for ever
};

bool has_ended(const ApiToken& token, base::UtcTime now);
bool in_scope(const std::vector<std::string>& scope, std::string_view resource);

std::string scope_text(const std::vector<std::string>& scope);  // "alerts,tickets" or "*"
// Of "*" or resources with commas between; kInvalid when one cannot be the name of a resource.
base::Result<std::vector<std::string>> parse_scope(std::string_view text);

// kInvalid names the line. Lines of four words, without an end, are what earlier versions wrote: they do not end.
base::Result<std::vector<ApiToken>> parse_tokens(std::string_view text);
std::string format_tokens(const std::vector<ApiToken>& tokens);

// Reads the file. The first time it makes a token "admin", writes it to <state_dir>/admin.token (mode 0600), then its
// digest to the file.
base::Result<std::vector<ApiToken>> open_tokens(const std::filesystem::path& state_dir, base::Random& random);

}  // namespace redrive::central
