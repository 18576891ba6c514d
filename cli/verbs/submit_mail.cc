// alerts submit-mail: the end of a pipe from an MTA, which reads the exit code and hands the mail in again, or tells
// its sender. Nothing that can be put right without touching the mail may end in a bounce: nobody reads those that go
// back to a device.
#include <sysexits.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "cli/connection.h"
#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"
#include "shared/model/mail_size.h"

namespace redrive::cli {
namespace {

using model::kMostMailBytes;

constexpr std::size_t kPiece = 64 * 1024;

int end(int code, std::string why) {
  std::replace(why.begin(), why.end(), '\n', ' ');  // an MTA keeps one line
  std::fprintf(stderr, "redrive: %s\n", why.c_str());
  return code;
}

// Nothing when it is larger than it may be.
std::optional<std::string> read_mail(std::istream& in) {
  std::string mail, piece(kPiece, '\0');
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())), in.gcount() > 0) {
    mail.append(piece.data(), static_cast<std::size_t>(in.gcount()));
    if (mail.size() > kMostMailBytes) return std::nullopt;
  }
  return mail;
}

int submit_mail(const Session& session) {
  if (auto good = check_central(session.central.central); !good) return end(EX_CONFIG, good.error().message);
  const auto mail = read_mail(std::cin);
  if (!mail) return end(EX_DATAERR, fmt::format("the mail is larger than {} bytes", kMostMailBytes));
  if (std::cin.bad()) return end(EX_TEMPFAIL, "standard input cannot be read");
  if (mail->empty()) return end(EX_DATAERR, "there is no mail on standard input");
  Client client = session.client();
  const auto taken = client.post_text("/api/v1/mail/received", "message/rfc822", *mail);
  if (!taken) {
    const bool refused = taken.error().code == base::ErrorCode::kInvalid;
    return end(refused ? EX_DATAERR : EX_TEMPFAIL, taken.error().message);
  }
  return EX_OK;
}

}  // namespace

void add_submit_mail(CLI::App& alerts, Session& session) {
  auto* verb =
      alerts.add_subcommand("submit-mail", "Hand in the mail on standard input, at the end of a pipe from an MTA");
  verb->footer(cmdline::told(
      "Of at most 10 MiB. Central stores it before anybody reads it; the same mail again is one mail. In /etc/aliases "
      "of "
      "Postfix:\n\n"
      "    redrive-alerts: \"|/usr/bin/redrive alerts submit-mail --token-file /etc/redrive/mail.token\"\n\n"
      "Postfix runs it as the user nobody (default_privs), who must be able to read the file; a token of the role "
      "submit can hand in alerts and mail, and nothing else.\n\n"
      "It ends with the codes of sysexits.h: 0 when central has it; 65 when it will not take it (empty, or too large); "
      "64 for wrong usage and 78 when --central is no address, both wrong in the line that calls it; and 75 for "
      "anything else, so that the MTA keeps the mail and tries again: central is not reachable, is busy, or does not "
      "know the token.",
      {"redrive alerts submit-mail --token-file /etc/redrive/mail.token < mail.eml"}));
  verb->callback([&session] { session.act = [&session] { return submit_mail(session); }; });
}

}  // namespace redrive::cli
