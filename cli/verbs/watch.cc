// redrive watch: a live overview, in place; without a terminal one overview, or one a line.
#include <poll.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"
#include "cli/watch/look.h"
#include "cli/watch/screen.h"
#include "shared/cmdline/command.h"

namespace redrive::cli {
namespace {

constexpr base::Micros kLeastEvery{1'000'000}, kMostEvery{3'600'000'000};
constexpr base::Micros kPatience{5'000'000};  // a central that takes longer for an answer is away
constexpr ScreenSize kPaper{100, 10'000};     // without a terminal

Watched watched(const Session& session, base::Micros every) {
  Watched out;
  out.central = session.central.central;
  out.every = every;
  return out;
}

// As far as the watcher itself goes, whatever went wrong before.
void take(Watched& now, base::Result<Seen> seen) {
  if (seen) {
    now.seen = std::move(*seen);
    now.seen_at = base::SystemClock().utc();
    now.trouble.clear();
  } else {
    now.trouble = seen.error().message;
  }
}

void watch_on(Screen& screen, Looker& looker, Watched& now) {
  const base::SystemClock clock;
  base::SteadyTime next = clock.steady() + now.every;
  for (;;) {
    now.now = clock.utc();
    screen.draw(overview_lines(now, screen.size()));
    const auto left = std::max(base::Micros(1000), std::min(next - clock.steady(), base::Micros(1'000'000)));
    const auto event = screen.wait(looker.fd(), left);
    if (event == Screen::Event::kLeave) return;
    if (event == Screen::Event::kReadable) {
      if (auto seen = looker.take()) take(now, std::move(*seen));
    }
    if (clock.steady() < next) continue;
    looker.begin(now.seen);
    next = clock.steady() + now.every;
  }
}

int watch_live(const Session& session, base::Micros every) {
  auto options = session.central;
  options.timeout = kPatience;
  Watched now = watched(session, every);
  Client client(options);
  auto first = look(client, {});
  // What will not mend itself is no use to look at.
  if (!first && first.error().code != base::ErrorCode::kUnavailable) return complain(first.error());
  take(now, std::move(first));
  auto screen = Screen::open();
  if (!screen) return complain(screen.error());
  Looker looker(options);
  watch_on(**screen, looker, now);
  (*screen).reset();
  // A look may hang in central's silence; nobody waits for that.
  std::fflush(nullptr);
  std::_Exit(0);
}

Json document(const Seen& seen) {
  Json mail = Json::object();
  for (const auto& [ticket, word] : seen.mail_of) mail[ticket] = word;
  return {{"status", seen.status},
          {"overview", seen.overview},
          {"rollouts", seen.rollouts},
          {"redistributions", seen.redistributions},
          {"mail_of_tickets", mail}};
}

int watch_once(const Session& session, base::Micros every) {
  Client client = session.client();
  auto seen = look(client, {});
  if (!seen) return complain(seen.error());
  if (session.form() == Form::kJson) return print(document(*seen).dump(2));
  Watched now = watched(session, every);
  take(now, std::move(seen));
  now.now = now.seen_at;
  for (const auto& line : overview_lines(now, kPaper)) print(line);
  return 0;
}

// Until whoever reads them is gone, or a signal comes. Central being away for a while is waited out.
int watch_lines(const Session& session, base::Micros every) {
  Client client = session.client();
  Seen last;
  for (;;) {
    auto seen = look(client, last);
    if (!seen && seen.error().code != base::ErrorCode::kUnavailable) return complain(seen.error());
    if (seen) {
      print(document(*seen).dump(-1, ' ', false, Json::error_handler_t::replace));
      last = std::move(*seen);
    } else {
      complain(seen.error());
    }
    if (std::fflush(stdout) != 0) return 1;
    ::poll(nullptr, 0, static_cast<int>(every.count() / 1000));
  }
}

int watch(const Session& session, const std::string& asked) {
  const auto every = base::parse_duration(asked);
  if (!every || *every < kLeastEvery || *every > kMostEvery)
    return complain({base::ErrorCode::kInvalid, "--every '" + asked + "': expected a span from 1s to 1h, such as 2s"});
  if (session.form() == Form::kJsonLines) return watch_lines(session, *every);
  if (session.form() == Form::kText && Screen::is_there()) return watch_live(session, *every);
  return watch_once(session, *every);
}

}  // namespace

void add_watch(CLI::App& app, Session& session) {
  auto* verb = app.add_subcommand("watch", "A live overview: what is wrong now, tickets and their mail, agents, runs");
  verb->footer(cmdline::told(
      "It redraws itself in place until q or Ctrl-C. While central gives no answer it says so, shows what was seen "
      "last, and comes back by itself.\n\nWithout a terminal, or with --json, it prints one overview and "
      "ends; with --jsonl one JSON object a line, again and again.",
      {"redrive watch", "redrive watch --every 10s", "redrive watch --jsonl --every 1m >> overview.jsonl"}));
  auto every = std::make_shared<std::string>("2s");
  verb->add_option("--every", *every, "Time between two looks, 1s to 1h")->type_name("SPAN")->capture_default_str();
  verb->callback([&session, every] { session.act = [&session, every] { return watch(session, *every); }; });
}

}  // namespace redrive::cli
