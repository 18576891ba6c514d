// How fast agents connect, all at once, and answer: one request to one agent and back, and the same to all. Central's
// own router link, agent link and deciding thread here; the simulated fleet in processes beside it. Measured against
// libzmq with CURVE and nothing else (bare_router.h, bare_fleet.cc), in turns in one run, with frames of the same
// sizes. usage: agent_calls DIRECTORY [agents] [processes]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "bench/bare_router.h"
#include "central/flow/alert_flow.h"
#include "central/flow/decider.h"
#include "central/flow/flow_context.h"
#include "central/intake/agent_directory.h"
#include "central/intake/agent_link.h"
#include "central/store/store.h"
#include "shared/link/curve_router.h"
#include "shared/log/log.h"
#include "shared/sys/content_store.h"
#include "shared/wire/codec.h"
#include "tests/simulated_agents/agent_keys.h"
#include "tests/simulated_agents/fleet_files.h"

namespace redrive::central {
namespace {

constexpr std::uint64_t kSeed = 7;
constexpr int kRounds = 7, kCallsInRound = 500;
constexpr std::size_t kCentralKey = 1'000'000;
constexpr base::Micros kPatience{120'000'000};
const wire::Message kRequest = wire::DumpRequest{"J-0000000000000000"};  // no agent has that job, and each says so

[[noreturn]] void stop(const std::string& why) {
  fmt::print(stderr, "agent_calls: {}\n", why);
  std::exit(1);
}

template <typename T>
T must(base::Result<T> result) {
  if (!result) stop(result.error().message);
  return std::move(*result);
}

template <typename Work>
double micros(Work work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
}

// Processes that end with their standard input.
class Children {
 public:
  ~Children() {
    for (FILE* child : children_) ::pclose(child);
  }
  void start(const std::string& command) {
    children_.push_back(::popen(command.c_str(), "w"));
    if (children_.back() == nullptr) stop(command);
  }
  void tell(const char* line) {
    for (FILE* child : children_) {
      std::fputs(line, child);
      std::fflush(child);
    }
  }

 private:
  std::vector<FILE*> children_;
};

// As much of central as agents meet, put together as central/wiring.cc does.
struct Central {
  Central(const std::filesystem::path& folder, const link::KeyPair& keys)
      : packages(must(sys::ContentStore::open(folder / "packages"))),
        db(must(open_database("sqlite:store.db", folder, Access::kWrite))) {
    if (auto done = migrate(*db); !done) stop(done.error().message);
    if (auto loaded = load_state(flow); !loaded) stop(loaded.error().message);
    router = must(link::open_curve_router({"tcp://127.0.0.1:*"}, keys, clock));
    directory = must(AgentDirectory::open(folder, router->gate(), clock));
    agents.emplace(loop, router->transport(), *directory, decider, packages, options, clock, metrics);
    decider.start();
    agents->start();
    thread = std::thread([this] { loop.run(); });
  }
  ~Central() {
    loop.stop();
    thread.join();
    decider.stop();
  }

  base::SystemClock clock;
  base::SystemRandom random;
  Metrics metrics;
  LiveOptions options{config::CentralOptions{}};
  sys::EventLoop loop;
  sys::ContentStore packages;
  std::unique_ptr<Database> db;
  FlowContext flow{clock, random, *db, options, metrics};
  Decider decider{flow};
  std::unique_ptr<link::CurveRouter> router;
  std::unique_ptr<AgentDirectory> directory;
  std::optional<AgentLink> agents;
  std::thread thread;
};

struct Fleet {
  std::filesystem::path folder, programs;  // of this program and those beside it
  std::size_t agents, processes;

  // Calls start(first, count) for each process.
  template <typename Start>
  void share(Start start) const {
    const std::size_t each = (agents + processes - 1) / processes;
    for (std::size_t first = 0; first < agents; first += each) start(first, std::min(each, agents - first));
  }
};

std::string name_of(std::size_t agent) {
  return fmt::format("ids-{:05}", agent + 1);
}

// No agent has the job.
void expect_none(const std::string& agent, const AgentCalls::Answer& answer) {
  if (answer) stop(agent + " has the job");
  if (answer.error().code != base::ErrorCode::kNotFound) stop(answer.error().message);
}

void ask_one(Central& central, const std::string& agent) {
  const auto answer = central.agents->call(agent, kRequest, kPatience);
  expect_none(agent, answer);
}

void ask_all(Central& central, const Fleet& fleet) {
  std::vector<AgentCall> calls;
  for (std::size_t i = 0; i < fleet.agents; ++i) calls.push_back({name_of(i), kRequest});
  for (const auto& answer : central.agents->call_all(std::move(calls), kPatience)) {
    expect_none("an agent", answer);
  }
}

void tell(const std::string& what, std::vector<double> bare, std::vector<double> ours, double unit, const char* name) {
  std::sort(bare.begin(), bare.end());
  std::sort(ours.begin(), ours.end());
  const double b = bare[bare.size() / 2], o = ours[ours.size() / 2];
  fmt::print(
      "{}\n  libzmq + CURVE {:9.1f} {}  ({:.1f} to {:.1f})\n  central        {:9.1f} {}  ({:.1f} to {:.1f})  {:.2f} "
      "x\n",
      what, b / unit, name, bare.front() / unit, bare.back() / unit, o / unit, name, ours.front() / unit,
      ours.back() / unit, o / b);
}

double resident_megabytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t whole = 0, resident = 0;
  statm >> whole >> resident;
  return static_cast<double>(resident) * 4096 / 1e6;
}

double median(std::vector<double> of) {
  std::sort(of.begin(), of.end());
  return of[of.size() / 2];
}

void measure(Central& central, bench::BareRouter& bare, const std::vector<std::string>& peers, const Fleet& fleet) {
  const std::string request = wire::encode({1'000, 0, kRequest});
  std::vector<double> bare_one, one, bare_all, all;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<double> bare_trips, trips;
    for (int i = 0; i < kCallsInRound; ++i) {
      bare_trips.push_back(micros([&] { bare.send(peers[0], request), bare.receive(); }));
    }
    for (int i = 0; i < kCallsInRound; ++i) trips.push_back(micros([&] { ask_one(central, name_of(0)); }));
    bare_one.push_back(median(bare_trips)), one.push_back(median(trips));
    bare_all.push_back(micros([&] {
      for (const auto& peer : peers) bare.send(peer, request);
      for (std::size_t i = 0; i < peers.size(); ++i) bare.receive();
    }));
    all.push_back(micros([&] { ask_all(central, fleet); }));
  }
  tell(fmt::format("one request to an agent and back, median of {} in each of {} turns", kCallsInRound, kRounds),
       bare_one, one, 1, "us");
  tell(fmt::format("the same to {} agents at once, {} turns", fleet.agents, kRounds), bare_all, all, 1'000, "ms");
}

void run(const Fleet& fleet) {
  std::filesystem::remove_all(fleet.folder);
  std::filesystem::create_directories(fleet.folder);
  const auto script = fleet.folder / "fleet.toml";
  std::ofstream(script) << fmt::format("seed = {}\nservers = {}\ndevices = 1\n", kSeed, fleet.agents);
  simulated::FleetScript parsed;
  parsed.servers = static_cast<std::uint32_t>(fleet.agents), parsed.devices = 1;
  const auto world = must(simulated::World::make(parsed));
  if (auto done = simulated::write_fleet_files(world, kSeed, fleet.folder); !done) stop(done.error().message);
  const auto keys = simulated::key_pair_of(kSeed, kCentralKey);
  Central central(fleet.folder, keys);
  std::set<std::string> allowed;
  for (std::size_t i = 0; i < fleet.agents; ++i) allowed.insert(simulated::key_pair_of(kSeed, i).public_key);
  bench::BareRouter bare("tcp://127.0.0.1:*", keys.secret_key, std::move(allowed));
  const std::string answer = wire::encode(
      {0, 1'000, wire::ErrorReply{base::ErrorCode::kNotFound, "this server has no job log of J-0000000000000000"}});

  Children children;
  fleet.share([&](std::size_t first, std::size_t count) {
    children.start(fmt::format(
        "{}/redrive-fleet --script {} --central {} --central-key '{}' --first {} --count {} "
        "--hold >/dev/null",
        fleet.programs.string(), script.string(), central.router->bound_endpoint(), keys.public_key, first, count));
  });
  Children bare_children;
  fleet.share([&](std::size_t first, std::size_t count) {
    bare_children.start(fmt::format("{}/bare_fleet agents {} '{}' {} {} {} {} >/dev/null", fleet.programs.string(),
                                    bare.endpoint(), keys.public_key, kSeed, first, count, answer.size()));
  });
  std::this_thread::sleep_for(std::chrono::seconds(2 + fleet.agents / 1'000));  // until they have drawn their keys
  std::vector<std::string> peers;
  const double bare_time = micros([&] {
    bare_children.tell("dial\n");
    while (peers.size() < fleet.agents) {
      peers.push_back(bare.receive());
      bare.send(peers.back(), "w");
    }
  });
  const double before = resident_megabytes();
  const double time = micros([&] {
    children.tell("dial\n");
    while (central.metrics.agents_connected < fleet.agents) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  });
  tell(fmt::format("{} agents connect at once (CURVE, ZAP, hello, welcome), once", fleet.agents), {bare_time}, {time},
       1'000'000, "s");
  fmt::print("  central's memory for them {:.0f} MB\n", resident_megabytes() - before);
  measure(central, bare, peers, fleet);
}

}  // namespace
}  // namespace redrive::central

int main(int argc, char** argv) {
  if (argc < 2) return fmt::print(stderr, "usage: agent_calls DIRECTORY [agents] [processes]\n"), 2;
  redrive::log::set_level(redrive::log::Level::kWarning);
  const std::size_t agents = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1'000;
  const std::size_t processes = argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 1 + agents / 3'000;
  redrive::central::run({std::filesystem::absolute(argv[1]), std::filesystem::canonical("/proc/self/exe").parent_path(),
                         agents, processes});
  return 0;
}
