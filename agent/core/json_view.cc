#include "agent/core/json_view.h"

#include "agent/core/json_writer.h"

namespace redrive::agent {
namespace {

void write_texts(JsonWriter& json, const std::vector<std::string>& texts) {
  json.list(texts, [&](const std::string& text) { json.text(text); });
}

void write_packages(JsonWriter& json, const std::vector<model::PackageRef>& packages) {
  json.list(packages, [&](const model::PackageRef& package) {
    json.open('{').key("name").text(package.name).key("size").number(package.size);
    json.key("digest").text(package.digest).close('}');
  });
}

void write_parameters(JsonWriter& json, const model::JobParameters& parameters) {
  json.open('{');
  write_texts(json.key("before"), parameters.before);
  write_texts(json.key("install"), parameters.install);
  write_texts(json.key("verify"), parameters.verify);
  write_texts(json.key("after"), parameters.after);
  json.key("timeout").text(base::format_duration(parameters.timeout)).key("retries").number(parameters.retries);
  json.key("parallel").number(parameters.parallel).key("bandwidth").number(parameters.bandwidth);
  json.key("window").text(parameters.window).close('}');
}

void write_outcome(JsonWriter& json, const std::string& device, const model::DeviceOutcome* outcome) {
  json.key(device).open('{').key("state");
  if (outcome == nullptr) {
    json.text(to_string(model::DeviceState::kPending)).key("failure_type").null().key("at").null().close('}');
    return;
  }
  json.text(to_string(outcome->state)).key("failure_type").text_or_null(outcome->failure_type);
  json.key("at").time(outcome->at).key("run").number(outcome->run);
  if (!outcome->message.empty()) json.key("message").text(outcome->message);
  if (!outcome->package.empty()) json.key("package").text(outcome->package);
  json.close('}');
}

void write_outcomes(JsonWriter& json, const JobRecord& record) {
  json.open('{');
  if (record.order) {
    const auto& devices = record.order->devices;
    for (std::size_t i = 0; i < devices.size(); ++i) write_outcome(json, devices[i], record.outcome(i));
  } else {
    for (const model::DeviceOutcome& outcome : record.outcomes) write_outcome(json, outcome.device, &outcome);
  }
  json.close('}');
}

}  // namespace

std::string dump_json(const JobRecord& record, const std::string& server) {
  JsonWriter json;
  json.open('{').key("job").text(record.job).key("name");
  if (record.order) {
    json.text(record.order->name).key("server").text(record.order->server);
    write_packages(json.key("received_at").time(record.received_at).key("packages"), record.order->packages);
    write_texts(json.key("devices"), record.order->devices);
    write_parameters(json.key("parameters"), record.order->parameters);
  } else {
    json.null().key("server").text(server).key("received_at").null().key("packages").open('[').close(']');
    json.key("devices").open('[').close(']').key("parameters").open('{').close('}');
  }
  write_outcomes(json.key("outcomes"), record);
  write_texts(json.key("damage"), record.damage);
  return json.close('}').take();
}

std::string plan_json(const model::Plan& plan) {
  JsonWriter json;
  json.open('{').key("job").text(plan.job).key("server").text(plan.server).key("run").number(plan.run);
  json.key("digest").text(plan.digest).key("completeness").text(to_string(plan.completeness));
  json.key("devices").list(plan.devices, [&](const model::PlannedDevice& planned) {
    json.open('{').key("device").text(planned.device).key("reason").text(planned.reason).close('}');
  });
  write_packages(json.key("packages"), plan.packages);
  write_texts(json.key("missing_packages"), plan.missing_packages);
  write_parameters(json.key("parameters"), plan.parameters);
  json.key("commands").list(plan.commands, [&](const model::Command& command) { write_texts(json, command); });
  write_texts(json.key("diff"), plan.diff);
  json.key("preflight").list(plan.preflight, [&](const model::PreflightCheck& check) {
    json.open('{').key("what").text(check.what).key("good").boolean(check.good);
    json.key("detail").text(check.detail).close('}');
  });
  return json.key("expires_at").time(plan.expires_at).close('}').take();
}

std::string jobs_json(const std::vector<JobSummary>& jobs) {
  JsonWriter json;
  json.list(jobs, [&](const JobSummary& job) {
    json.open('{').key("job").text(job.job).key("name").text(job.name).key("state").text(job.state);
    json.key("received_at").time(job.received_at).key("run").number(job.run).key("devices").number(job.devices);
    json.key("succeeded").number(job.succeeded).key("failed").number(job.failed);
    json.key("cancelled").number(job.cancelled).key("damaged").boolean(job.damaged).close('}');
  });
  return json.take();
}

}  // namespace redrive::agent
