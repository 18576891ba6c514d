// Journey 1: from an alert that arrived to a ticket in the mail outbox.
#pragma once

#include <string>
#include <vector>

#include "central/flow/flow_context.h"
#include "shared/base/result.h"
#include "shared/model/alert.h"

namespace redrive::central {

struct Taken {
  std::uint64_t accepted = 0, repeated = 0;
};

// Writes the alerts that are not repeats to the inbox, in order. Inside the caller's transaction; durable, and so to be
// acknowledged, only after its commit.
base::Result<Taken> append_to_inbox(FlowContext& flow, model::AlertSource source, const std::string& sender,
                                    std::vector<model::Alert> alerts);

// May this device have an open failure record, or an alert that is not decided yet? Asked before a success is put into
// the inbox as evidence, so that the many successes of a healthy distribution cost nothing.
bool may_have_failed(const FlowContext& flow, const std::string& server, const std::string& device);

// Decides the oldest pending alerts, at most a batch: classify, fix the location, record the failure, raise the
// counters, correlate, threshold, outage, ticket, centre, mail. Inside the caller's transaction. True when more are
// pending.
base::Result<bool> decide_pending(FlowContext& flow);

// Fills flow.triage, flow.recent and flow.agents from the store: at start, and after a commit that failed.
base::Status load_state(FlowContext& flow);

}  // namespace redrive::central
