// What people do to the outage list: checked, stored, audited, in force with the next decision.
#include <fmt/format.h>

#include <map>

#include "central/flow/decider.h"
#include "central/flow/flow_context.h"
#include "central/flow/record_act.h"
#include "central/flow/store_changes.h"
#include "central/store/outages.h"
#include "shared/base/names.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using base::Status;

constexpr std::size_t kMostReason = 4096;     // bytes
constexpr std::size_t kMostOutages = 20'000;  // in force or to come, made at run time

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}

Status check_outage(const model::Outage& outage) {
  const int selectors = !outage.server.empty() + !outage.device.empty() + !outage.site.empty();
  if (selectors != 1) {
    return fail(ErrorCode::kInvalid, fmt::format("{} of server, device and site are given; an outage needs exactly one",
                                                 selectors == 0 ? "none" : "several"));
  }
  if (outage.end <= outage.start) {
    return fail(ErrorCode::kInvalid, fmt::format("the outage ends at {}, not after its start at {}",
                                                 base::format_rfc3339(outage.end), base::format_rfc3339(outage.start)));
  }
  if (outage.reason.empty()) return fail(ErrorCode::kInvalid, "the outage has no reason");
  for (const auto* selector : {&outage.server, &outage.device, &outage.site}) {
    if (selector->size() > base::kMaxName)
      return fail(ErrorCode::kInvalid, "the outage's selector is longer than 128 bytes");
  }
  return {};
}

Status check_room(const FlowContext& flow, std::size_t more) {
  if (flow.triage.outages.size() + more <= kMostOutages) return {};
  return fail(
      ErrorCode::kConflict,
      fmt::format("with these there would be more than {} outages; take some off the list first", kMostOutages));
}

Status put(FlowContext& flow, const model::Outage& outage) {
  if (auto stored = as_store_error(put_outage(flow.db, outage)); !stored) return stored;
  flow.triage.outages.add(outage);
  return {};
}

Status drop(FlowContext& flow, const std::string& id) {
  if (auto gone = as_store_error(delete_outage(flow.db, id)); !gone) return gone;
  flow.triage.outages.remove(id);
  return {};
}

// ---- import

class Importer {
 public:
  Importer(FlowContext& flow, const ImportOutages& request) : flow_(flow), request_(request) {}

  Status run() {
    std::map<std::string, std::vector<const model::Outage*>> events;
    for (const auto& uid : request_.uids) events[uid];
    for (const auto& outage : request_.outages) events[outage.uid].push_back(&outage);
    for (const auto& [uid, outages] : events) {
      if (auto done = take(uid, outages); !done) return done;
    }
    return {};
  }

  ImportOutages::Reply reply;

 private:
  Status take(const std::string& uid, const std::vector<const model::Outage*>& outages) {
    auto before = outages_of_event(flow_.db, uid);
    if (!before) return pass(before.error());
    std::map<std::string, const model::Outage*> gone;
    for (const auto& outage : *before) gone.emplace(outage.id, &outage);
    for (const auto* outage : outages) {
      const auto known = gone.extract(outage->id);
      if (auto done = take_one(known ? known.mapped() : nullptr, *outage); !done) return done;
    }
    for (const auto& [id, outage] : gone) {
      if (auto done = drop(flow_, id); !done) return done;
      ++reply.removed;
      if (auto noted = note(*outage, describe(*outage), ""); !noted) return noted;
    }
    return {};
  }

  Status take_one(const model::Outage* before, const model::Outage& outage) {
    if (before && same(*before, outage)) return {};
    if (auto done = put(flow_, outage); !done) return done;
    ++(before ? reply.changed : reply.added);
    return note(outage, before ? describe(*before) : "", describe(outage));
  }

  static bool same(model::Outage before, const model::Outage& outage) {
    before.place = outage.place;
    before.created_by = outage.created_by;
    return before == outage;
  }

  Status note(const model::Outage& outage, std::string before, std::string after) {
    return as_store_error(record_act(flow_, {request_.actor, "import outage", outage.id,
                                             fmt::format("{} (UID {}, {})", outage.reason, outage.uid, request_.file),
                                             std::move(before), std::move(after)}));
  }

  FlowContext& flow_;
  const ImportOutages& request_;
};

}  // namespace

Result<AddOutage::Reply> handle(FlowContext& flow, AddOutage& request) {
  model::Outage& outage = request.outage;
  outage.reason = model::clean_text(outage.reason, kMostReason);
  if (auto checked = check_outage(outage); !checked) return pass(checked.error());
  if (auto room = check_room(flow, 1); !room) return pass(room.error());
  outage.id = base::make_id("O-", flow.random);
  outage.created_by = request.actor.name;
  if (auto done = put(flow, outage); !done) return pass(done.error());
  const RecordAct act{request.actor,   "add outage", outage.id, outage.reason + (request.forced ? " (forced)" : ""), "",
                      describe(outage)};
  if (auto noted = as_store_error(record_act(flow, act)); !noted) return pass(noted.error());
  return AddOutage::Reply{outage.id};
}

Result<ImportOutages::Reply> handle(FlowContext& flow, ImportOutages& request) {
  for (const auto& outage : request.outages) {  // all before the first is taken: an answer of "no" changes nothing
    if (auto checked = check_outage(outage); !checked) return pass(checked.error());
  }
  if (auto room = check_room(flow, request.outages.size()); !room) return pass(room.error());
  Importer importer(flow, request);
  if (auto done = importer.run(); !done) return pass(done.error());
  return importer.reply;
}

Result<RemoveOutage::Reply> handle(FlowContext& flow, RemoveOutage& request) {
  if (request.id.starts_with("config:")) {
    return fail(ErrorCode::kConflict,
                fmt::format("outage {} stands in the configuration file; take it out there and reload", request.id));
  }
  auto outage = find_outage(flow.db, request.id);
  if (!outage) return pass(outage.error());
  if (!*outage) return fail(ErrorCode::kNotFound, fmt::format("no outage {}", request.id));
  if (auto gone = drop(flow, request.id); !gone) return pass(gone.error());
  const RecordAct act{request.actor, "remove outage", request.id, (*outage)->reason, describe(**outage), ""};
  if (auto noted = as_store_error(record_act(flow, act)); !noted) return pass(noted.error());
  return RemoveOutage::Reply{};
}

}  // namespace redrive::central
