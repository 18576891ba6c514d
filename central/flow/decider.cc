#include "central/flow/decider.h"

#include "central/flow/alert_flow.h"
#include "central/flow/flow_context.h"
#include "central/flow/sweep.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Status;

// After these the state in memory may differ from the store: a handler was stopped half-way by something other than its
// own checks of the input.
bool leaves_doubt(const base::Error& error) {
  switch (error.code) {
    case ErrorCode::kInvalid:
    case ErrorCode::kNotFound:
    case ErrorCode::kDenied:
    case ErrorCode::kConflict:
      return false;
    default:
      return true;
  }
}

}  // namespace

Decider::Decider(FlowContext& flow) : flow_(flow) {}
Decider::~Decider() {
  stop();
}

void Decider::start() {
  thread_ = std::thread([this] { work(); });
}

void Decider::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  ready_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Decider::wake() {
  {
    std::lock_guard lock(mutex_);
    woken_ = true;
  }
  ready_.notify_all();
}

std::size_t Decider::queued() const {
  std::lock_guard lock(mutex_);
  return queue_.size();
}

bool Decider::enqueue(std::unique_ptr<Task> task) {
  {
    std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= kQueue) return false;
    queue_.push_back(std::move(task));
  }
  ready_.notify_one();
  return true;
}

// Requests first (they are what senders wait for), then a batch of decisions, then what time made due.
void Decider::work() {
  for (;;) {
    Batch batch = next_batch();
    const bool last = batch.empty() && [this] {
      std::lock_guard lock(mutex_);
      return stopping_;
    }();
    if (last) return;
    if (!batch.empty()) run_batch(batch);
    decide_and_sweep();
  }
}

Decider::Batch Decider::next_batch() {
  std::unique_lock lock(mutex_);
  const auto something = [this] { return stopping_ || woken_ || !queue_.empty(); };
  const auto due = next_sweep(flow_);
  if (store_failed_) {
    ready_.wait_for(lock, kRetryStore, something);
  } else if (!more_pending_ && due) {
    ready_.wait_for(lock, std::max(*due - flow_.clock.utc(), base::Micros{0}), something);
  } else if (!more_pending_) {
    ready_.wait(lock, something);
  }
  woken_ = false;
  Batch batch;
  while (!queue_.empty() && batch.size() < kBatch) {
    batch.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return batch;
}

void Decider::run_batch(Batch& batch) {
  Status done = flow_.db.begin();
  if (done) {
    for (auto& task : batch) {
      if (done = run_one(*task); !done) break;
    }
  }
  const Status committed = finish(done);
  for (auto& task : batch) task->answer(committed);
}

// A request that fails takes only its own writes with it. The result is an error when the whole batch must go.
Status Decider::run_one(Task& task) {
  const std::size_t acts = flow_.after_commit.size();
  if (auto marked = flow_.db.execute("SAVEPOINT request"); !marked) return marked;
  if (auto ran = task.run(flow_); !ran) {
    if (leaves_doubt(ran.error())) return ran;
    flow_.after_commit.resize(acts);
    if (auto undone = flow_.db.execute("ROLLBACK TO SAVEPOINT request"); !undone) return undone;
  }
  return flow_.db.execute("RELEASE SAVEPOINT request");
}

// Commits and does what waited for the commit; or undoes everything and reads the state in memory anew.
Status Decider::finish(const Status& done) {
  Status committed = done ? flow_.db.commit() : done;
  auto acts = std::exchange(flow_.after_commit, {});
  if (committed) {
    for (auto& act : acts) act();
    return committed;
  }
  flow_.db.rollback();
  if (auto loaded = load_state(flow_); !loaded) return loaded;
  return committed;
}

void Decider::decide_and_sweep() {
  Status done = flow_.db.begin();
  if (done) {
    if (auto decided = decide_pending(flow_)) {
      more_pending_ = *decided;
    } else {
      done = tl::unexpected<base::Error>(decided.error());
    }
  }
  const auto due = next_sweep(flow_);
  if (done && due && *due <= flow_.clock.utc()) done = sweep(flow_);
  store_failed_ = !finish(done);
}

}  // namespace redrive::central
