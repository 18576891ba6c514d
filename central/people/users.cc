#include "central/people/users.h"

#include "central/people/passwords.h"
#include "central/people/secrets.h"
#include "shared/base/names.h"
#include "shared/sys/file.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Result;

Result<User> parse_line(const std::vector<std::string_view>& words) {
  if (words.size() != 4 || !check_person("user", words[0]) || !is_password_hash(words[3])) {
    return base::fail(ErrorCode::kInvalid, "expected name, role, time and Argon2id hash");
  }
  const auto role = parse_role(words[1]);
  if (!role || *role == Role::kSubmit) {
    return base::fail(ErrorCode::kInvalid,
                      fmt::format("\"{}\" is not viewer, operator, approver or administrator", words[1]));
  }
  auto added = base::parse_rfc3339(words[2]);
  if (!added) return tl::unexpected(added.error());
  return User{std::string(words[0]), *role, *added, std::string(words[3])};
}

}  // namespace

base::Status check_person(std::string_view what, std::string_view name) {
  if (auto good = base::check_name(what, name); !good) return good;
  if (name.find('@') == name.npos) return {};
  return base::fail(ErrorCode::kInvalid, fmt::format("{} \"{}\" has an @ in it, which stands before the name of a "
                                                     "server",
                                                     what, name));
}

Result<std::vector<User>> parse_users(std::string_view text) {
  std::vector<User> users;
  for (unsigned line = 1; !text.empty(); ++line) {
    const auto words = words_of(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(std::min(text.find('\n'), text.size()) + 1, text.size()));
    if (words.empty() || words[0].starts_with('#')) continue;
    auto user = parse_line(words);
    if (!user) return base::fail_in(fmt::format("line {}", line), user.error());
    if (std::ranges::find(users, user->name, &User::name) != users.end()) {
      return base::fail(ErrorCode::kInvalid, fmt::format("line {}: \"{}\" stands in a line before", line, user->name));
    }
    users.push_back(std::move(*user));
  }
  return users;
}

std::string format_users(const std::vector<User>& users) {
  std::string text = "# name role added-at password-hash; changed by redrive users add|remove|passwd\n";
  for (const auto& user : users) {
    text +=
        fmt::format("{} {} {} {}\n", user.name, to_string(user.role), base::format_rfc3339(user.added_at), user.hash);
  }
  return text;
}

Result<std::vector<User>> open_users(const std::filesystem::path& state_dir) {
  const auto file = state_dir / "users";
  auto text = sys::read_file(file);
  if (!text && text.error().code == ErrorCode::kNotFound) return std::vector<User>{};
  if (!text) return tl::unexpected(text.error());
  auto users = parse_users(*text);
  if (!users) return base::fail_in(file.string(), users.error());
  return users;
}

}  // namespace redrive::central
