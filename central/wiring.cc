#include "central/wiring.h"

#include <csignal>
#include <thread>

#include "central/flow/alert_flow.h"
#include "central/flow/decider.h"
#include "central/flow/flow_context.h"
#include "central/flow/mail_parser.h"
#include "central/flow/mail_pump.h"
#include "central/flow/planner.h"
#include "central/flow/reloader.h"
#include "central/http/context.h"
#include "central/http/dispatcher.h"
#include "central/http/server.h"
#include "central/intake/agent_directory.h"
#include "central/intake/agent_link.h"
#include "central/intake/mailbox.h"
#include "central/intake/package_clean_up.h"
#include "central/intake/syslog_intake.h"
#include "central/settings/load_options.h"
#include "central/store/store.h"
#include "central/watch/http_ping.h"
#include "central/watch/pulse.h"
#include "mail/transport/pop3_mailbox.h"
#include "mail/transport/replaceable_transport.h"
#include "mail/transport/smtp_transport.h"
#include "shared/link/curve_router.h"
#include "shared/log/log.h"
#include "shared/sys/content_store.h"
#include "shared/sys/event_loop.h"
#include "shared/sys/file.h"
#include "shared/sys/notify.h"
#include "shared/sys/secret_file.h"

namespace redrive::central {
namespace {

using base::Result;
using base::Status;

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}

// Everything that lives as long as central. Declared in the order of dependence: what is used by others comes first and
// goes last.
struct Central {
  LiveOptions options;
  base::SystemClock clock;
  base::SystemRandom random;
  Metrics metrics;
  sys::EventLoop loop;
  std::optional<sys::ContentStore> packages;
  std::unique_ptr<Database> db;
  std::optional<FlowContext> flow;
  std::optional<Decider> decider;
  std::unique_ptr<link::CurveRouter> router;
  std::unique_ptr<AgentDirectory> directory;
  std::optional<AgentLink> agents;
  std::optional<mail::ReplaceableTransport> mail;
  std::optional<MailPump> pump;
  std::optional<Readers> readers;
  std::optional<Planner> planner;
  std::optional<MailParser> parser;
  std::optional<MailboxReader> mailbox;
  std::optional<Reloader> reloader;
  std::unique_ptr<People> people;
  EventHub events;
  Kept<Summary> summary;
  std::optional<HttpContext> http_context;
  std::optional<Dispatcher> dispatcher;
  std::unique_ptr<HttpServer> http;
  std::unique_ptr<SyslogIntake> syslog;
  HttpPing ping;
  std::optional<Pulse> pulse;
  std::thread cleaning;  // looks through the package store, and ends
  std::atomic<bool> ready{false};

  explicit Central(config::CentralOptions read) : options(std::move(read)) {}
};

Status open_state(Central& c) {
  const auto options = c.options.get();
  auto packages = sys::ContentStore::open(options->state_dir / "packages");
  if (!packages) return pass(packages.error());
  c.packages.emplace(std::move(*packages));
  auto db = open_database(options->store_url, options->state_dir, Access::kWrite);
  if (!db) return pass(db.error());
  c.db = std::move(*db);
  if (auto migrated = migrate(*c.db); !migrated) return migrated;
  c.flow.emplace(c.clock, c.random, *c.db, c.options, c.metrics);
  auto mail_key = sys::load_or_make_secret(options->state_dir / "mail.key", c.random);
  if (!mail_key) return pass(mail_key.error());
  c.flow->mail_key = *mail_key;
  c.flow->use_package = [&c](const std::string& digest) { return c.packages->use(digest); };
  if (auto loaded = load_state(*c.flow); !loaded) return loaded;
  c.decider.emplace(*c.flow);
  c.readers.emplace([options] { return open_database(options->store_url, options->state_dir, Access::kRead); });
  return {};
}

Status open_agents(Central& c) {
  const auto options = c.options.get();
  auto keys = link::load_or_make_keys(options->state_dir);
  if (!keys) return pass(keys.error());
  auto router = link::open_curve_router({options->agents}, *keys, c.clock);
  if (!router) return pass(router.error());
  c.router = std::move(*router);
  auto directory = AgentDirectory::open(options->state_dir, c.router->gate(), c.clock);
  if (!directory) return pass(directory.error());
  c.directory = std::move(*directory);
  c.agents.emplace(c.loop, c.router->transport(), *c.directory, *c.decider, *c.packages, c.options, c.clock, c.metrics);
  c.flow->command_waiting = [&c](const std::string& agent) { c.agents->commands_waiting(agent); };
  return {};
}

Status open_mail(Central& c) {
  auto transport = mail::open_mail_transport(c.options.get()->mail);
  if (!transport) return pass(transport.error());
  c.mail.emplace(std::move(*transport));
  c.pump.emplace(MailPumpParts{[&c](LeaseMail request) { return c.decider->ask(std::move(request)); },
                               [&c](MailAttempted attempted) { return c.decider->ask(std::move(attempted)); }, *c.mail,
                               c.clock});
  c.flow->mail_waiting = [&c] { c.pump->wake(); };
  return {};
}

Status open_planner(Central& c) {
  c.planner.emplace(PlannerParts{[&c](NextPlans request) { return c.decider->ask(std::move(request)); },
                                 [&c](const Actor& actor, const RedistributionSelection& selection) {
                                   const auto options = c.options.get();
                                   return c.readers->read([&](Database& db) {
                                     return plan_redistributions(db, *c.agents, *c.decider, actor, selection, *options);
                                   });
                                 },
                                 [&c](PlansAnswered answered) -> Status {
                                   auto stored = c.decider->ask(std::move(answered));
                                   return stored ? Status{} : pass(stored.error());
                                 },
                                 c.clock});
  c.flow->plans_waiting = [&c] { c.planner->wake(); };
  return {};
}

Status open_parser(Central& c) {
  c.parser.emplace(MailParserParts{
      [&c](ReadMail request) { return c.decider->ask(std::move(request)); },
      [&c](std::int64_t number) { return c.readers->read([&](Database& db) { return find_received(db, number); }); }});
  c.flow->mail_unread = [&c] { c.parser->wake(); };
  return {};
}

Result<std::function<void()>> prepare_mail(Central& c, const config::MailOptions& options) {
  auto opened = mail::open_mail_transport(options);
  if (!opened) return pass(opened.error());
  // Shared only because the act is a copyable function.
  auto next = std::make_shared<std::unique_ptr<mail::MailTransport>>(std::move(*opened));
  return [&c, next] {
    c.mail->replace(std::move(*next));
    c.pump->wake();
  };
}

// Nothing where no mailbox is configured.
Result<std::optional<MailboxSettings>> open_mailbox_settings(const config::MailboxOptions& options) {
  if (options.pop3.empty()) return std::nullopt;
  auto client = mail::open_mailbox_client(options);
  if (!client) return pass(client.error());
  return MailboxSettings{mail::mailbox_name(options), std::move(*client), options.poll};
}

Result<std::function<void()>> prepare_mailbox(Central& c, const config::MailboxOptions& options) {
  auto settings = open_mailbox_settings(options);
  if (!settings) return pass(settings.error());
  return [&c, settings = *settings] { c.mailbox->use(settings); };
}

Status open_mailbox(Central& c) {
  c.mailbox.emplace(MailboxParts{[&c](TakeMail mail) { return c.decider->ask(std::move(mail)); },
                                 [&c](const std::string& source, const std::string& uid) {
                                   return c.readers->read(
                                       [&](Database& db) { return find_received_uid(db, source, uid); });
                                 },
                                 c.clock, c.random});
  auto use = prepare_mailbox(c, c.options.get()->mailbox);
  if (!use) return base::fail_in("[mailbox]", use.error());
  (*use)();
  return {};
}

Status open_reload(Central& c) {
  c.reloader.emplace(ReloaderParts{c.options, [&c] { return load_options(c.options.get()->file, c.clock.utc()); },
                                   [&c](const config::MailOptions& options) { return prepare_mail(c, options); },
                                   [&c](const config::MailboxOptions& options) { return prepare_mailbox(c, options); },
                                   [&c](Reload request) -> Status {
                                     auto done = c.decider->ask(std::move(request));
                                     return done ? Status{} : pass(done.error());
                                   }});
  return {};
}

bool is_loopback(std::string_view address) {
  return address.starts_with("127.") || address.starts_with("[::1]") || address.starts_with("localhost:");
}

Status open_http(Central& c) {
  const auto options = c.options.get();
  if (!is_loopback(options->http) && options->http_certificate.empty()) {
    log::warning("http",
                 "passwords and tokens cross in clear: give [central] http_certificate and http_key, or let a "
                 "proxy with TLS stand before a loopback address (docs/web.md)");
  }
  auto people = People::open(options->state_dir, {c.clock, c.random, c.options, [&c](RecordAct act) -> Status {
                                                    auto recorded = c.decider->ask(std::move(act));
                                                    return recorded ? Status{} : pass(recorded.error());
                                                  }});
  if (!people) return pass(people.error());
  c.people = std::move(*people);
  c.http_context.emplace(HttpContext{*c.decider,
                                     *c.readers,
                                     *c.agents,
                                     *c.directory,
                                     *c.people,
                                     *c.packages,
                                     c.options,
                                     c.metrics,
                                     c.clock,
                                     c.events,
                                     c.summary,
                                     {},
                                     {},
                                     {}});
  c.http_context->reload = [&c](const Actor& actor, bool preview, bool force) {
    return c.reloader->reload(actor, preview, force);
  };
  c.http_context->mailbox = [&c] { return c.mailbox->state(); };
  c.http_context->ready = [&c]() -> Status {
    if (!c.ready) return base::fail(base::ErrorCode::kUnavailable, "central is starting or stopping");
    if (auto committed = c.decider->last_commit(); !committed)
      return base::fail_in("the store did not take what was last written", committed.error());
    return {};
  };
  c.flow->committed = [&c](const std::vector<std::string_view>& tables) { c.events.tell(resources_of(tables)); };
  c.dispatcher.emplace(*c.http_context, *c.people);
  auto http = HttpServer::start({options->http, options->http_certificate, options->http_key, options->http_proxies},
                                *c.dispatcher, c.clock);
  if (!http) return pass(http.error());
  c.http = std::move(*http);
  return {};
}

Status open_syslog(Central& c) {
  auto intake = SyslogIntake::open({c.options,
                                    [&c](SubmitAlerts request, SyslogOutlet::Answer answer) {
                                      return c.decider->post(std::move(request), std::move(answer));
                                    },
                                    c.clock, c.metrics});
  if (!intake) return pass(intake.error());
  c.syslog = std::move(*intake);
  return {};
}

Status open_pulse(Central& c) {
  c.pulse.emplace(PulseParts{[&c]() -> Status {
                               if (auto ready = c.http_context->ready(); !ready) return ready;
                               auto proven = c.decider->ask(ProveDurable{});
                               return proven ? Status{} : pass(proven.error());
                             },
                             c.ping, c.options, c.clock, c.metrics});
  return {};
}

void tell_refused_logins(Central& c) {
  for (auto& act : c.people->take_refused_logins()) {
    (void)c.decider->post(std::move(act), [](const base::Result<RecordAct::Reply>& recorded) {
      if (!recorded) log::warning("people", "not in the audit trail: " + recorded.error().message);
    });
  }
}

void tell_refused_logins_for_ever(Central& c) {
  tell_refused_logins(c);
  c.loop.after(std::chrono::minutes(1), [&c] { tell_refused_logins_for_ever(c); });
}

// The next one is an hour after this has ended: there is never more than one.
void clean_up(Central& c) {
  if (c.cleaning.joinable()) c.cleaning.join();  // it has posted this, its last act
  c.cleaning = std::thread([&c] {
    const auto options = c.options.get();
    auto cleaned = c.readers->read(
        [&](Database& db) { return clean_packages(options->packages, db, *c.packages, c.clock.utc()); });
    if (!cleaned) log::warning("packages", "the package store is not cleared up: " + cleaned.error().message);
    c.loop.post([&c] { c.loop.after(std::chrono::hours(1), [&c] { clean_up(c); }); });
  });
}

// Refuse new work first, then what others wait for. The loop has ended: no agent's answer comes any more. HTTP workers,
// the mail pump, the mail parser and the mailbox's reader need the deciding thread and not each other.
void stop(Central& c) {
  c.ready = false;
  c.agents->end_calls("central is stopping");
  c.pulse->stop();
  c.reloader->stop();
  c.planner->stop();
  c.syslog->stop();
  std::thread mail([&c] { c.pump->stop(); }), mailbox([&c] { c.mailbox->stop(); }), parser([&c] { c.parser->stop(); });
  c.events.stop();
  c.http->stop();
  mail.join();
  mailbox.join();
  parser.join();
  c.cleaning.join();
  tell_refused_logins(c);
  c.decider->stop();
}

}  // namespace

Status run_central(config::CentralOptions read) {
  const auto state_dir = read.state_dir;
  if (auto made = sys::make_directories(state_dir); !made) return made;
  auto lock = sys::OwnerLock::take(state_dir / "lock");
  if (!lock) return pass(lock.error());
  Central c(std::move(read));
  sys::ServiceManager systemd;  // reads the environment: before other threads run
  c.loop.watch_signals({SIGHUP}, [&](int) {
    (void)systemd.reloading(c.clock);
    c.reloader->request();
  });
  c.loop.watch_signals({SIGTERM, SIGINT}, [&c](int) { c.loop.stop(); });
  for (auto open : {open_state, open_agents, open_mail, open_mailbox, open_reload, open_http, open_planner, open_parser,
                    open_syslog, open_pulse}) {
    if (auto opened = open(c); !opened) return opened;
  }
  c.decider->start();
  c.pump->start();
  c.planner->start();
  c.parser->start();
  c.mailbox->start();
  c.agents->start();
  c.syslog->start();
  tell_refused_logins_for_ever(c);
  clean_up(c);
  c.reloader->start([&] { c.loop.post([&] { (void)systemd.ready_again(); }); });
  c.ready = true;
  c.pulse->start();
  log::info("central", fmt::format("{} takes agents at {} and HTTP at port {}, state in {}", c.options.get()->name,
                                   c.router->bound_endpoint(), c.http->bound_port(), state_dir.string()));
  if (auto told = systemd.ready(c.loop); !told) log::warning("central", told.error().message);
  c.loop.run();
  (void)systemd.stopping();
  stop(c);
  log::info("central", "stopped");
  return {};
}

}  // namespace redrive::central
