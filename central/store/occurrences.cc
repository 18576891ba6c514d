#include "central/store/occurrences.h"

#include <msgpack.hpp>

namespace redrive::central {

// msgpack: an array of times, each as the difference from the one before (small numbers are short), an array of
// members.
std::string encode_occurrences(const std::vector<base::UtcTime>& times, const std::vector<std::string>& members) {
  msgpack::sbuffer out;
  msgpack::packer packer(out);
  packer.pack_array(static_cast<std::uint32_t>(times.size()));
  std::int64_t before = 0;
  for (const auto time : times) {
    packer.pack_int64(base::to_micros(time) - before);
    before = base::to_micros(time);
  }
  packer.pack(members);
  return {out.data(), out.size()};
}

base::Result<Occurrences> decode_occurrences(std::string_view bytes) {
  const msgpack::unpack_limit limit(bytes.size(), 0, bytes.size(), 0, 0, 2);  // or five bytes may ask for gigabytes
  std::size_t offset = 0;
  const auto next = [&] { return msgpack::unpack(bytes.data(), bytes.size(), offset, nullptr, nullptr, limit); };
  try {
    Occurrences out;
    std::int64_t time = 0;
    for (const auto step : next()->as<std::vector<std::int64_t>>()) {
      out.times.push_back(base::utc_from_micros(time += step));
    }
    out.members = next()->as<std::vector<std::string>>();
    if (offset == bytes.size()) return out;
  } catch (const std::exception&) {
    // as below
  }
  return base::fail(base::ErrorCode::kCorrupt, "the database holds a counter whose recent occurrences cannot be read");
}

}  // namespace redrive::central
