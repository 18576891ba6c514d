#include "shared/model/device_index.h"
#include "shared/view/documents.h"
#include "shared/view/json_writer.h"
#include "shared/view/view.h"

namespace redrive::view {
namespace {

// Every ordered device, those never reported as pending; without an order whatever is known.
void write_outcomes(JsonSink& json, const wire::DumpReply& dump) {
  json.open('{');
  if (dump.order.devices.empty()) {
    for (const auto& outcome : dump.outcomes) write(json.key(outcome.device), outcome);
  }
  model::DeviceIndex known;
  const model::DeviceOutcome pending;
  for (const auto& device : dump.order.devices) {
    const std::uint32_t place = known.find(device, dump.outcomes);
    write(json.key(device), place == model::DeviceIndex::kNone ? pending : dump.outcomes[place]);
  }
  json.close('}');
}

}  // namespace

void write(JsonSink& json, const model::PackageRef& package) {
  json.open('{').key("name").text(package.name).key("size").number(package.size);
  json.key("digest").text(package.digest).close('}');
}

void write(JsonSink& json, const model::JobParameters& parameters) {
  json.open('{');
  json.key("before").texts(parameters.before).key("install").texts(parameters.install);
  json.key("verify").texts(parameters.verify).key("after").texts(parameters.after);
  json.key("timeout").text(base::format_duration(parameters.timeout)).key("retries").number(parameters.retries);
  json.key("parallel").number(parameters.parallel).key("bandwidth").number(parameters.bandwidth);
  json.key("window").text(parameters.window).close('}');
}

void write(JsonSink& json, const model::DeviceOutcome& outcome) {
  json.open('{').key("state").text(model::to_string(outcome.state));
  json.key("failure_type").text_or_null(outcome.failure_type).key("at").time_or_null(outcome.at).key("run");
  outcome.state == model::DeviceState::kPending ? json.null() : json.number(outcome.run);
  json.key("message").text_or_null(outcome.message).key("package").text_or_null(outcome.package).close('}');
}

void write(JsonSink& json, const wire::DumpReply& dump) {
  const bool known = !dump.order.devices.empty();  // an order has devices
  json.open('{').key("job").text(dump.order.job).key("name").text_or_null(dump.order.name);
  json.key("server").text(dump.order.server).key("received_at").time_or_null(dump.received_at);
  json.key("packages").list(dump.order.packages, [&](const auto& package) { write(json, package); });
  json.key("devices").texts(dump.order.devices).key("parameters");
  known ? write(json, dump.order.parameters) : static_cast<void>(json.open('{').close('}'));
  write_outcomes(json.key("outcomes"), dump);
  json.key("damage").texts(dump.damage).close('}');
}

void dump_json(const wire::DumpReply& dump, const std::function<void(std::string_view piece)>& out) {
  JsonWriter json(out);
  write(json, dump);
  out(json.take());
}

}  // namespace redrive::view
