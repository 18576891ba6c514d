#include "shared/base/names.h"

#include <algorithm>
#include <array>

namespace redrive::base {
namespace {

bool allowed(char c, std::string_view signs) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         signs.find(c) != std::string_view::npos;
}

}  // namespace

Status check_name(std::string_view what, std::string_view name) {
  const auto wrong = [&](std::string_view why) {
    return fail(ErrorCode::kInvalid,
                std::string(what) + " name '" + std::string(name.substr(0, 64)) + "' " + std::string(why));
  };
  if (name.empty()) return wrong("is empty");
  if (name.size() > kMaxName) return wrong("is longer than 128 bytes");
  if (name[0] == '-' || name[0] == '.') return wrong("must not begin with '-' or '.'");
  if (name.find("..") != std::string_view::npos) return wrong("must not contain '..'");
  for (char c : name) {
    if (!allowed(c, "._-+:@~")) return wrong("may hold only letters, digits and . _ - + : @ ~");
  }
  return {};
}

bool is_host(std::string_view text) {
  return !text.empty() && text.size() <= 253 && text[0] != '-' &&
         std::all_of(text.begin(), text.end(), [](char c) { return allowed(c, ".-_:%"); });
}

std::string make_id(std::string_view prefix, Random& random) {
  static constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";  // Crockford's 32, no look-alikes
  std::array<std::uint8_t, 16> bytes{};
  random.fill(bytes);
  std::string id(prefix);
  for (auto byte : bytes) id.push_back(kAlphabet[byte & 31U]);
  return id;
}

bool glob_match(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p, ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool is_glob(std::string_view pattern) {
  return pattern.find_first_of("*?") != std::string_view::npos;
}

}  // namespace redrive::base
