#include "mail/compose/address.h"

#include <algorithm>
#include <cctype>

#include "mail/compose/header_text.h"

namespace redrive::mail {
namespace {

constexpr std::size_t kMaxAddress = 254;  // RFC 5321 4.5.3.1.3 (path of 256 with its brackets)
constexpr std::size_t kMaxLocal = 64;
constexpr std::size_t kMaxName = 120;

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool in_local(char c) {
  return c > 0x20 && c < 0x7F && std::string_view("<>()[]\",;:\\@").find(c) == std::string_view::npos;
}

bool in_domain(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' || c == '_';
}

// Dots only between something (RFC 5322 dot-atom).
bool dotted(std::string_view text) {
  return !text.empty() && text.front() != '.' && text.back() != '.' && text.find("..") == std::string_view::npos;
}

}  // namespace

bool is_address(std::string_view text) {
  const auto at = text.find('@');
  if (at == std::string_view::npos || at > kMaxLocal || text.size() > kMaxAddress) return false;
  const std::string_view local = text.substr(0, at), domain = text.substr(at + 1);
  return dotted(local) && dotted(domain) && std::all_of(local.begin(), local.end(), in_local) &&
         std::all_of(domain.begin(), domain.end(), in_domain);
}

std::string bare_address(std::string_view text) {
  text = trim(text);
  const auto open = text.rfind('<');
  if (open != std::string_view::npos) {
    if (text.back() != '>') return {};
    text = text.substr(open + 1, text.size() - open - 2);
  }
  return is_address(text) ? std::string(text) : std::string();
}

std::string display_name(std::string_view text) {
  const auto open = text.rfind('<');
  if (open == std::string_view::npos) return {};
  std::string name = clean_line(trim(text.substr(0, open)), kMaxName);
  std::erase(name, '"');
  std::erase(name, '\\');
  return std::string(trim(name));
}

std::string header_address(std::string_view text) {
  const std::string address = bare_address(text);
  if (address.empty()) return {};
  const std::string name = display_name(text);
  if (name.empty()) return address;
  const bool ascii = std::all_of(name.begin(), name.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
  // A name in quotes must not look like an encoded word to a lenient reader.
  if (ascii && name.find("=?") == std::string::npos) return "\"" + name + "\" <" + address + ">";
  return encode_words(name, 0) + "\r\n <" + address + ">";
}

}  // namespace redrive::mail
