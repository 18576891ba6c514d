// The JSON people and other programs see, for values that more than one program prints: a dump, a plan, a ticket. One
// JSON document as text, without a line end.
#pragma once

#include <functional>
#include <string>

#include "shared/model/plan.h"
#include "shared/model/ticket.h"
#include "shared/wire/messages.h"

namespace redrive::view {

// In pieces, since a large job's is several times as large as its job log.
void dump_json(const wire::DumpReply& dump, const std::function<void(std::string_view piece)>& out);
std::string plan_json(const model::Plan& plan);
std::string ticket_json(const model::Ticket& ticket);

}  // namespace redrive::view
