#include "agent/joblog/outcome_bytes.h"

#include <charconv>

namespace redrive::agent {
namespace {

void put_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7U) out += static_cast<char>(value | 0x80U);
  out += static_cast<char>(value);
}

void put_text(std::string& out, std::string_view text) {
  put_varint(out, text.size());
  out += text;
}

// Takes values off the front; once something does not fit, everything after is empty and `good` is false.
class Front {
 public:
  explicit Front(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t byte() {
    if (rest_.empty()) good_ = false;
    if (!good_) return 0;
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint8_t next = byte();
      value |= static_cast<std::uint64_t>(next & 0x7FU) << shift;
      if (next < 0x80) return value;
    }
    good_ = false;
    return 0;
  }
  std::string_view text() {
    const std::uint64_t length = varint();
    if (length > rest_.size()) good_ = false;
    if (!good_) return {};
    const std::string_view value = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return value;
  }
  bool whole() const { return good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

// Anything but a number stays a message.
void take_proven(SeenOutcome& outcome) {
  const char* const end = outcome.message.data() + outcome.message.size();
  const auto [last, error] = std::from_chars(outcome.message.data(), end, outcome.done);
  if (error == std::errc{} && last == end) {
    outcome.message = {};
  } else {
    outcome.done = 0;
  }
}

}  // namespace

std::string outcome_bytes(const model::DeviceOutcome& outcome) {
  std::string out(1, static_cast<char>(outcome.state));
  put_varint(out, outcome.run);
  const auto at = static_cast<std::uint64_t>(base::to_micros(outcome.at));
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>((at >> shift) & 0xFFU);
  const bool proven = outcome.state == model::DeviceState::kRunning && outcome.done > 0;
  const std::string message = proven ? std::to_string(outcome.done) : outcome.message;
  for (const std::string* text : {&outcome.device, &outcome.failure_type, &outcome.package, &message}) {
    put_text(out, *text);
  }
  return out;
}

base::Result<SeenOutcome> outcome_from(std::string_view bytes) {
  Front front(bytes);
  SeenOutcome outcome;
  const std::uint8_t state = front.byte();
  const std::uint64_t run = front.varint();
  std::uint64_t at = 0;
  for (int i = 0; i < 8; ++i) at = at << 8U | front.byte();
  outcome.device = front.text();
  outcome.failure_type = front.text();
  outcome.package = front.text();
  outcome.message = front.text();
  if (!front.whole() || state > static_cast<std::uint8_t>(model::DeviceState::kCancelled) || run > UINT32_MAX) {
    return base::fail(base::ErrorCode::kCorrupt, "its bytes are not an outcome");
  }
  outcome.state = static_cast<model::DeviceState>(state);
  outcome.run = static_cast<std::uint32_t>(run);
  outcome.at = base::utc_from_micros(static_cast<std::int64_t>(at));
  if (outcome.state == model::DeviceState::kRunning) take_proven(outcome);
  return outcome;
}

}  // namespace redrive::agent
