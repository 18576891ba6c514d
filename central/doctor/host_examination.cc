// The machine: its clock, and who listens at central's ports.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/timex.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "central/doctor/examinations.h"
#include "central/doctor/listeners.h"
#include "shared/sys/file.h"

namespace redrive::central {
namespace {

using checkup::failed;
using checkup::ok;
using checkup::warning;

struct Wanted {
  std::string what, url;
  bool udp = false;
};

// Of "tcp://*:7461", "127.0.0.1:8461"; 0 where there is none.
std::uint16_t port_of(const std::string& url) {
  const std::string digits = url.substr(url.rfind(':') + 1);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return error == std::errc() && end == digits.data() + digits.size() ? port : std::uint16_t{0};
}

// Without sys::OwnerLock, which would write our number into the file.
bool runs(const config::CentralOptions& options) {
  const sys::Fd lock(::open((options.state_dir / "lock").c_str(), O_RDONLY | O_CLOEXEC));
  return lock && ::flock(lock.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

Finding judge_port(const Wanted& wanted, const std::vector<Listener>& all, bool central_runs) {
  const auto port = port_of(wanted.url);
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Listener& one) { return one.port == port && one.udp == wanted.udp; });
  const std::string name = fmt::format("{} ({})", wanted.url, wanted.what);
  if (found == all.end()) {
    if (!central_runs) return ok("port", name + " is free");
    return failed("port", name + ": central runs and does not listen there",
                  "it runs with another configuration: systemctl restart redrive-central");
  }
  const bool by_central = found->program.starts_with("redrive-central");
  const std::string by = found->program.empty() ? "somebody (only root sees whom)" : found->program;
  if (by_central || (central_runs && found->program.empty())) return ok("port", name + " is taken by " + by);
  return failed("port", name + " is taken by " + by, "stop that program, or choose another port in central.toml");
}

}  // namespace

Finding examine_clock() {
  timex now{};
  const int state = ::adjtimex(&now);  // with modes 0 it only reads
  if (state < 0) return warning("clock", "the kernel does not tell whether it is set", "timedatectl");
  if (state == TIME_ERROR || (now.status & STA_UNSYNC) != 0)
    return warning("clock", "it is set by nobody",
                   "run chrony or systemd-timesyncd; tickets and outages go by this clock");
  return ok("clock", fmt::format("kept right, at most {} ms off", now.maxerror / 1000));
}

Findings examine_ports(const config::CentralOptions& options) {
  std::vector<Wanted> wanted{{"agents", options.agents, false}, {"HTTP", options.http, false}};
  for (const auto& url : options.syslog.listen) wanted.push_back({"syslog", url, url.starts_with("udp:")});
  const auto all = read_listeners();
  const bool central_runs = runs(options);
  Findings out{ok("central", central_runs ? "it runs on this state directory" : "it does not run now")};
  for (const auto& one : wanted) out.push_back(judge_port(one, all, central_runs));
  return out;
}

}  // namespace redrive::central
