#include "agent/app/central_desk.h"

#include "agent/core/json_view.h"
#include "shared/log/log.h"

namespace redrive::agent {
namespace {

const std::string& id_of(const auto& command) {
  return std::visit([](const auto& one) -> const std::string& { return one.command; }, command);
}

struct JobOf {
  const std::string& operator()(const wire::Distribute& command) const { return command.order.job; }
  const std::string& operator()(const auto& command) const { return command.job; }
};

}  // namespace

CentralDesk::CentralDesk(sys::EventLoop& loop, CentralLink& link, WorkerPool& desk, JobDesk& jobs,
                         const PlanningPlace& place, base::Micros again)
    : loop_(loop), link_(link), desk_(desk), jobs_(jobs), place_(place), again_(again) {}

bool CentralDesk::take(wire::Envelope& envelope) {
  wire::Message& message = envelope.message;
  if (auto* command = std::get_if<wire::Distribute>(&message)) return queue(std::move(*command));
  if (auto* command = std::get_if<wire::RunPlan>(&message)) return queue(std::move(*command));
  if (auto* command = std::get_if<wire::CancelJob>(&message)) return queue(std::move(*command));
  if (auto* request = std::get_if<wire::DumpRequest>(&message)) return answer(envelope.id, *request), true;
  if (auto* request = std::get_if<wire::PlanRequest>(&message)) return answer(envelope.id, *request), true;
  return false;
}

bool CentralDesk::queue(Command command) {
  if (queued_.size() >= kMaxCommands || !queued_.insert(id_of(command)).second) return true;
  const std::string job = std::visit(JobOf(), command);
  Line& line = lines_[job];
  line.push_back(std::make_shared<const Command>(std::move(command)));
  if (line.size() == 1) try_first(job);
  return true;
}

void CentralDesk::try_first(const std::string& job) {
  desk_.post([this, job, command = lines_.at(job).front()] {
    auto ack = std::visit([this](const auto& one) { return jobs_.take(one); }, *command);
    loop_.post([this, job, ack = std::move(ack)] { taken(job, ack); });
  });
}

// A command that cannot be journalled now is not answered; it is tried again until it can be.
void CentralDesk::taken(const std::string& job, const base::Result<wire::CommandAck>& ack) {
  Line& line = lines_.at(job);
  if (!ack) {
    log::error("jobs", fmt::format("{}: {}; trying again", id_of(*line.front()), ack.error().message));
    loop_.after(again_, [this, job] { try_first(job); });
    return;
  }
  link_.send({0, 0, *ack});
  queued_.erase(id_of(*line.front()));
  line.pop_front();
  line.empty() ? static_cast<void>(lines_.erase(job)) : try_first(job);
}

template <typename Request>
void CentralDesk::answer(std::uint64_t re, const Request& request) {
  if (waiting_ >= kMaxQuestions) {
    link_.send({0, re, wire::ErrorReply{base::ErrorCode::kUnavailable, "the agent has too many questions to answer"}});
    return;
  }
  ++waiting_;
  questions_.post([this, re, request] {
    loop_.post([this, answer = wire::Envelope{0, re, reply(request)}] {
      --waiting_;
      link_.send(answer);
    });
  });
}

wire::Message CentralDesk::reply(const wire::DumpRequest& request) const {
  auto record = read_job(place_.state_dir, request.job);
  if (!record) return wire::ErrorReply{record.error().code, record.error().message};
  return dump_of(std::move(*record), place_.server);
}

wire::Message CentralDesk::reply(const wire::PlanRequest& request) const {
  auto made = plan_job(place_, request.job, request.lifetime, request.wishes);
  if (!made) return wire::ErrorReply{made.error().code, made.error().message};
  return wire::PlanReply{std::move(*made)};
}

}  // namespace redrive::agent
