// mail received: what came in as mail, and what became of it.
#include <CLI/CLI.hpp>

#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"

namespace redrive::cli {
namespace {

const std::string kPath = "/api/v1/mail/received";

std::string received_text(const Json& mail) {
  std::string out = facts(mail, {field("mail", "number"), field("source", "source"), field("name there", "uid"),
                                 time("received", "received_at"), field("bytes", "size"), field("state", "state"),
                                 field("why", "why"), field("ticket", "ticket")});
  const Json headers = mail.value("headers", Json::array());
  if (!headers.empty()) out += "\n";
  for (const auto& header : headers) out += fmt::format("{}: {}\n", value(header, "name"), value(header, "value"));
  return out;
}

int show_received(const Session& session, const std::string& number, bool raw) {
  const std::string path = kPath + "/" + path_part(number);
  if (!raw) return show(session, session.client().get(path), received_text);
  const auto bytes = session.client().get_bytes(path + "/raw");
  if (!bytes) return complain(bytes.error());
  std::fwrite(bytes->data(), 1, bytes->size(), stdout);
  return 0;
}

}  // namespace

void add_received_mail(CLI::App& mail, Session& session) {
  auto* received = mail.add_subcommand("received", "Mails that came in, and what became of each");
  received->require_subcommand(1);
  received->footer(cmdline::told("", {"redrive mail received list"}));
  auto* list = received->add_subcommand("list", "Newest first");
  list->footer(cmdline::told("What nobody could make sense of is quarantined.",
                             {"redrive mail received list --state quarantined"}));
  make_list(*list, session,
            {kPath,
             {{"--state",
               "state",
               "Only what became this",
               "STATE",
               {"new", "alerts", "reply", "bounce", "automatic", "note", "quarantined"}}},
             {field("MAIL", "number"), time("RECEIVED", "received_at"), field("SOURCE", "source"),
              field("BYTES", "size"), state("STATE", "state"), field("TICKET", "ticket"), first_line_of("WHY", "why")},
             "no mail came in"});
  auto* one = received->add_subcommand("show", "One of them, with its header");
  auto number = std::make_shared<std::string>();
  auto raw = std::make_shared<bool>(false);
  one->footer(cmdline::told("", {"redrive mail received show 12", "redrive mail received show 12 --raw > mail.eml"}));
  one->add_option("MAIL", *number, "Its number")->required();
  one->add_flag("--raw", *raw, "Print the mail as it came");
  one->callback([&session, number, raw] {
    session.act = [&session, number, raw] { return show_received(session, *number, *raw); };
  });
}

}  // namespace redrive::cli
