// What central asks for, done away from the loop: commands one after the other, dumps and plans beside them.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <variant>

#include "agent/app/central_link.h"
#include "agent/app/job_desk.h"
#include "agent/app/planning.h"
#include "agent/app/worker_pool.h"

namespace redrive::agent {

class CentralDesk {
 public:
  // Commands under way and questions waiting; central says again what is dropped past them.
  static constexpr std::size_t kMaxCommands = 1000, kMaxQuestions = 64;

  // `desk` is the thread the jobs' commands are taken on; one that could not be journalled is tried again after
  // `again`.
  CentralDesk(sys::EventLoop& loop, CentralLink& link, WorkerPool& desk, JobDesk& jobs, const PlanningPlace& place,
              base::Micros again = base::Micros{5'000'000});

  // On the loop's thread. False when it is neither a command nor a question; otherwise the message is used up.
  bool take(wire::Envelope& envelope);
  void stop() { questions_.stop(); }

 private:
  using Command = std::variant<wire::Distribute, wire::RunPlan, wire::CancelJob>;
  // A job's commands are taken in the order they came, so that a cancel never overtakes what it cancels.
  using Line = std::deque<std::shared_ptr<const Command>>;

  bool queue(Command command);
  void try_first(const std::string& job);
  void taken(const std::string& job, const base::Result<wire::CommandAck>& ack);
  template <typename Request>
  void answer(std::uint64_t re, const Request& request);
  wire::Message reply(const wire::DumpRequest& request) const;
  wire::Message reply(const wire::PlanRequest& request) const;

  sys::EventLoop& loop_;
  CentralLink& link_;
  WorkerPool& desk_;
  JobDesk& jobs_;
  const PlanningPlace& place_;
  const base::Micros again_;
  std::map<std::string, Line> lines_;  // the loop's: by job; the first of each is being taken
  std::set<std::string> queued_;       // the loop's: ids of all in lines_
  std::size_t waiting_ = 0;            // the loop's: questions
  WorkerPool questions_{1};
};

}  // namespace redrive::agent
