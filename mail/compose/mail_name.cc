#include "mail/compose/mail_name.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "mail/compose/address.h"
#include "mail/compose/header_text.h"

namespace redrive::mail {
namespace {

constexpr std::size_t kSealLetters = 20;  // of base 32: 100 bits

std::string seal_of(std::string_view text, const SealKey& key) {
  static_assert(std::tuple_size_v<SealKey> == crypto_auth_hmacsha256_KEYBYTES);
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
  crypto_auth_hmacsha256(mac.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size(), key.data());
  std::string out;
  for (std::size_t bit = 0; out.size() < kSealLetters; bit += 5) {
    const unsigned two = static_cast<unsigned>(mac[bit / 8] << 8) | mac[bit / 8 + 1];
    out += "abcdefghijklmnopqrstuvwxyz234567"[(two >> (11 - bit % 8)) & 31];
  }
  return out;
}

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string domain_of(const std::string& from) {
  const std::string address = bare_address(from);
  const auto at = address.find('@');
  return at == std::string::npos ? "localhost" : address.substr(at + 1);
}

std::vector<std::string_view> labels_of(std::string_view local) {
  std::vector<std::string_view> out;
  for (std::size_t begin = 0; begin <= local.size();) {
    const auto end = std::min(local.find('.', begin), local.size());
    out.push_back(local.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string message_id(const MailName& name, const SealKey& key, const std::string& from) {
  std::string local = fmt::format("{}.{}", id_part(name.about), name.sequence);
  if (!name.instead_for.empty()) local += "." + id_part(name.instead_for);
  return fmt::format("<{}.{}@{}>", local, seal_of(local, key), domain_of(from));
}

std::optional<MailName> read_message_id(std::string_view id, const SealKey& key) {
  if (id.starts_with('<')) id.remove_prefix(1);
  const std::string_view local = id.substr(0, id.find('@'));
  if (local.size() > 256) return std::nullopt;
  const auto labels = labels_of(local);
  if (labels.size() < 3 || labels.size() > 4) return std::nullopt;
  const std::string_view seal = labels.back();
  const auto sequence = number(labels[1]);
  if (!sequence || !same(seal, seal_of(local.substr(0, local.size() - seal.size() - 1), key))) return std::nullopt;
  return MailName{std::string(labels[0]), *sequence, labels.size() == 4 ? std::string(labels[2]) : ""};
}

std::uint32_t sequence_of(std::string_view message_id) {
  const auto labels = labels_of(message_id.substr(0, message_id.find_first_of("@>")));
  return labels.size() < 2 ? 1 : number(labels[1]).value_or(1);
}

}  // namespace redrive::mail
