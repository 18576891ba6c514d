#include "cli/doctor/checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/render.h"

namespace redrive::cli {
namespace {

using checkup::failed;
using checkup::ok;
using checkup::warning;

constexpr base::Micros kNoticed{2'000'000};   // of two clocks
constexpr base::Micros kTooFar{300'000'000};  // times that differ more are not taken for times (docs/api.md, Alerts)
constexpr base::Micros kSoon{600'000'000};    // an end worth telling
constexpr std::size_t kNamed = 5;             // of many

std::uint64_t number(const Json& item, const std::string& name) {
  const std::string text = value(item, name);
  return text.empty() || text.find_first_not_of("0123456789") != text.npos ? 0 : std::stoull(text);
}

// "a, b, c and 7 more"
std::string some_of(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < std::min(names.size(), kNamed); ++i) out += (i > 0 ? ", " : "") + names[i];
  return names.size() > kNamed ? out + fmt::format(" and {} more", names.size() - kNamed) : out;
}

std::string so_many(const Json& page) {
  const std::size_t shown = page.at("items").size();
  return value(page, "next").empty() ? std::to_string(shown) : fmt::format("more than {}", shown);
}

std::string seconds(base::Micros span) {
  return fmt::format("{:.1f} s", static_cast<double>(span.count()) / 1e6);
}

Finding check_outgoing(const Json& status) {
  const auto dead = number(status, "mail.dead"), pending = number(status, "mail.pending"),
             held = number(status, "mail.held");
  if (const std::string by = value(status, "mail.hold.by"); !by.empty()) {
    return warning("mail",
                   fmt::format("all of it is held by {} since {}: {}", by, local_time(value(status, "mail.hold.since")),
                               value(status, "mail.hold.why")),
                   "let it go: redrive mail release --all");
  }
  if (dead > 0) {
    return warning("mail", fmt::format("{} given up, {} to be sent", dead, pending),
                   "see why: redrive mail list --state dead; then redrive mail retry MAIL, or redrive tickets reroute");
  }
  if (held > 0)
    return warning("mail", fmt::format("{} held one by one, {} to be sent", held, pending),
                   "redrive mail list --state held");
  return ok("mail", fmt::format("none given up, {} to be sent", pending));
}

Finding check_incoming(const Json& status) {
  const auto bad = number(status, "mail.quarantined"), unread = number(status, "mail.new");
  if (const std::string trouble = value(status, "mailbox.trouble"); !trouble.empty()) {
    return failed("mailbox",
                  fmt::format("{}: {}, since {}", value(status, "mailbox.name"), trouble,
                              local_time(value(status, "mailbox.trouble_since"))),
                  "alerts and replies wait there; look at [mailbox] of central.toml and at that server");
  }
  if (bad > 0) {
    return warning("mailbox", fmt::format("{} mails of which nobody could make sense, {} not read yet", bad, unread),
                   "redrive mail received list --state quarantined");
  }
  const std::string name = value(status, "mailbox.name");
  return ok("mailbox", name.empty() ? "none is configured"
                                    : name + ", last read " + local_time(value(status, "mailbox.last_read")));
}

Finding check_syslog(const Json& status) {
  const auto lost = number(status, "syslog.dropped") + number(status, "syslog.overrun");
  if (lost == 0) return ok("syslog", fmt::format("{} messages taken, none lost", number(status, "syslog.taken")));
  return warning("syslog", fmt::format("{} messages lost since central started", lost),
                 "syslog is best effort: let senders go through a relay with a queue, or over TCP (docs/syslog.md)");
}

}  // namespace

Finding check_clock(const std::string& central_time, base::UtcTime asked, base::UtcTime answered) {
  const auto theirs = base::parse_rfc3339(central_time);
  if (!theirs) return failed("clock", "central told no time", "is this address really central's?");
  const base::Micros off = *theirs < asked      ? asked - *theirs
                           : *theirs > answered ? *theirs - answered
                                                : base::Micros(0);
  const char* way = *theirs < asked ? "behind" : "ahead of";
  if (off <= kNoticed) return ok("clock", "central's agrees with ours");
  const std::string found = fmt::format("central's is {} {} ours", seconds(off), way);
  const std::string todo = "see which is wrong: timedatectl on both; run chrony or systemd-timesyncd";
  return off > kTooFar ? failed("clock", found, todo) : warning("clock", found, todo);
}

Finding check_version(const std::string& central, const std::string& own) {
  if (central == own) return ok("version", own + ", as central's");
  return warning("version", fmt::format("this is {}, central is {}", own, central),
                 "install the same version on both; verbs may be missing on one side");
}

Finding check_session(const Json& session, base::UtcTime now) {
  const std::string who = fmt::format("{}, {}", value(session, "name"), value(session, "role"));
  const auto end = base::parse_rfc3339(value(session, "ends_at"));
  if (!end) return ok("as whom", who + ", without an end");
  const std::string found = who + ", until " + local_time(value(session, "ends_at"));
  if (*end - now > kSoon) return ok("as whom", found);
  return warning("as whom", found, "redrive login NAME; for a program: redrive tokens add");
}

std::vector<Finding> check_status(const Json& status) {
  const auto stored = number(status, "alerts.stored"), pending = number(status, "alerts.pending");
  std::vector<Finding> out;
  out.push_back(ok("database", fmt::format("it answers; {} alerts stored, {} not yet decided", stored, pending)));
  out.push_back(check_outgoing(status));
  out.push_back(check_incoming(status));
  out.push_back(check_syslog(status));
  return out;
}

std::vector<Finding> check_agents(const Json& agents, const Json& pending) {
  std::vector<std::string> silent;
  for (const auto& agent : agents) {
    if (value(agent, "connected") != "yes") silent.push_back(value(agent, "name"));
  }
  std::vector<Finding> out;
  if (agents.empty()) {
    out.push_back(warning("agents", "none is accepted", "redrive agents list; redrive agents accept KEY NAME"));
  } else if (silent.empty()) {
    out.push_back(ok("agents", fmt::format("all {} are connected", agents.size())));
  } else {
    out.push_back(warning("agents",
                          fmt::format("{} of {} are silent: {}", silent.size(), agents.size(), some_of(silent)),
                          "there: systemctl status redrive-agent; journalctl -u redrive-agent"));
  }
  if (!pending.empty()) {
    std::vector<std::string> from;
    for (const auto& key : pending) from.push_back(value(key, "address"));
    out.push_back(warning("unknown keys", fmt::format("{} were refused, from {}", pending.size(), some_of(from)),
                          "if you know one: redrive agents accept KEY NAME (redrive agents list shows them)"));
  }
  return out;
}

Finding check_routes(const Json& page) {
  if (page.at("items").empty()) return ok("routes", "every device leads to a centre with an address");
  return warning("routes", fmt::format("{} flaws; the first: {}", so_many(page), value(page.at("items")[0], "text")),
                 "redrive route lint");
}

Finding check_locations(const Json& page) {
  if (page.at("items").empty()) return ok("locations", "every reported location is known");
  std::vector<std::string> texts;
  for (const auto& item : page.at("items")) {
    const std::string text = value(item, "reported");
    texts.push_back(text.empty() ? "(none, of " + value(item, "device") + value(item, "server") + ")" : text);
  }
  return warning("locations", fmt::format("{} to fix: {}", so_many(page), some_of(texts)), "redrive route unmatched");
}

}  // namespace redrive::cli
