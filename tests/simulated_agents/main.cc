// redrive-fleet: thousands of agents in one process, for tests and benchmarks. What it says is JSON Lines on stdout.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>

#include "shared/sys/io.h"
#include "tests/simulated_agents/fleet.h"
#include "tests/simulated_agents/fleet_files.h"

namespace {

using namespace redrive;

constexpr int kFailed = 1, kUsage = 2;
constexpr base::Micros kTellEvery{100'000};

void say(const std::string& line) {
  std::puts(line.c_str());
  std::fflush(stdout);
}

// What changed since it was told last, ten times a second at most.
void tell_counters(sys::EventLoop& loop, const simulated::Fleet& fleet, simulated::Counters last) {
  const auto now = fleet.counters();
  if (now != last) say(to_json(now));
  loop.after(kTellEvery, [&loop, &fleet, now] { tell_counters(loop, fleet, now); });
}

// Commands from stdin, and the end with its end.
class Controls {
 public:
  Controls(sys::EventLoop& loop, simulated::Fleet& fleet) : loop_(loop), fleet_(fleet) {
    loop_.watch(STDIN_FILENO, [this] { read(); });
  }

 private:
  void read() {
    std::array<char, 4096> bytes{};
    const auto count = sys::uninterrupted([&] { return ::read(STDIN_FILENO, bytes.data(), bytes.size()); });
    if (count <= 0) return loop_.stop();
    text_.append(bytes.data(), static_cast<std::size_t>(count));
    for (auto end = text_.find('\n'); end != std::string::npos; end = text_.find('\n')) {
      obey(text_.substr(0, end));
      text_.erase(0, end + 1);
    }
  }

  void obey(const std::string& line) {
    const auto control = simulated::parse_control(line);
    if (control && std::holds_alternative<simulated::Stop>(*control)) return loop_.stop();
    const auto done = control ? fleet_.act(*control) : tl::unexpected<base::Error>(control.error());
    if (!done) return static_cast<void>(std::fprintf(stderr, "redrive-fleet: %s\n", done.error().message.c_str()));
    say(*done);
  }

  sys::EventLoop& loop_;
  simulated::Fleet& fleet_;
  std::string text_;
};

int play(const simulated::FleetScript& script, simulated::World world, const simulated::FleetPlace& place, bool hold) {
  sys::EventLoop loop;
  loop.watch_signals({SIGTERM, SIGINT}, [&loop](int) { loop.stop(); });
  const base::SystemClock clock;
  simulated::Fleet fleet(loop, clock, script, std::move(world), place);
  const Controls controls(loop, fleet);
  if (hold) say(R"({"event":"holding"})");
  if (!hold) fleet.start();
  tell_counters(loop, fleet, {});
  loop.run();
  say(to_json(fleet.counters()));
  return 0;
}

int complain(const std::string& why, int code) {
  std::fprintf(stderr, "redrive-fleet: %s\n", why.c_str());
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "A simulated fleet: its agents with their keys, and what is broken at its devices.\n"
      "Commands on stdin, one a line: " +
      std::string(simulated::kControls) +
      "\nExample: redrive-fleet --script fleet.toml --write folder\n"
      "         redrive-fleet --script fleet.toml --central tcp://127.0.0.1:7461 --central-key KEY"};
  std::string file, folder;
  simulated::FleetPlace place;
  bool hold = false;
  app.add_option("--script", file, "What the fleet is like, TOML")->required();
  auto* write = app.add_option("--write", folder, "Write devices.csv, locations.csv, agents and causes.jsonl, and end");
  auto* central = app.add_option("--central", place.central, "Where the agents dial")->excludes(write);
  app.add_option("--central-key", place.central_key, "Its public key")->needs(central);
  app.add_option("--first", place.first, "Leave out so many servers");
  app.add_option("--count", place.count, "Play so many servers");
  app.add_flag("--hold", hold, "Dial when told so: dial");
  CLI11_PARSE(app, argc, argv);

  const auto script = simulated::load_fleet_script(file);
  if (!script) return complain(config::to_text(script.error()), kUsage);
  auto world = simulated::World::make(*script);
  if (!world) return complain(world.error().message, kUsage);
  if (folder.empty() && (place.central.empty() || place.central_key.empty()))
    return complain("expected --write FOLDER, or --central and --central-key", kUsage);
  if (folder.empty()) return play(*script, std::move(*world), place, hold);
  if (auto written = simulated::write_fleet_files(*world, script->seed, folder); !written)
    return complain(written.error().message, kFailed);
  return 0;
}
