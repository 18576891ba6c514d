// What anybody may send to a syslog port: the first byte says how the rest is cut into segments, the rest is a stream.
// However it is cut, the same messages come; and whatever they hold, an alert that is made of one can be stored.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "central/syslog/alert_reader.h"
#include "central/syslog/frames.h"

namespace {

using namespace redrive;

std::vector<std::string> messages_in(std::string_view stream, std::size_t segment) {
  central::SyslogFrames frames;
  std::vector<std::string> messages;
  while (!stream.empty()) {
    frames.push(stream.substr(0, segment));
    stream.remove_prefix(std::min(segment, stream.size()));
    while (auto message = frames.next()) messages.push_back(std::move(*message));
  }
  if (auto message = frames.last()) messages.push_back(std::move(*message));
  return messages;
}

central::SyslogAlertReader make_reader() {
  config::CentralOptions options;
  for (const char* name : {"ids-1", "dev-1-1"}) options.inventory.devices[name].name = name;
  options.inventory.devices["ids-1"].role = model::DeviceRole::kIntermediate;
  options.inventory.devices["dev-1-1"].address = "192.0.2.7";
  options.syslog.severity = "debug";
  return central::SyslogAlertReader(std::make_shared<const config::CentralOptions>(std::move(options)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view stream(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto messages = messages_in(stream, stream.size());
  if (messages != messages_in(stream, 1 + data[0] % 64U)) std::abort();

  static const auto reader = make_reader();
  const auto now = base::utc_from_micros(1'772'409'600'000'000);
  for (const auto& message : messages) {
    if (message.size() > central::kMaxSyslogMessage) std::abort();
    const auto read = reader.read(message, "192.0.2.7", now);
    if (!read) continue;
    const auto& alert = read->alert;
    if (read->sender.empty() || (alert.server.empty() && alert.device.empty())) std::abort();
    if (alert.message.empty() && alert.failure_type.empty()) std::abort();
    if (alert.extra.size() > model::kMaxExtra || alert.occurred_at > now + std::chrono::minutes(5)) std::abort();
  }
  return 0;
}
