// Logging in and out. Guesses are slowed before a password is compared, and the comparison takes as long for a name
// that nobody has.
#include "central/people/people.h"
#include "central/people/secrets.h"
#include "shared/base/digest.h"
#include "shared/log/log.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Result;

// What was typed as a name may be anything, a password among it: only names that are somebody's are written down.
constexpr std::string_view kUnknown = "(unknown name)";

std::string describe(const RefusedLogins& counted) {
  return fmt::format("{} more since {}: {} wrong, {} while they had to wait", counted.wrong + counted.waited,
                     base::format_rfc3339(counted.since), counted.wrong, counted.waited);
}

}  // namespace

Result<std::variant<LoggedIn, LoginRefused>> People::log_in(const std::string& name, const std::string& password,
                                                            const std::string& from) {
  const auto refused = [&](base::Micros wait) {
    count_refused(name, from, wait == base::Micros{0});
    return std::variant<LoggedIn, LoginRefused>(LoginRefused{wait});
  };
  const auto wait = [&] {
    std::lock_guard lock(login_mutex_);
    return throttle_.admit(name, from, parts_.clock.steady());
  }();
  if (wait > base::Micros{0}) return refused(wait);
  const Book known = book();
  const User* user = find(known, name);
  const auto right = hasher_.matches(user ? user->hash : "", password.substr(0, kMostPassword + 1));
  {
    std::lock_guard lock(login_mutex_);
    if (!right) throttle_.was_not_judged(name, from);
    if (right && *right) throttle_.was_right(name, from, parts_.clock.steady());
  }
  if (!right) return tl::unexpected(right.error());
  if (!*right) return refused(base::Micros{0});
  const auto lifetime = parts_.options.get()->people.session;
  LoggedIn session{make_secret(parts_.random), user->role, parts_.clock.utc() + lifetime};
  const RecordAct act{{name, from}, "login", name, "until " + base::format_rfc3339(session.end), "", ""};
  if (auto recorded = parts_.record(act); !recorded) return tl::unexpected(recorded.error());
  if (!begin_session(*user, session.token, lifetime)) return refused(base::Micros{0});
  return session;
}

// False when the person was removed or given another password since it was compared.
bool People::begin_session(const User& user, const std::string& token, base::Micros lifetime) {
  std::lock_guard lock(mutex_);
  const User* still = find(book_, user.name);
  if (!still || still->hash != user.hash) return false;
  const auto now = parts_.clock.steady();
  sessions_.begin(base::digest_of(token), user.name, now + lifetime, now);
  return true;
}

base::Status People::log_out(const Actor& actor, std::string_view authorization) {
  {
    std::lock_guard lock(mutex_);
    if (!sessions_.end(base::digest_of(bearer_of(authorization)))) {
      return base::fail(
          ErrorCode::kConflict,
          fmt::format("\"{}\" is an API token, no session; end it with redrive tokens remove", actor.name));
    }
  }
  return parts_.record({actor, "logout", actor.name, "", "", ""});
}

void People::count_refused(const std::string& name, const std::string& from, bool judged) {
  const std::string told = find(book(), name) ? name : std::string(kUnknown);
  const bool first = [&] {
    std::lock_guard lock(login_mutex_);
    return refused_.add(told, from, judged, parts_.clock.utc());
  }();
  if (!first) return;
  const std::string detail = judged ? "wrong name or password" : "too many wrong ones before";
  if (auto recorded = parts_.record({{told, from}, "login refused", told, detail, "", ""}); !recorded) {
    log::warning("people", fmt::format("a refused login of {} from {} is not in the audit trail: {}", told, from,
                                       recorded.error().message));
  }
}

std::vector<RecordAct> People::take_refused_logins() {
  std::lock_guard lock(login_mutex_);
  std::vector<RecordAct> acts;
  for (const auto& one : refused_.take()) {
    acts.push_back({{one.name, one.address}, "login refused", one.name, describe(one), "", ""});
  }
  return acts;
}

}  // namespace redrive::central
