#include "central/people/secrets.h"

#include <sodium.h>
#include <strings.h>

namespace redrive::central {

std::string make_secret(base::Random& random) {
  std::array<std::uint8_t, 32> bytes{};
  random.fill(bytes);
  std::string hex;
  for (const auto byte : bytes) hex += fmt::format("{:02x}", byte);
  return hex;
}

std::string_view bearer_of(std::string_view authorization) {
  const auto words = words_of(authorization.substr(0, 4096));
  const bool bearer = words.size() == 2 && words[0].size() == 6 && strncasecmp(words[0].data(), "bearer", 6) == 0;
  return bearer ? words[1] : std::string_view{};
}

bool same_digest(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (;;) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t\r"), line.size()));
    if (line.empty()) return words;
    words.push_back(line.substr(0, line.find_first_of(" \t\r")));
    line.remove_prefix(words.back().size());
  }
}

}  // namespace redrive::central
