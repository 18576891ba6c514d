// May this command be taken? Pure: the answer and what must be in the job log before the answer is given.
#pragma once

#include <optional>
#include <string_view>

#include "agent/core/job_record.h"
#include "agent/core/planner.h"
#include "shared/wire/messages.h"

namespace redrive::agent {

enum class Verdict {
  kAccept,  // append `journal`, then acknowledge, then act on it
  kRepeat,  // known already: acknowledge, do nothing
  kRefuse,  // append `journal` where there is one, then acknowledge
};

struct Admission {
  Verdict verdict = Verdict::kRefuse;
  std::optional<LogRecord> journal;  // absent for repeats, and where no log of that job exists and none is worth making
  wire::CommandAck ack;              // its `why` is written for people
};

// `known` is null when there is no log of that job here. A Distribute is refused when it is for another server, fails
// its own checks, or when another order is known under its job id; the same order under another command id is a repeat.
Admission admit(const wire::Distribute& command, const JobRecord* known, std::string_view server, base::UtcTime now);

// An approved plan runs at most once: its digest must be the one of the plan made now, not have been run before, not be
// expired, and no run of the job may be in progress. `context.now` is the time of admission.
// The plan is made with the command's wishes, by `make`.
Admission admit(const wire::RunPlan& command, const JobRecord* known, PlanContext context,
                const PlanMaker& make = make_plan);

// A person at this server refuses the plan: it can never be approved afterwards, whoever does, and the next plan has
// another digest. kRefuse when the plan made now is not the one refused. Its acknowledgement never leaves this server.
Admission admit_refusal(const wire::RefusalRequest& request, const JobRecord* known, const PlanContext& context,
                        const PlanMaker& make = make_plan);

// Taken whenever the job is known; with no run in progress there is nothing left to stop, and that is well. Refused for
// an unknown one, and journalled: an order of it that comes later (it was under way, or tried again) is refused.
Admission admit(const wire::CancelJob& command, const JobRecord* known, base::UtcTime now);

}  // namespace redrive::agent
