// Operators, API tokens and logins of one central: who they are, what they may do, and every change to them, each
// recorded in the audit trail before it is made. Users and tokens are files in the state directory, so that they
// survive the loss of the database; sessions are in memory.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <variant>
#include <vector>

#include "central/core/live_options.h"
#include "central/flow/requests.h"
#include "central/people/authenticator.h"
#include "central/people/login_throttle.h"
#include "central/people/passwords.h"
#include "central/people/refused_logins.h"
#include "central/people/sessions.h"
#include "central/people/tokens.h"
#include "central/people/users.h"

namespace redrive::central {

struct PeopleParts {
  const base::Clock& clock;
  base::Random& random;  // unpredictable, and safe from any thread
  const LiveOptions& options;
  // Writes one act into the audit trail; well = durable. An act that cannot be recorded is not done.
  std::function<base::Status(RecordAct)> record;
  PasswordCost cost{};
};

struct LoggedIn {
  std::string token;  // shown this once
  Role role = Role::kViewer;
  base::UtcTime end{};
};
struct LoginRefused {
  base::Micros wait{0};  // 0: the name or the password is wrong, nobody says which; else come again after it
};

// Safe from any thread.
class People final : public Authenticator {
 public:
  // kInvalid names the line of a file that cannot be read.
  static base::Result<std::unique_ptr<People>> open(std::filesystem::path state_dir, PeopleParts parts);

  tl::expected<Identity, AuthRefusal> allow(std::string_view authorization, Need need,
                                            std::string_view resource) const override;

  // ---- logging in (people_login.cc)
  // An error when it could not be judged (kUnavailable) or recorded.
  base::Result<std::variant<LoggedIn, LoginRefused>> log_in(const std::string& name, const std::string& password,
                                                            const std::string& from);
  base::Status log_out(const Actor& actor, std::string_view authorization);  // kConflict: it is a token, no session
  // Refused logins that were only counted, for the audit trail: to be asked for about once a minute, and at the end.
  std::vector<RecordAct> take_refused_logins();

  // ---- changes (people_changes.cc); they hold for running sessions at once
  std::vector<User> users() const;
  base::Status add_user(const Actor& actor, const std::string& name, Role role, const std::string& password);
  base::Status remove_user(const Actor& actor, const std::string& name);  // kConflict: the last administrator
  base::Status set_password(const Actor& actor, const std::string& name, const std::string& password);
  std::vector<ApiToken> tokens() const;
  // Gives the secret, shown this once. `wanted` comes without a digest.
  base::Result<std::string> add_token(const Actor& actor, ApiToken wanted);
  base::Status remove_token(const Actor& actor, const std::string& name);  // kConflict: the last administrator

 private:
  People(std::filesystem::path state_dir, PeopleParts parts)
      : state_dir_(std::move(state_dir)), parts_(std::move(parts)), hasher_(parts_.cost) {}

  struct Book {
    std::vector<User> users;
    std::vector<ApiToken> tokens;
  };
  struct Holder {  // of a secret that was shown
    std::string name;
    Role role = Role::kSubmit;
    std::vector<std::string> scope;
    std::optional<base::UtcTime> ends_at{};
  };
  std::optional<Holder> holder_of(std::string_view secret) const;
  Book book() const;
  static const User* find(const Book& book, const std::string& name);
  base::Status check_free(const Book& book, const std::string& name) const;
  static bool has_administrator(const Book& book);
  // Records the act, writes the file that changed, and only then lets it hold.
  base::Status change(const RecordAct& act, Book next, bool of_users);
  bool begin_session(const User& user, const std::string& token, base::Micros lifetime);
  void count_refused(const std::string& name, const std::string& from, bool judged);

  const std::filesystem::path state_dir_;
  const PeopleParts parts_;
  PasswordHasher hasher_;

  std::mutex changing_;              // one change at a time; held while the store and the disk are waited for
  mutable std::shared_mutex mutex_;  // guards what follows, for moments only
  Book book_;
  Sessions sessions_;
  std::mutex login_mutex_;  // guards what follows
  LoginThrottle throttle_;
  RefusedLoginCounts refused_;
};

}  // namespace redrive::central
