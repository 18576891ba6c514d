#include "cli/watch/overview.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/render.h"
#include "cli/watch/grid.h"
#include "shared/text/columns.h"
#include "shared/text/table.h"

namespace redrive::cli {
namespace {

constexpr std::size_t kWide = 110;      // columns from which two lists stand side by side
constexpr std::size_t kLeastLines = 3;  // of a list, before others get more

std::uint64_t number(const Json& item, const std::string& name) {
  const std::string text = value(item, name);
  std::uint64_t out = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return 0;
    out = out * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return out;
}

const Json& list(const Json& item, const char* outer, const char* inner) {
  static const Json kNone = Json::array();
  const auto found = item.find(outer);
  if (found == item.end() || !found->is_object()) return kNone;
  const auto below = found->find(inner);
  return below == found->end() || !below->is_array() ? kNone : *below;
}

// A heading and what stands below it.
struct Section {
  std::string title;
  std::vector<std::string> lines;
  bool has_heading = false;  // the first line is a heading of columns
};

Piece head(const char* text) {
  return {text, Tone::kFaint};
}

// ---- the top

std::string clock(base::UtcTime at) {
  const std::string local = local_time(base::format_rfc3339(at));
  return local.size() > 11 ? local.substr(11) : local;
}

std::string title_line(const Watched& w, std::size_t width) {
  const std::string name = value(w.seen.status, "name");
  const std::string left = "redrive  " + (name.empty() ? "" : name + "  ") + w.central;
  const std::string right = fmt::format("{}  every {}, q ends", clock(w.now), base::format_duration(w.every));
  if (text::columns(left) + text::columns(right) + 2 > width) return line_of({{left, Tone::kHeading}}, width);
  const std::string gap(width - text::columns(left) - text::columns(right), ' ');
  return line_of({{left, Tone::kHeading}, {gap + right, Tone::kFaint}}, width);
}

std::vector<std::string> trouble_lines(const Watched& w, std::size_t width) {
  std::vector<std::string> out;
  if (w.trouble.empty()) return out;
  out.push_back(line_of({{"NO ANSWER: " + text::first_line(w.trouble), Tone::kBad}}, width));
  const std::string old =
      w.seen.overview.is_null() ? "nothing was seen yet" : "below: as it was at " + clock(w.seen_at);
  out.push_back(line_of({{"asked again every " + base::format_duration(w.every) + "; " + old, Tone::kCare}}, width));
  return out;
}

void count(Pieces& line, const std::string& what, std::uint64_t n, Tone when_any) {
  line.push_back({std::to_string(n), n > 0 ? when_any : Tone::kPlain});
  line.push_back({" " + what});
}

std::vector<std::string> number_lines(const Seen& seen, std::size_t width) {
  const Json& o = seen.overview;
  Pieces failures{{"failures "}};
  count(failures, "open", number(o, "failures.open"), Tone::kBad);
  failures.push_back({"   tickets "});
  count(failures, "open, ", number(o, "tickets.open"), Tone::kCare);
  count(failures, "held, ", number(o, "tickets.held"), Tone::kPlain);
  count(failures, "acked, ", number(o, "tickets.acked"), Tone::kPlain);
  count(failures, "without mail", number(o, "tickets.unsent"), Tone::kCare);
  Pieces others{{"mail "}};
  count(others, "pending, ", number(o, "mail.pending"), Tone::kBusy);
  count(others, "held, ", number(o, "mail.held"), Tone::kCare);
  count(others, "dead", number(o, "mail.dead"), Tone::kBad);
  others.push_back({"   agents "});
  const std::uint64_t connected = number(o, "agents.connected"), accepted = number(o, "agents.accepted");
  others.push_back({fmt::format("{} of {}", connected, accepted), connected < accepted ? Tone::kCare : Tone::kGood});
  others.push_back({" connected"});
  if (number(o, "agents.pending") > 0) {
    others.push_back({", "});
    count(others, "to accept", number(o, "agents.pending"), Tone::kCare);
  }
  return {line_of(failures, width), line_of(others, width)};
}

// What is to be known before all else, one line each.
std::vector<std::string> warning_lines(const Seen& seen, std::size_t width) {
  std::vector<std::string> out;
  const Json& o = seen.overview;
  if (const std::string by = value(o, "mail.hold.by"); !by.empty())
    out.push_back(line_of({{"ALL MAIL IS HELD", Tone::kBad}, {" by " + by + ": " + value(o, "mail.hold.why")}}, width));
  if (const std::string trouble = value(seen.status, "mailbox.trouble"); !trouble.empty())
    out.push_back(line_of({{"MAILBOX", Tone::kBad}, {" " + trouble}}, width));
  if (value(seen.status, "ready") == "no") out.push_back(line_of({{"NOT READY to take alerts", Tone::kBad}}, width));
  const Json& silent = list(o, "agents", "silent");
  if (!silent.empty()) out.push_back(line_of({{"SILENT", Tone::kCare}, {" " + value(o, "agents.silent")}}, width));
  return out;
}

// ---- the lists

std::string types_of(const Json& site) {
  std::string out;
  for (const auto& type : site.value("types", Json::array()))
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", value(type, "open"), value(type, "type"));
  return out;
}

Section sites(const Watched& w, std::size_t width) {
  std::vector<Pieces> rows{{head("SITE"), head("OPEN"), head("DEVICES"), head("SERVERS"), head("LAST"), head("WHAT")}};
  for (const auto& site : list(w.seen.overview, "failures", "by_site")) {
    const std::string code = value(site, "site"), name = value(site, "name");
    rows.push_back({{code.empty()                   ? "not known"
                     : name.empty() || name == code ? code
                                                    : code + " " + name},
                    {value(site, "open"), Tone::kBad},
                    {value(site, "devices")},
                    {value(site, "servers")},
                    {age(value(site, "last_at"), w.now)},
                    {types_of(site)}});
  }
  return {"WRONG NOW, BY SITE", rows.size() == 1 ? std::vector<std::string>{} : grid(rows, width), true};
}

Section types(const Seen& seen, std::size_t width) {
  std::vector<Pieces> rows{{head("TYPE"), head("OPEN"), head("SITES")}};
  for (const auto& type : list(seen.overview, "failures", "by_type"))
    rows.push_back({{value(type, "type")}, {value(type, "open"), Tone::kBad}, {value(type, "sites")}});
  return {"BY TYPE", rows.size() == 1 ? std::vector<std::string>{} : grid(rows, width), true};
}

std::string subject(const Json& ticket) {
  for (const char* name : {"device", "server", "package", "location"}) {
    if (std::string found = value(ticket, name); !found.empty()) return found;
  }
  return value(ticket, "scope");
}

Section tickets(const Watched& w, std::size_t width) {
  std::vector<Pieces> rows{{head("TICKET"), head("AGE"), head("STATE"), head("MAIL"), head("TYPE"), head("SCOPE"),
                            head("ABOUT"), head("SITE"), head("CENTRE")}};
  for (const auto& ticket : list(w.seen.overview, "tickets", "items")) {
    const auto mail = w.seen.mail_of.find(value(ticket, "id"));
    const std::string word = mail == w.seen.mail_of.end() ? "" : mail->second;
    const std::string state = value(ticket, "state");
    rows.push_back({{value(ticket, "id")},
                    {age(value(ticket, "opened_at"), w.now)},
                    {state, tone_of(state)},
                    {word, word == "none yet" ? Tone::kCare : tone_of(word)},
                    {value(ticket, "failure_type")},
                    {value(ticket, "scope")},
                    {subject(ticket)},
                    {value(ticket, "location")},
                    {value(ticket, "centre")}});
  }
  return {"OPEN TICKETS, NEWEST FIRST", rows.size() == 1 ? std::vector<std::string>{} : grid(rows, width), true};
}

std::string bar(const Json& run) {
  return text::progress_bar(number(run, "succeeded") + number(run, "failed"), number(run, "devices"));
}

Pieces failed_piece(const Json& run) {
  const auto failed = number(run, "failed");
  return failed == 0 ? Pieces{} : Pieces{{fmt::format("  {} failed", failed), Tone::kBad}};
}

Section under_way(const Seen& seen, std::size_t width) {
  Section out{"UNDER WAY", {}, false};
  for (const auto& rollout : seen.rollouts) {
    const std::string state = value(rollout, "state"), ends = value(rollout, "ends_about");
    Pieces line{{value(rollout, "id") + " "}, {state, tone_of(state)}, {" " + bar(rollout)}};
    for (auto& piece : failed_piece(rollout)) line.push_back(piece);
    if (!ends.empty()) line.push_back({"  ends about " + local_time(ends)});
    line.push_back({"  " + value(rollout, "what")});
    out.lines.push_back(line_of(line, width));
  }
  for (const auto& run : seen.redistributions) {
    Pieces line{{value(run, "server") + " "}, {value(run, "job") + " "}, {bar(run)}};
    for (auto& piece : failed_piece(run)) line.push_back(piece);
    out.lines.push_back(line_of(line, width));
  }
  const auto waiting =
      number(seen.overview, "redistributions.waiting_approval") + number(seen.overview, "rollouts.waiting_approval");
  if (waiting > 0)
    out.lines.push_back(line_of(
        {{std::to_string(waiting), Tone::kCare}, {" wait for approval: redrive redistributions list --state planned"}},
        width));
  return out;
}

// Two lists in the columns of one.
Section beside(const Section& left, const Section& right, std::size_t left_width) {
  Section out{
      left.title +
          std::string(left_width > text::columns(left.title) ? left_width - text::columns(left.title) : 1, ' ') +
          right.title,
      {},
      true};
  for (std::size_t i = 0; i < std::max(left.lines.size(), right.lines.size()); ++i) {
    std::string line = i < left.lines.size() ? left.lines[i] : "";
    if (i < right.lines.size()) line += std::string(left_width - marked_columns(line), ' ') + right.lines[i];
    out.lines.push_back(std::move(line));
  }
  return out;
}

std::vector<Section> sections(const Watched& w, std::size_t width) {
  std::vector<Section> all;
  if (width >= kWide) {
    const Section right = types(w.seen, width / 3);
    std::size_t taken = text::columns(right.title);
    for (const auto& line : right.lines) taken = std::max(taken, marked_columns(line));
    const std::size_t left = width - taken;
    all.push_back(beside(sites(w, left - 3), right, left));
    if (all.back().lines.empty()) all.back().title = "WRONG NOW";
  } else {
    all.push_back(sites(w, width));
    all.push_back(types(w.seen, width));
  }
  all.push_back(tickets(w, width));
  all.push_back(under_way(w.seen, width));
  std::erase_if(all, [](const Section& section) { return section.lines.empty(); });
  return all;
}

// A blank line, the title, and so many of the lines; the last is given up to say how many more there are.
void put(std::vector<std::string>& out, const Section& section, std::size_t lines, std::size_t width) {
  if (lines == 0) return;
  out.emplace_back();
  out.push_back(line_of({{section.title, Tone::kHeading}}, width));
  const bool all = lines >= section.lines.size();
  const std::size_t shown = all ? section.lines.size() : lines - 1;
  out.insert(out.end(), section.lines.begin(), section.lines.begin() + static_cast<std::ptrdiff_t>(shown));
  if (!all) out.push_back(line_of({{fmt::format("… and {} more", section.lines.size() - shown), Tone::kFaint}}, width));
}

}  // namespace

std::vector<std::size_t> allot(const std::vector<std::size_t>& needs, std::size_t room, std::size_t least) {
  std::vector<std::size_t> given(needs.size(), 0);
  for (std::size_t i = 0; i < needs.size(); ++i) {
    const std::size_t wanted = std::min(needs[i], least);
    if (wanted > room) break;
    given[i] = wanted;
    room -= wanted;
  }
  for (bool more = true; more && room > 0;) {
    more = false;
    for (std::size_t i = 0; i < needs.size() && room > 0; ++i) {
      if (given[i] == 0 || given[i] >= needs[i]) continue;
      ++given[i], --room;
      more = true;
    }
  }
  return given;
}

std::string mail_word(const Json& mails) {
  if (mails.empty()) return "none yet";
  for (const char* worst : {"dead", "held", "pending", "sending"}) {
    for (const auto& mail : mails) {
      if (value(mail, "state") == worst) return worst;
    }
  }
  return "sent";
}

std::string age(const std::string& rfc3339, base::UtcTime now) {
  const auto at = base::parse_rfc3339(rfc3339);
  if (!at) return "";
  const auto seconds = std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::seconds>(now - *at).count());
  if (seconds < 60) return fmt::format("{}s", seconds);
  if (seconds < 3600) return fmt::format("{}m", seconds / 60);
  if (seconds < 86400) return fmt::format("{}h {:02}m", seconds / 3600, seconds / 60 % 60);
  return fmt::format("{}d {}h", seconds / 86400, seconds / 3600 % 24);
}

std::vector<std::string> overview_lines(const Watched& watched, ScreenSize size) {
  std::vector<std::string> out{title_line(watched, size.width)};
  const auto add = [&out](std::vector<std::string> lines) { out.insert(out.end(), lines.begin(), lines.end()); };
  add(trouble_lines(watched, size.width));
  if (!watched.seen.overview.is_null()) {
    add(number_lines(watched.seen, size.width));
    add(warning_lines(watched.seen, size.width));
    const auto all = sections(watched, size.width);
    if (all.empty()) add({"", line_of({{"nothing is wrong", Tone::kGood}}, size.width)});
    std::vector<std::size_t> needs;
    for (const auto& section : all) needs.push_back(section.lines.size());
    // Each that is shown takes two lines more: a blank one and its title.
    std::size_t shown = all.size();
    const std::size_t room = size.height - std::min(size.height, out.size());
    while (shown > 0 && room < shown * (2 + kLeastLines)) --shown;
    needs.resize(shown);
    const auto lines = allot(needs, room - std::min(room, 2 * shown), kLeastLines);
    for (std::size_t i = 0; i < shown; ++i) put(out, all[i], lines[i], size.width);
  }
  if (out.size() > size.height) out.resize(size.height);
  return out;
}

}  // namespace redrive::cli
