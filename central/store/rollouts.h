// Rollouts: the plans, or a new job's shares, of many servers, run in waves (R7).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "central/store/database.h"
#include "central/store/page.h"
#include "shared/base/time.h"

namespace redrive::central {

// How fast it goes and when it stops. Frozen with the rollout: what was approved is what runs.
struct RolloutPolicy {
  std::uint32_t canary = 1;                 // servers of the first wave; 0 = none apart
  std::uint32_t wave = 0;                   // servers of each further wave; 0 = wave_percent of all
  std::uint32_t wave_percent = 25;          // 1 to 100, rounded up
  base::Micros pace{};                      // from the end of a wave to the next, at least
  std::uint32_t stop_percent = 20;          // it pauses when more of the devices it has begun with failed; 100 = never
  std::optional<base::UtcTime> deadline{};  // no wave begins after it
  std::vector<std::string> hours{};         // waves begin only then ("Mo-Fr 22:00-05:00"); empty = at any time
  std::string zone{};                       // of hours

  bool operator==(const RolloutPolicy&) const = default;
};

// planned -> running <-> paused -> finished; or refused, expired; or cancelling -> cancelled.
struct RolloutRow {
  std::int64_t number = 0;
  std::string id;    // "RO-…"
  std::string what;  // for people: "all that failed", "ticket RD-2026-000123", "job J-…"
  std::string job;   // of a first distribution; empty: its members are redistributions
  std::string state;
  RolloutPolicy policy;
  base::UtcTime created_at{};
  std::string created_by, decided_by;
  std::string digest;                       // of policy and members: what an approval names
  std::string why;                          // of the state it is in, in words
  std::optional<base::UtcTime> begun_at;    // approved, or started
  std::optional<base::UtcTime> wave_ended;  // the last wave that began has ended then
  std::uint64_t excused = 0;                // failed devices that somebody has seen and resumed in spite of
};

// One server's part, by what it stands for.
struct RolloutMember {
  std::string server, job, redistribution;  // redistribution: empty = the job's share of the server
  std::uint32_t wave = 0;
  std::uint64_t devices = 0;
  std::string plan_digest;  // of the redistribution's plan

  // As its redistribution or share stands now.
  std::string state{}, why{};
  std::uint64_t succeeded = 0, failed = 0;
};

base::Status put_rollout(Database& db, RolloutRow& row);  // inserts or replaces by id, sets the number
base::Status add_members(Database& db, const std::string& rollout, const std::vector<RolloutMember>& members);
base::Result<std::optional<RolloutRow>> find_rollout(Database& db, const std::string& id);
base::Result<std::optional<RolloutRow>> find_rollout_of_job(Database& db, const std::string& job);   // of a first one
base::Result<std::vector<RolloutMember>> rollout_members(Database& db, const std::string& rollout);  // by wave
base::Result<std::vector<RolloutRow>> active_rollouts(Database& db);  // running, paused or cancelling, oldest first
base::Status expire_rollouts(Database& db, base::UtcTime oldest);     // planned ones made before it
base::Result<Page<RolloutRow>> list_rollouts(Database& db, const std::string& state, const PageRequest& page);

}  // namespace redrive::central
