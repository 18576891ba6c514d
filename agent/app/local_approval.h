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
  std::function<base::Result<wire::CommandAck>(const wire::RefusalRequest&)> take_refusal{};
  // Puts a refusal into central's records; blocks. kUnavailable also where central does not know of refusals yet.
  std::function<base::Result<wire::ApprovalReply>(const wire::RefusalRequest&)> tell_central{};

  // The answer to what `user` sent over the local socket: PlanRequest -> PlanReply, RunPlan and RefusalRequest ->
  // CommandAck, else ErrorReply.
  wire::Message answer(const wire::Message& request, const std::string& user) const;

 private:
  base::Result<wire::CommandAck> approve(const wire::RunPlan& request, const std::string& user) const;
  base::Result<wire::CommandAck> refuse(wire::RefusalRequest request, const std::string& user) const;
};

}  // namespace redrive::agent
