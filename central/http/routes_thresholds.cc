// thresholds: the rules, and which of them applies.
#include "central/core/scopes.h"
#include "central/core/thresholds.h"
#include "central/http/arguments.h"
#include "central/http/counted.h"
#include "central/http/endpoints.h"
#include "central/http/json_views.h"

namespace redrive::central {
namespace {

using base::Result;

Json numbers_json(std::uint32_t limit, base::Micros window, base::Micros hold, base::Micros quiet) {
  return {{"limit", limit},
          {"window", base::format_duration(window)},
          {"hold", base::format_duration(hold)},
          {"quiet", base::format_duration(quiet)}};
}

Json rule_json(const config::ThresholdRule& rule, const config::ThresholdOptions& defaults) {
  const bool wide = !rule.scope.empty() && rule.scope != "device";
  const base::Micros hold = defaults.hold.value_or(wide ? kWideHold : base::Micros{0});
  Json json = {{"place", rule.place},
               {"scope", rule.scope.empty() ? "device" : rule.scope},
               {"type", text_or_null(rule.type)},
               {"device", text_or_null(rule.device)},
               {"server", text_or_null(rule.server)},
               {"site", text_or_null(rule.site)}};
  json.update(numbers_json(rule.limit.value_or(defaults.limit), rule.window.value_or(defaults.window),
                           rule.hold.value_or(hold), rule.quiet.value_or(defaults.quiet)));
  return json;
}

Result<Response> list(const HttpContext& context, Request& request) {
  Query query(request);
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  const auto options = context.options.get();
  std::vector<config::ThresholdRule> rules{{}};
  rules.front().place = "[thresholds]";
  rules.insert(rules.end(), options->thresholds.rules.begin(), options->thresholds.rules.end());
  return page_of(rules, page, [&](const config::ThresholdRule& rule) { return rule_json(rule, options->thresholds); });
}

// One scope's limit, and why it is that.
struct Explained {
  const Limit& limit;
  std::string reason;
  std::vector<std::string> overruled;
};

// With the number counted against it now, and what it would take.
Result<Json> limit_json(const HttpContext& context, model::Scope scope, const std::string& subject,
                        const std::string& type, const Explained& explained) {
  const Limit& limit = explained.limit;
  const auto counter =
      context.readers.read([&](Database& db) { return find_counter(db, model::to_string(scope), subject, type); });
  if (!counter) return tl::unexpected(counter.error());
  const std::size_t number = *counter ? number_now(**counter, limit.window, context.clock.utc()) : 0;
  const std::size_t needed = number > limit.limit ? 0 : limit.limit + 1 - number;
  Json json = {{"scope", model::to_string(scope)}, {"subject", subject}, {"rule", limit.rule}};
  json.update(numbers_json(limit.limit, limit.window, limit.hold, limit.quiet));
  json["number"] = number;
  json["needed"] = needed;
  json["overruled"] = explained.overruled;
  const auto others = explained.overruled.empty()
                          ? std::string()
                          : fmt::format("; it goes before {}", fmt::join(explained.overruled, ", "));
  json["reason"] = fmt::format("{}{}; {} now, {}", explained.reason, others, number,
                               needed == 0 ? "which is above the limit" : fmt::format("{} more to a ticket", needed));
  return json;
}

Result<Response> explain(const HttpContext& context, Request& request) {
  Query query(request);
  const std::string device = query.text("device"), type = query.failure_type(), package = query.text("package");
  std::string server = query.text("server"), site;
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  if (type.empty() || (device.empty() && server.empty())) {
    return base::fail(base::ErrorCode::kInvalid, "the parameters \"type\" and \"device\" (or \"server\") are needed");
  }
  const auto options = context.options.get();
  const auto& devices = options->inventory.devices;
  if (const auto known = devices.find(device); known != devices.end()) {
    if (server.empty()) server = known->second.server.empty() ? device : known->second.server;
    site = known->second.location;
  }
  if (const auto known = devices.find(server); site.empty() && known != devices.end()) site = known->second.location;
  const Thresholds thresholds(options->thresholds);
  const Facts facts{server, device, site, package};
  Json scopes = Json::array();
  const auto add = [&](model::Scope scope, const std::string& subject, const Limit& limit,
                       std::vector<std::string> overruled) -> base::Status {
    auto json = limit_json(context, scope, subject, type, {limit, thresholds.explain(limit), std::move(overruled)});
    if (!json) return tl::unexpected(json.error());
    scopes.push_back(std::move(*json));
    return {};
  };
  const std::string subject = own_subject(DeviceIndex(options->inventory), facts);
  if (auto added = add(own_scope(facts), subject, thresholds.own(facts, type), thresholds.overruled_own(facts, type));
      !added)
    return tl::unexpected(added.error());
  for (const WideScope& wide : kWideScopes) {
    const std::string shared(wide.subject(facts));
    if (shared.empty()) continue;
    if (auto added = add(wide.scope, shared, thresholds.wide(wide.scope, facts, type),
                         thresholds.overruled_wide(wide.scope, facts, type));
        !added)
      return tl::unexpected(added.error());
  }
  return json_response(200, {{"device", text_or_null(device)},
                             {"server", text_or_null(server)},
                             {"site", text_or_null(site)},
                             {"failure_type", type},
                             {"scopes", std::move(scopes)}});
}

}  // namespace

Endpoints threshold_endpoints() {
  return {{"GET", "/api/v1/thresholds", Need::kViewer, list},
          {"GET", "/api/v1/thresholds/explain", Need::kViewer, explain}};
}

}  // namespace redrive::central
