#include "central/people/tokens.h"

#include "central/people/secrets.h"
#include "shared/base/digest.h"
#include "shared/base/names.h"
#include "shared/sys/file.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Result;

std::string_view first_word(std::string_view text) {
  const auto words = words_of(text.substr(0, text.find('\n')));
  return words.empty() ? std::string_view{} : words.front();
}

// The token first, its digest last: after a crash in between the next start goes on from the token that is there.
base::Status make_administrator(const std::filesystem::path& state_dir, base::Random& random) {
  const auto file = state_dir / "admin.token";
  std::string token;
  if (auto existing = sys::read_file(file, 4096); existing) {
    token = first_word(*existing);
  } else if (existing.error().code != ErrorCode::kNotFound) {
    return tl::unexpected(existing.error());
  }
  if (token.empty()) {
    token = make_secret(random);
    if (auto written = sys::replace_file(file, token + "\n", 0600); !written) return written;
  }
  return sys::replace_file(state_dir / "tokens",
                           format_tokens({{base::digest_of(token), "admin", Role::kAdministrator, {}, {}}}), 0600);
}

Result<ApiToken> parse_line(const std::vector<std::string_view>& words) {
  if (words.size() < 4 || words.size() > 5 || !base::check_digest(words[0]) || !base::check_name("name", words[1])) {
    return base::fail(ErrorCode::kInvalid, "expected digest, name, role, scope and end");
  }
  const auto role = parse_role(words[2]);
  if (!role) return base::fail(ErrorCode::kInvalid, fmt::format("there is no role \"{}\"", words[2]));
  auto scope = parse_scope(words[3]);
  if (!scope) return tl::unexpected(scope.error());
  ApiToken token{std::string(words[0]), std::string(words[1]), *role, std::move(*scope), {}};
  if (words.size() == 5 && words[4] != "never") {
    auto end = base::parse_rfc3339(words[4]);
    if (!end) return tl::unexpected(end.error());
    token.end = *end;
  }
  return token;
}

}  // namespace

bool has_ended(const ApiToken& token, base::UtcTime now) {
  return token.end && *token.end <= now;
}

bool in_scope(const std::vector<std::string>& scope, std::string_view resource) {
  return scope.empty() || std::ranges::find(scope, resource) != scope.end();
}

std::string scope_text(const std::vector<std::string>& scope) {
  return scope.empty() ? "*" : fmt::format("{}", fmt::join(scope, ","));
}

Result<std::vector<std::string>> parse_scope(std::string_view text) {
  std::vector<std::string> scope;
  if (text == "*") return scope;
  for (;;) {
    const auto end = std::min(text.find(','), text.size());
    const auto resource = text.substr(0, end);
    const bool good = !resource.empty() && std::ranges::all_of(resource, [](char c) {
      return (c >= 'a' && c <= 'z') || c == '.' || c == '_';
    });
    if (!good) {
      return base::fail(ErrorCode::kInvalid,
                        "a scope is * or names of resources with commas between, such as alerts,tickets");
    }
    if (std::ranges::find(scope, resource) == scope.end()) scope.emplace_back(resource);
    if (end == text.size()) return scope;
    text.remove_prefix(end + 1);
  }
}

Result<std::vector<ApiToken>> parse_tokens(std::string_view text) {
  std::vector<ApiToken> tokens;
  for (unsigned line = 1; !text.empty(); ++line) {
    const auto words = words_of(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(std::min(text.find('\n'), text.size()) + 1, text.size()));
    if (words.empty() || words[0].starts_with('#')) continue;
    auto token = parse_line(words);
    if (!token) return base::fail_in(fmt::format("line {}", line), token.error());
    tokens.push_back(std::move(*token));
  }
  return tokens;
}

std::string format_tokens(const std::vector<ApiToken>& tokens) {
  std::string text = "# digest name role scope end; changed by redrive tokens add|remove\n";
  for (const auto& token : tokens) {
    text += fmt::format("{} {} {} {} {}\n", token.digest, token.name, to_string(token.role), scope_text(token.scope),
                        token.end ? base::format_rfc3339(*token.end) : "never");
  }
  return text;
}

Result<std::vector<ApiToken>> open_tokens(const std::filesystem::path& state_dir, base::Random& random) {
  const auto file = state_dir / "tokens";
  auto text = sys::read_file(file);
  if (!text && text.error().code == ErrorCode::kNotFound) {
    if (auto made = make_administrator(state_dir, random); !made) return tl::unexpected(made.error());
    text = sys::read_file(file);
  }
  if (!text) return tl::unexpected(text.error());
  auto tokens = parse_tokens(*text);
  if (!tokens) return base::fail_in(file.string(), tokens.error());
  return tokens;
}

}  // namespace redrive::central
