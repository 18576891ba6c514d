// One record of a spool segment: a kind byte, the item's number as 8 bytes big-endian, the item in the wire codec's
// form. The number travels with the item, so that a damaged or dropped one never renumbers the rest.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/wire/messages.h"

namespace redrive::agent {

inline constexpr std::size_t kEntryHead = 9;

struct SpoolEntry {
  bool alert = false;  // may be dropped when the spool is full
  std::uint64_t number = 0;
  std::string_view item;    // its bytes in the wire codec's form
  std::string_view record;  // all of it
};

std::string encode_entry(std::uint64_t number, const wire::SpoolItem& item);

// Nothing when the record is no entry.
std::optional<SpoolEntry> decode_entry(std::string_view record);

}  // namespace redrive::agent
