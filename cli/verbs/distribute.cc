// redrive distribute FILE: the job file is checked here, its packages are brought to central where it lacks them, and
// the job is started.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/job_progress.h"
#include "cli/list_verb.h"
#include "cli/package_upload.h"
#include "cli/rollout_text.h"
#include "cli/verbs/verbs.h"
#include "shared/base/names.h"
#include "shared/cmdline/command.h"
#include "shared/config/job_file.h"
#include "shared/text/table.h"

namespace redrive::cli {
namespace {

using base::Result;

struct Asked {
  std::string file;
  bool wait = false;
  WaveOptions waves{};
};

Json parameters_of(const model::JobParameters& p) {
  return {{"before", p.before},
          {"install", p.install},
          {"verify", p.verify},
          {"after", p.after},
          {"timeout", base::format_duration(p.timeout)},
          {"retries", p.retries},
          {"parallel", p.parallel},
          {"bandwidth", p.bandwidth},
          {"window", p.window}};
}

Json request_of(const config::JobFile& file, const std::vector<model::PackageRef>& packages) {
  Json request{{"name", file.name},
               {"packages", Json::array()},
               {"servers", Json::array()},
               {"parameters", parameters_of(file.parameters)}};
  if (file.parameters.window.empty()) request["parameters"].erase("window");
  for (const auto& p : packages)
    request["packages"].push_back({{"name", p.name}, {"size", p.size}, {"digest", p.digest}});
  for (const auto& s : file.servers) request["servers"].push_back({{"server", s.server}, {"devices", s.devices}});
  return request;
}

bool has_ended(const Json& server) {
  const std::string state = value(server, "state");
  return state == "finished" || state == "no_report" || state == "refused" || state == "cancelled";
}

bool all_ended(const Json& job) {
  return std::all_of(job["servers"].begin(), job["servers"].end(), has_ended);
}

std::vector<std::string> progress(const Json& job) {
  std::vector<std::string> lines;
  for (const auto& server : job["servers"]) {
    const auto failed = server["failed"].get<std::size_t>();
    lines.push_back(fmt::format(
        "{:20} {:10} {}{}", value(server, "server"), value(server, "state"),
        text::progress_bar(server["succeeded"].get<std::size_t>() + failed, server["devices"].get<std::size_t>()),
        failed == 0 ? "" : fmt::format(", {} failed", failed)));
  }
  return lines;
}

// The outcome per device, of every server.
Result<Json> outcomes(Client& client, const Json& job) {
  Json devices = Json::array();
  const std::string base = "/api/v1/jobs/" + path_part(value(job, "job")) + "/servers/";
  for (const auto& server : job["servers"]) {
    std::string after;
    do {
      auto page = client.get(base + path_part(value(server, "server")), {{"limit", "1000"}, {"after", after}});
      if (!page) return page;
      for (auto device : (*page)["items"]) {
        device["server"] = server["server"];
        devices.push_back(std::move(device));
      }
      after = value(*page, "next");
    } while (!after.empty());
  }
  return devices;
}

int show_outcome(const Session& session, Json job) {
  Client client = session.client();
  auto devices = outcomes(client, job);
  if (!devices) return complain(devices.error());
  job["outcomes"] = *devices;
  show(session, job, [&](const Json& whole) {
    return table_of(whole["outcomes"],
                    {field("SERVER", "server"), field("DEVICE", "device"), state("STATE", "state"),
                     field("TYPE", "failure_type"), first_line_of("MESSAGE", "message")},
                    "no devices") +
           fmt::format("\n{}: {} of {} devices succeeded, {} failed\n", value(whole, "job"), value(whole, "succeeded"),
                       value(whole, "devices"), value(whole, "failed"));
  });
  return job["succeeded"] == job["devices"] ? 0 : 1;
}

int distribute(const Session& session, const Asked& asked) {
  auto file = config::load_job_file(asked.file);
  if (!file) {
    std::fprintf(stderr, "%s\n", config::to_text(file.error()).c_str());
    return 2;
  }
  Client client = session.client();
  std::vector<model::PackageRef> packages;
  for (const auto& path : file->packages) {
    auto package = describe_package(path);
    if (!package) return complain(package.error());
    if (auto uploaded = upload_package(client, path, *package); !uploaded) return complain(uploaded.error());
    packages.push_back(std::move(*package));
  }
  base::SystemRandom random;  // the key makes a repeat after a lost answer start no second job
  Json request = request_of(*file, packages);
  if (asked.waves.given) request["waves"] = asked.waves.json();
  auto started = client.post("/api/v1/jobs", request, {}, base::make_id("cli-", random));
  if (!started) return complain(started.error());
  const std::string job = value(*started, "job");
  if (!asked.wait) return show(session, started, [&](const Json&) { return job; });
  const std::string rollout = value(*started, "rollout");
  std::fprintf(stderr, "%s started%s%s\n", job.c_str(), rollout.empty() ? "" : " in waves, as ", rollout.c_str());
  auto ended = wait_until(session, "/api/v1/jobs/" + path_part(job), all_ended, progress);
  if (!ended) return complain(ended.error());
  return show_outcome(session, std::move(*ended));
}

}  // namespace

void add_distribute(CLI::App& app, Session& session) {
  auto* verb = app.add_subcommand("distribute", "Start a distribution job and print its id");
  verb->footer(cmdline::told(
      "The job file is checked here, and the packages it names are brought to central where it lacks them.",
      {"redrive distribute job.toml --wait", "redrive distribute job.toml --canary 2 --wave 10% --pace 10m"}));
  auto asked = std::make_shared<Asked>();
  verb->add_option("FILE", asked->file, "Job file")->required();
  verb->add_flag("--wait", asked->wait, "Show progress, and end with the outcome per device");
  add_wave_options(*verb, asked->waves);
  verb->callback([&session, asked] { session.act = [&session, asked] { return distribute(session, *asked); }; });
}

}  // namespace redrive::cli
