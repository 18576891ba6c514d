// users and tokens: who may do what.
#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/password.h"
#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"

namespace redrive::cli {
namespace {

struct Asked {
  std::string name, role, scope = "*", expires;
};

Json scope_json(const std::string& text) {
  if (text == "*") return "*";
  Json scope = Json::array();
  for (const auto& resource : CLI::detail::split(text, ',')) scope.push_back(resource);
  return scope;
}

int add_user(const Session& session, const Asked& asked) {
  auto password = ask_new_password("password for " + asked.name);
  if (!password) return complain(password.error());
  return show(
      session,
      session.client().post("/api/v1/users", {{"name", asked.name}, {"role", asked.role}, {"password", *password}}),
      [&](const Json&) { return fmt::format("{} may log in, with the role {}", asked.name, asked.role); });
}

int set_password(const Session& session, const std::string& name) {
  auto password = ask_new_password("new password for " + name);
  if (!password) return complain(password.error());
  return show(session,
              session.client().put("/api/v1/users/" + path_part(name) + "/password", {{"password", *password}}),
              [&](const Json&) { return "the password of " + name + " is changed, and their sessions are ended"; });
}

int add_token(const Session& session, const Asked& asked) {
  return show(
      session,
      session.client().post(
          "/api/v1/tokens",
          {{"name", asked.name}, {"role", asked.role}, {"scope", scope_json(asked.scope)}, {"expires", asked.expires}}),
      [](const Json& made) { return value(made, "token"); });
}

void add_remove(CLI::App& of, Session& session, const std::string& resource, const char* help, const char* name_help,
                const char* example) {
  auto* remove = of.add_subcommand("remove", help);
  remove->footer(cmdline::told("", {example}));
  auto name = std::make_shared<std::string>();
  remove->add_option("NAME", *name, name_help)->required();
  remove->callback([&session, name, resource] {
    session.act = [&session, name, resource] {
      return show(session, session.client().remove("/api/v1/" + resource + "/" + path_part(*name)),
                  [&](const Json&) { return *name + " removed"; });
    };
  });
}

}  // namespace

void add_users(CLI::App& app, Session& session) {
  auto* users = app.add_subcommand("users", "Operators who log in with a password");
  users->require_subcommand(1);
  users->footer(cmdline::told("", {"redrive users list"}));
  auto* list = users->add_subcommand("list", "Who may log in, by name");
  list->footer(cmdline::told("", {"redrive users list"}));
  make_list(*list, session,
            {"/api/v1/users",
             {},
             {field("NAME", "name"), field("ROLE", "role"), time("ADDED", "added_at")},
             "nobody can log in yet: redrive users add NAME --role administrator"});
  auto* add = users->add_subcommand("add", "Let somebody log in");
  add->footer(cmdline::told(
      "A viewer reads; an operator works on tickets, outages, jobs and mail besides, and asks for plans; an approver "
      "approves plans besides; an administrator may do everything. The password is asked for on the "
      "terminal without being shown, or read as a line of standard input.",
      {"redrive users add ann --role approver"}));
  auto asked = std::make_shared<Asked>();
  add->add_option("NAME", asked->name, "Who they will be at login and in the audit trail")->required();
  add->add_option("--role", asked->role, "What they may do")
      ->type_name("ROLE")
      ->check(CLI::IsMember({"viewer", "operator", "approver", "administrator"}))
      ->required();
  add->callback([&session, asked] { session.act = [&session, asked] { return add_user(session, *asked); }; });
  add_remove(*users, session, "users", "Let somebody in no longer; their sessions end at once", "Who",
             "redrive users remove ann");
  auto* passwd = users->add_subcommand("passwd", "Give somebody a new password; their sessions end");
  auto name = std::make_shared<std::string>();
  passwd->footer(cmdline::told("", {"redrive users passwd ann"}));
  passwd->add_option("NAME", *name, "Whose")->required();
  passwd->callback([&session, name] { session.act = [&session, name] { return set_password(session, *name); }; });
}

void add_tokens(CLI::App& app, Session& session) {
  auto* tokens = app.add_subcommand("tokens", "Tokens for programs that use central's API");
  tokens->require_subcommand(1);
  tokens->footer(cmdline::told("", {"redrive tokens list"}));
  auto* list = tokens->add_subcommand("list", "What each may do and until when, by name; never the tokens themselves");
  list->footer(cmdline::told("", {"redrive tokens list"}));
  make_list(*list, session,
            {"/api/v1/tokens",
             {},
             {field("NAME", "name"), field("ROLE", "role"), field("SCOPE", "scope"), time("ENDS", "ends_at"),
              field("ENDED", "ended")},
             "no tokens"});
  auto* add = tokens->add_subcommand("add", "Make a token and print it, this once");
  add->footer(cmdline::told("The role submit may hand in alerts and mail, and nothing else.",
                            {"redrive tokens add monitoring --role submit --expires never",
                             "redrive tokens add reports --role viewer --scope tickets,failures --expires 90d"}));
  auto asked = std::make_shared<Asked>();
  add->add_option("NAME", asked->name, "What the audit trail calls it")->required();
  add->add_option("--role", asked->role, "What it may do")
      ->type_name("ROLE")
      ->check(CLI::IsMember({"submit", "viewer", "operator", "approver", "administrator"}))
      ->required();
  add->add_option("--scope", asked->scope, "Resources under /api/v1/ it may touch, with commas between; all: *")
      ->type_name("RESOURCES")
      ->capture_default_str();
  add->add_option("--expires", asked->expires, "A span such as 90d, an RFC 3339 time, or never")
      ->type_name("WHEN")
      ->required();
  add->callback([&session, asked] { session.act = [&session, asked] { return add_token(session, *asked); }; });
  add_remove(*tokens, session, "tokens", "Let this token in no longer", "As list shows it",
             "redrive tokens remove monitoring");
}

}  // namespace redrive::cli
