// A central without sockets: real store in a file, real deciding thread, the routes over them, agents that are fakes.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "central/flow/flow_context.h"
#include "central/flow/mail_parser.h"
#include "central/http/dispatcher.h"
#include "central/store/store.h"
#include "shared/link/zap_gate.h"

namespace redrive::central {

using Json = nlohmann::json;

class FakeAgents final : public AgentCalls {
 public:
  base::Result<wire::Message> call(const std::string& agent, wire::Message request, base::Micros) override {
    if (!answer) return base::fail(base::ErrorCode::kUnavailable, agent + " is not connected");
    return answer(agent, request);
  }
  std::vector<Answer> call_all(std::vector<AgentCall> calls, base::Micros deadline) override {
    std::vector<Answer> answers;
    for (auto& one : calls) answers.push_back(call(one.agent, std::move(one.request), deadline));
    return answers;
  }
  std::vector<AgentStatus> agents() override { return statuses; }

  std::function<base::Result<wire::Message>(const std::string&, const wire::Message&)> answer;
  std::vector<AgentStatus> statuses;
};

class FakeGate final : public link::ZapGate {
 public:
  void set_allowed(std::set<std::string> keys) override { allowed = std::move(keys); }
  std::vector<link::RefusedKey> refused() const override { return knocked; }

  std::set<std::string> allowed;
  std::vector<link::RefusedKey> knocked;
};

struct Answer {
  int status = 0;
  Json json;  // discarded when it is no JSON
  Response response;
};

// Every alert makes a ticket at once (limit 0); ids-1 serves dev-1 and dev-2 at PUN024, whose centre is mc-a.
config::CentralOptions sample_options(const std::filesystem::path& state_dir);

model::Plan sample_plan();  // of J-1 on ids-1, for dev-1

class HttpWorld {
 public:
  HttpWorld();
  ~HttpWorld();

  struct Call {
    std::string method = "GET";
    std::string target;
    std::string body{};
    std::string content_type = "application/json";
    std::string token{};  // empty = the administrator's, "-" = none
    std::string idempotency_key{};
    std::string from = "192.0.2.1";
    Browser browser{};
  };
  Answer call(const Call& call);
  Answer get(const std::string& target) { return call({"GET", target}); }
  Answer post(const std::string& target, const Json& body) { return call({"POST", target, body.dump()}); }
  void open_people();  // from the files in `dir`
  // A new token of this role; its secret.
  std::string token_of(const std::string& name, const std::string& role, const Json& scope = "*");
  std::string log_in(const std::string& name, const std::string& password);  // a session's token; empty = refused
  // Waits for what was taken to be decided.
  void settle();
  // Waits for what is shown there to be so.
  Answer when(const std::string& target, const std::function<bool(const Json&)>& so);

  std::filesystem::path dir;
  base::ManualClock clock;
  base::SeededRandom random{7};
  base::SystemRandom secrets;
  LiveOptions options;
  Metrics metrics;
  FakeAgents agents;
  FakeGate gate;
  base::Status ready{};
  std::string admin_token;
  std::string submit_token = "a-token-for-monitoring";

  std::unique_ptr<Database> db;
  std::unique_ptr<FlowContext> flow;
  std::unique_ptr<Decider> decider;
  std::unique_ptr<Readers> readers;
  std::unique_ptr<MailParser> parser;
  std::unique_ptr<AgentDirectory> directory;
  std::unique_ptr<sys::ContentStore> packages;
  std::unique_ptr<People> people;
  EventHub events{{.rest = base::Micros{0}}};
  Kept<Summary> summary;
  std::unique_ptr<HttpContext> context;
  std::unique_ptr<Dispatcher> dispatcher;
};

class HttpTest : public testing::Test {
 protected:
  HttpWorld world;
};

// The value of a result that must be good; ends the test otherwise.
template <typename T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

inline const Json kAlert = {{"id", "a-17"},
                            {"occurred_at", "2026-03-02T00:02:13Z"},
                            {"server", "ids-1"},
                            {"device", "dev-1"},
                            {"job", "J-1"},
                            {"package", "pkg06-6.7"},
                            {"failure_type", "disk_full"},
                            {"message", "No space left on device"},
                            {"location", "Pune"}};

}  // namespace redrive::central
