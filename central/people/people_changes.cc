// Users and tokens are added and removed: checked, recorded, written, and from then on so.
#include "central/people/people.h"
#include "central/people/secrets.h"
#include "shared/base/digest.h"
#include "shared/base/names.h"
#include "shared/log/log.h"
#include "shared/sys/file.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using base::Status;

constexpr std::size_t kMostUsers = 10'000, kMostTokens = 10'000;

std::string describe(const User& user) {
  return fmt::format("{}", to_string(user.role));
}

std::string describe(const ApiToken& token) {
  return fmt::format("{}, scope {}, {}", to_string(token.role), scope_text(token.scope),
                     token.end ? "until " + base::format_rfc3339(*token.end) : "without an end");
}

Status last_administrator(const std::string& name) {
  return fail(ErrorCode::kConflict, fmt::format("\"{}\" is the last administrator; make another one first", name));
}

}  // namespace

// ---- users

std::vector<User> People::users() const {
  auto users = book().users;
  std::ranges::sort(users, {}, &User::name);
  return users;
}

Status People::add_user(const Actor& actor, const std::string& name, Role role, const std::string& password) {
  if (auto good = check_person("user", name); !good) return good;
  if (role == Role::kSubmit) return fail(ErrorCode::kInvalid, "only tokens have the role submit");
  if (auto good = check_password(password); !good) return good;
  auto hash = hasher_.hash(password);
  if (!hash) return tl::unexpected(hash.error());
  std::lock_guard lock(changing_);
  Book next = book();
  if (auto free = check_free(next, name); !free) return free;
  if (next.users.size() >= kMostUsers) return fail(ErrorCode::kNoSpace, "there are too many users already");
  next.users.push_back({name, role, parts_.clock.utc(), std::move(*hash)});
  const RecordAct act{actor, "add user", name, "", "", describe(next.users.back())};
  return change(act, std::move(next), true);
}

Status People::remove_user(const Actor& actor, const std::string& name) {
  std::lock_guard lock(changing_);
  Book next = book();
  const User* user = find(next, name);
  if (!user) return fail(ErrorCode::kNotFound, fmt::format("there is no user {}", name));
  const RecordAct act{actor, "remove user", name, "", describe(*user), ""};
  std::erase_if(next.users, [&](const User& one) { return one.name == name; });
  if (!has_administrator(next)) return last_administrator(name);
  if (auto changed = change(act, std::move(next), true); !changed) return changed;
  std::lock_guard sessions(mutex_);
  sessions_.end_all_of(name);
  return {};
}

Status People::set_password(const Actor& actor, const std::string& name, const std::string& password) {
  if (auto good = check_password(password); !good) return good;
  auto hash = hasher_.hash(password);
  if (!hash) return tl::unexpected(hash.error());
  std::lock_guard lock(changing_);
  Book next = book();
  const auto user = std::ranges::find(next.users, name, &User::name);
  if (user == next.users.end()) return fail(ErrorCode::kNotFound, fmt::format("there is no user {}", name));
  user->hash = std::move(*hash);
  const RecordAct act{actor, "change password", name, "sessions end", describe(*user), describe(*user)};
  if (auto changed = change(act, std::move(next), true); !changed) return changed;
  std::lock_guard sessions(mutex_);
  sessions_.end_all_of(name);
  return {};
}

// ---- tokens

std::vector<ApiToken> People::tokens() const {
  auto tokens = book().tokens;
  std::ranges::sort(tokens, {}, &ApiToken::name);
  return tokens;
}

Result<std::string> People::add_token(const Actor& actor, ApiToken wanted) {
  if (auto good = check_person("token", wanted.name); !good) return tl::unexpected(good.error());
  if (wanted.end && *wanted.end <= parts_.clock.utc()) return fail(ErrorCode::kInvalid, "the token would end at once");
  std::lock_guard lock(changing_);
  Book next = book();
  if (auto free = check_free(next, wanted.name); !free) return tl::unexpected(free.error());
  if (next.tokens.size() >= kMostTokens) return fail(ErrorCode::kNoSpace, "there are too many tokens already");
  std::string secret = make_secret(parts_.random);
  wanted.digest = base::digest_of(secret);
  const RecordAct act{actor, "add token", wanted.name, "", "", describe(wanted)};
  next.tokens.push_back(std::move(wanted));
  if (auto changed = change(act, std::move(next), false); !changed) return tl::unexpected(changed.error());
  return secret;
}

Status People::remove_token(const Actor& actor, const std::string& name) {
  std::lock_guard lock(changing_);
  Book next = book();
  const auto token = std::ranges::find(next.tokens, name, &ApiToken::name);
  if (token == next.tokens.end()) return fail(ErrorCode::kNotFound, fmt::format("there is no token {}", name));
  const RecordAct act{actor, "remove token", name, "", describe(*token), ""};
  std::erase_if(next.tokens, [&](const ApiToken& one) { return one.name == name; });
  if (!has_administrator(next)) return last_administrator(name);
  return change(act, std::move(next), false);
}

// ---- both

// One name, one identity: else the audit trail could not tell them apart.
Status People::check_free(const Book& book, const std::string& name) const {
  if (find(book, name)) return fail(ErrorCode::kConflict, fmt::format("there is a user {} already", name));
  const auto token = std::ranges::find(book.tokens, name, &ApiToken::name);
  if (token == book.tokens.end()) return {};
  return fail(ErrorCode::kConflict,
              fmt::format("there is a token {} already{}", name,
                          has_ended(*token, parts_.clock.utc()) ? ", which has ended; remove it" : ""));
}

// A token with an end or a narrow scope is none to rely on.
bool People::has_administrator(const Book& book) {
  const auto is_one = [](const auto& one) { return one.role == Role::kAdministrator; };
  return std::ranges::any_of(book.users, is_one) || std::ranges::any_of(book.tokens, [&](const ApiToken& token) {
           return is_one(token) && !token.end && token.scope.empty();
         });
}

Status People::change(const RecordAct& act, Book next, bool of_users) {
  if (auto recorded = parts_.record(act); !recorded) return recorded;
  const auto written = of_users ? sys::replace_file(state_dir_ / "users", format_users(next.users), 0600)
                                : sys::replace_file(state_dir_ / "tokens", format_tokens(next.tokens), 0600);
  if (!written) {
    auto failed = parts_.record({act.actor, act.what + " failed", act.subject, written.error().message, "", ""});
    if (!failed) log::warning("people", "not in the audit trail: " + failed.error().message);
    return written;
  }
  std::lock_guard lock(mutex_);
  book_ = std::move(next);
  return {};
}

}  // namespace redrive::central
