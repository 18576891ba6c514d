#include <CLI/CLI.hpp>

#include "cli/job_progress.h"
#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"

namespace redrive::cli {
namespace {

// Of a mail that will be tried again.
Column next_attempt(const char* heading) {
  return {heading, [](const Json& mail) {
            const bool waits = value(mail, "state") == "pending" || value(mail, "state") == "sending";
            return waits ? local_time(value(mail, "next_at")) : std::string();
          }};
}

std::string mail_text(const Json& mail) {
  return facts(mail, {field("mail", "number"), field("ticket", "ticket"), field("kind", "kind"),
                      field("to", "recipient"), field("centre", "centre"), state("state", "state"),
                      field("attempts", "attempts"), field("may have been sent", "maybe_sent"),
                      next_attempt("next attempt"), field("last reply", "last_reply"), field("relay", "relay"),
                      field("queue id there", "queue_id"), field("message id", "message_id")}) +
         (mail.contains("message") ? "\n" + value(mail, "message") : "");
}

std::string path_of(const std::string& number) {
  return "/api/v1/mail/" + path_part(number);
}

void add_retry(CLI::App& mail, Session& session) {
  auto number = std::make_shared<std::string>();
  auto* retry = mail.add_subcommand("retry", "Try a mail again now, also one that was given up");
  retry->footer(cmdline::told("", {"redrive mail retry 17"}));
  retry->add_option("MAIL", *number, "Its number")->required();
  retry->callback([&session, number] {
    session.act = [&session, number] {
      return show(session, session.client().post(path_of(*number) + "/retry", Json::object()), mail_text);
    };
  });
}

void add_preview(CLI::App& mail, Session& session) {
  struct Asked {
    std::string ticket, kind = "opened";
    bool html = false, raw = false;
  };
  auto asked = std::make_shared<Asked>();
  auto* preview = mail.add_subcommand("preview", "A ticket's mail as it would be sent now; nothing is sent");
  preview->footer(cmdline::told(
      "", {"redrive mail preview RD-2026-000123", "redrive mail preview RD-2026-000123 --kind closed --raw"}));
  preview->add_option("TICKET", asked->ticket, "Its id")->required();
  preview->add_option("--kind", asked->kind, "Which of its mails")
      ->type_name("KIND")
      ->capture_default_str()
      ->check(CLI::IsMember({"opened", "updated", "closed", "reminder", "escalation"}));
  auto* html = preview->add_flag("--html", asked->html, "The HTML part");
  preview->add_flag("--raw", asked->raw, "The whole message, RFC 5322")->excludes(html);
  preview->callback([&session, asked] {
    session.act = [&session, asked] {
      auto got = session.client().get("/api/v1/tickets/" + path_part(asked->ticket) + "/mail", {{"kind", asked->kind}});
      return show(session, std::move(got), [asked](const Json& all) {
        if (asked->raw) return value(all, "message");
        if (asked->html) return value(all, "html");
        return fmt::format("To: {}\nSubject: {}\n\n{}", fmt::join(all.at("to").get<std::vector<std::string>>(), ", "),
                           value(all, "subject"), value(all, "text"));
      });
    };
  });
}

// hold and release, of one mail or all.
void add_hold(CLI::App& mail, Session& session, bool release) {
  struct Asked {
    std::string number, why;
    bool all = false;
  };
  auto asked = std::make_shared<Asked>();
  const std::string verb = release ? "release" : "hold";
  auto* sub = mail.add_subcommand(
      verb, release ? "Let held mail go out again" : "Stop a mail, or all, until it is released; new ones queue up");
  sub->footer(
      release ? cmdline::told("A mail that was held alone stays when all are released.",
                              {"redrive mail release 17", "redrive mail release --all"})
              : cmdline::told("It stays so across a restart of central; what is decided meanwhile queues up.",
                              {"redrive mail hold 17", "redrive mail hold --all --why 'the relay is being moved'"}));
  auto* which = sub->add_option_group("which");
  which->add_option("MAIL", asked->number, "Its number");
  which->add_flag("--all", asked->all, release ? "What --all held; single ones stay" : "All outgoing mail");
  which->require_option(1);
  if (!release) sub->add_option("--why", asked->why, "The reason, for timeline and audit trail");
  sub->callback([&session, asked, verb] {
    session.act = [&session, asked, verb] {
      Json body = Json::object();
      if (!asked->why.empty()) body["text"] = asked->why;
      if (!asked->all)
        return show(session, session.client().post(path_of(asked->number) + "/" + verb, body), mail_text);
      return show(session, session.client().post("/api/v1/mail/" + verb, body), [](const Json& answer) {
        return answer.at("held").get<bool>() ? "all outgoing mail is held" : "mail goes out again";
      });
    };
  });
}

bool ended(const Json& mails) {
  const auto open = [](const Json& mail) {
    return value(mail, "state") == "pending" || value(mail, "state") == "sending";
  };
  const Json& items = mails.at("items");
  return !items.empty() && std::none_of(items.begin(), items.end(), open);
}

// Waits until each address has taken its mail or not; 0 when all have.
int wait_for_test(const Session& session, const Json& test) {
  const auto lines = [](const Json& mails) {
    std::vector<std::string> out;
    for (const Json& mail : mails.at("items")) out.push_back(value(mail, "recipient") + ": " + value(mail, "state"));
    return out;
  };
  auto mails = wait_until(session, "/api/v1/mail", ended, lines, {{"ticket", value(test, "test")}});
  if (!mails) return complain(mails.error());
  const Json& items = mails->at("items");
  if (session.form() == Form::kText) {
    print(table_of(items,
                   {field("TO", "recipient"), state("STATE", "state"), field("RELAY", "relay"),
                    field("QUEUE ID", "queue_id"), first_line_of("LAST REPLY", "last_reply")},
                   ""));
  } else {
    print(mails->dump(2));
  }
  const bool sent = std::all_of(items.begin(), items.end(), [](const Json& m) { return value(m, "state") == "sent"; });
  return sent ? 0 : complain({base::ErrorCode::kFailed, "not every address took the test mail"});
}

void add_test(CLI::App& mail, Session& session) {
  auto asked = std::make_shared<std::pair<std::string, bool>>();
  auto* test = mail.add_subcommand("test", "Send a test mail to each address of a centre; it is tried once");
  test->footer(
      cmdline::told("With --wait the exit code is 1 when one did not take it.", {"redrive mail test noc --wait"}));
  test->add_option("CENTRE", asked->first, "Its id")->required();
  test->add_flag("--wait", asked->second, "End with what became of each");
  test->callback([&session, asked] {
    session.act = [&session, asked] {
      auto answer = session.client().post("/api/v1/mail/test", {{"centre", asked->first}});
      if (answer && asked->second) return wait_for_test(session, *answer);
      return show(session, answer, [](const Json& queued) {
        return value(queued, "test") + " queued; its outcome: redrive mail list --ticket " + value(queued, "test");
      });
    };
  });
}

}  // namespace

void add_mail(CLI::App& app, Session& session) {
  auto* mail = app.add_subcommand("mail", "Mails of tickets, whether each was delivered, and mails that came in");
  mail->require_subcommand(1);
  mail->footer(cmdline::told("", {"redrive mail list --state dead"}));
  auto* list = mail->add_subcommand("list", "Mails of tickets and whether each was delivered, newest first");
  list->footer(cmdline::told("", {"redrive mail list --state dead", "redrive mail list --ticket RD-2026-000123"}));
  make_list(
      *list, session,
      {"/api/v1/mail",
       {{"--state", "state", "Only in this state", "STATE", {"pending", "sending", "sent", "dead", "held", "waiting"}},
        {"--ticket", "ticket", "Only of this ticket", "ID"}},
       {field("MAIL", "number"), field("TICKET", "ticket"), field("KIND", "kind"), field("TO", "recipient"),
        state("STATE", "state"), field("ATTEMPTS", "attempts"), next_attempt("NEXT"),
        first_line_of("LAST REPLY", "last_reply")},
       "no mail"});
  add_received_mail(*mail, session);
  auto number = std::make_shared<std::string>();
  auto* one = mail->add_subcommand("show", "One mail, whole");
  one->footer(cmdline::told("", {"redrive mail show 17"}));
  one->add_option("MAIL", *number, "Its number")->required();
  one->callback([&session, number] {
    session.act = [&session, number] { return show(session, session.client().get(path_of(*number)), mail_text); };
  });
  add_retry(*mail, session);
  add_preview(*mail, session);
  add_hold(*mail, session, false);
  add_hold(*mail, session, true);
  add_test(*mail, session);
}

}  // namespace redrive::cli
