#include "central/http/auth.h"

#include <sodium.h>

#include "shared/base/digest.h"
#include "shared/base/names.h"
#include "shared/sys/file.h"

namespace redrive::central {
namespace {

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (;;) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t\r"), line.size()));
    if (line.empty()) return words;
    words.push_back(line.substr(0, line.find_first_of(" \t\r")));
    line.remove_prefix(words.back().size());
  }
}

std::string make_token(base::Random& random) {
  std::array<std::uint8_t, 32> bytes{};
  random.fill(bytes);
  std::string hex;
  for (const auto byte : bytes) hex += fmt::format("{:02x}", byte);
  return hex;
}

std::string_view trimmed(std::string_view text) {
  const auto words = words_of(text.substr(0, text.find('\n')));
  return words.empty() ? std::string_view{} : words.front();
}

// The token first, its digest last: after a crash in between the next start goes on from the token that is there.
base::Status make_administrator(const std::filesystem::path& state_dir, base::Random& random) {
  const auto file = state_dir / "admin.token";
  std::string token;
  if (auto existing = sys::read_file(file, 4096); existing) {
    token = trimmed(*existing);
  } else if (existing.error().code != base::ErrorCode::kNotFound) {
    return tl::unexpected(existing.error());
  }
  if (token.empty()) {
    token = make_token(random);
    if (auto written = sys::replace_file(file, token + "\n", 0600); !written) return written;
  }
  return sys::replace_file(state_dir / "tokens", fmt::format("{} admin administrator *\n", base::digest_of(token)),
                           0600);
}

tl::unexpected<AuthRefusal> refuse(bool known, std::string why) {
  return tl::unexpected<AuthRefusal>(AuthRefusal{known, std::move(why)});
}

}  // namespace

base::Result<TokenAuthenticator> TokenAuthenticator::open(const std::filesystem::path& state_dir,
                                                          base::Random& random) {
  const auto file = state_dir / "tokens";
  auto text = sys::read_file(file);
  if (!text && text.error().code == base::ErrorCode::kNotFound) {
    if (auto made = make_administrator(state_dir, random); !made) return tl::unexpected(made.error());
    text = sys::read_file(file);
  }
  if (!text) return tl::unexpected(text.error());
  auto tokens = parse(*text);
  if (!tokens) return base::fail_in(file.string(), tokens.error());
  return TokenAuthenticator(std::move(*tokens));
}

base::Result<std::vector<TokenAuthenticator::Token>> TokenAuthenticator::parse(std::string_view text) {
  std::vector<Token> tokens;
  for (unsigned line = 1; !text.empty(); ++line) {
    const auto words = words_of(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(std::min(text.find('\n'), text.size()) + 1, text.size()));
    if (words.empty() || words[0].starts_with('#')) continue;
    const bool administrator = words.size() == 4 && words[2] == "administrator";
    if (words.size() != 4 || !base::check_digest(words[0]) || !base::check_name("name", words[1]) ||
        (!administrator && words[2] != "submit") || words[3] != "*") {
      return base::fail(base::ErrorCode::kInvalid,
                        fmt::format("line {}: expected digest, name, role (administrator or submit) and *", line));
    }
    tokens.push_back({std::string(words[0]), std::string(words[1]), administrator});
  }
  return tokens;
}

// Digests of equal length compared to the end, over all of them: the time tells nothing about which came near.
const TokenAuthenticator::Token* TokenAuthenticator::find(std::string_view secret) const {
  const std::string digest = base::digest_of(secret);
  const Token* found = nullptr;
  for (const Token& token : tokens_) {
    if (token.digest.size() == digest.size() && sodium_memcmp(token.digest.data(), digest.data(), digest.size()) == 0) {
      found = &token;
    }
  }
  return found;
}

tl::expected<Identity, AuthRefusal> TokenAuthenticator::allow(std::string_view authorization, Need need) const {
  if (need == Need::kNothing) return Identity{};
  const auto words = words_of(authorization.substr(0, 4096));
  const bool bearer = words.size() == 2 && words[0].size() == 6 && strncasecmp(words[0].data(), "bearer", 6) == 0;
  if (!bearer)
    return refuse(
        false,
        "send Authorization: Bearer and a token; the administrator's is in admin.token in central's state directory");
  const Token* token = find(words[1]);
  if (!token) return refuse(false, "this token is not known here");
  if (need == Need::kAdministrator && !token->administrator) {
    return refuse(true, fmt::format("the token \"{}\" may only submit alerts", token->name));
  }
  return Identity{token->name};
}

}  // namespace redrive::central
