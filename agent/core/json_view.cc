#include "agent/core/json_view.h"

#include "shared/view/json_writer.h"

namespace redrive::agent {

wire::DumpReply dump_of(JobRecord record, const std::string& server) {
  wire::DumpReply dump;
  if (record.order) {
    dump.order = std::move(*record.order);
  } else {
    dump.order.job = std::move(record.job);
    dump.order.server = server;
  }
  dump.received_at = record.received_at;
  dump.outcomes = std::move(record.outcomes);
  dump.damage = std::move(record.damage);
  return dump;
}

std::string jobs_json(const std::vector<JobSummary>& jobs) {
  view::JsonWriter json;
  json.list(jobs, [&](const JobSummary& job) {
    json.open('{').key("job").text(job.job).key("name").text(job.name).key("state").text(job.state);
    json.key("received_at").time_or_null(job.received_at).key("run").number(job.run).key("devices").number(job.devices);
    json.key("succeeded").number(job.succeeded).key("failed").number(job.failed);
    json.key("cancelled").number(job.cancelled).key("damaged").boolean(job.damaged).close('}');
  });
  return json.take();
}

}  // namespace redrive::agent
