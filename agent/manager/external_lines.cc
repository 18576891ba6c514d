#include "agent/manager/external_lines.h"

#include "agent/manager/step_engine.h"
#include "shared/base/names.h"
#include "shared/model/alert.h"
#include "shared/view/json_writer.h"
#include "shared/view/parse_json.h"

namespace redrive::agent {
namespace {

using base::ErrorCode;
using base::Result;
using view::ParsedJson;

constexpr std::size_t kMaxText = 16 * 1024;  // of a field; what is kept of it is less

std::string_view name_of(ExternalTask task) {
  switch (task) {
    case ExternalTask::kRun:
      return "run";
    case ExternalTask::kPreflight:
      return "preflight";
    case ExternalTask::kInquire:
      break;
  }
  return "inquire";
}

void put_parameters(view::JsonWriter& json, const RunOrder& order) {
  const model::JobParameters& p = order.parameters;
  json.key("parameters").open('{');
  json.key("before").texts(p.before).key("install").texts(p.install);
  json.key("verify").texts(p.verify).key("after").texts(p.after);
  json.key("timeout_ms")
      .number(static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::milliseconds>(p.timeout).count()));
  json.key("parallel").number(p.parallel).key("bandwidth").number(share_of_bandwidth(order));
  json.close('}');
}

std::string line_of(view::JsonWriter& json) {
  return json.take() + "\n";
}

Result<ParsedJson> parse_object(std::string_view line) {
  if (line.size() > kMaxExternalLine) return base::fail(ErrorCode::kInvalid, "the line is too long");
  // Most of what is no report at all; thrown exceptions would make it dear.
  if (const auto begin = line.find_first_not_of(" \t\r"); begin == line.npos || line[begin] != '{')
    return base::fail(ErrorCode::kInvalid, "it is no JSON object");
  auto json = view::parse_json(model::clean_line(line, 3 * kMaxExternalLine));
  return json;
}

// The text of a field; empty where it is missing or null.
Result<std::string> text_of(const ParsedJson& json, const char* field) {
  const auto at = json.find(field);
  if (at == json.end() || at->is_null()) return std::string();
  if (!at->is_string()) return base::fail(ErrorCode::kInvalid, fmt::format("\"{}\" is no string", field));
  return model::clean_text(at->get_ref<const std::string&>(), kMaxText);
}

Result<std::string> device_of(const ParsedJson& json) {
  auto device = text_of(json, "device");
  if (!device) return device;
  if (auto named = base::check_name("device", *device); !named) return tl::unexpected(named.error());
  return device;
}

Result<model::DeviceState> state_of(const ParsedJson& json) {
  const auto word = text_of(json, "state");
  if (!word) return tl::unexpected(word.error());
  auto state = model::parse_device_state(*word);
  if (!state || *state == model::DeviceState::kPending) {
    return base::fail(
        ErrorCode::kInvalid,
        fmt::format("\"state\" is '{}'; expected running, succeeded, failed or cancelled", word->substr(0, 64)));
  }
  return state;
}

Result<std::uint32_t> attempt_of(const ParsedJson& json) {
  const auto at = json.find("attempt");
  if (at == json.end() || at->is_null()) return 0U;
  if (!at->is_number_unsigned() || at->get<std::uint64_t>() == 0 || at->get<std::uint64_t>() > UINT32_MAX)
    return base::fail(ErrorCode::kInvalid, "\"attempt\" is no number of an attempt");
  return at->get<std::uint32_t>();
}

}  // namespace

std::string order_line(ExternalTask task, const RunOrder& order) {
  view::JsonWriter json;
  json.open('{').key("v").number(kExternalVersion).key("do").text(name_of(task));
  json.key("job").text(order.job).key("run").number(order.run).key("devices").number(order.devices.size());
  json.key("packages").list(order.packages, [&](const LocalPackage& package) {
    json.open('{').key("name").text(package.name).key("path").text(package.path.native());
    json.key("digest").text_or_null(package.digest).close('}');
  });
  put_parameters(json, order);
  json.close('}');
  return line_of(json);
}

std::string device_line(const model::DeviceAddress& where, std::uint32_t attempt) {
  view::JsonWriter json;
  json.open('{').key("do").text("device").key("device").text(where.device).key("attempt").number(attempt);
  json.key("address").text(where.address.empty() ? where.device : where.address);
  if (!where.user.empty()) json.key("user").text(where.user);
  if (where.port != 0) json.key("port").number(where.port);
  json.close('}');
  return line_of(json);
}

Result<ExternalReport> read_report(std::string_view line) {
  const auto json = parse_object(line);
  if (!json) return tl::unexpected(json.error());
  auto device = device_of(*json);
  if (!device) return tl::unexpected(device.error());
  const auto state = state_of(*json);
  if (!state) return tl::unexpected(state.error());
  const auto attempt = attempt_of(*json);
  if (!attempt) return tl::unexpected(attempt.error());
  ExternalReport report{std::move(*device), *state, "", "", "", *attempt};
  const std::pair<const char*, std::string*> texts[] = {
      {"failure_type", &report.failure_type}, {"message", &report.message}, {"package", &report.package}};
  for (const auto& [field, into] : texts) {
    // A wrong text must not cost the state beside it: what is known of the device counts.
    if (auto text = text_of(*json, field)) *into = std::move(*text);
  }
  return report;
}

Result<model::PreflightCheck> read_check(std::string_view line) {
  const auto json = parse_object(line);
  if (!json) return tl::unexpected(json.error());
  model::PreflightCheck check;
  if (json->contains("device")) {
    const auto device = device_of(*json);
    if (!device) return tl::unexpected(device.error());
    check.what = "device " + *device;
  } else {
    const auto what = text_of(*json, "check");
    if (!what || what->empty()) return base::fail(ErrorCode::kInvalid, "it has neither \"device\" nor \"check\"");
    check.what = model::clean_line(*what, base::kMaxName);
  }
  const auto good = json->find("good");
  if (good == json->end() || !good->is_boolean())
    return base::fail(ErrorCode::kInvalid, "\"good\" is neither true nor false");
  check.good = good->get<bool>();
  if (const auto detail = text_of(*json, "detail")) check.detail = model::clean_line(*detail, 1024);
  return check;
}

}  // namespace redrive::agent
