// Every message agents and central exchange; GRAMMAR.md says who sends which, when, and what answers it.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/time.h"
#include "shared/model/alert.h"
#include "shared/model/job.h"
#include "shared/model/outcome.h"
#include "shared/model/plan.h"

namespace redrive::wire {

// Capabilities (GRAMMAR.md, versions).
inline constexpr std::string_view kPlanRefusal = "plan-refusal";  // central takes a refusal_request
inline constexpr std::string_view kPlanWishes = "plan-wishes";    // an agent makes plans with devices left out
inline constexpr std::string_view kPlanTool = "plan-tool";        // an agent has the tool asked for make the plan
inline constexpr std::string_view kPlatform = "platform:";        // of an agent, followed by model::this_platform()

// Agent: first message on every connection.
struct Hello {
  std::string name;     // must be the name bound to the key when it was accepted
  std::string version;  // of the program
  std::string boot;     // random per process start; a newer one replaces an older connection of the same name
  std::vector<std::string> capabilities;
  bool operator==(const Hello&) const = default;
};

// Central: the hello was taken.
struct Welcome {
  std::string central;  // central's configured name
  std::string version;
  std::vector<std::string> capabilities;
  base::Micros heartbeat{};     // send something at least this often
  base::Micros silent_after{};  // silence after which each side takes the other for gone
  bool operator==(const Welcome&) const = default;
};

// Central: the hello was not taken (wrong name, version); the agent backs off and tries again.
struct Refused {
  std::string reason;
  bool operator==(const Refused&) const = default;
};

// Either: nothing to say, still here.
struct Heartbeat {
  bool operator==(const Heartbeat&) const = default;
};

// What became of one device in one run.
struct OutcomeReport {
  std::string job;
  model::DeviceOutcome outcome;
  bool operator==(const OutcomeReport&) const = default;
};

// A run of a job has ended on this server: all its devices have reached an end state.
struct RunFinished {
  std::string job;
  std::uint32_t run = 1;
  std::string plan_digest;  // of the approved plan; empty for the first distribution
  std::uint64_t succeeded = 0, failed = 0, cancelled = 0;
  bool operator==(const RunFinished&) const = default;
};

using SpoolItem = std::variant<model::Alert, OutcomeReport, RunFinished>;

// Agent: items first_number, first_number+1, … of its spool. Repeated until acknowledged.
struct SpoolBatch {
  std::string spool;  // id of the spool itself; numbers count within it
  std::uint64_t first_number = 1;
  std::vector<SpoolItem> items;
  bool operator==(const SpoolBatch&) const = default;
};

// Central: everything up to and including this number is durable.
struct SpoolAck {
  std::string spool;
  std::uint64_t through = 0;
  bool operator==(const SpoolAck&) const = default;
};

// Central: do this job. Repeated under the same command id until acknowledged.
struct Distribute {
  std::string command;
  model::JobOrder order;
  bool operator==(const Distribute&) const = default;
};

// Central: run the plan with this digest. Repeated under the same command id until acknowledged.
struct RunPlan {
  std::string command;
  std::string job;
  std::string digest;
  std::string approved_by;
  base::UtcTime approved_at{}, expires_at{};
  model::PlanWishes wishes{};  // the plan was made with; one without them would have another digest
  bool operator==(const RunPlan&) const = default;
};

// Central: stop this job; what runs is ended, what waits is cancelled.
struct CancelJob {
  std::string command;
  std::string job;
  std::string by;
  bool operator==(const CancelJob&) const = default;
};

// Agent: the command is in the job log (accepted) or was refused for good (why says so).
struct CommandAck {
  std::string command;
  bool accepted = true;
  std::string why;
  bool operator==(const CommandAck&) const = default;
};

// Agent: bytes [offset, offset+length) of a package.
struct ChunkRequest {
  std::string digest;
  std::uint64_t offset = 0;
  std::uint32_t length = 0;
  bool operator==(const ChunkRequest&) const = default;
};

// Central: fewer bytes than asked for only at the end of the package.
struct Chunk {
  std::string digest;
  std::uint64_t offset = 0, total = 0;
  std::string bytes;
  bool operator==(const Chunk&) const = default;
};

// Central: say what the job log holds of this job.
struct DumpRequest {
  std::string job;
  bool operator==(const DumpRequest&) const = default;
};

// Agent: the order as received and the newest outcome per device.
struct DumpReply {
  model::JobOrder order;
  base::UtcTime received_at{};
  std::vector<model::DeviceOutcome> outcomes;
  std::vector<std::string> damage;  // places of the log that could not be read, in words
  bool operator==(const DumpReply&) const = default;
};

// Central: what would a redistribution of this job do now?
struct PlanRequest {
  std::string job;
  base::Micros lifetime{};     // how long an approval of the plan may take
  model::PlanWishes wishes{};  // comes back in the plan from an agent that knows of them
  bool operator==(const PlanRequest&) const = default;
};

struct PlanReply {
  model::Plan plan;
  bool operator==(const PlanReply&) const = default;
};

// Agent: an operator at the server approves this plan; may it run?
struct ApprovalRequest {
  model::Plan plan;
  std::string by;  // the operator's user name on the server
  bool operator==(const ApprovalRequest&) const = default;
};

// Agent: an operator at the server refuses this plan. Only to a central with the capability kPlanRefusal.
struct RefusalRequest {
  model::Plan plan;
  std::string by;  // the operator's user name on the server
  std::string why;
  bool operator==(const RefusalRequest&) const = default;
};

// Central: granted (or a refusal recorded), or why not. A grant is recorded; the run's outcome is reported like any
// other.
struct ApprovalReply {
  bool granted = false;
  std::string why;
  bool operator==(const ApprovalReply&) const = default;
};

// Either: the request named by the envelope's `re` cannot be answered.
struct ErrorReply {
  base::ErrorCode code = base::ErrorCode::kFailed;
  std::string message;
  bool operator==(const ErrorReply&) const = default;
};

using Message = std::variant<Hello, Welcome, Refused, Heartbeat, SpoolBatch, SpoolAck, Distribute, RunPlan, CancelJob,
                             CommandAck, ChunkRequest, Chunk, DumpRequest, DumpReply, PlanRequest, PlanReply,
                             ApprovalRequest, ApprovalReply, ErrorReply, RefusalRequest>;

// What a frame holds: the message and which request it is or answers.
struct Envelope {
  std::uint64_t id = 0;  // the sender's number for a request that wants an answer; 0 = wants none
  std::uint64_t re = 0;  // id of the request this answers; 0 = answers none
  Message message;
  bool operator==(const Envelope&) const = default;
};

}  // namespace redrive::wire
