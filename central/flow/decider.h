// The deciding thread: the only writer. It takes requests from a bounded queue in batches, handles each in one
// transaction, commits once (group commit), and only then answers.
#pragma once

#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "central/flow/requests.h"
#include "shared/base/result.h"

namespace redrive::central {

struct FlowContext;  // flow_context.h: what the handlers work on

// The handlers, one per request, in the flow file of their journey. They run on the deciding thread inside a transaction;
// an error undoes what this request wrote and is the answer.
base::Result<SubmitAlerts::Reply> handle(FlowContext& flow, SubmitAlerts& request);
base::Result<TakeSpool::Reply> handle(FlowContext& flow, TakeSpool& request);
base::Result<ChangeTicket::Reply> handle(FlowContext& flow, ChangeTicket& request);
base::Result<AddOutage::Reply> handle(FlowContext& flow, AddOutage& request);
base::Result<RemoveOutage::Reply> handle(FlowContext& flow, RemoveOutage& request);
base::Result<StartJob::Reply> handle(FlowContext& flow, StartJob& request);
base::Result<StopJob::Reply> handle(FlowContext& flow, StopJob& request);
base::Result<RecordPlan::Reply> handle(FlowContext& flow, RecordPlan& request);
base::Result<DecidePlan::Reply> handle(FlowContext& flow, DecidePlan& request);
base::Result<AskLocalApproval::Reply> handle(FlowContext& flow, AskLocalApproval& request);
base::Result<TakeCommandAck::Reply> handle(FlowContext& flow, TakeCommandAck& request);
base::Result<RetryMail::Reply> handle(FlowContext& flow, RetryMail& request);

class Decider {
 public:
  static constexpr std::size_t kQueue = 4096;  // requests; a full queue refuses new ones (kUnavailable), senders repeat
  static constexpr std::size_t kBatch = 256;   // requests committed together at most

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

  void stop();  // refuses new requests, finishes the queued ones, joins
  std::size_t queued() const;

 private:
  class Task {
   public:
    virtual ~Task() = default;
    virtual bool run(FlowContext& flow) = 0;           // false: it failed and its writes must be undone
    virtual void answer(const base::Status& committed) = 0;  // after commit or failed commit
  };
  template <typename Request, typename Then>
  class TypedTask final : public Task {
   public:
    TypedTask(Request request, Then then) : request_(std::move(request)), then_(std::move(then)) {}
    bool run(FlowContext& flow) override {
      answer_ = handle(flow, request_);
      return answer_.has_value();
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

  bool enqueue(std::unique_ptr<Task> task);
  void work();
  void run_batch(std::deque<std::unique_ptr<Task>> batch);

  FlowContext& flow_;
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::unique_ptr<Task>> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace redrive::central
