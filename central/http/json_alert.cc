#include <set>

#include "central/http/arguments.h"
#include "central/http/counted.h"
#include "central/http/json_views.h"

namespace redrive::central {
namespace {

// Kept fields are JSON when HTTP took them in; whatever else stands there is shown as a text.
Json extra_json(const std::string& extra) {
  if (extra.empty()) return nullptr;
  if (view::too_deep(extra)) return extra;
  Json parsed = Json::parse(extra, nullptr, false);
  return parsed.is_discarded() ? Json(extra) : parsed;
}

constexpr std::size_t kMembersShown = 50;

}  // namespace

Json to_json(const AlertListRow& row) {
  const auto& [inbox, decision] = row;
  const model::Alert& a = inbox.alert;
  const bool decided = decision.number != 0;
  return {{"number", inbox.number},
          {"id", a.id},
          {"source", model::to_string(inbox.source)},
          {"sender", inbox.sender},
          {"received_at", time_or_null(inbox.received_at)},
          {"occurred_at", time_or_null(a.occurred_at)},
          {"server", text_or_null(a.server)},
          {"device", text_or_null(a.device)},
          {"job", text_or_null(a.job)},
          {"package", text_or_null(a.package)},
          {"failure_type", text_or_null(decided ? decision.failure_type : a.failure_type)},
          {"given_type", text_or_null(a.failure_type)},
          {"message", a.message},
          {"location", text_or_null(a.location)},
          {"status", model::to_string(a.status)},
          {"extra", extra_json(a.extra)},
          {"decided", decided},
          {"ticket", text_or_null(decision.ticket)},
          {"reason", text_or_null(decision.reason)}};
}

Json to_json(const model::Failure& f) {
  return {{"server", text_or_null(f.server)},
          {"device", text_or_null(f.device)},
          {"job", text_or_null(f.job)},
          {"failure_type", f.failure_type},
          {"package", text_or_null(f.package)},
          {"first_at", time_or_null(f.first_at)},
          {"last_at", time_or_null(f.last_at)},
          {"count", f.count},
          {"message", f.message},
          {"ticket", text_or_null(f.ticket)},
          {"location", text_or_null(f.location)},
          {"again", f.again == 0 ? Json(nullptr) : Json(f.again)}};
}

Json to_json(const model::FailedAgain& run) {
  return {{"server", text_or_null(run.server)},
          {"job", text_or_null(run.job)},
          {"run", run.run},
          {"failed", run.failed},
          {"devices", run.devices == 0 ? Json(nullptr) : Json(run.devices)},
          {"running", run.running}};
}

Json to_json(const ClearedFailure& cleared) {
  Json out = to_json(cleared.failure);
  out["cleared_at"] = time_or_null(cleared.cleared_at);
  out["evidence"] = cleared.evidence;
  return out;
}

Json to_json(const Counter& counter, const Limit& limit, base::UtcTime now) {
  const std::set<std::string> members(counter.members.begin(), counter.members.end());
  Json shown = Json::array();
  for (const auto& member : members) {
    if (shown.size() < kMembersShown) shown.push_back(member);
  }
  return {{"scope", counter.scope},
          {"subject", counter.subject},
          {"failure_type", counter.failure_type},
          {"in_window", number_now(counter, limit.window, now)},
          {"limit", limit.limit},
          {"window", base::format_duration(limit.window)},
          {"total", counter.total},
          {"last_at", time_or_null(counter.last_at)},
          {"member_count", members.size()},
          {"members", std::move(shown)}};
}

}  // namespace redrive::central
