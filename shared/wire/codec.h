// Envelope <-> bytes. The bytes are one msgpack map {"v","t","id","re","b"}; see GRAMMAR.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"
#include "shared/model/tool_request.h"
#include "shared/wire/messages.h"

namespace redrive::wire {

// Never fails for a value that passed its own checks; the result may exceed kMaxFrame (see fragment.h).
std::string encode(const Envelope& envelope);

// Checks sizes and depth before it allocates. kInvalid names what is wrong: not msgpack, trailing bytes, another
// version, unknown message type, a missing or repeated field by name, a value out of bounds. Unknown fields are
// ignored. No exception leaves it and the input is not kept.
base::Result<Envelope> decode(std::string_view bytes);

// The same form for values that are kept in files (job log, spool): one value, no envelope.
std::string encode_order(const model::JobOrder& order);
base::Result<model::JobOrder> decode_order(std::string_view bytes);
std::string encode_outcome(const model::DeviceOutcome& outcome);
base::Result<model::DeviceOutcome> decode_outcome(std::string_view bytes);
std::string encode_plan(const model::Plan& plan);
base::Result<model::Plan> decode_plan(std::string_view bytes);
std::string encode_item(const SpoolItem& item);
base::Result<SpoolItem> decode_item(std::string_view bytes);

// What the redistribution tool is asked; it answers with a plan.
std::string encode_tool_request(const model::ToolRequest& request);
base::Result<model::ToolRequest> decode_tool_request(std::string_view bytes);

}  // namespace redrive::wire
