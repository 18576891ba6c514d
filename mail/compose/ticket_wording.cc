#include "mail/compose/ticket_wording.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "mail/compose/header_text.h"

namespace redrive::mail {
namespace {

using model::Scope;
using model::Ticket;

constexpr std::size_t kName = 128, kMessage = 300, kReason = 1200;  // bytes shown
constexpr std::size_t kFailuresShown = 15;
constexpr std::size_t kRunsShown = 5;
constexpr std::size_t kAlertsKept = 1000;  // of a ticket, by the store

std::string name(std::string_view text) {
  return quote_line(text, kName);
}

std::string when(base::UtcTime at) {
  std::string text = base::format_rfc3339(std::chrono::floor<std::chrono::seconds>(at));  // 2026-03-02T00:02:13Z
  std::replace(text.begin(), text.end(), 'T', ' ');
  if (!text.empty() && text.back() == 'Z') text.replace(text.size() - 1, 1, " UTC");
  return text;
}

std::string place(const TicketMail& mail) {
  const Ticket& ticket = mail.ticket;
  for (const std::string* text : {&mail.location_name, &ticket.location, &ticket.reported_location}) {
    if (std::string clean = quote_line(*text, 60); !clean.empty()) return clean;
  }
  return {};
}

std::string type_of(std::string_view failure_type) {
  return failure_type.empty() ? "unknown" : name(failure_type);
}

std::string scope_member(const Ticket& ticket) {
  switch (ticket.scope) {
    case Scope::kDevice:
      return name(ticket.device.empty() ? ticket.server : ticket.device);
    case Scope::kServer:
      return name(ticket.server);
    case Scope::kSite:
      return name(ticket.location.empty() ? ticket.server : ticket.location);
    case Scope::kPackage:
      return name(ticket.package);
    case Scope::kFleet:
      return "fleet";
  }
  return name(ticket.server);
}

// Whose fault it is: the value of "Host", the same in every mail of a ticket so that ticket systems find theirs.
std::string subject_of(const Ticket& ticket) {
  const std::string member = scope_member(ticket);
  return member.empty() ? "unknown" : member;
}

std::string what_failed(const TicketMail& mail) {
  const Ticket& ticket = mail.ticket;
  const std::string type = type_of(ticket.failure_type), who = subject_of(ticket);
  switch (ticket.scope) {
    case Scope::kDevice:
      if (ticket.device.empty()) return fmt::format("Server {} itself: {}.", who, type);
      if (ticket.server.empty()) return fmt::format("Device {}: {}.", who, type);
      return fmt::format("Device {}, served by {}: {}.", who, name(ticket.server), type);
    case Scope::kServer:
      return fmt::format("Server {} as a whole: {}. Look there before at single devices.", who, type);
    case Scope::kSite:
      return fmt::format("Site {} as a whole: {}. Look for what its servers and devices share.", who, type);
    case Scope::kPackage:
      return fmt::format("Package {}, on several servers: {}. The package is at fault, not a device.", who, type);
    case Scope::kFleet:
      return fmt::format("Many sites at nearly the same time: {}. Look for what they all share.", type);
  }
  return type;
}

std::string alerts_so_far(const Ticket& ticket) {
  const std::size_t count = ticket.alerts.size();
  if (count == 0) return {};
  if (count >= kAlertsKept) return fmt::format("{} alerts or more so far.", kAlertsKept);
  return count == 1 ? "1 alert so far." : fmt::format("{} alerts so far.", count);
}

// "3 of 5 devices of ids-1 failed again in run 2 of J-1"
std::string again_line(const model::FailedAgain& run) {
  std::string count = fmt::format("{}", run.failed);
  if (run.devices >= run.failed) count += fmt::format(" of {}", run.devices);
  const std::uint64_t of = std::max(run.failed, run.devices);
  return fmt::format("{} device{} of {} failed again in run {} of {}{}", count, of == 1 ? "" : "s", name(run.server),
                     run.run, name(run.job), run.running ? " so far" : "");
}

// What redistributions did not mend: "again: 3 of 5 devices …; 1 of 2 devices …".
std::string failed_again(const TicketMail& mail) {
  if (mail.again.empty() || mail.kind == MailKind::kClosed) return {};
  std::string out;
  const std::size_t shown = std::min(mail.again.size(), kRunsShown);
  for (std::size_t i = 0; i < shown; ++i) out += (i == 0 ? "again: " : "; ") + again_line(mail.again[i]);
  if (shown < mail.again.size()) out += fmt::format("; and {} more runs", mail.again.size() - shown);
  return out + ".";
}

// How the place was found, where the alert wrote it otherwise or something speaks against it.
std::string how_located(const Ticket& ticket, bool differs) {
  const model::LocationSource& source = ticket.location_source;
  std::string how;
  if (source.matched_by == "similar") how = fmt::format("Matched by similarity ({} % sure)", source.sure);
  if (source.matched_by == "code" || source.matched_by == "name" || source.matched_by == "alias")
    how = fmt::format("Matched by its {}", source.matched_by);
  if (source.matched_by == "device" || source.matched_by == "server")
    how = fmt::format("Recorded in the inventory for the {}", source.matched_by);
  const std::string note = quote_line(source.note, kMessage);
  if (note.empty()) return differs && !how.empty() ? how + "." : "";
  return how.empty() ? note + "." : how + "; " + note + ".";
}

Section where(const TicketMail& mail) {
  const Ticket& ticket = mail.ticket;
  const std::string code = name(ticket.location), site = name(mail.location_name);
  const std::string reported = quote_line(ticket.reported_location, 200);
  Section section{"Where", {}, false};
  std::string known = code.empty() ? site : site.empty() || site == code ? code : site + " (" + code + ")";
  section.lines.push_back(known.empty() ? "Location not known." : known);
  const bool differs = !reported.empty() && reported != code && reported != site;
  if (differs) section.lines.push_back("The alert says: \"" + reported + "\"");
  section.lines.push_back(how_located(ticket, differs));
  if (!ticket.location_verified && ticket.scope != Scope::kFleet && ticket.scope != Scope::kPackage) {
    section.lines.push_back("This location is unverified. Check it before anybody travels.");
  }
  return section;
}

Section since(const TicketMail& mail) {
  const Ticket& ticket = mail.ticket;
  Section section{"Since", {}, false};
  base::UtcTime first = ticket.opened_at;
  for (const auto& failure : mail.failures) {
    if (failure.first_at != base::UtcTime{}) first = std::min(first, failure.first_at);
  }
  section.lines.push_back(fmt::format("{} (ticket opened {})", when(first), when(ticket.opened_at)));
  if (ticket.last_alert_at > first) section.lines.push_back("Last alert " + when(ticket.last_alert_at));
  if (ticket.closed_at) section.lines.push_back("Closed " + when(*ticket.closed_at));
  return section;
}

std::string failure_line(const model::Failure& failure) {
  std::string line = name(failure.device.empty() ? failure.server : failure.device);
  if (line.empty()) line = "unknown";
  std::string details;
  const auto detail = [&](std::string_view what, const std::string& value) {
    if (!value.empty()) details += fmt::format("{}{} {}", details.empty() ? "" : ", ", what, name(value));
  };
  if (!failure.device.empty()) detail("server", failure.server);
  detail("job", failure.job);
  detail("package", failure.package);
  if (!details.empty()) line += " (" + details + ")";
  line += ": " + type_of(failure.failure_type);
  if (const std::string message = quote_line(failure.message, kMessage); !message.empty()) line += ": " + message;
  if (failure.count > 1) line += fmt::format(" [{} times, last {}]", failure.count, when(failure.last_at));
  return line;
}

Section failures(const TicketMail& mail) {
  Section section{"What the devices say", {}, true};
  const std::size_t shown = std::min(mail.failures.size(), kFailuresShown);
  for (std::size_t i = 0; i < shown; ++i) section.lines.push_back(failure_line(mail.failures[i]));
  if (shown < mail.failures.size()) {
    section.lines.push_back(fmt::format("and {} more: redrive failures list --ticket {}", mail.failures.size() - shown,
                                        name(mail.ticket.id)));
  }
  return section;
}

Section why(const TicketMail& mail) {
  const std::string centre = name(mail.centre.name.empty() ? mail.centre.id : mail.centre.name);
  std::string reason = quote_line(mail.ticket.reason, kReason);
  if (reason.empty()) reason = "No reason was recorded.";
  return {fmt::format("Why this ticket, and why {}", centre.empty() ? "you" : centre), {reason}, false};
}

Section what_next(const TicketMail& mail) {
  const std::string id = name(mail.ticket.id);
  Section section{"What to do", {}, true};
  if (!mail.reply_to.empty()) {
    section.lines = {"Reply with the one word \"ack\" to take this ticket.",
                     "When the cause is mended, reply \"resolved\"."};
  } else {
    section.lines = {fmt::format("Take this ticket: redrive tickets ack {}", id),
                     fmt::format("When the cause is mended: redrive tickets resolve {}", id)};
  }
  section.lines.push_back("Redrive then prepares to run again exactly what did not succeed; an operator approves it.");
  section.lines.push_back("The ticket closes when the devices prove that it works. You will get a mail that says so.");
  section.lines.push_back(mail.reply_to.empty()
                              ? fmt::format("Not yours? Tell the NOC, or: redrive tickets reroute {} CENTRE", id)
                              : "Not yours? Reply \"wrong centre\".");
  return section;
}

Section closed(const TicketMail& mail) {
  const Ticket& ticket = mail.ticket;
  if (!ticket.duplicate_of.empty()) {
    return {
        "Joined to a wider ticket",
        {fmt::format("The cause reaches further than this ticket; the work goes on in {}.", name(ticket.duplicate_of)),
         quote_line(ticket.closed_because, kReason)},
        false};
  }
  std::string proof = quote_line(ticket.closed_because, kReason);
  if (proof.empty()) proof = "No proof was recorded.";
  return {"Closed: what proved it",
          {proof, "There is nothing left to do. If it fails again a new ticket is opened."},
          false};
}

std::vector<std::string> notices(const TicketMail& mail) {
  auto out = delivery_notices(mail);
  if (mail.kind == MailKind::kUpdated) out.push_back("This is an update of a ticket you have.");
  if (const std::string again = failed_again(mail); !again.empty()) out.push_back(again);
  if (mail.kind == MailKind::kReminder)
    out.push_back("Nobody has answered this ticket. Please reply, if only to say that it is not yours.");
  if (mail.kind == MailKind::kEscalation) {
    out.push_back(fmt::format("You are told because nobody at {} has answered this ticket. Reply \"ack\" to take it.",
                              name(mail.ticket.centre)));
  }
  if (!mail.aside.empty()) out.push_back(quote_line(mail.aside, kReason) + ".");
  return out;
}

// What became of it since it was opened; nothing while it is open.
std::string standing(const Ticket& ticket) {
  if (ticket.state == model::TicketState::kAcked) return "Somebody has taken it already.";
  if (ticket.state == model::TicketState::kResolved) return "Said to be resolved already.";
  if (ticket.state != model::TicketState::kClosed) return {};
  return fmt::format("Closed already, nothing is left to do: {}.", quote_line(ticket.closed_because, kReason));
}

// What Zammad and Znuny look for.
std::vector<std::pair<std::string, std::string>> fields(const TicketMail& mail) {
  const std::string host = subject_of(mail.ticket);
  return {{"Host", host},
          {"Service", type_of(mail.ticket.failure_type)},
          {"State", mail.kind == MailKind::kClosed ? "OK" : "CRITICAL"},
          {"Address", mail.ticket.server.empty() ? host : name(mail.ticket.server)}};
}

void add_values(const TicketMail& mail, std::map<std::string, std::string, std::less<>>& values) {
  const Ticket& ticket = mail.ticket;
  values["kind"] = to_string(mail.kind);
  values["again"] = failed_again(mail);
  values["update"] = mail.kind == MailKind::kUpdated ? "yes" : "";
  values["closed"] = mail.kind == MailKind::kClosed ? "yes" : "";
  values["reminder"] = mail.kind == MailKind::kReminder ? "yes" : "";
  values["escalation"] = mail.kind == MailKind::kEscalation ? "yes" : "";
  values["scope"] = model::to_string(ticket.scope);
  values["failure_type"] = type_of(ticket.failure_type);
  values["server"] = name(ticket.server);
  values["device"] = name(ticket.device);
  values["package"] = name(ticket.package);
  values["location"] = name(ticket.location);
  values["location_name"] = name(mail.location_name);
  values["opened_at"] = when(ticket.opened_at);
  values["reason"] = quote_line(ticket.reason, kReason);
}

}  // namespace

std::string quote_line(std::string_view text, std::size_t limit) {
  static constexpr std::array<std::string_view, 6> kFields{"host", "service", "state", "address", "date/time", "info"};
  const std::string clean = clean_line(text, limit);
  std::string out, lower;
  for (char c : clean) {
    if (c == ':' && std::any_of(kFields.begin(), kFields.end(), [&](auto field) { return lower.ends_with(field); }))
      out += ' ';
    out += c;
    lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return out;
}

std::string headline(const TicketMail& mail) {
  const Ticket& ticket = mail.ticket;
  const std::string type = type_of(ticket.failure_type), who = subject_of(ticket), at = place(mail);
  switch (ticket.scope) {
    case Scope::kSite:
      return fmt::format("{} at {}{}", type, who, at.empty() || at == who ? "" : " (" + at + ")");
    case Scope::kPackage:
      return fmt::format("{} of package {}", type, who);
    case Scope::kFleet:
      return fmt::format("{} across the fleet", type);
    default:
      return fmt::format("{} on {}{}", type, who, at.empty() ? "" : " (" + at + ")");
  }
}

std::vector<std::string> delivery_notices(const Letter& letter) {
  std::vector<std::string> out;
  if (!letter.diverted_from.empty()) {
    out.push_back("Shadow mode: without it this mail would have gone to " + quote_line(letter.diverted_from, kMessage) +
                  ".");
  }
  if (!letter.instead_of.empty()) {
    out.push_back("You get this as the fallback: " + quote_line(letter.instead_of, kMessage) + ".");
  }
  return out;
}

std::map<std::string, std::string, std::less<>> values_of(const Letter& letter, const std::string& id) {
  return {{"id", quote_line(id, 64)},
          {"shadow", letter.diverted_from.empty() ? "" : "yes"},
          {"centre", name(letter.centre.id)},
          {"centre_name", name(letter.centre.name)}};
}

Section word_briefly(const TicketMail& mail) {
  const Ticket& ticket = mail.ticket;
  Section section{fmt::format("[{}] {}", name(ticket.id), headline(mail)),
                  {what_failed(mail), failed_again(mail), standing(ticket)},
                  false};
  for (auto& line : where(mail).lines) section.lines.push_back(std::move(line));
  section.lines.push_back(quote_line(ticket.reason, kReason));
  std::erase(section.lines, std::string());
  return section;
}

Wording word_ticket(const TicketMail& mail) {
  Wording wording{headline(mail), notices(mail), {}, {}, values_of(mail, mail.ticket.id)};
  if (mail.kind == MailKind::kClosed) {
    wording.sections = {closed(mail), where(mail), since(mail), why(mail)};
  } else {
    wording.sections = {{"What failed", {what_failed(mail), alerts_so_far(mail.ticket)}, false},
                        where(mail),
                        since(mail),
                        failures(mail),
                        why(mail),
                        what_next(mail)};
  }
  for (Section& section : wording.sections) std::erase(section.lines, std::string());
  std::erase_if(wording.sections, [](const Section& section) { return section.lines.empty(); });
  if (mail.field_lines) wording.fields = fields(mail);
  add_values(mail, wording.values);
  return wording;
}

}  // namespace redrive::mail
