#include "central/replay/compare.h"

#include <fmt/format.h>

#include <map>
#include <unordered_map>

namespace redrive::central {
namespace {

using model::Ticket;

std::string title(const Ticket& t) {
  const std::string& subject = !t.device.empty() ? t.device : !t.server.empty() ? t.server : t.location;
  return fmt::format("{} {} {} on {} to {}, opened {}, {} alert{}", t.id, model::to_string(t.scope), t.failure_type,
                     subject.empty() ? "the fleet" : subject, t.centre, base::format_rfc3339(t.opened_at),
                     t.alerts.size(), t.alerts.size() == 1 ? "" : "s");
}

// For each of `from` the index in `to` of its counterpart, or none.
std::map<std::size_t, std::size_t> counterparts(const std::vector<Ticket>& from, const std::vector<Ticket>& to) {
  std::unordered_map<std::string, std::size_t> owner;
  for (std::size_t i = 0; i < to.size(); ++i) {
    for (const auto& alert : to[i].alerts) owner.emplace(alert, i);
  }
  std::map<std::size_t, std::size_t> out;
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::map<std::size_t, std::size_t> shared;
    for (const auto& alert : from[i].alerts) {
      if (const auto at = owner.find(alert); at != owner.end()) ++shared[at->second];
    }
    const auto most =
        std::max_element(shared.begin(), shared.end(), [](auto& a, auto& b) { return a.second < b.second; });
    if (most != shared.end()) out.emplace(i, most->first);
  }
  return out;
}

void say_changes(const Ticket& a, const Ticket& b, std::vector<std::string>& out) {
  std::string what;
  const auto say = [&](std::string_view name, std::string_view was, std::string_view is) {
    if (was != is) what += fmt::format("{}{} {} -> {}", what.empty() ? "" : ", ", name, was, is);
  };
  say("scope", model::to_string(a.scope), model::to_string(b.scope));
  say("centre", a.centre, b.centre);
  say("location", a.location.empty() ? "none" : a.location, b.location.empty() ? "none" : b.location);
  say("type", a.failure_type, b.failure_type);
  say("opened", base::format_rfc3339(a.opened_at), base::format_rfc3339(b.opened_at));
  say("duplicate of", a.duplicate_of.empty() ? "none" : a.duplicate_of,
      b.duplicate_of.empty() ? "none" : b.duplicate_of);
  if (!what.empty()) out.push_back(fmt::format("~ {}: {}", title(a), what));
}

}  // namespace

std::vector<std::string> differences(const std::vector<Ticket>& before, const std::vector<Ticket>& after) {
  std::vector<std::string> out;
  const auto there = counterparts(before, after), back = counterparts(after, before);
  std::size_t same = 0, gone = 0, fresh = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const auto at = there.find(i);
    const bool kept = at != there.end() && back.at(at->second) == i;
    if (!kept) {
      out.push_back(fmt::format("- {}{}", title(before[i]),
                                at == there.end() ? "" : fmt::format(" (its alerts are in {})", after[at->second].id)));
      ++gone;
      continue;
    }
    const std::size_t lines = out.size();
    say_changes(before[i], after[at->second], out);
    if (out.size() == lines) ++same;
  }
  for (std::size_t i = 0; i < after.size(); ++i) {
    const auto at = back.find(i);
    if (at != back.end() && there.contains(at->second) && there.at(at->second) == i) continue;
    out.push_back(fmt::format("+ {}", title(after[i])));
    ++fresh;
  }
  out.push_back(fmt::format("{} tickets before, {} after: {} the same, {} otherwise, {} no more, {} new", before.size(),
                            after.size(), same, before.size() - same - gone, gone, fresh));
  return out;
}

}  // namespace redrive::central
