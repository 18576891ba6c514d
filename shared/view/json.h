// The same values as JSON objects, for putting into larger ones. Heavy: include it in .cc files only. Names keep the
// order they are written in; what is empty or unknown is null.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "shared/base/time.h"
#include "shared/model/job.h"
#include "shared/model/outcome.h"
#include "shared/model/plan.h"
#include "shared/model/ticket.h"
#include "shared/wire/messages.h"

namespace redrive::view {

using Json = nlohmann::ordered_json;

// One line; never throws for bytes that are not UTF-8 (they become U+FFFD).
std::string to_text(const Json& json);

Json text_or_null(const std::string& text);
Json time_or_null(base::UtcTime time);  // the epoch = unknown

Json to_json(const model::PackageRef& package);
Json to_json(const model::JobParameters& parameters);
Json to_json(const model::DeviceOutcome& outcome);  // without the device's name
Json to_json(const model::Plan& plan);
Json to_json(const model::Ticket& ticket);
Json to_json(const wire::DumpReply& dump);

}  // namespace redrive::view
