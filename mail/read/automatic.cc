#include "mail/read/automatic.h"

#include "mail/compose/header_text.h"

namespace redrive::mail {
namespace {

// Out-of-office notices of Exchange and others that call themselves generated instead of replied, or nothing at all.
bool is_absence(std::string_view subject) {
  static constexpr std::array<std::string_view, 12> kStarts{
      "automatic reply",     "auto reply",        "auto-reply",           "autoreply",
      "out of office",       "out of the office", "automatische antwort", "abwesenheit",
      "réponse automatique", "autosvar",          "automatiskt svar",     "respuesta automática"};
  const std::string lower = lower_case(subject);
  return std::ranges::any_of(kStarts, [&](std::string_view start) { return lower.starts_with(start); }) ||
         lower.find(" is out of the office") != std::string::npos;
}

// "auto-replied; owner-email=…" without parameters, in lower case.
std::string first_word(std::string_view value) {
  return lower_case(trim(value.substr(0, value.find_first_of("; \t("))));
}

std::string told_by(std::string_view name, const std::string& value) {
  return fmt::format("{}: {}", name, clean_line(value, 80));
}

}  // namespace

Authorship author_of(const ReceivedMail& mail) {
  const auto echo = [](std::string reason) { return Authorship{Author::kEcho, std::move(reason)}; };
  const auto program = [](std::string reason) { return Authorship{Author::kProgram, std::move(reason)}; };
  for (const auto& [name, value] : mail.fields) {
    if (name.starts_with("x-redrive-")) return echo(told_by(name, value) + " (written by Redrive)");
  }
  if (!mail.report_type.empty()) return echo("a report: " + clean_line(mail.report_type, 80));

  const std::string submitted = first_word(mail.value("auto-submitted"));
  if (submitted == "auto-replied") return echo(told_by("Auto-Submitted", mail.value("auto-submitted")));
  for (const auto* name : {"x-autoreply", "x-auto-reply", "x-autorespond", "x-autoreply-from"}) {
    if (mail.has(name)) return echo(told_by(name, mail.value(name)));
  }
  const std::string precedence = first_word(mail.value("precedence"));
  if (precedence == "auto_reply" || precedence == "auto-reply") return echo(told_by("Precedence", precedence));
  if (is_absence(mail.subject)) return echo("Subject: " + clean_line(mail.subject, 80));

  const bool answers = !mail.in_reply_to.empty() || !mail.references.empty();
  if (!submitted.empty() && submitted != "no") {
    // Some answering machines call what they write generated; only a program that begins a thread is none.
    const std::string reason = told_by("Auto-Submitted", mail.value("auto-submitted"));
    return answers ? echo(reason + ", and it answers a mail") : program(reason);
  }
  if (mail.null_return_path)
    return answers ? echo("Return-Path: <>, and it answers a mail") : program("Return-Path: <>");
  if (precedence == "bulk" || precedence == "junk" || precedence == "list")
    return program(told_by("Precedence", precedence));
  for (const auto* name : {"list-id", "x-auto-response-suppress", "feedback-id"}) {
    if (mail.has(name)) return program(told_by(name, mail.value(name)));
  }
  const std::string local = lower_case(mail.from.substr(0, mail.from.find('@')));
  if (local == "mailer-daemon") return program("From: " + mail.from);
  return {};
}

}  // namespace redrive::mail
