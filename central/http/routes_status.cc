// status, metrics, health, the audit trail and the description of the interface itself.
#include "central/http/arguments.h"
#include "central/http/endpoints.h"
#include "central/http/json_views.h"
#include "central/http/metrics_text.h"
#include "central/http/openapi.h"
#include "central/http/summary.h"
#include "shared/version.h"

namespace redrive::central {
namespace {

using base::Result;

view::Json syslog_counts(const Metrics& metrics) {
  view::Json counts;
  for (std::size_t i = 0; i < kSyslogFates.size(); ++i) counts[kSyslogFates[i]] = metrics.syslog_messages[i].load();
  return counts;
}

Json mailbox_json(const HttpContext& context) {
  const MailboxState state = context.mailbox ? context.mailbox() : MailboxState{};
  if (state.name.empty()) return nullptr;
  return {{"name", state.name},
          {"last_read", state.last_read ? time_or_null(*state.last_read) : Json(nullptr)},
          {"trouble", text_or_null(state.trouble)},
          {"trouble_since", state.trouble_since ? time_or_null(*state.trouble_since) : Json(nullptr)},
          {"taken", state.taken},
          {"waiting", state.waiting},
          {"left", state.left}};
}

Result<std::shared_ptr<const Summary>> summary_of(const HttpContext& context) {
  return context.summary.get(context.events.changes(Resources().set()), context.clock.steady(),
                             [&] { return context.readers.read(summarize); });
}

Result<Response> status(const HttpContext& context, Request&) {
  auto summary = summary_of(context);
  if (!summary) return tl::unexpected(summary.error());
  const Summary& s = **summary;
  return json_response(200, {{"name", context.options.get()->name},
                             {"version", kVersion},
                             {"time", base::format_rfc3339(context.clock.utc())},
                             {"ready", context.ready().has_value()},
                             {"alerts", {{"stored", s.alerts_stored}, {"pending", s.alerts_pending}}},
                             {"tickets", {{"open", s.tickets_open}}},
                             {"mail", mail_json(s)},
                             {"mailbox", mailbox_json(context)},
                             {"agents",
                              {{"connected", context.metrics.agents_connected.load()},
                               {"accepted", context.directory.accepted_count()},
                               {"pending", context.directory.pending().size()}}},
                             {"failures", {{"open", s.failures_open}}},
                             {"redistributions", {{"running", s.redistributions_running}}},
                             {"syslog", syslog_counts(context.metrics)}});
}

Result<Response> audit(const HttpContext& context, Request& request) {
  Query query(request);
  const AuditFilter filter{query.text("who"), query.text("what"), query.text("subject"),
                           query.since(context.clock.utc())};
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  return list_from_store(context, [&](Database& db) { return list_audit(db, filter, page); });
}

Result<Response> metrics(const HttpContext& context, Request&) {
  Gauges gauges{context.clock.utc(), context.ready().has_value(), context.decider.queued(),
                context.directory.accepted_count(), context.directory.pending().size()};
  if (auto summary = summary_of(context)) gauges.summary = **summary;
  if (const MailboxState box = context.mailbox ? context.mailbox() : MailboxState{}; !box.name.empty())
    gauges.mailbox_trouble = !box.trouble.empty();
  if (const auto disk = sys::disk_space(context.options.get()->state_dir)) gauges.disk = *disk;
  gauges.process = sys::process_numbers();
  return Response{200, kMetricsType, metrics_text(context.metrics, gauges)};
}

Result<Response> healthz(const HttpContext&, Request&) {
  return Response{200, "text/plain; charset=utf-8", "ok\n"};
}

Result<Response> readyz(const HttpContext& context, Request&) {
  if (auto ready = context.ready(); !ready) return base::fail(base::ErrorCode::kUnavailable, ready.error().message);
  return Response{200, "text/plain; charset=utf-8", "ready\n"};
}

Result<Response> openapi(const HttpContext&, Request&) {
  return Response{200, "application/json", std::string(kOpenApi)};
}

}  // namespace

Endpoints status_endpoints() {
  return {{"GET", "/api/v1/status", Need::kViewer, status},
          {"GET", "/api/v1/audit", Need::kViewer, audit},
          {"GET", "/api/v1/openapi.json", Need::kIdentity, openapi},
          {"GET", "/metrics", Need::kNothing, metrics},
          {"GET", "/healthz", Need::kNothing, healthz},
          {"GET", "/readyz", Need::kNothing, readyz}};
}

}  // namespace redrive::central
