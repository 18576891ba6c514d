#include "agent/app/daemon.h"

#include <csignal>
#include <future>

#include "agent/app/central_desk.h"
#include "agent/app/central_link.h"
#include "agent/app/context.h"
#include "agent/app/job_desk.h"
#include "agent/app/local_approval.h"
#include "agent/app/local_server.h"
#include "agent/app/package_clean_up.h"
#include "agent/app/package_desk.h"
#include "agent/app/pending_approvals.h"
#include "agent/app/reloader.h"
#include "agent/app/spool_sender.h"
#include "agent/app/stoppable_processes.h"
#include "agent/app/tool_desk.h"
#include "agent/app/tool_verb.h"
#include "agent/manager/manager_kinds.h"
#include "shared/link/curve_dealer.h"
#include "shared/log/log.h"
#include "shared/model/failure_type.h"
#include "shared/sys/notify.h"
#include "shared/sys/program_pages.h"

namespace redrive::agent {
namespace {

using base::Result;
using base::Status;

constexpr std::chrono::milliseconds kLookForStop{500};  // while a transfer goes on
constexpr base::Micros kApprovalWait{30'000'000};       // for central's answer
constexpr std::chrono::seconds kToolWait{20};           // for a tool to come from central
constexpr base::Micros kCleanUp = std::chrono::hours(1);

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}

// Everything that lives as long as the daemon. Declared in the order of dependence: what is used by others comes first
// and goes last.
struct Daemon {
  LiveOptions options;
  base::SystemClock clock;
  base::SystemRandom random;
  sys::EventLoop loop;
  sys::PosixProcessRunner runner;
  StoppableProcesses processes{runner};
  std::unique_ptr<DistributionManager> manager;
  std::unique_ptr<Spool> spool;
  std::optional<sys::ContentStore> packages, tools;
  std::unique_ptr<link::DealerTransport> transport;
  std::optional<CentralLink> link;
  std::optional<SpoolSender> sender;
  std::optional<PackageDesk> fetching;
  PendingApprovals approvals;
  PackageChecks checks;
  std::optional<ToolDesk> tool_desk;
  std::optional<PlanningPlace> place;
  std::optional<AgentContext> context;
  std::optional<JobDesk> jobs;
  std::optional<LocalApproval> approval;
  std::unique_ptr<LocalServer> local;
  std::optional<CentralDesk> central;
  std::optional<WorkerPool> desk;      // one thread: commands, one after the other
  std::optional<WorkerPool> cleaning;  // one thread: looks through the package store
  std::optional<Reloader> reloader;

  explicit Daemon(const config::AgentOptions& configured) : options(configured) {}
};

Status open_parts(Daemon& d) {
  const auto options = d.options.get();
  auto keys = link::load_or_make_keys(options->state_dir);
  if (!keys) return pass(keys.error());
  auto manager = make_manager(*options, d.processes, d.clock);
  if (!manager) return pass(manager.error());
  d.manager = std::move(*manager);
  auto spool = Spool::open({options->state_dir / "spool", options->limits.spool_bytes}, d.random);
  if (!spool) return pass(spool.error());
  d.spool = std::move(*spool);
  auto packages = sys::ContentStore::open(options->state_dir / "packages");
  if (!packages) return pass(packages.error());
  d.packages.emplace(std::move(*packages));
  auto tools = open_tools(options->state_dir);
  if (!tools) return pass(tools.error());
  d.tools.emplace(std::move(*tools));
  auto transport = link::open_curve_dealer({options->centrals.front(), options->central_key}, *keys);
  if (!transport) return pass(transport.error());
  d.transport = std::move(*transport);
  return {};
}

// A promise is broken when the loop stops before it could be kept.
template <typename T>
std::optional<T> wait_for(std::future<T> answer, std::stop_token stop) {
  while (answer.wait_for(kLookForStop) != std::future_status::ready) {
    if (stop.stop_requested()) return std::nullopt;
  }
  try {
    return answer.get();
  } catch (const std::future_error&) {
    return std::nullopt;
  }
}

std::optional<FetchFailure> fetch(Daemon& d, const model::PackageRef& package, std::stop_token stop) {
  auto promise = std::make_shared<std::promise<std::optional<FetchFailure>>>();
  auto answer = promise->get_future();
  d.fetching->fetch(package,
                    [promise](std::optional<FetchFailure> failure) { promise->set_value(std::move(failure)); });
  promise.reset();
  const FetchFailure stopped{std::string(model::failure_type::kTransferInterrupted), "the transfer was stopped"};
  return wait_for(std::move(answer), stop).value_or(stopped);
}

// ---- tools of central's (R8)

Status in_words(const std::optional<FetchFailure>& failure) {
  namespace type = model::failure_type;
  if (!failure) return {};
  if (failure->failure_type == type::kChecksumMismatch) return base::fail(base::ErrorCode::kCorrupt, failure->message);
  if (failure->failure_type == type::kPackageMissing) return base::fail(base::ErrorCode::kFailed, failure->message);
  return base::fail(base::ErrorCode::kUnavailable, failure->message);
}

void clean_up_tools(Daemon& d) {
  if (auto cleaned = clean_tools(*d.tools, d.options.get()->state_dir / "tools", d.clock.utc()); !cleaned)
    log::warning("tools", "the tools are not cleared up: " + cleaned.error().message);
}

// Whoever waits for the plan does not wait for a thin link; the transfer goes on, and is the next one's.
Status fetch_tool(Daemon& d, const model::ToolManifest& manifest) {
  const model::PackageRef program{"redrive-redistribute-" + manifest.version, manifest.size, manifest.digest};
  auto promise = std::make_shared<std::promise<std::optional<FetchFailure>>>();
  auto answer = promise->get_future();
  d.loop.post([&d, program, promise = std::move(promise)] {
    const auto done = [promise](std::optional<FetchFailure> failure) { promise->set_value(std::move(failure)); };
    if (d.link->is_ready()) return d.fetching->fetch(program, *d.tools, done);
    done(FetchFailure{std::string(model::failure_type::kTransferInterrupted),
                      "it is not on this server, and central cannot be reached to fetch it"});
  });
  const auto end = d.clock.steady() + kToolWait;
  while (answer.wait_for(kLookForStop) != std::future_status::ready) {
    if (d.context->stopping) return base::fail(base::ErrorCode::kUnavailable, "the agent is stopping");
    if (d.clock.steady() < end) continue;
    return base::fail(base::ErrorCode::kUnavailable, "it is still on its way from central; ask again in a while");
  }
  const FetchFailure stopped{std::string(model::failure_type::kTransferInterrupted), "the agent is stopping"};
  if (auto fetched = in_words(wait_for(std::move(answer), {}).value_or(stopped)); !fetched) return fetched;
  clean_up_tools(d);
  return {};
}

bool alert_tool(Daemon& d, model::Alert alert) {
  const auto options = d.options.get();
  log::warning("tools", alert.message);
  alert.occurred_at = d.clock.utc();
  alert.server = options->name;
  alert.location = options->location;
  const auto put = d.spool->put(alert);
  if (put) d.sender->poke();
  return put.has_value();
}

void open_tools(Daemon& d) {
  d.tool_desk.emplace(ToolDeskParts{d.options.get()->state_dir, *d.tools, d.processes,
                                    [&d] { return d.options.get()->tool_keys; },
                                    [&d](const model::ToolManifest& manifest) { return fetch_tool(d, manifest); },
                                    [&d](const model::Alert& alert) { return alert_tool(d, alert); }});
  d.place->make = [&d](const JobRecord& record, const PlanContext& context) {
    return d.tool_desk->make(record, context);
  };
}

void connect_parts(Daemon& d) {
  const auto options = d.options.get();
  const auto& limits = options->limits;
  d.desk.emplace(1);
  d.cleaning.emplace(1);
  d.link.emplace(d.loop, *d.transport, *options, d.clock, d.random);
  d.sender.emplace(d.loop, *d.link, *d.spool);
  d.fetching.emplace(d.loop, *d.link, d.clock, *d.packages, FetchOptions{.keep_free = limits.disk_keep_free},
                     limits.bandwidth);
  d.place.emplace(PlanningPlace{options->state_dir, options->name, *d.packages, *d.manager, d.clock, &d.checks});
  open_tools(d);
  d.context.emplace(d.options, d.clock, *d.spool, *d.packages, *d.manager);
  d.context->spooled = [&d] { d.sender->poke(); };
  d.context->fetch = [&d](const model::PackageRef& package, std::stop_token stop) { return fetch(d, package, stop); };
  d.jobs.emplace(*d.context, *d.place, [&d](base::Micros wait, std::function<void()> work) {
    d.loop.post([&d, wait, work] { d.loop.after(wait, [&d, work] { d.desk->post(work); }); });
  });
  d.central.emplace(d.loop, *d.link, *d.desk, *d.jobs, *d.place);
}

void take(Daemon& d, wire::Envelope envelope) {
  wire::Message& message = envelope.message;
  if (d.central->take(envelope)) return;
  if (auto* ack = std::get_if<wire::SpoolAck>(&message)) return d.sender->take(*ack);
  if (auto* chunk = std::get_if<wire::Chunk>(&message)) return d.fetching->take(envelope.re, std::move(*chunk));
  if (auto* reply = std::get_if<wire::ApprovalReply>(&message)) return d.approvals.settle(envelope.re, *reply);
  if (auto* error = std::get_if<wire::ErrorReply>(&message); error && !d.fetching->take(envelope.re, *error))
    d.approvals.settle(envelope.re, base::fail(error->code, error->message));
}

// ---- what an operator at the server says

// Asks central on the loop's thread and waits for its answer.
template <typename Request>
Result<wire::ApprovalReply> ask_central(Daemon& d, const Request& request, std::string_view capability) {
  return d.approvals.ask(kApprovalWait, [&d, &request, capability](std::uint64_t id) {
    d.loop.post([&d, request, id, capability] {
      const auto settle = [&](const char* why) {
        d.approvals.settle(id, base::fail(base::ErrorCode::kUnavailable, why));
      };
      if (d.link->is_ready() && !capability.empty() && !d.link->central_knows(capability))
        return settle("its version takes none from a server");
      if (!d.link->send({id, 0, request})) settle("not connected to central");
    });
  });
}

// Has the jobs' desk take it, on its thread.
template <typename Command>
Result<wire::CommandAck> take_at_desk(Daemon& d, const Command& command) {
  auto taken = std::make_shared<std::promise<Result<wire::CommandAck>>>();
  auto answer = taken->get_future();
  d.desk->post([&d, taken = std::move(taken), command] { taken->set_value(d.jobs->take(command)); });
  const Result<wire::CommandAck> stopping = base::fail(base::ErrorCode::kUnavailable, "the agent is stopping");
  return wait_for(std::move(answer), {}).value_or(stopping);
}

Status serve_operators(Daemon& d) {
  d.approval.emplace(
      LocalApproval{*d.place, [&d] { return d.options.get()->offline_approval; },
                    [&d](const wire::ApprovalRequest& request) { return ask_central(d, request, ""); },
                    [&d](const wire::RunPlan& command) { return take_at_desk(d, command); },
                    [&d](const wire::RefusalRequest& request) { return take_at_desk(d, request); },
                    [&d](const wire::RefusalRequest& request) { return ask_central(d, request, wire::kPlanRefusal); }});
  auto local = LocalServer::open(
      d.loop, d.place->state_dir,
      [&d](const wire::Message& request, const std::string& user) { return d.approval->answer(request, user); });
  if (!local) return pass(local.error());
  d.local = std::move(*local);
  return {};
}

void clean_up(Daemon& d) {
  d.cleaning->post([&d] {
    if (auto cleaned = clean_packages(*d.options.get(), *d.packages, d.clock.utc()); !cleaned)
      log::warning("packages", "the package store is not cleared up: " + cleaned.error().message);
    clean_up_tools(d);
  });
  d.loop.after(kCleanUp, [&d] { clean_up(d); });
}

// ---- configuration read again

// On the reloader's thread. Location, offline_approval and packages_* are looked up where they are used.
void take_over(Daemon& d, const std::shared_ptr<const config::AgentOptions>& next) {
  const auto& limits = next->limits;
  d.spool->limit(limits.spool_bytes);
  d.manager->limit_devices(limits.parallel_devices);
  d.fetching->limit(limits.bandwidth, limits.disk_keep_free);
  d.loop.post([&d, next] { d.link->follow(*next); });
}

void open_reload(Daemon& d, sys::ServiceManager& systemd) {
  d.reloader.emplace(
      ReloaderParts{d.options, [&d] { return config::load_agent_options(d.options.get()->file); },
                    [&d](const std::shared_ptr<const config::AgentOptions>& next) { take_over(d, next); },
                    [&d, &systemd] { d.loop.post([&systemd] { static_cast<void>(systemd.ready_again()); }); }});
}

// Refuse new work, end or park what is in flight. Since the signal nothing that is cut off counts as an end.
void stop_parts(Daemon& d) {
  d.reloader->stop();
  d.processes.stop();
  d.fetching->stop();
  d.jobs->stop();
  d.desk->stop();
  d.cleaning->stop();
  d.central->stop();
  d.approvals.stop();  // after the desk: an operator's approval must not pass as "central cannot be asked"
  d.local->stop();
}

}  // namespace

Status run_agent(const config::AgentOptions& options) {
  if (auto made = sys::make_directories(options.state_dir); !made) return made;
  auto lock = sys::OwnerLock::take(options.state_dir / "lock");
  if (!lock) return pass(lock.error());
  Daemon d(options);
  sys::ServiceManager systemd;  // reads the environment: before other threads run
  d.loop.watch_signals({SIGTERM, SIGINT}, [&d](int) {
    d.context->stopping = true;
    d.loop.stop();
  });
  d.loop.watch_signals({SIGHUP}, [&](int) {
    static_cast<void>(systemd.reloading(d.clock));
    d.reloader->request();
  });
  if (auto opened = open_parts(d); !opened) return opened;
  connect_parts(d);
  open_reload(d, systemd);
  if (auto serving = serve_operators(d); !serving) return serving;
  d.jobs->resume_all();
  clean_up(d);
  d.link->start({[&d] { d.sender->ready(), d.fetching->ready(); },
                 [&d](wire::Envelope envelope) { take(d, std::move(envelope)); }});
  log::info("agent", fmt::format("{} is running, state in {}", options.name, options.state_dir.string()));
  if (auto told = systemd.ready(d.loop); !told) log::warning("agent", told.error().message);
  sys::unmap_program_pages();  // most of it was for the start alone
  d.loop.run();
  static_cast<void>(systemd.stopping());
  stop_parts(d);
  log::info("agent", "stopped");
  return {};
}

}  // namespace redrive::agent
