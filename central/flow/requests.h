// Everything that changes central's state comes as one of these to the deciding thread and is answered after the
// commit. Each is handled in the flow file of its journey.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "central/core/changes.h"
#include "central/core/sightings.h"
#include "central/flow/judge_mail.h"
#include "central/flow/planned.h"
#include "central/store/mail_outbox.h"
#include "central/store/plans_wanted.h"
#include "central/store/rollouts.h"
#include "central/store/tools.h"
#include "mail/transport/mail_transport.h"
#include "shared/base/result.h"
#include "shared/model/alert.h"
#include "shared/model/job.h"
#include "shared/model/outage.h"
#include "shared/model/plan.h"
#include "shared/wire/messages.h"

namespace redrive::config {
struct CentralOptions;
}

namespace redrive::central {

struct Rules;  // central/core/rules.h

// Of a request that may come again (Idempotency-Key): what marks it as done.
struct RequestKey {
  std::string who, key;  // empty = it has none
  std::string request;   // digest of what is asked
};

// Who asks, for the audit trail.
struct Actor {
  std::string name;   // operator, token or agent
  std::string from;   // address
  RequestKey once{};  // written in the transaction of what the request does
};

// ---- repeat_flow
// The end of a request that has a key.
struct KeepAnswer {
  RequestKey of;
  bool done = false;   // false: nothing was done, the key is free again
  int status = 0;      // 0: the answer is not kept
  std::string answer;  // its body
  struct Reply {};
};

// ---- record_act
// An act whose change is not in the store (people, agents), for the audit trail: recorded before it is done.
struct RecordAct {
  Actor actor;
  std::string what, subject, detail;
  std::string before, after;  // of what is changed, in a few words
  struct Reply {};
};

// ---- prove_flow: commits a change, to see whether that is possible
struct ProveDurable {
  struct Reply {};
};

// ---- alert_flow
struct SubmitAlerts {
  model::AlertSource source = model::AlertSource::kHttp;
  std::string sender;                // scopes the alerts' ids
  std::vector<model::Alert> alerts;  // checked (model::check_alert); an empty id is given one
  RequestKey once{};                 // as of an Actor
  struct Reply {
    std::uint64_t accepted = 0, repeated = 0;
  };
};

// An agent's spool: alerts and outcomes in order, recorded together with the acknowledged number.
struct TakeSpool {
  std::string agent;
  wire::SpoolBatch batch;
  struct Reply {
    std::uint64_t through = 0;
  };
};

// ---- roll_call: from the agent link, about once per heartbeat
struct RollCall {
  Sightings::Roll roll;
  struct Reply {};
};

// ---- ticket_flow
enum class TicketAct {
  kAck,
  kResolve,
  kClose,
  kNote,
  kHeard,  // a note by its centre: the next reminder is put off
  kReroute,
};
struct ChangeTicket {
  Actor actor;
  std::string ticket;
  TicketAct act = TicketAct::kAck;
  std::string text;  // note, reason, or the centre to reroute to
  struct Reply {};
};

// ---- outage_flow
struct AddOutage {
  Actor actor;
  model::Outage outage;  // without id
  bool forced = false;   // it covers more than it may unless somebody insists
  struct Reply {
    std::string id;
  };
};
// The events of a calendar: each takes the place of what was imported under its UID before. Events that are not named
// stay.
struct ImportOutages {
  Actor actor;
  std::string file;                    // its name, for the audit trail
  std::vector<std::string> uids;       // of all events of the calendar
  std::vector<model::Outage> outages;  // with ids made of UID and selector; a UID without one has ended
  struct Reply {
    std::uint64_t added = 0, changed = 0, removed = 0;
  };
};
struct RemoveOutage {
  Actor actor;
  std::string id;
  struct Reply {};
};

// ---- distribution_flow
struct JobServerSelection {
  std::string server;                // name or glob over the inventory's intermediate servers
  std::vector<std::string> devices;  // names or globs; empty = all recipients of the server
};
struct StartJob {
  Actor actor;
  std::string idempotency_key;
  std::string name;
  std::vector<model::PackageRef> packages;  // already in central's content store
  std::vector<JobServerSelection> servers;
  model::JobParameters parameters;
  std::optional<RolloutPolicy> waves{};  // nothing: to all servers at once
  struct Reply {
    std::string job;
    bool repeated = false;
    std::string rollout{};  // where it goes in waves
  };
};
struct StopJob {
  Actor actor;
  std::string job;
  struct Reply {};
};

// ---- redistribution_flow
// Records a plan an agent made, ready for approval.
struct RecordPlan {
  Actor actor;
  model::Plan plan;
  std::string ticket;
  struct Reply {
    std::string id;
  };
};
struct DecidePlan {
  Actor actor;
  std::string redistribution;
  bool approve = false;
  std::string digest;  // must be the recorded plan's
  std::string why;     // of a refusal
  struct Reply {};
};
// An operator at the intermediate server asks for the rules and tells of the approval.
struct AskLocalApproval {
  std::string agent;
  wire::ApprovalRequest request;
  struct Reply {
    bool granted = false;
    std::string why;
  };
};
// An operator at the intermediate server has refused a plan.
struct RecordLocalRefusal {
  std::string agent;
  wire::RefusalRequest request;
  struct Reply {
    bool granted = false;  // it is on record
    std::string why;
  };
};

// ---- rollout_flow
// Binds plans that wait for approval together.
struct RecordRollout {
  Actor actor;
  std::string what;  // as RolloutRow has it
  RolloutPolicy policy;
  std::vector<std::string> redistributions;  // in the order they are to run
  struct Reply {
    std::string id, digest;
  };
};
struct DecideRollout {
  Actor actor;
  std::string rollout;
  bool approve = false;
  std::string digest;  // must be the recorded one
  std::string why;     // of a refusal
  struct Reply {};
};
enum class RolloutAct { kPause, kResume, kCancel };
struct SteerRollout {
  Actor actor;
  std::string rollout;
  RolloutAct act = RolloutAct::kPause;
  std::string why;
  struct Reply {};
};

// ---- tool_flow
// Keeps a version of the redistribution tool. Its program is in the package store, read and found right.
struct AddTool {
  Actor actor;
  std::string manifest;  // as it was signed
  struct Reply {
    ToolRow tool;
    bool repeated = false;  // it was here already
  };
};
// From now on plans are asked for with this version, on the platforms it is there for; or with none ("own").
struct UseTool {
  Actor actor;
  std::string version;
  struct Reply {};
};
struct RemoveTool {
  Actor actor;
  std::string version;
  struct Reply {};
};

struct TakeCommandAck {
  std::string agent;
  wire::CommandAck ack;
  struct Reply {};
};

// ---- plan_flow
// The planner asks for which ticket plans are wanted first.
struct NextPlans {
  struct Reply {
    std::optional<PlansWanted> wanted;
  };
};
struct PlansAnswered {
  PlansWanted wanted;                          // as it was given
  std::vector<PlannedRedistribution> planned;  // those with an id are recorded already
  std::optional<base::Error> error;            // instead
  struct Reply {};
};

// What waits for this agent: asked at its arrival and after each commit that queued something for it.
struct CommandsFor {
  std::string agent;
  struct Waiting {
    std::string command;  // its id, as the agent acknowledges it
    std::string encoded;  // wire::encode of the message
  };
  struct Reply {
    std::vector<Waiting> commands;  // in order
  };
};

// ---- take_mail
// A mail as it came in, before anybody reads it.
struct TakeMail {
  std::string source;        // the mailbox, or whose token hands it in
  std::string uid;           // the mailbox's lasting name of it; empty = known again by its bytes alone
  std::string raw;           // at most kMostMailBytes (store/received_mail.h)
  std::uint64_t size = 0;    // bytes, as the mailbox says; 0 = those of raw
  std::string left_because;  // it stays in the mailbox, without raw, and is only noted, for this reason
  struct Reply {
    std::int64_t number = 0;
    bool repeated = false;
  };
};

// ---- received_mail_flow
// The mail parser tells what the mail it has in hand is, and is given the next; a mark that it is being read is durable
// by then.
struct UnderReading {
  std::int64_t number = 0;
  std::shared_ptr<const mail::MailRules> rules;  // these three: as in force now
  std::shared_ptr<const config::CentralOptions> options;
  mail::SealKey key{};
};
struct ReadMail {
  std::int64_t number = 0;                // of the one in hand; 0 = none
  std::optional<MailJudgement> judged{};  // nothing: it was not read, and is not to blame for that
  bool more = true;                       // false: the parser stops, and is not given another
  struct Reply {
    std::optional<UnderReading> next;  // the oldest that nobody has read; nothing = there is none
  };
};

// ---- reload_flow
// Puts a configuration into force that was read, checked and compiled elsewhere.
struct Reload {
  Actor actor;
  std::shared_ptr<const Rules> rules;
  std::string change;           // what it changes, for the audit trail
  std::function<void()> apply;  // after the commit, on the deciding thread, between two transactions
  struct Reply {};
};

// ---- mail_flow
// A sender of the pump asks for mail of one destination that is due; the rows are its own until MailAttempted tells
// what became of them.
struct LeaseMail {
  std::size_t limit = 64;
  std::string after{};       // the destination it was given last: another has its turn
  bool smooth_only = false;  // no destination whose mail stalled
  bool release = false;      // the pump just started: rows leased before are nobody's and come back first
  struct Reply {
    std::vector<MailRow> rows;
    std::string from;                       // envelope sender, a bare address
    std::optional<base::UtcTime> next_due;  // without rows: when to ask again; nothing = nothing waits
  };
};
// A ticket's mail as it would be sent now; changes nothing.
struct PreviewMail {
  std::string ticket;
  Notice notice = Notice::kOpened;
  struct Reply {
    std::vector<std::string> to;
    std::string subject, text, html;
    std::string message;  // whole, RFC 5322
  };
};
struct MailAttempt {
  std::int64_t number = 0;  // MailRow::number
  mail::RecipientOutcome outcome;
};
struct MailAttempted {
  std::vector<MailAttempt> attempts;
  std::vector<std::int64_t> untried;  // leased and left: pending again, as if never leased
  struct Reply {
    bool held = false;  // somebody holds all mail since: what is in hand comes back untried
  };
};
// ---- mail_hold_flow
// A person stops a mail, or all, and lets it go again.
struct HoldMail {
  Actor actor;
  std::int64_t number = 0;  // 0 = all
  bool release = false;
  std::string why;  // of a hold; may be empty
  struct Reply {};
};
// ---- mail_test_flow: a mail to each address of the centre, marked as a test, tried once
struct TestMail {
  Actor actor;
  std::string centre;
  struct Reply {
    std::string id;  // what its rows have for a ticket
  };
};
struct RetryMail {
  Actor actor;
  std::int64_t number = 0;
  struct Reply {};
};

}  // namespace redrive::central
