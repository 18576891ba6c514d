// The documents themselves, member by member. Only for this folder; others use view.h or json.h.
#pragma once

#include "shared/model/job.h"
#include "shared/model/outcome.h"
#include "shared/model/plan.h"
#include "shared/view/json_sink.h"
#include "shared/wire/messages.h"

namespace redrive::view {

void write(JsonSink& json, const model::PackageRef& package);
void write(JsonSink& json, const model::JobParameters& parameters);
void write(JsonSink& json, const model::DeviceOutcome& outcome);
void write(JsonSink& json, const model::Plan& plan);
void write(JsonSink& json, const wire::DumpReply& dump);

}  // namespace redrive::view
