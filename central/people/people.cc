#include "central/people/people.h"

#include "central/people/secrets.h"
#include "shared/base/digest.h"

namespace redrive::central {
namespace {

tl::unexpected<AuthRefusal> refuse(bool known, std::string why) {
  return tl::unexpected<AuthRefusal>(AuthRefusal{known, std::move(why)});
}

std::string_view least_role(Need need) {
  switch (need) {
    case Need::kViewer:
      return "viewer";
    case Need::kOperator:
      return "operator";
    case Need::kApprover:
      return "approver";
    case Need::kAdministrator:
      return "administrator";
    default:
      return "submit or operator";
  }
}

}  // namespace

base::Result<std::unique_ptr<People>> People::open(std::filesystem::path state_dir, PeopleParts parts) {
  auto users = open_users(state_dir);
  if (!users) return tl::unexpected(users.error());
  auto tokens = open_tokens(state_dir, parts.random);
  if (!tokens) return tl::unexpected(tokens.error());
  std::unique_ptr<People> people(new People(std::move(state_dir), std::move(parts)));
  people->book_ = {std::move(*users), std::move(*tokens)};
  return people;
}

// Every digest is compared to its end, over all tokens: the time tells nothing about which came near. A session is
// found by the digest of 256 random bits, of which a time tells nothing either.
std::optional<People::Holder> People::holder_of(std::string_view secret) const {
  const std::string digest = base::digest_of(secret);
  std::shared_lock lock(mutex_);
  std::optional<Holder> found;
  for (const ApiToken& token : book_.tokens) {
    if (same_digest(token.digest, digest) && !has_ended(token, parts_.clock.utc())) {
      found = Holder{token.name, token.role, token.scope, token.end};
    }
  }
  const auto now = parts_.clock.steady();
  if (const auto session = sessions_.find(digest, now)) {
    const auto ends_at = parts_.clock.utc() + (session->end - now);
    if (const User* user = find(book_, session->user)) found = Holder{user->name, user->role, {}, ends_at};
  }
  return found;
}

tl::expected<Identity, AuthRefusal> People::allow(std::string_view authorization, Need need,
                                                  std::string_view resource) const {
  if (need == Need::kNothing) return Identity{};
  const auto secret = bearer_of(authorization);
  if (secret.empty()) {
    return refuse(false,
                  "send Authorization: Bearer and a token: log in, or take the administrator's from admin.token in "
                  "central's state directory");
  }
  const auto holder = holder_of(secret);
  if (!holder) return refuse(false, "this token is not known here, or it has ended; log in again");
  if (!may(holder->role, need)) {
    return refuse(true, fmt::format("\"{}\" has the role {}; this needs {}", holder->name, to_string(holder->role),
                                    least_role(need)));
  }
  if (!in_scope(holder->scope, resource)) {
    return refuse(true, fmt::format("the token \"{}\" is for {} only", holder->name, scope_text(holder->scope)));
  }
  return Identity{holder->name, holder->role, holder->ends_at};
}

People::Book People::book() const {
  std::shared_lock lock(mutex_);
  return book_;
}

const User* People::find(const Book& book, const std::string& name) {
  const auto found = std::ranges::find(book.users, name, &User::name);
  return found == book.users.end() ? nullptr : &*found;
}

}  // namespace redrive::central
