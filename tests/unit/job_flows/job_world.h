// Jobs and redistributions on a real SQLite store in memory: requests as the deciding thread handles them, agents as
// the test plays them.
#pragma once

#include <gmock/gmock.h>

#include "central/store/audit.h"
#include "shared/base/digest.h"
#include "shared/wire/codec.h"
#include "tests/unit/alert_flow/flow_world.h"

namespace redrive::central::test {

class JobWorld : public FlowWorld {
 public:
  explicit JobWorld(config::CentralOptions options = company()) : FlowWorld(std::move(options)) {
    flow().command_waiting = [this](const std::string& agent) { told.push_back(agent); };
  }

  // As the decider does it: an error undoes what the request wrote.
  template <typename Request>
  base::Result<typename Request::Reply> ask(Request request) {
    EXPECT_TRUE(db().begin());
    auto answer = handle(flow(), request);
    if (!answer) {
      db().rollback();
      flow().after_commit.clear();
      return answer;
    }
    EXPECT_TRUE(db().commit());
    for (auto& act : std::exchange(flow().after_commit, {})) act();
    return answer;
  }
  template <typename Request>
  typename Request::Reply must(Request request) {
    auto answer = ask(std::move(request));
    if (!answer) throw std::runtime_error(answer.error().message);
    return *answer;
  }

  static StartJob job(std::vector<JobServerSelection> servers = {{"ids-1", {"dev-1-1", "dev-1-2"}}}) {
    StartJob request;
    request.actor = {"ann", "192.0.2.1"};
    request.name = "app 2.3";
    request.packages = {{"app.deb", 3, base::digest_of("app")}};
    request.servers = std::move(servers);
    request.parameters.install = {"dpkg", "-i", "{package}"};
    return request;
  }
  std::string start(std::vector<JobServerSelection> servers = {{"ids-1", {"dev-1-1", "dev-1-2"}}}) {
    return must(job(std::move(servers))).job;
  }
  // A job its agent has taken.
  std::string taken() {
    const auto id = start();
    ack("ids-1", "distribute/" + id);
    return id;
  }

  std::vector<CommandsFor::Waiting> waiting(const std::string& agent = "ids-1") {
    return must(CommandsFor{agent}).commands;
  }
  std::vector<std::string> waiting_ids(const std::string& agent = "ids-1") {
    std::vector<std::string> ids;
    for (const auto& one : waiting(agent)) ids.push_back(one.command);
    return ids;
  }
  template <typename Message>
  Message only_command(const std::string& agent = "ids-1") {
    const auto all = waiting(agent);
    if (all.size() != 1) throw std::runtime_error(fmt::format("{} commands wait for {}", all.size(), agent));
    return std::get<Message>(wire::decode(all[0].encoded).value().message);
  }

  void ack(const std::string& agent, const std::string& command, bool accepted = true, const std::string& why = "") {
    must(TakeCommandAck{agent, {command, accepted, why}});
  }
  // The next items of the agent's spool.
  std::uint64_t report(const std::string& agent, std::vector<wire::SpoolItem> items) {
    const auto first = spooled_[agent] + 1;
    spooled_[agent] += items.size();
    return must(TakeSpool{agent, {"S-" + agent, first, std::move(items)}}).through;
  }
  wire::OutcomeReport outcome(const std::string& job, const std::string& device, model::DeviceState state,
                              std::uint32_t run = 1) {
    const bool failed = state == model::DeviceState::kFailed;
    return {job, {device, state, failed ? "disk_full" : "", failed ? "no space left" : "", "", run, clock().utc()}};
  }

  JobServerRow share(const std::string& job, const std::string& server = "ids-1") {
    return find_job_server(db(), job, server).value().value();
  }
  RedistributionRow redistribution(const std::string& id) { return find_redistribution(db(), id).value().value(); }
  std::vector<InboxRow> inbox() { return undecided_alerts(db(), 1000).value(); }
  std::vector<std::string> audit() {
    std::vector<std::string> out;
    const auto page = list_audit(db(), {}, {1000, 0}).value();
    for (const auto& row : page.items) out.push_back(row.who + " " + row.what + " " + row.subject);
    return out;
  }

  // "who what: before -> after", newest first.
  std::vector<std::string> trail() {
    std::vector<std::string> out;
    const auto page = list_audit(db(), {}, {1000, 0}).value();
    for (const auto& row : page.items) {
      out.push_back(fmt::format("{} {}: {} -> {}", row.who, row.what, row.before, row.after));
    }
    return out;
  }

  std::vector<std::string> told;  // agents that were to fetch commands

 private:
  std::map<std::string, std::uint64_t> spooled_;
};

inline model::Plan plan_of(const std::string& job = "J-1", std::uint32_t run = 2,
                           std::vector<std::string> devices = {"dev-1-1"}, const std::string& server = "ids-1") {
  model::Plan plan;
  plan.job = job, plan.server = server, plan.run = run;
  for (auto& device : devices) plan.devices.push_back({std::move(device), "failed: disk_full"});
  plan.packages = {{"app.deb", 3, base::digest_of("app")}};
  plan.commands = {{"dpkg", "-i", "app.deb"}};
  plan.digest = model::plan_digest(plan);
  return plan;
}

}  // namespace redrive::central::test
