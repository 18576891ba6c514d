// Who may ask for what over HTTP.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/random.h"
#include "shared/base/result.h"

namespace redrive::central {

// What a route asks of its caller.
enum class Need {
  kNothing,        // open to all: health, readiness, metrics
  kSubmit,         // may send alerts
  kAnyToken,       // is known at all
  kAdministrator,  // everything else
};

struct Identity {
  std::string name;  // of the token, for the audit trail and as the sender of alerts; empty where none was needed
};

struct AuthRefusal {
  bool known = false;  // a good token that may not do this (403), not a missing or wrong one (401)
  std::string why;
};

// Seam: tokens today; people with passwords and roles may follow behind it. Safe from any thread.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  // `authorization` is the header's value as it came, perhaps empty.
  virtual tl::expected<Identity, AuthRefusal> allow(std::string_view authorization, Need need) const = 0;
};

// Tokens from <state_dir>/tokens: a line each of digest, name, role (administrator or submit) and scope ("*"). The file
// holds digests only; a token is 256 random bits, so a plain digest cannot be guessed backwards.
class TokenAuthenticator final : public Authenticator {
 public:
  // The first time it makes a token "admin", writes it to <state_dir>/admin.token (mode 0600), then its digest to the
  // file. A line that cannot be read is an error: nobody should be locked out or let in by a typo.
  static base::Result<TokenAuthenticator> open(const std::filesystem::path& state_dir, base::Random& random);

  tl::expected<Identity, AuthRefusal> allow(std::string_view authorization, Need need) const override;

 private:
  struct Token {
    std::string digest, name;
    bool administrator = false;
  };
  static base::Result<std::vector<Token>> parse(std::string_view text);
  explicit TokenAuthenticator(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}
  const Token* find(std::string_view secret) const;

  std::vector<Token> tokens_;
};

}  // namespace redrive::central
