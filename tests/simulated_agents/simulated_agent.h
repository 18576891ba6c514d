// One agent of a simulated fleet: takes commands, answers questions, works on devices as the world is, reports until it
// is acknowledged. The decisions are the real agent's (agent/core); files, packages and devices are made up.
#pragma once

#include <map>
#include <string>

#include "agent/core/admission.h"
#include "agent/core/recovery.h"
#include "tests/simulated_agents/agent_line.h"
#include "tests/simulated_agents/memory_job_logs.h"
#include "tests/simulated_agents/memory_spool.h"
#include "tests/simulated_agents/world.h"

namespace redrive::simulated {

// Lives on the loop's thread. `world` and `around` outlive it.
class SimulatedAgent {
 public:
  using Dial = std::function<std::unique_ptr<link::DealerTransport>()>;

  SimulatedAgent(Surroundings& around, const World& world, const Server& server, base::Micros work, Dial dial,
                 std::function<void()> due);
  ~SimulatedAgent();

  void start() { line_.dial(); }
  void vanish() { line_.vanish(); }  // from the network; the work goes on
  void restart();                    // what is only in memory is lost; job logs and spool are not
  void pump() { line_.pump(); }
  bool is_ready() const { return line_.is_ready(); }
  const std::string& name() const { return server_.name; }

 private:
  void take(wire::Envelope envelope);
  template <typename Command>
  void take_command(const std::string& job, const Command& command);
  agent::Admission judge(const wire::Distribute& command, const agent::JobRecord* known) const;
  agent::Admission judge(const wire::RunPlan& command, const agent::JobRecord* known) const;
  agent::Admission judge(const wire::CancelJob& command, const agent::JobRecord* known) const;
  wire::Message reply(const wire::DumpRequest& request) const;
  wire::Message reply(const wire::PlanRequest& request) const;

  void carry(const std::string& job);  // goes on with the job's open run, if there is one
  void begin(const std::string& job, const agent::RecoveryPlan& left, std::uint32_t parallel);
  void end(const std::string& job, std::uint32_t run, const std::vector<std::string>& devices, bool cancelled);
  void end_run(const std::string& job, const agent::RecoveryPlan& left);
  model::DeviceOutcome outcome_of(const std::string& device, std::uint32_t run, const std::string& package) const;
  void report(const std::string& job, const model::DeviceOutcome& outcome);

  void send_spool();
  void take_ack(const wire::SpoolAck& ack);
  void put(wire::SpoolItem item);

  Surroundings& around_;
  const World& world_;
  const Server& server_;
  const base::Micros work_;
  MemoryJobLogs logs_;
  MemorySpool spool_;
  std::map<std::string, sys::EventLoop::TimerId> working_;  // job -> when the devices begun are done
  sys::EventLoop::TimerId spool_timer_ = 0;
  bool sending_ = false;
  AgentLine line_;
};

}  // namespace redrive::simulated
