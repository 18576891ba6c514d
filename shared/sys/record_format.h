// The bytes of one record in a log (docs/formats.md): a header of fixed length, then the record itself.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace redrive::sys {

inline constexpr std::size_t kHeaderBytes = 24;
// F5 occurs in no UTF-8 text, so a scan for a header never stops inside of one; the last byte is the format's version.
inline constexpr std::string_view kRecordMagic = "\xf5RL\x01";

struct RecordHeader {
  std::uint32_t length = 0;  // of the record, without the header
  std::uint64_t sum = 0;     // of the record
};

// SipHash-2-4 with a fixed key: finds damage, does not keep out forgers.
std::uint64_t record_sum(std::string_view bytes);

std::array<char, kHeaderBytes> encode_header(std::string_view record);

// Nothing unless `bytes` begins with a whole header that agrees with its own checksum.
std::optional<RecordHeader> decode_header(std::string_view bytes);

}  // namespace redrive::sys
