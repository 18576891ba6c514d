// Distribution jobs, their share per server, outcomes per device, redistributions, and the commands waiting for agents.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "central/store/database.h"
#include "central/store/page.h"
#include "shared/model/job.h"
#include "shared/model/outcome.h"
#include "shared/model/plan.h"

namespace redrive::central {

struct JobRow {
  std::int64_t number = 0;  // order of creation, the list cursor
  std::string id, name, created_by;
  base::UtcTime created_at{};
  std::string idempotency_key;  // of the request that made it, or empty
  std::string state{};          // read only: as its shares stand (jobs.cc)
};

struct JobFilter {
  std::string state, server;  // of the job; of one that has a share of it; empty = any
};

// One server's share: waiting (for its wave of a rollout) -> queued (command not yet taken) -> accepted (in the agent's
// job log) -> finished | refused | cancelled (before the order was taken, or with devices left undone) | no_report (its
// agent tells nothing; what it tells later counts all the same: accepted, finished, refused or cancelled after all).
struct JobServerRow {
  std::string job, server, state;
  std::uint64_t devices = 0, succeeded = 0, failed = 0;
  std::string why;  // when refused, cancelled, being cancelled or without report
  model::JobOrder order;
  bool stopping = false;  // being cancelled: the agent has been told
};

// planned -> (scheduled: waits for its wave of a rollout ->) approved -> running -> finished; or refused, expired,
// rejected (by the agent: plan changed), no_report (its agent tells nothing; what it tells later counts all the same).
struct RedistributionRow {
  std::int64_t number = 0;
  std::string id, job, server, state;
  std::string ticket;  // the one it was asked for by, or the first of those its devices' records belong to, or empty
  model::Plan plan;
  base::UtcTime created_at{};          // or asked for again
  std::string created_by, decided_by;  // approver or refuser
  std::string why;                     // of a refusal or rejection, or what a cancelled run left undone
  std::uint64_t succeeded = 0, failed = 0;
};

// A command an agent must take: repeated under its id at every connection until acknowledged.
struct CommandRow {
  std::string id, agent;
  std::string bytes;  // wire::encode of the message
  base::UtcTime created_at{};
};

base::Status put_job(Database& db, JobRow& row);  // inserts or replaces by id, sets the number
base::Result<std::optional<JobRow>> find_job(Database& db, const std::string& id);
base::Result<std::optional<JobRow>> find_job_by_key(Database& db, const std::string& idempotency_key);
base::Result<Page<JobRow>> list_jobs(Database& db, const JobFilter& filter, const PageRequest& page);
base::Status put_job_server(Database& db, const JobServerRow& row);  // inserts or updates; the order stays as first put
base::Result<std::vector<JobServerRow>> job_servers(Database& db, const std::string& job);
base::Result<std::optional<JobServerRow>> find_job_server(Database& db, const std::string& job,
                                                          const std::string& server);

// What agents have, or should have, in hand: shares that are queued or accepted, redistributions approved or running.
struct OpenWork {
  std::string server, job, id;  // id: of the redistribution
  bool redistribution = false;

  auto operator<=>(const OpenWork&) const = default;  // NOLINT(modernize-use-nullptr): of clang-tidy 14 itself
};
base::Result<std::vector<OpenWork>> open_work(Database& db);

// Keeps the newest (by run, then time); returns false when what is stored is newer, or is this one already.
base::Result<bool> put_outcome(Database& db, const std::string& job, const std::string& server,
                               const model::DeviceOutcome& outcome);
base::Result<std::vector<model::DeviceOutcome>> outcomes(Database& db, const std::string& job,
                                                         const std::string& server);

base::Result<std::optional<model::DeviceOutcome>> find_outcome(Database& db, const std::string& job,
                                                               const std::string& server, const std::string& device);

// How the devices of one server's share stand; recomputing it is safe against repeated reports, adding up is not.
struct OutcomeCounts {
  std::uint64_t succeeded = 0, failed = 0, other = 0;
};
base::Result<OutcomeCounts> count_outcomes(Database& db, const std::string& job, const std::string& server);

base::Status put_redistribution(Database& db, RedistributionRow& row);  // inserts or replaces by id, sets the number
base::Result<std::optional<RedistributionRow>> find_redistribution(Database& db, const std::string& id);
// The newest that ran or may still run this plan: not refused, expired or rejected.
base::Result<std::optional<RedistributionRow>> find_redistribution_by_digest(Database& db, const std::string& server,
                                                                             const std::string& job,
                                                                             const std::string& digest);
// The newest of this plan, whatever became of it.
base::Result<std::optional<RedistributionRow>> find_newest_redistribution(Database& db, const std::string& server,
                                                                          const std::string& job,
                                                                          const std::string& digest);
// Scheduled, approved or running, of one job.
base::Result<std::vector<RedistributionRow>> running_redistributions(Database& db, const std::string& job);
// Those still planned become expired: all made before `oldest`, and the others of the server and job of `newer`.
base::Status expire_plans(Database& db, base::UtcTime oldest, const RedistributionRow& newer);
base::Result<Page<RedistributionRow>> list_redistributions(Database& db, const std::string& state,
                                                           const PageRequest& page);

// How many devices this run of a job is for, and whether it still runs; nothing where central never knew it, or no
// more.
struct RunSize {
  std::uint64_t devices = 0;
  bool running = false;
};
base::Result<std::optional<RunSize>> find_run_size(Database& db, const std::string& job, const std::string& server,
                                                   std::uint32_t run);
base::Result<std::uint64_t> count_running_redistributions(Database& db);  // approved or running

base::Status put_command(Database& db, const CommandRow& row);  // inserts or replaces by id
base::Status delete_command(Database& db, const std::string& id);
base::Result<std::vector<CommandRow>> commands_for(Database& db, const std::string& agent);  // in order of creation

// Highest spool number durable per agent spool; 0 when the spool is new.
base::Result<std::uint64_t> spool_acked(Database& db, const std::string& agent, const std::string& spool);
// Never goes back: a lower number than the stored one changes nothing.
base::Status put_spool_acked(Database& db, const std::string& agent, const std::string& spool, std::uint64_t through);

}  // namespace redrive::central
