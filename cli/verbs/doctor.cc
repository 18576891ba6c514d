// redrive doctor: what an operator's side can see of central; and, on central's host, what redrive-central sees of
// itself (ADR 21): its own libraries look, under its own configuration, and tell it as JSON.
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>

#include "cli/connection.h"
#include "cli/doctor/checks.h"
#include "cli/list_verb.h"
#include "cli/marks.h"
#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"
#include "shared/sys/process.h"
#include "shared/version.h"

namespace redrive::cli {
namespace {

using checkup::failed;
using checkup::ok;
using checkup::warning;
using Findings = std::vector<Finding>;

constexpr base::Micros kHostTime{120'000'000};  // for all that redrive-central looks at
constexpr const char* kUsualConfig = "/etc/redrive/central.toml";

void add(Findings& all, Findings more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// False when there is nobody to ask further.
bool check_address(Client& client, const std::string& central, Findings& all) {
  const base::SystemClock clock;
  const auto begin = clock.steady();
  const auto alive = client.get_openly("/healthz");
  if (!alive) {
    all.push_back(
        failed("address", alive.error().message,
               "is it the right one (--central, REDRIVE_CENTRAL)? On its host: systemctl status redrive-central"));
    return false;
  }
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(clock.steady() - begin);
  all.push_back(ok("address", fmt::format("{} answers in {} ms", central, took.count())));
  const auto ready = client.get_openly("/readyz");
  all.push_back(ready ? ok("ready", "it takes alerts durably")
                      : failed("ready", ready.error().message, "on its host: journalctl -u redrive-central; df"));
  return true;
}

Findings check_token_file(const std::filesystem::path& file) {
  struct stat now {};
  if (file.empty() || ::stat(file.c_str(), &now) != 0) return {};
  if ((now.st_mode & 077U) == 0) return {ok("token", file.string() + ", readable by its owner alone")};
  return {warning("token", fmt::format("others may read {} (mode {:04o})", file.string(), now.st_mode & 07777U),
                  "chmod 600 " + file.string())};
}

// False when the token leads nowhere.
bool check_token(Client& client, Findings& all) {
  const auto session = client.get("/api/v1/session");
  const bool older = !session && session.error().code == base::ErrorCode::kNotFound;
  if (!session && !older) {
    all.push_back(failed("token", session.error().message, "redrive login NAME, or name a file with --token-file"));
    return false;
  }
  add(all, check_token_file(client.token_from()));
  if (session) all.push_back(check_session(*session, base::SystemClock().utc()));
  return true;
}

bool check_status_of(Client& client, Findings& all) {
  const base::SystemClock clock;
  const auto asked = clock.utc();
  const auto status = client.get("/api/v1/status");
  const auto answered = clock.utc();
  if (!status) {
    const bool denied = status.error().code == base::ErrorCode::kDenied;
    all.push_back(
        failed(denied ? "role" : "database", status.error().message,
               denied ? "a role of viewer at least is needed" : "on its host: journalctl -u redrive-central"));
    return false;
  }
  all.push_back(check_version(value(*status, "version"), std::string(kVersion)));
  all.push_back(check_clock(value(*status, "time"), asked, answered));
  add(all, check_status(*status));
  return true;
}

base::Result<std::pair<Json, Json>> all_agents(Client& client) {
  Json agents = Json::array(), pending = Json::array();
  std::string after;
  do {
    const auto page = client.get("/api/v1/agents", {{"limit", "1000"}, {"after", after}});
    if (!page) return tl::unexpected<base::Error>(page.error());
    agents.insert(agents.end(), page->at("items").begin(), page->at("items").end());
    pending = page->value("pending", Json::array());
    after = value(*page, "next");
  } while (!after.empty());
  return std::pair{std::move(agents), std::move(pending)};
}

// A question about one thing; the answer judged, or why there was none.
Finding ask(Client& client, const char* what, const std::string& path, Finding (*judge)(const Json&)) {
  const auto page = client.get(path, {{"limit", "100"}});
  return page ? judge(*page) : failed(what, page.error().message, "on its host: journalctl -u redrive-central");
}

Findings from_here(const Session& session) {
  Client client = session.client();
  Findings all;
  if (auto good = check_central(session.central.central); !good)
    return {failed("address", good.error().message, "redrive --central URL, or REDRIVE_CENTRAL")};
  if (!check_address(client, session.central.central, all) || !check_token(client, all) ||
      !check_status_of(client, all))
    return all;
  const auto agents = all_agents(client);
  if (agents) {
    add(all, check_agents(agents->first, agents->second));
  } else {
    all.push_back(failed("agents", agents.error().message, "on its host: journalctl -u redrive-central"));
  }
  all.push_back(ask(client, "routes", "/api/v1/routes/lint", check_routes));
  all.push_back(ask(client, "locations", "/api/v1/locations/to-fix", check_locations));
  return all;
}

// ---- central's host

// The one that was installed or built with this program, else whichever PATH knows.
std::string central_program() {
  std::error_code none;
  const auto here = std::filesystem::read_symlink("/proc/self/exe", none).parent_path() / "redrive-central";
  return !none && ::access(here.c_str(), X_OK) == 0 ? here.string() : "redrive-central";
}

Findings at_the_host(const std::string& config) {
  const std::string program = central_program();
  sys::ProcessRequest request;
  request.argv = {program, "--config", std::filesystem::absolute(config).string(), "doctor", "--json"};
  request.deadline = kHostTime;
  request.keep_head = request.keep_tail = 1024 * 1024;
  const auto ran = sys::PosixProcessRunner().run(request, {});
  if (ran.end == sys::ProcessResult::End::kNotStarted) {
    return {failed("redrive-central", "it is not installed here",
                   "run this on central's host, or install the package redrive-central")};
  }
  auto found = checkup::from_json(ran.output);
  if (found) return std::move(*found);
  return {failed("redrive-central", "it gave no report: " + ran.output.substr(0, 300),
                 "redrive-central --config " + config + " doctor")};
}

std::string section(const std::string& title, const Findings& findings) {
  return mark(Tone::kHeading, title) + "\n" +
         checkup::to_text(findings, [](checkup::Health, const std::string& word) { return mark(tone_of(word), word); });
}

Json with_place(const Findings& findings, const char* where) {
  Json out = Json::array();
  for (const auto& one : findings)
    out.push_back({{"where", where},
                   {"what", one.what},
                   {"state", checkup::word(one.health)},
                   {"found", one.found},
                   {"todo", one.todo.empty() ? Json(nullptr) : Json(one.todo)}});
  return out;
}

int doctor(const Session& session, const std::string& config) {
  const Findings here = from_here(session);
  const Findings host = config.empty() ? Findings{} : at_the_host(config);
  Findings all = here;
  add(all, host);
  const int code = checkup::any_failed(all) ? 1 : 0;
  if (session.form() != Form::kText) {
    Json checks = with_place(here, "here");
    for (auto& one : with_place(host, "central's host")) checks.push_back(std::move(one));
    print(Json{{"checks", checks}, {"verdict", checkup::verdict(all)}}.dump(session.form() == Form::kJson ? 2 : -1, ' ',
                                                                            false, Json::error_handler_t::replace));
    return code;
  }
  std::string text = section("From here", here);
  if (!config.empty()) text += "\n" + section("On central's host, by " + config, host);
  text += "\n" + checkup::verdict(all) + "\n";
  if (config.empty() && ::access(kUsualConfig, R_OK) == 0)
    text += std::string("central's own side: redrive doctor --config ") + kUsualConfig + "\n";
  print(text);
  return code;
}

}  // namespace

void add_doctor(CLI::App& app, Session& session) {
  auto* verb = app.add_subcommand("doctor", "Look everything over, and say what to do where something is wrong");
  verb->footer(cmdline::told(
      "From here: address, token, clocks, versions, database, mail, mailbox, syslog, agents, routes and locations. On "
      "central's host, with its configuration: the configuration itself, keys and their modes, state directory, disk, "
      "database, SMTP servers, DNS, certificates, clock and ports; redrive-central is asked for that. Nothing is "
      "changed, no mail is sent. The exit code is 1 when something failed; warnings alone are 0.",
      {"redrive doctor", "redrive doctor --config /etc/redrive/central.toml", "redrive doctor --json"}));
  auto config = std::make_shared<std::string>();
  verb->add_option("--config", *config, "Central's configuration, on its host: look at it and all it names, too")
      ->type_name("FILE");
  verb->callback([&session, config] { session.act = [&session, config] { return doctor(session, *config); }; });
}

}  // namespace redrive::cli
