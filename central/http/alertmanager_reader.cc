#include "central/http/alertmanager_reader.h"

#include "central/http/arguments.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::fail;
using view::kept_fields;
using view::kMaxAlerts;

const ParsedJson& member(const ParsedJson& object, const char* name) {
  static const ParsedJson kNull;
  if (!object.is_object()) return kNull;
  const auto it = object.find(name);
  return it == object.end() ? kNull : *it;
}

// Takes the text away from the object, so that what stays is what nobody took.
std::string take(ParsedJson& object, const char* name) {
  if (!object.is_object()) return {};
  const auto it = object.find(name);
  if (it == object.end() || !it->is_string()) return {};
  std::string text = model::clean_message(it->get_ref<const std::string&>());
  object.erase(it);
  return text;
}

std::string device_of(const std::string& instance, const model::Inventory& inventory) {
  const auto colon = instance.rfind(':');
  if (colon == instance.npos || inventory.devices.contains(instance)) return instance;
  const std::string host = instance.substr(0, colon);
  return inventory.devices.contains(host) ? host : instance;
}

// The zero time "0001-01-01T00:00:00Z" stands for "not yet".
base::UtcTime time_or(const ParsedJson& value, base::UtcTime otherwise) {
  if (!value.is_string()) return otherwise;
  const auto time = base::parse_rfc3339(value.get_ref<const std::string&>());
  return time && base::to_micros(*time) > 0 ? *time : otherwise;
}

// What it says in words, most telling first. What is not used stays with the rest.
std::string take_message(ParsedJson& labels, ParsedJson& annotations, bool has_type) {
  std::string text = take(annotations, "summary");
  if (text.empty()) text = take(labels, "message");
  if (text.empty()) text = take(annotations, "message");
  if (text.empty()) text = take(annotations, "description");
  if (text.empty() && !has_type) text = take(labels, "alertname");
  return text;
}

base::Result<model::Alert> read_one(ParsedJson& json, const model::Inventory& inventory, base::UtcTime now) {
  if (!json.is_object())
    return fail(ErrorCode::kInvalid, fmt::format("this is {}; expected an object", json.type_name()));
  ParsedJson labels = member(json, "labels"), annotations = member(json, "annotations");
  model::Alert alert;
  const auto status = model::parse_alert_status(take(json, "status"));
  if (!status) return tl::unexpected(status.error());
  alert.status = *status;
  const bool resolved = alert.status == model::AlertStatus::kResolved;
  const std::string starts_at = member(json, "startsAt").is_string() ? member(json, "startsAt").get<std::string>() : "";
  if (const std::string fingerprint = take(json, "fingerprint"); !fingerprint.empty()) {
    alert.id = model::clean_text(fmt::format("{}-{}{}", fingerprint, starts_at, resolved ? "-resolved" : ""), 256);
  }
  alert.occurred_at = time_or(member(json, resolved ? "endsAt" : "startsAt"), now);
  alert.server = take(labels, "server");
  alert.device = take(labels, "device");
  if (alert.device.empty()) alert.device = device_of(take(labels, "instance"), inventory);
  alert.job = take(labels, "job");
  alert.package = take(labels, "package");
  alert.failure_type = take(labels, "failure_type");
  alert.location = model::clean_line(take(labels, "location"), model::kMaxLocation);
  alert.message = take_message(labels, annotations, !alert.failure_type.empty());
  ParsedJson rest = ParsedJson::object();
  if (labels.is_object() && !labels.empty()) rest["labels"] = std::move(labels);
  if (annotations.is_object() && !annotations.empty()) rest["annotations"] = std::move(annotations);
  alert.extra = kept_fields(rest.dump(-1, ' ', false, ParsedJson::error_handler_t::replace));
  if (auto checked = model::check_alert(alert); !checked) return tl::unexpected(checked.error());
  return alert;
}

}  // namespace

base::Result<view::ReadAlerts> read_alertmanager(std::string_view body, const model::Inventory& inventory,
                                                 base::UtcTime now) {
  auto parsed = parse_json(body);
  if (!parsed) parsed = parse_json(model::clean_text(body, 3 * body.size()));
  if (!parsed) return tl::unexpected(parsed.error());
  if (!member(*parsed, "alerts").is_array()) {
    return fail(ErrorCode::kInvalid,
                "there is no array \"alerts\"; expected the data of an Alertmanager webhook, version 4");
  }
  auto& alerts = (*parsed)["alerts"];
  if (alerts.size() > kMaxAlerts)
    return fail(ErrorCode::kInvalid, fmt::format("more than {} alerts in one request", kMaxAlerts));
  view::ReadAlerts out;
  for (std::size_t i = 0; i < alerts.size(); ++i) {
    if (auto alert = read_one(alerts[i], inventory, now); alert) {
      out.good.push_back(std::move(*alert));
    } else {
      out.rejected.push_back({i + 1, std::move(alert.error().message)});
    }
  }
  return out;
}

}  // namespace redrive::central
