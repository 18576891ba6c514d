// The deciding thread: the only writer. It takes requests from a bounded queue in batches, handles each in one
// transaction, commits once (group commit), and only then answers. When the store fails, everything since the last
// commit is undone, each request of the batch is answered with the error, and the state in memory is read anew before
// the next transaction.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "central/flow/requests.h"
#include "shared/base/result.h"

namespace redrive::central {

struct FlowContext;  // flow_context.h: what the handlers work on

// The handlers, one per request, in the flow file of their journey. They run on the deciding thread inside a
// transaction; an error undoes what this request wrote and is the answer.
base::Result<RecordAct::Reply> handle(FlowContext& flow, RecordAct& request);
base::Result<ProveDurable::Reply> handle(FlowContext& flow, ProveDurable& request);
base::Result<KeepAnswer::Reply> handle(FlowContext& flow, KeepAnswer& request);
base::Result<SubmitAlerts::Reply> handle(FlowContext& flow, SubmitAlerts& request);
base::Result<TakeSpool::Reply> handle(FlowContext& flow, TakeSpool& request);
base::Result<RollCall::Reply> handle(FlowContext& flow, RollCall& request);
base::Result<ChangeTicket::Reply> handle(FlowContext& flow, ChangeTicket& request);
base::Result<AddOutage::Reply> handle(FlowContext& flow, AddOutage& request);
base::Result<ImportOutages::Reply> handle(FlowContext& flow, ImportOutages& request);
base::Result<RemoveOutage::Reply> handle(FlowContext& flow, RemoveOutage& request);
base::Result<StartJob::Reply> handle(FlowContext& flow, StartJob& request);
base::Result<StopJob::Reply> handle(FlowContext& flow, StopJob& request);
base::Result<RecordPlan::Reply> handle(FlowContext& flow, RecordPlan& request);
base::Result<DecidePlan::Reply> handle(FlowContext& flow, DecidePlan& request);
base::Result<RecordRollout::Reply> handle(FlowContext& flow, RecordRollout& request);
base::Result<DecideRollout::Reply> handle(FlowContext& flow, DecideRollout& request);
base::Result<SteerRollout::Reply> handle(FlowContext& flow, SteerRollout& request);
base::Result<AskLocalApproval::Reply> handle(FlowContext& flow, AskLocalApproval& request);
base::Result<RecordLocalRefusal::Reply> handle(FlowContext& flow, RecordLocalRefusal& request);
base::Result<AddTool::Reply> handle(FlowContext& flow, AddTool& request);
base::Result<UseTool::Reply> handle(FlowContext& flow, UseTool& request);
base::Result<RemoveTool::Reply> handle(FlowContext& flow, RemoveTool& request);
base::Result<TakeCommandAck::Reply> handle(FlowContext& flow, TakeCommandAck& request);
base::Result<NextPlans::Reply> handle(FlowContext& flow, NextPlans& request);
base::Result<PlansAnswered::Reply> handle(FlowContext& flow, PlansAnswered& request);
base::Result<CommandsFor::Reply> handle(FlowContext& flow, CommandsFor& request);
base::Result<TakeMail::Reply> handle(FlowContext& flow, TakeMail& request);
base::Result<ReadMail::Reply> handle(FlowContext& flow, ReadMail& request);
base::Result<Reload::Reply> handle(FlowContext& flow, Reload& request);
base::Result<LeaseMail::Reply> handle(FlowContext& flow, LeaseMail& request);
base::Result<MailAttempted::Reply> handle(FlowContext& flow, MailAttempted& request);
base::Result<PreviewMail::Reply> handle(FlowContext& flow, PreviewMail& request);
base::Result<RetryMail::Reply> handle(FlowContext& flow, RetryMail& request);
base::Result<HoldMail::Reply> handle(FlowContext& flow, HoldMail& request);
base::Result<TestMail::Reply> handle(FlowContext& flow, TestMail& request);

// Writes a row anew that tells nothing else.
base::Status prove_durable(FlowContext& flow);

// Marks a request as done, inside the transaction that does it.
base::Status mark_done(FlowContext& flow, const RequestKey& once);

template <typename Request>
const RequestKey* key_of(const Request& request) {
  const RequestKey* once = nullptr;
  if constexpr (requires { request.actor.once; }) once = &request.actor.once;
  if constexpr (requires { request.once; }) once = &request.once;
  return once && !once->key.empty() ? once : nullptr;
}

class Decider {
 public:
  static constexpr std::size_t kQueue = 4096;  // requests; a full queue refuses new ones (kUnavailable), senders repeat
  static constexpr std::size_t kBatch = 256;   // requests committed together at most
  static constexpr base::Micros kRetryStore{
      1'000'000};  // rest after decisions that failed; requests are taken meanwhile
  static constexpr base::Micros kForgetEvery{3'600'000'000};  // how often it is looked for mail that is old
  static constexpr base::Micros kLookEvery{30'000'000};       // longest rest: wall clocks jump, configurations change

  explicit Decider(FlowContext& flow);
  ~Decider();  // stop()

  // Queues the request; `then` is called on the deciding thread after the commit. False: queue full or stopping, `then`
  // will not be called.
  template <typename Request, typename Then>
  bool post(Request request, Then then) {
    return enqueue(std::make_unique<TypedTask<Request, Then>>(std::move(request), std::move(then)));
  }

  // Queues the request and waits for its answer; from any thread but the deciding one.
  template <typename Request>
  base::Result<typename Request::Reply> ask(Request request) {
    using Answer = base::Result<typename Request::Reply>;
    auto promise = std::make_shared<std::promise<Answer>>();
    auto answer = promise->get_future();
    if (!post(std::move(request), [promise](Answer a) { promise->set_value(std::move(a)); })) {
      return base::fail(base::ErrorCode::kUnavailable, "central is busy; try again in a moment");
    }
    return answer.get();
  }

  void start();  // after load_state()
  void stop();   // refuses new requests, finishes the queued ones, joins
  void wake();   // look at the clock again (a manual clock was moved)
  std::size_t queued() const;
  // Of any that wrote; well when there was none. After one that failed a row is written every kRetryStore until it can
  // be.
  base::Status last_commit() const;

 private:
  class Task {
   public:
    virtual ~Task() = default;
    virtual base::Status run(FlowContext& flow) = 0;         // an error: its writes must be undone
    virtual void answer(const base::Status& committed) = 0;  // after the commit, or the commit that failed
  };
  template <typename Request, typename Then>
  class TypedTask final : public Task {
   public:
    TypedTask(Request request, Then then) : request_(std::move(request)), then_(std::move(then)) {}
    base::Status run(FlowContext& flow) override {
      if (const RequestKey* once = key_of(request_)) {
        if (auto marked = mark_done(flow, *once); !marked) answer_ = tl::unexpected<base::Error>(marked.error());
      }
      if (answer_) answer_ = handle(flow, request_);
      if (!answer_) return tl::unexpected<base::Error>(answer_.error());
      return {};
    }
    void answer(const base::Status& committed) override {
      if (!committed && answer_) answer_ = tl::unexpected<base::Error>(committed.error());
      then_(std::move(answer_));
    }

   private:
    Request request_;
    Then then_;
    base::Result<typename Request::Reply> answer_;
  };

  using Batch = std::vector<std::unique_ptr<Task>>;

  bool enqueue(std::unique_ptr<Task> task);
  void work();
  base::Micros rest() const;
  Batch next_batch();
  void run_batch(Batch& batch);
  base::Status run_one(Task& task);
  base::Status decide();
  void decide_and_sweep();
  void forget();
  base::Status begin();
  base::Status finish(const base::Status& done);
  void note(const base::Status& commit);

  FlowContext& flow_;                         // these five belong to the deciding thread
  bool more_pending_ = true;                  // what was taken before the last stop may still be undecided
  bool in_doubt_ = false;                     // the state in memory may not be what the store holds
  std::optional<base::SteadyTime> retry_at_;  // the last decisions failed: not tried again before
  base::SteadyTime forget_at_{};              // when it is next looked for mail that is old

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable ready_;
  std::deque<std::unique_ptr<Task>> queue_;
  bool stopping_ = false, woken_ = false;
  base::Status last_commit_;
  std::thread thread_;
};

}  // namespace redrive::central
