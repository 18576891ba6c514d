#include "http_world.h"

#include <fstream>

#include "central/flow/alert_flow.h"
#include "central/http/uri.h"
#include "shared/base/digest.h"
#include "shared/model/failure_type.h"
#include "shared/sys/file.h"

namespace redrive::central {
namespace {

std::filesystem::path make_directory() {
  std::string path = (std::filesystem::temp_directory_path() / "redrive-http-XXXXXX").string();
  if (::mkdtemp(path.data()) == nullptr) throw std::runtime_error("cannot make " + path);
  return path;
}

// Gives a body as a slow network would: a few bytes at a time.
class TextSource final : public BodySource {
 public:
  explicit TextSource(std::string_view text) : rest_(text) {}
  base::Result<std::size_t> read(char* into, std::size_t most) override {
    const std::size_t n = std::min({most, rest_.size(), std::size_t{7}});
    rest_.copy(into, n);
    rest_.remove_prefix(n);
    return n;
  }

 private:
  std::string_view rest_;
};

}  // namespace

config::CentralOptions sample_options(const std::filesystem::path& state_dir) {
  config::CentralOptions o;
  o.state_dir = state_dir;
  o.thresholds.limit = 0;
  o.failure_types.assign(model::failure_type::kShipped.begin(), model::failure_type::kShipped.end());
  o.rules = {{"no space left", "disk_full", "central.toml:31"}};
  o.centres["mc-a"] = {"mc-a", "Pune centre", {"a@example.org"}, "noc"};
  o.centres["noc"] = {"noc", "NOC", {"noc@example.org"}, ""};
  o.inventory.locations["PUN024"] = {"PUN024", "Pune", {"82 Kings Way, Pune"}, "mc-a"};
  o.inventory.devices["ids-1"] = {"ids-1", model::DeviceRole::kIntermediate, "", "PUN024", "", "", 0};
  for (const std::string name : {"dev-1", "dev-2"}) {
    o.inventory.devices[name] = {name, model::DeviceRole::kRecipient, "ids-1", "PUN024", "", "", 0};
  }
  o.outages = {
      {"config:1", "", "old-*", "", base::utc_from_micros(0), base::utc_from_micros(1), "gone", "configuration"}};
  return o;
}

model::Plan sample_plan() {
  model::Plan plan;
  plan.job = "J-1", plan.server = "ids-1";
  plan.devices = {{"dev-1", "failed: disk_full"}};
  plan.commands = {{"dpkg", "-i", "{package}"}};
  plan.expires_at = base::ManualClock().utc() + std::chrono::minutes(30);
  plan.digest = model::plan_digest(plan);
  return plan;
}

HttpWorld::HttpWorld() : dir(make_directory()), options(sample_options(dir)) {
  db = must(open_database("sqlite:central.db", dir, Access::kWrite));
  must(migrate(*db));
  flow = std::unique_ptr<FlowContext>(new FlowContext{clock, random, *db, options, metrics});
  must(load_state(*flow));
  flow->use_package = [this](const std::string& digest) { return packages->use(digest); };
  decider = std::make_unique<Decider>(*flow);
  readers = std::make_unique<Readers>([this] { return open_database("sqlite:central.db", dir, Access::kRead); });
  parser = std::make_unique<MailParser>(
      MailParserParts{[this](ReadMail read) { return decider->ask(std::move(read)); },
                      [this](std::int64_t number) {
                        return readers->read([&](Database& open) { return find_received(open, number); });
                      }});
  flow->mail_unread = [this] { parser->wake(); };
  flow->committed = [this](const auto& tables) { events.tell(resources_of(tables)); };
  decider->start();
  parser->start();
  directory = must(AgentDirectory::open(dir, gate, clock));
  packages = std::make_unique<sys::ContentStore>(must(sys::ContentStore::open(dir / "packages")));
  must(open_tokens(dir, secrets));
  std::ofstream(dir / "tokens", std::ios::app) << base::digest_of(submit_token) << " monitoring submit *\n";
  open_people();
  admin_token = must(sys::read_file(dir / "admin.token")).substr(0, 64);
  context = std::unique_ptr<HttpContext>(new HttpContext{*decider,
                                                         *readers,
                                                         agents,
                                                         *directory,
                                                         *people,
                                                         *packages,
                                                         options,
                                                         metrics,
                                                         clock,
                                                         events,
                                                         summary,
                                                         [this] { return ready; },
                                                         {},
                                                         {}});
  dispatcher = std::make_unique<Dispatcher>(*context, *people);
}

void HttpWorld::open_people() {
  people = must(People::open(dir, {clock, secrets, options,
                                   [this](RecordAct act) -> base::Status {
                                     auto recorded = decider->ask(std::move(act));
                                     return recorded ? base::Status{} : base::Status(tl::unexpected(recorded.error()));
                                   },
                                   PasswordCost::least()}));
}

std::string HttpWorld::token_of(const std::string& name, const std::string& role, const Json& scope) {
  const auto made = post("/api/v1/tokens", {{"name", name}, {"role", role}, {"scope", scope}, {"expires", "never"}});
  if (made.status != 201) throw std::runtime_error(made.json.dump());
  return made.json["token"];
}

std::string HttpWorld::log_in(const std::string& name, const std::string& password) {
  const auto answer = call({"POST", "/api/v1/login", Json{{"name", name}, {"password", password}}.dump(), "", "-"});
  return answer.status == 200 ? answer.json["token"].get<std::string>() : std::string();
}

HttpWorld::~HttpWorld() {
  parser->stop();
  decider->stop();
  readers.reset();
  db.reset();
  std::error_code ignored;
  std::filesystem::remove_all(dir, ignored);
}

Answer HttpWorld::call(const Call& call) {
  auto target = must(parse_target(call.target));
  Request request;
  request.method = call.method;
  request.path = target.path;
  request.query = target.query;
  request.content_type = call.content_type;
  if (call.token != "-") request.authorization = "Bearer " + (call.token.empty() ? admin_token : call.token);
  request.idempotency_key = call.idempotency_key;
  request.actor.from = call.from;
  request.browser = call.browser;
  TextSource source(call.body);
  request.stream = &source;
  request.body = call.body;
  Response response = dispatcher->handle(request);
  return {response.status, Json::parse(response.body, nullptr, false), response};
}

void HttpWorld::settle() {
  when("/api/v1/status", [](const Json& status) { return status["alerts"]["pending"] == 0; });
}

Answer HttpWorld::when(const std::string& target, const std::function<bool(const Json&)>& so) {
  for (int tries = 0; tries < 100'000; ++tries) {
    auto answer = get(target);
    if (answer.status == 200 && so(answer.json)) return answer;
    std::this_thread::yield();
  }
  throw std::runtime_error(target + " never shows what was waited for: " + get(target).json.dump());
}

}  // namespace redrive::central
