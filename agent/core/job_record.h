// What an agent knows of one job: the records its job log holds (agent/joblog) and the value they add up to. Everything
// the redistribution tool decides, it decides from a JobRecord (R2, D3).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "agent/core/seen_outcome.h"
#include "shared/model/device_index.h"
#include "shared/model/job.h"
#include "shared/model/outcome.h"
#include "shared/model/plan.h"

namespace redrive::agent {

// The order was taken; opens run 1 for all its devices.
struct OrderReceived {
  model::JobOrder order;
  base::UtcTime received_at{};
  std::string command;
  bool operator==(const OrderReceived&) const = default;
};

// kRunning: about to be worked on, journalled before the device is touched, and again as steps are proven. Any other
// state: how that ended.
struct DeviceReported {
  model::DeviceOutcome outcome;
  bool operator==(const DeviceReported&) const = default;
};

// A redistribution was approved; opens run plan.run for the plan's devices.
struct PlanApproved {
  model::Plan plan;
  std::string approved_by;
  base::UtcTime approved_at{};
  std::string command;
  bool operator==(const PlanApproved&) const = default;
};

// Every device of the run has an end and the reports of it are safe in the spool.
struct RunEnded {
  std::uint32_t run = 1;
  base::UtcTime at{};
  bool operator==(const RunEnded&) const = default;
};

// Stops the run in progress, if there is one.
struct CancelTaken {
  std::string command;
  std::string by;
  base::UtcTime at{};
  bool operator==(const CancelTaken&) const = default;
};

// A command that was refused for good: its repeats get the same answer, whatever has changed since.
struct CommandRefused {
  std::string command;
  std::string why;
  base::UtcTime at{};
  bool operator==(const CommandRefused&) const = default;
};

using LogRecord = std::variant<OrderReceived, DeviceReported, PlanApproved, RunEnded, CancelTaken, CommandRefused>;

// A plan a person refused stands in the log as a refused command of this name, which earlier versions read too.
std::string refusal_of(std::string_view plan_digest);

// How long devices took from their start to their success.
struct DeviceTimes {
  std::uint64_t devices = 0;
  base::Micros total{};
};

struct RunRecord {
  std::uint32_t run = 1;
  std::optional<PlanApproved> approval;  // absent for the distribution itself
  bool cancelled = false;
  bool ended = false;
};

struct CommandAnswer {
  bool accepted = true;
  std::string why;  // set when refused
  bool operator==(const CommandAnswer&) const = default;
};

inline constexpr std::uint32_t kNoOutcome = model::DeviceIndex::kNone;

struct JobRecord {
  std::string job;
  std::optional<model::JobOrder> order;  // absent: its record cannot be read, `damage` says why
  base::UtcTime received_at{};
  std::vector<model::DeviceOutcome> outcomes;  // the newest of each reported device, in order of first report
  std::vector<std::uint32_t> outcome_of;       // parallel to order->devices: index into outcomes, or kNoOutcome
  std::vector<RunRecord> runs;                 // in log order; the last one is the newest
  std::map<std::string, CommandAnswer, std::less<>> commands;
  std::vector<std::string> damage;   // places of the log that could not be read, in words
  std::uint32_t order_from_run = 0;  // the order's record is lost: it is taken from the plan approved for this run
  bool other_order = false;          // a second, different order is recorded; the first one counts
  std::uint32_t plans_refused = 0;   // by people
  DeviceTimes pace;
  std::uint64_t log_size = 0;  // bytes of the log this was read from

  // The newest outcome of the i-th ordered device; null when it was never started.
  const model::DeviceOutcome* outcome(std::size_t i) const {
    return outcome_of[i] == kNoOutcome ? nullptr : &outcomes[outcome_of[i]];
  }
  // The run in progress; null when there is none.
  const RunRecord* open_run() const { return runs.empty() || runs.back().ended ? nullptr : &runs.back(); }
  // Nothing was ever recorded: the agent ended between making the log and its first record. As good as no log.
  bool blank() const;
  // Number the next run gets. Each damaged place may have held an approval, so each uses up a number: a plan whose
  // record was lost can never be mistaken for a new one. A refused plan uses up its number too: it is never made again.
  std::uint32_t next_run() const;
};

// Adds records up to a JobRecord, in log order. A record that contradicts what is known is noted as damage, never
// fatal.
class JobFold {
 public:
  explicit JobFold(std::string job);
  void add(LogRecord record);
  void add(SeenOutcome outcome);  // as DeviceReported
  void note_damage(std::string_view words);
  // The value so far; the fold is used up.
  JobRecord finish();

 private:
  RunRecord& run(std::uint32_t number);  // opened where it is not known
  void infer_order();
  static void keep_proven(const model::DeviceOutcome& before, SeenOutcome& after);
  void measure(const model::DeviceOutcome& before, const SeenOutcome& after);
  void apply(OrderReceived&& record);
  void apply(DeviceReported&& record) { add(SeenOutcome::of(record.outcome)); }
  void apply(PlanApproved&& record);
  void apply(RunEnded&& record);
  void apply(CancelTaken&& record);
  void apply(CommandRefused&& record);

  JobRecord record_;
  model::DeviceIndex index_;  // into record_.outcomes
};

// How many devices reached which end in a run. In-progress and not-started ones are counted by none.
struct RunTally {
  std::uint64_t succeeded = 0, failed = 0, cancelled = 0;
  bool operator==(const RunTally&) const = default;
};
RunTally tally(const JobRecord& record, std::uint32_t run);

}  // namespace redrive::agent
