// outages: the list made and imported at run time and that of the configuration, as one (A5).
#include "central/calendar/calendar_reader.h"
#include "central/calendar/content_lines.h"
#include "central/calendar/event_times.h"
#include "central/core/outage_reach.h"
#include "central/http/arguments.h"
#include "central/http/endpoints.h"
#include "central/http/json_views.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Result;
using Outages = std::vector<model::Outage>;
using Counts = std::map<std::string, OutageCount, std::less<>>;

constexpr std::size_t kShown = 1000;  // outages and tickets in one answer

// ---- list

struct Listed {
  Outages outages;
  Counts counts;
};

Result<Listed> read_list(Database& db) {
  auto outages = all_outages(db);
  if (!outages) return tl::unexpected(outages.error());
  auto counts = outage_counts(db);
  if (!counts) return tl::unexpected(counts.error());
  return Listed{std::move(*outages), std::move(*counts)};
}

Result<Response> list(const HttpContext& context, Request& request) {
  Query query(request);
  const bool active = query.flag("active");
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  auto listed = context.readers.read(read_list);
  if (!listed) return tl::unexpected(listed.error());
  auto& [outages, counts] = *listed;
  const auto options = context.options.get();
  outages.insert(outages.end(), options->outages.begin(), options->outages.end());
  const auto now = context.clock.utc();
  if (active) {
    std::erase_if(outages, [&](const model::Outage& o) {
      const auto next = next_period(o, now);
      return !next || now < next->start;
    });
  }
  std::ranges::stable_sort(outages, [](const auto& a, const auto& b) { return a.start > b.start; });
  return page_of(outages, page, [&](const model::Outage& o) {
    const auto count = counts.find(o.id);
    return outage_json(o, options->inventory, count == counts.end() ? OutageCount{} : count->second, now);
  });
}

// ---- what is about to be entered

// How far it goes, for a person to look at before it is in force.
Result<Json> preview_of(const HttpContext& context, const Outages& outages, const config::CentralOptions& options) {
  auto tickets = context.readers.read([](Database& db) { return open_tickets(db); });
  if (!tickets) return tl::unexpected(tickets.error());
  std::erase_if(*tickets, [&](const model::Ticket& ticket) {
    return std::ranges::none_of(outages, [&](const auto& outage) { return covers(outage, ticket); });
  });
  Json ids = Json::array();
  for (const auto& ticket : *tickets) {
    if (ids.size() < kShown) ids.push_back(ticket.id);
  }
  const Reach reach = reach_of(outages, options.inventory);
  const auto why = too_broad(outages, reach, options.outage_options.max_share);
  return Json{{"tickets", std::move(ids)},
              {"tickets_count", tickets->size()},
              {"all", reach.all},
              {"needs_force", why.has_value()},
              {"too_broad", text_or_null(why.value_or(""))}};
}

base::Status check_reach(const Outages& outages, const config::CentralOptions& options) {
  const auto why = too_broad(outages, reach_of(outages, options.inventory), options.outage_options.max_share);
  if (!why) return {};
  return base::fail(ErrorCode::kConflict, *why + "; when that is meant, say so with --force (force=true)");
}

// ---- add

void make_repeated(Body& body, model::Outage& outage, const std::string& usual_zone) {
  if (outage.zone.empty()) outage.zone = usual_zone;
  if (outage.zone.empty())
    return body.complain("\"zone\" is needed with \"repeat\": whose clock it follows, \"Europe/Oslo\"");
  auto times = calendar::repeated(outage.start, outage.end, outage.repeat, outage.zone);
  if (!times) return body.complain("\"repeat\": " + times.error().message);
  outage.end = times->end;
  outage.times = std::move(times->times);
}

Result<model::Outage> read_outage(const Request& request, base::UtcTime now, const std::string& usual_zone) {
  Body body(request);
  model::Outage outage{
      "", body.text("server"),   body.text("device"), body.text("site"), body.time("start").value_or(now),
      {}, body.needed("reason"), request.actor.name};
  const auto end = body.time("end");
  const auto duration = body.duration("duration");
  outage.repeat = body.text("repeat");
  outage.zone = body.text("zone");
  if (end.has_value() == duration.has_value()) body.complain("one of \"end\" and \"duration\" is needed");
  outage.end = end ? *end : outage.start + duration.value_or(base::Micros{0});
  const auto selectors = !outage.server.empty() + !outage.device.empty() + !outage.site.empty();
  if (selectors != 1) body.complain("one of \"server\", \"device\" and \"site\" is needed");
  const bool lasts = outage.end > outage.start;
  if ((end || duration) && !lasts) body.complain("the outage ends before it starts");
  if (outage.repeat.empty() && !outage.zone.empty()) body.complain("\"zone\" is given without \"repeat\"");
  if (!outage.repeat.empty() && lasts) make_repeated(body, outage, usual_zone);
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  return outage;
}

Result<Response> add(const HttpContext& context, Request& request) {
  Query query(request);
  const bool preview = query.flag("preview"), force = query.flag("force");
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  const auto now = context.clock.utc();
  const auto options = context.options.get();
  auto outage = read_outage(request, now, options->outage_options.zone);
  if (!outage) return tl::unexpected(outage.error());
  if (preview) {
    auto more = preview_of(context, {*outage}, *options);
    if (!more) return tl::unexpected(more.error());
    Json json = outage_json(*outage, options->inventory, {}, now);
    json.update(*more);
    return json_response(200, json);
  }
  const auto within = check_reach({*outage}, *options);
  if (!within && !force) return tl::unexpected(within.error());
  auto added = context.decider.ask(AddOutage{request.actor, *outage, !within});
  if (!added) return tl::unexpected(added.error());
  outage->id = added->id;
  return json_response(201, outage_json(*outage, options->inventory, {}, now));
}

// ---- import

struct ImportAsked {
  bool preview = false, force = false;
  std::string zone, file;
};

Result<ImportAsked> read_import(Request& request) {
  Query query(request);
  ImportAsked asked{query.flag("preview"), query.flag("force"), query.text("zone"), query.text("file")};
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  if (asked.file.empty()) asked.file = "calendar";
  return asked;
}

Json imported_json(const calendar::CalendarEvents& events, const config::CentralOptions& options, base::UtcTime now) {
  Json items = Json::array();
  for (const auto& outage : events.outages) {
    if (items.size() < kShown) items.push_back(outage_json(outage, options.inventory, {}, now));
  }
  return {{"events", events.uids.size()}, {"outages", events.outages.size()}, {"items", std::move(items)}};
}

Result<Response> import_calendar(const HttpContext& context, Request& request) {
  auto asked = read_import(request);
  if (!asked) return tl::unexpected(asked.error());
  const auto now = context.clock.utc();
  const auto options = context.options.get();
  const std::string zone = asked->zone.empty() ? options->outage_options.zone : asked->zone;
  auto events =
      calendar::read_calendar(request.body, asked->file, {options->inventory, zone, now, "O-", request.actor.name});
  if (!events) return base::fail(ErrorCode::kInvalid, config::to_text(events.error()));
  Json json = imported_json(*events, *options, now);
  if (asked->preview) {
    auto more = preview_of(context, events->outages, *options);
    if (!more) return tl::unexpected(more.error());
    json.update(*more);
    return json_response(200, json);
  }
  if (auto within = check_reach(events->outages, *options); !within && !asked->force)
    return tl::unexpected(within.error());
  auto taken = context.decider.ask(
      ImportOutages{request.actor, asked->file, std::move(events->uids), std::move(events->outages)});
  if (!taken) return tl::unexpected(taken.error());
  json.update(Json{{"added", taken->added}, {"changed", taken->changed}, {"removed", taken->removed}});
  return json_response(200, json);
}

// ---- remove

Result<Response> remove(const HttpContext& context, Request& request) {
  const std::string& id = request.param("id");
  if (id.starts_with("config:")) {
    const auto options = context.options.get();
    const auto known = std::ranges::find(options->outages, id, &model::Outage::id);
    if (known == options->outages.end()) return not_found("outage", id);
    return base::fail(ErrorCode::kConflict,
                      fmt::format("this outage stands in {}; take it out there and reload (redrive devices reload)",
                                  known->place.empty() ? "the configuration" : known->place));
  }
  auto removed = context.decider.ask(RemoveOutage{request.actor, id});
  if (!removed) return tl::unexpected(removed.error());
  return Response{204, "", ""};
}

}  // namespace

Endpoints outage_endpoints() {
  return {{"GET", "/api/v1/outages", Need::kViewer, list},
          {"POST", "/api/v1/outages", Need::kOperator, add},
          {"POST", "/api/v1/outages/import", Need::kOperator, import_calendar, calendar::kMostBytes},
          {"DELETE", "/api/v1/outages/{id}", Need::kOperator, remove}};
}

}  // namespace redrive::central
