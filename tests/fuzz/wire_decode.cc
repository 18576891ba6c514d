// What an agent or central may be sent. Nothing but an error may come of bad bytes, and what is taken must be a value
// that is written and read again the same.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "shared/wire/codec.h"
#include "shared/wire/fragment.h"

namespace {

template <typename Decode, typename Encode>
void read_and_write(std::string_view bytes, Decode decode, Encode encode) {
  const auto value = decode(bytes);
  if (!value) return;
  const auto again = decode(encode(*value));
  if (!again || !(*again == *value)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redrive::wire;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  read_and_write(bytes, decode, encode);
  read_and_write(bytes, decode_order, encode_order);
  read_and_write(bytes, decode_outcome, encode_outcome);
  read_and_write(bytes, decode_plan, encode_plan);
  read_and_write(bytes, decode_item, encode_item);
  Reassembler reassembler;
  (void)reassembler.take(std::string(bytes));
  return 0;
}
