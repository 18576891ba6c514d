#include "shared/sys/record_format.h"

#include <sodium.h>

#include "shared/sys/record_log.h"

namespace redrive::sys {
namespace {

constexpr std::size_t kLengthAt = 4, kSumAt = 8, kOwnSumAt = 16;
constexpr std::string_view kKey = "redrive.record.1";
static_assert(kKey.size() == crypto_shorthash_KEYBYTES && crypto_shorthash_BYTES == sizeof(std::uint64_t));

void put(char* at, std::uint64_t value, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) at[i] = static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
}

std::uint64_t get(const char* at, std::size_t bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes; i-- > 0;) value = value << 8 | static_cast<unsigned char>(at[i]);
  return value;
}

}  // namespace

std::uint64_t record_sum(std::string_view bytes) {
  std::array<unsigned char, crypto_shorthash_BYTES> sum{};
  crypto_shorthash(sum.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                   reinterpret_cast<const unsigned char*>(kKey.data()));
  return get(reinterpret_cast<const char*>(sum.data()), sum.size());
}

std::array<char, kHeaderBytes> encode_header(std::string_view record) {
  std::array<char, kHeaderBytes> header{};
  kRecordMagic.copy(header.data(), kRecordMagic.size());
  put(&header[kLengthAt], record.size(), 4);
  put(&header[kSumAt], record_sum(record), 8);
  put(&header[kOwnSumAt], record_sum({header.data(), kOwnSumAt}), 8);
  return header;
}

std::optional<RecordHeader> decode_header(std::string_view bytes) {
  if (bytes.size() < kHeaderBytes || !bytes.starts_with(kRecordMagic)) return std::nullopt;
  if (get(&bytes[kOwnSumAt], 8) != record_sum(bytes.substr(0, kOwnSumAt))) return std::nullopt;
  const RecordHeader header{static_cast<std::uint32_t>(get(&bytes[kLengthAt], 4)), get(&bytes[kSumAt], 8)};
  if (header.length > kMaxRecord) return std::nullopt;
  return header;
}

}  // namespace redrive::sys
