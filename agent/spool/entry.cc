#include "agent/spool/entry.h"

#include "shared/wire/codec.h"

namespace redrive::agent {
namespace {
constexpr char kAlert = 'a', kReport = 'r';
}  // namespace

std::string encode_entry(std::uint64_t number, const wire::SpoolItem& item) {
  std::string record(1, std::holds_alternative<model::Alert>(item) ? kAlert : kReport);
  for (int shift = 56; shift >= 0; shift -= 8) record += static_cast<char>((number >> shift) & 0xFFU);
  return record + wire::encode_item(item);
}

std::optional<SpoolEntry> decode_entry(std::string_view record) {
  if (record.size() < kEntryHead || (record[0] != kAlert && record[0] != kReport)) return {};
  SpoolEntry entry{record[0] == kAlert, 0, record.substr(kEntryHead), record};
  for (std::size_t i = 1; i < kEntryHead; ++i) entry.number = entry.number << 8U | static_cast<std::uint8_t>(record[i]);
  return entry;
}

}  // namespace redrive::agent
