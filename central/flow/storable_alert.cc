#include "central/flow/storable_alert.h"

#include <algorithm>

#include "shared/base/names.h"

namespace redrive::central {
namespace {

bool is_plain(std::string_view text, std::size_t limit) {
  const auto plain = [](char c) { return c >= 0x20 && c < 0x7F; };
  return text.size() <= limit && std::all_of(text.begin(), text.end(), plain);
}

void clean_line(std::string& text, std::size_t limit) {
  if (!is_plain(text, limit)) text = model::clean_line(text, limit);
}

}  // namespace

void make_storable(model::Alert& alert, const std::string& sender, base::UtcTime now) {
  if (!is_plain(alert.message, model::kMaxMessage)) alert.message = model::clean_message(alert.message);
  if (!is_plain(alert.extra, model::kMaxExtra)) alert.extra = model::clean_text(alert.extra, model::kMaxExtra);
  clean_line(alert.location, model::kMaxLocation);
  clean_line(alert.id, 256);
  clean_line(alert.failure_type, 64);
  for (auto* name : {&alert.server, &alert.device, &alert.job, &alert.package}) clean_line(*name, base::kMaxName);
  if (alert.occurred_at == base::UtcTime{}) alert.occurred_at = now;
  if (alert.server.empty() && alert.device.empty()) {
    alert.server = sender.empty() ? "unknown" : sender;
    clean_line(alert.server, base::kMaxName);
  }
  if (alert.message.empty() && alert.failure_type.empty()) alert.message = "(no text)";
}

}  // namespace redrive::central
