#include "central/syslog/alert_reader.h"

#include <nlohmann/json.hpp>

#include "central/core/case.h"
#include "shared/base/digest.h"
#include "shared/base/names.h"
#include "shared/model/failure_type.h"
#include "shared/view/json.h"

namespace redrive::central {
namespace {

using base::UtcTime;

// What a device's own log calls itself.
bool is_nobodys_name(std::string_view host) {
  static constexpr std::string_view kNames[] = {"",          "-",   "localhost", "localhost.localdomain",
                                                "127.0.0.1", "::1", "0.0.0.0"};
  return std::find(std::begin(kNames), std::end(kNames), host) != std::end(kNames);
}

bool is_for_redrive(std::string_view sd_id) {
  return sd_id == "redrive" || sd_id.starts_with("redrive@");
}

bool looks_like_type(std::string_view text) {
  const auto good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), good);
}

// The value of `name=value` or `name="value"` among the words of a text; empty when it is not there.
std::string_view word_in(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
    const bool begins = at == 0 || std::string_view(" \t([{,;").find(text[at - 1]) != std::string_view::npos;
    auto rest = text.substr(at + name.size());
    if (!begins || !rest.starts_with('=')) continue;
    rest.remove_prefix(1);
    if (rest.starts_with('"')) return rest.substr(1, rest.substr(1).find('"'));
    rest = rest.substr(0, rest.find_first_of(" \t\n)]},;\""));
    while (rest.ends_with('.') || rest.ends_with(':')) rest.remove_suffix(1);
    return rest;
  }
  return {};
}

struct TextField {
  std::string_view name;
  std::string model::Alert::*member;
};
constexpr TextField kFields[] = {{"id", &model::Alert::id},
                                 {"server", &model::Alert::server},
                                 {"device", &model::Alert::device},
                                 {"job", &model::Alert::job},
                                 {"package", &model::Alert::package},
                                 {"failure_type", &model::Alert::failure_type},
                                 {"location", &model::Alert::location}};

// The program's name before the text, as a log shows it: rules know "rsync: read error".
std::string message_of(const SyslogMessage& message) {
  if (message.app.empty() || message.text.starts_with(message.app + ":")) return model::clean_message(message.text);
  return model::clean_message(message.app + ": " + message.text);
}

std::string extra_of(const SyslogMessage& message) {
  view::Json out;
  for (const auto& [name, value] : {std::pair("host", &message.host), std::pair("app", &message.app),
                                    std::pair("pid", &message.pid), std::pair("msgid", &message.msgid)}) {
    if (!value->empty()) out[name] = *value;
  }
  out["facility"] = facility_name(message.facility);
  out["severity"] = severity_name(message.severity);
  const auto without_data = view::to_text(out);
  for (const auto& element : message.data) {
    auto& params = out["structured_data"][element.id] = view::Json::object();
    for (const auto& [name, value] : element.params) params[name] = value;
  }
  auto whole = view::to_text(out);
  return whole.size() <= model::kMaxExtra ? whole : without_data;
}

}  // namespace

SyslogAlertReader::SyslogAlertReader(std::shared_ptr<const config::CentralOptions> options)
    : options_(std::move(options)),
      classifier_(options_->failure_types, options_->rules, options_->shipped_rules),
      severity_(severity_of(options_->syslog.severity)) {
  for (const auto& [name, device] : options_->inventory.devices) {
    if (device.address.empty()) continue;
    const auto [at, added] = by_address_.emplace(device.address, &device);
    if (!added) at->second = nullptr;
  }
}

// By its name, its address, or the name up to the first dot.
const model::Device* SyslogAlertReader::listed(std::string_view host) const {
  const auto& devices = options_->inventory.devices;
  if (const auto at = devices.find(host); at != devices.end()) return &at->second;
  if (const auto at = by_address_.find(host); at != by_address_.end()) return at->second;
  if (host.find_first_not_of("0123456789.") == host.npos) return nullptr;
  const auto at = devices.find(host.substr(0, host.find('.')));
  return at == devices.end() ? nullptr : &at->second;
}

// Of texts and of foreign structured data only what fits is ours: firewalls and kernels write device=eth0 as well.
void SyslogAlertReader::take_named(model::Alert& alert, std::string_view name, const std::string& value) const {
  if (name == "failure_type" && alert.failure_type.empty() && looks_like_type(value)) alert.failure_type = value;
  const auto* device = name == "device" || name == "server" ? listed(value) : nullptr;
  if (!device) return;
  auto& member = name == "device" ? alert.device : alert.server;
  if (member.empty()) member = device->name;
}

void SyslogAlertReader::take_structured_data(model::Alert& alert, const SyslogMessage& message) const {
  for (const auto& element : message.data) {
    if (!is_for_redrive(element.id)) continue;
    for (const auto& [name, value] : element.params) {
      for (const auto& field : kFields) {
        if (field.name == name) alert.*field.member = value;
      }
      if (name == "status") alert.status = model::parse_alert_status(value).value_or(alert.status);
    }
  }
  for (const auto& element : message.data) {
    if (is_for_redrive(element.id)) continue;
    for (const auto& [name, value] : element.params) take_named(alert, name, value);
  }
}

void SyslogAlertReader::take_host(model::Alert& alert, const std::string& host) const {
  const auto* device = listed(host);
  if (device && device->role == model::DeviceRole::kIntermediate) {
    alert.server = device->name;
  } else {
    alert.device = device ? device->name : host.substr(0, base::kMaxName);
  }
}

bool SyslogAlertReader::is_alert(const model::Alert& alert, int severity) const {
  if (!alert.failure_type.empty()) return true;
  if (severity > severity_) return false;
  return classifier_.classify({}, alert.message).type != model::failure_type::kUnknown;
}

std::optional<SyslogAlert> SyslogAlertReader::read(std::string_view frame, const std::string& peer,
                                                   UtcTime arrived) const {
  const SyslogMessage message = parse_syslog(frame, arrived);
  model::Alert alert;
  alert.message = message_of(message);
  take_structured_data(alert, message);
  for (const std::string_view name : {"failure_type", "device", "server"}) {
    take_named(alert, name, std::string(word_in(message.text, name)));
  }
  if (!is_alert(alert, message.severity)) return {};

  const auto& sender = is_nobodys_name(message.host) ? peer : message.host;
  if (alert.server.empty() && alert.device.empty()) take_host(alert, sender);
  const auto time = time_of(message, arrived);
  alert.occurred_at = time.at;
  if (alert.id.empty() && time.tells_apart) {
    alert.id = fmt::format("S-{}", base::digest_hex(base::digest_of(without_line_end(frame))).substr(0, 32));
  }
  alert.extra = extra_of(message);
  return SyslogAlert{sender, std::move(alert)};
}

SyslogTime time_of(const SyslogMessage& message, UtcTime arrived) {
  using std::chrono::hours;
  using std::chrono::minutes;
  if (!message.time) return {arrived, false};
  const auto at = message.time->at;
  if (message.time->zoned) return {believable_time(at, arrived), believable_time(at, arrived) == at};
  const bool believed = at <= arrived + minutes(5) && at > arrived - hours(1);
  return {believed ? at : arrived, std::chrono::abs(at - arrived) <= hours(15)};
}

}  // namespace redrive::central
