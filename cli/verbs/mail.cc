#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"

namespace redrive::cli {
namespace {

std::string mail_text(const Json& mail) {
  return facts(mail,
               {field("mail", "number"), field("ticket", "ticket"), field("kind", "kind"), field("to", "recipient"),
                field("centre", "centre"), field("state", "state"), field("attempts", "attempts"),
                field("may have been sent", "maybe_sent"), time("next attempt", "next_at"),
                field("last reply", "last_reply"), field("message id", "message_id")}) +
         (mail.contains("message") ? "\n" + value(mail, "message") : "");
}

}  // namespace

void add_mail(CLI::App& app, Session& session) {
  auto* mail = app.add_subcommand("mail", "Mails of tickets, whether each was delivered, and mails that came in");
  mail->require_subcommand(1);
  make_list(
      *mail->add_subcommand("list", "Newest first"), session,
      {"/api/v1/mail",
       {{"--state", "state", "pending, sending, sent, dead or held"}, {"--ticket", "ticket", "Only of this ticket"}},
       {field("MAIL", "number"), field("TICKET", "ticket"), field("KIND", "kind"), field("TO", "recipient"),
        field("STATE", "state"), field("ATTEMPTS", "attempts"), time("NEXT", "next_at"),
        first_line_of("LAST REPLY", "last_reply")},
       "no mail"});
  add_received_mail(*mail, session);
  auto number = std::make_shared<std::string>();
  auto* one = mail->add_subcommand("show", "One mail, whole");
  one->add_option("MAIL", *number, "Its number")->required();
  one->callback([&session, number] {
    session.act = [&session, number] {
      return show(session, session.client().get("/api/v1/mail/" + path_part(*number)), mail_text);
    };
  });
  auto* retry = mail->add_subcommand("retry", "Try a mail again now, also one that was given up");
  retry->add_option("MAIL", *number, "Its number")->required();
  retry->callback([&session, number] {
    session.act = [&session, number] {
      return show(session, session.client().post("/api/v1/mail/" + path_part(*number) + "/retry", Json::object()),
                  mail_text);
    };
  });
}

}  // namespace redrive::cli
