#include "central/http/job_request.h"

#include "central/http/arguments.h"
#include "central/http/rollout_request.h"
#include "shared/base/digest.h"
#include "shared/base/names.h"

namespace redrive::central {
namespace {

constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();

model::PackageRef read_package(Body& json) {
  model::PackageRef package{json.needed("name"), json.number("size", 0, 1ULL << 40), json.needed("digest")};
  if (auto good = base::check_name("name", package.name); !package.name.empty() && !good)
    json.complain(good.error().message);
  if (auto good = base::check_digest(package.digest); !package.digest.empty() && !good)
    json.complain(good.error().message);
  return package;
}

model::JobParameters read_parameters(Body& json) {
  model::JobParameters p;
  p.before = json.texts("before");
  p.install = json.texts("install");
  p.verify = json.texts("verify");
  p.after = json.texts("after");
  p.timeout = json.duration("timeout").value_or(p.timeout);
  p.retries = static_cast<std::uint32_t>(json.number("retries", p.retries, kMost));
  p.parallel = static_cast<std::uint32_t>(json.number("parallel", p.parallel, kMost));
  p.bandwidth = json.number("bandwidth", 0, 1ULL << 50);
  p.window = json.text("window");
  return p;
}

void read_servers(Body& body, StartJob& job) {
  const ParsedJson& servers = body.raw("servers");
  if (!servers.is_array() || servers.empty())
    return body.complain("\"servers\" is needed: an array of names, globs or objects");
  for (std::size_t i = 0; i < servers.size(); ++i) {
    if (servers[i].is_string()) {
      job.servers.push_back({servers[i].get<std::string>(), {}});
      continue;
    }
    Body one(servers[i], "");
    job.servers.push_back({one.needed("server"), one.texts("devices")});
    if (auto good = one.finish(); !good) body.complain(fmt::format("servers[{}]: {}", i, good.error().message));
  }
}

}  // namespace

base::Result<StartJob> read_job(const Request& request) {
  Body body(request);
  StartJob job;
  job.actor = request.actor;
  job.idempotency_key = model::clean_text(request.idempotency_key, 256);
  job.name = body.needed("name");
  each_object(body, "packages", [&](Body& json) { job.packages.push_back(read_package(json)); });
  if (body.raw("packages").is_null()) body.complain("\"packages\" is needed");
  read_servers(body, job);
  if (const ParsedJson& given = body.raw("parameters"); !given.is_null()) {
    Body parameters(given, "parameters: ");
    job.parameters = read_parameters(parameters);
    if (auto good = parameters.finish(); !good) body.complain(good.error().message);
  }
  if (const ParsedJson& given = body.raw("waves"); !given.is_null()) {
    Body waves(given, "waves: ");
    job.waves = read_policy(waves);
    if (auto good = waves.finish(); !good) body.complain(good.error().message);
  }
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  return job;
}

}  // namespace redrive::central
