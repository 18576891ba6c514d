// Approval of a redistribution at the intermediate server itself (R4): what the sub-commands ask the daemon for.
#pragma once

#include <functional>
#include <string>

#include "agent/app/planning.h"
#include "shared/wire/messages.h"

namespace redrive::agent {

struct LocalApproval {
  // A plan shown at the server is made anew when it is approved, so this only bounds how long an approval waits for the
  // desk.
  static constexpr base::Micros kPlanLifetime{1'800'000'000};

  const PlanningPlace& place;
  std::function<bool()> offline_approval;  // may it run while central cannot be asked; from any thread
  // Both block; called on a worker thread.
  std::function<base::Result<wire::ApprovalReply>(const wire::ApprovalRequest&)> ask_central;
  std::function<base::Result<wire::CommandAck>(const wire::RunPlan&)> take;  // the job desk

  // The answer to what `user` sent over the local socket: PlanRequest -> PlanReply, RunPlan -> CommandAck, else
  // ErrorReply.
  wire::Message answer(const wire::Message& request, const std::string& user) const;

 private:
  base::Result<wire::CommandAck> approve(const wire::RunPlan& request, const std::string& user) const;
};

}  // namespace redrive::agent
