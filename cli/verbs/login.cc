#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/login_file.h"
#include "cli/password.h"
#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"

namespace redrive::cli {
namespace {

int log_in(const Session& session, const std::string& name) {
  auto password = ask_password("password of " + name);
  if (!password) return complain(password.error());
  auto answer = session.client().post_openly("/api/v1/login", {{"name", name}, {"password", *password}});
  if (!answer) return complain(answer.error());
  if (auto kept = keep_login(session.central.central, value(*answer, "token")); !kept) return complain(kept.error());
  answer->erase("token");
  return show(session, answer, [&](const Json& login) {
    return fmt::format("logged in as {} ({}) until {}", name, value(login, "role"),
                       local_time(value(login, "ends_at")));
  });
}

// The file goes in any case: what central no longer knows is of no use.
int log_out(const Session& session) {
  auto token = read_login(session.central.central);
  if (!token) return complain(token.error());
  auto ended = session.client(*token).post("/api/v1/logout", Json::object());
  if (auto gone = forget_login(); !gone) return complain(gone.error());
  if (!ended && ended.error().code != base::ErrorCode::kDenied) return complain(ended.error());
  return print("logged out");
}

}  // namespace

void add_login(CLI::App& app, Session& session) {
  auto* login = app.add_subcommand("login", "Log in; later verbs are done under this name");
  login->footer(cmdline::told(
      "The password is asked for on the terminal without being shown, or read as a line of standard input. The "
      "session is kept in ~/.config/redrive/session, for this central only.",
      {"redrive login ann", "redrive --central http://noc-1:8461 login ann"}));
  auto name = std::make_shared<std::string>();
  login->add_option("NAME", *name, "Who you are at central")->required();
  login->callback([&session, name] { session.act = [&session, name] { return log_in(session, *name); }; });
}

void add_logout(CLI::App& app, Session& session) {
  auto* logout = app.add_subcommand("logout", "End the session that login began");
  logout->footer(cmdline::told("", {"redrive logout"}));
  logout->callback([&session] { session.act = [&session] { return log_out(session); }; });
}

}  // namespace redrive::cli
