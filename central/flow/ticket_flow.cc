// What people do to tickets.
#include <fmt/format.h>

#include "central/core/triage.h"
#include "central/flow/decider.h"
#include "central/flow/load_state.h"
#include "central/flow/plan_flow.h"
#include "central/flow/record_act.h"
#include "central/flow/store_changes.h"
#include "central/flow/timeline.h"
#include "central/store/jobs.h"
#include "central/store/tickets.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using base::Status;

constexpr std::size_t kMaxText = 4096;  // bytes of a note or reason

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}

std::string_view name_of(TicketAct act) {
  switch (act) {
    case TicketAct::kAck:
      return "ack ticket";
    case TicketAct::kResolve:
      return "resolve ticket";
    case TicketAct::kClose:
      return "close ticket";
    case TicketAct::kNote:
    case TicketAct::kHeard:
      return "note on ticket";
    case TicketAct::kReroute:
      return "reroute ticket";
  }
  return "change ticket";
}

TicketStep step_of(TicketAct act) {
  switch (act) {
    case TicketAct::kResolve:
      return TicketStep::kResolve;
    case TicketAct::kClose:
      return TicketStep::kClose;
    case TicketAct::kReroute:
      return TicketStep::kReroute;
    case TicketAct::kHeard:
      return TicketStep::kHeard;
    default:
      return TicketStep::kAck;
  }
}

// What an act may change of a ticket, for the audit trail.
Result<std::string> standing(FlowContext& flow, const std::string& id) {
  auto ticket = find_ticket(flow.db, id);
  if (!ticket) return pass(ticket.error());
  if (!*ticket) return std::string();
  return fmt::format("{} at {}", model::to_string((*ticket)->state), (*ticket)->centre);
}

// Tells "closed already" from "never was".
Status explain_missing(FlowContext& flow, const std::string& id, const base::Error& error) {
  auto ticket = find_ticket(flow.db, id);
  if (!ticket) return pass(ticket.error());
  if (!*ticket) return fail(ErrorCode::kNotFound, fmt::format("no ticket {}", id));
  return fail(error.code == ErrorCode::kNotFound ? ErrorCode::kConflict : error.code,
              fmt::format("ticket {} is closed", id));
}

Status step(FlowContext& flow, const ChangeTicket& request) {
  const base::UtcTime now = flow.clock.utc();
  auto changes =
      change_ticket(flow.triage, {request.ticket, step_of(request.act), request.text, request.actor.name}, now);
  if (!changes) {
    if (changes.error().code == ErrorCode::kNotFound) return explain_missing(flow, request.ticket, changes.error());
    return pass(changes.error());
  }
  StoreChanges store(flow);
  if (auto stored = store.add(*changes); !stored) return stored;
  if (request.act == TicketAct::kResolve) {
    if (auto wanted = as_store_error(want_plans(flow, request.ticket, request.actor.name)); !wanted) return wanted;
  }
  return store.finish();
}

// A note changes nothing but when the centre is reminded, and may stand on a closed ticket too.
Status add_note(FlowContext& flow, const ChangeTicket& request) {
  if (request.text.empty()) return fail(ErrorCode::kInvalid, "a note needs a text");
  auto ticket = find_ticket(flow.db, request.ticket);
  if (!ticket) return pass(ticket.error());
  if (!*ticket) return fail(ErrorCode::kNotFound, fmt::format("no ticket {}", request.ticket));
  if (request.act == TicketAct::kHeard && (*ticket)->state != model::TicketState::kClosed) {
    if (auto heard = step(flow, request); !heard) return heard;
  }
  return as_store_error(
      note_on_ticket(flow, {request.ticket, flow.clock.utc(), "note", request.text, request.actor.name}));
}

}  // namespace

Result<ChangeTicket::Reply> handle(FlowContext& flow, ChangeTicket& request) {
  if (auto followed = follow_options(flow); !followed) return pass(followed.error());
  request.text = model::clean_text(request.text, kMaxText);
  const auto before = standing(flow, request.ticket);
  if (!before) return pass(before.error());
  const bool is_note = request.act == TicketAct::kNote || request.act == TicketAct::kHeard;
  if (auto done = is_note ? add_note(flow, request) : step(flow, request); !done) return pass(done.error());
  const auto after = standing(flow, request.ticket);
  if (!after) return pass(after.error());
  const RecordAct act{request.actor, std::string(name_of(request.act)), request.ticket, request.text, *before, *after};
  if (auto noted = as_store_error(record_act(flow, act)); !noted) return pass(noted.error());
  return ChangeTicket::Reply{};
}

}  // namespace redrive::central
