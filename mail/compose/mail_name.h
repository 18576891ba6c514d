// The Message-IDs of Redrive's mails. Each names the ticket and the mail and ends in a seal, an HMAC that only central
// can make: whoever quotes the id in a reply or a bounce has had the mail in his hands (T5).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace redrive::mail {

using SealKey = std::array<std::uint8_t, 32>;

struct MailName {
  std::string about;           // id of the ticket or storm
  std::uint32_t sequence = 1;  // of its mails
  std::string instead_for{};   // to a fallback centre: its id

  bool operator==(const MailName&) const = default;
};

// "<RD-2026-000123.1.h3k7…@redrive.host>", with the fallback centre "<RD-2026-000123.1.noc.h3k7…@redrive.host>": the
// same for every repeat of a mail. The host is from's domain; the seal does not cover it.
std::string message_id(const MailName& name, const SealKey& key, const std::string& from);

// What a Message-ID that came back names; nothing when it is none of ours, or its seal is wrong. With or without the
// angle brackets.
std::optional<MailName> read_message_id(std::string_view id, const SealKey& key);

// The number of the ticket's mail in an id of ours, seal unseen; 1 when it holds none.
std::uint32_t sequence_of(std::string_view message_id);

}  // namespace redrive::mail
