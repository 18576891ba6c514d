#include "central/flow/decider.h"

#include "central/flow/alert_flow.h"
#include "central/flow/flow_context.h"
#include "central/flow/mail_age.h"
#include "central/flow/repeat_flow.h"
#include "central/flow/store_changes.h"
#include "central/flow/sweep.h"
#include "shared/log/log.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Status;

// What a request is told of its own input; it has changed nothing in memory.
bool is_answer(const base::Error& error) {
  switch (error.code) {
    case ErrorCode::kInvalid:
    case ErrorCode::kNotFound:
    case ErrorCode::kDenied:
    case ErrorCode::kConflict:
      return true;
    default:
      return false;
  }
}

}  // namespace

Decider::Decider(FlowContext& flow) : flow_(flow) {}
Decider::~Decider() {
  stop();
}

void Decider::start() {
  forget_at_ = flow_.clock.steady() + kForgetEvery;
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

Status Decider::last_commit() const {
  std::lock_guard lock(mutex_);
  return last_commit_;
}

void Decider::note(const Status& commit) {
  std::lock_guard lock(mutex_);
  last_commit_ = commit;
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
    if (!retry_at_ || flow_.clock.steady() >= *retry_at_) decide_and_sweep();
    if (!retry_at_ && !more_pending_ && flow_.clock.steady() >= forget_at_) forget();
    ++flow_.metrics.decider_rounds;
  }
}

// How long there is nothing to do, unless a request comes.
base::Micros Decider::rest() const {
  base::Micros left = kLookEvery;
  if (retry_at_) {
    left = *retry_at_ - flow_.clock.steady();
  } else if (more_pending_ || flow_.clock.steady() >= forget_at_) {
    left = base::Micros{0};
  } else if (const auto due = next_sweep(flow_)) {
    left = *due - flow_.clock.utc();
  }
  if (!last_commit()) left = std::min(left, kRetryStore);
  return std::clamp(left, base::Micros{0}, kLookEvery);
}

Decider::Batch Decider::next_batch() {
  const base::Micros longest = rest();
  std::unique_lock lock(mutex_);
  ready_.wait_for(lock, longest, [this] { return stopping_ || woken_ || !queue_.empty(); });
  woken_ = false;
  Batch batch;
  while (!queue_.empty() && batch.size() < kBatch) {
    batch.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return batch;
}

void Decider::run_batch(Batch& batch) {
  Status done = begin();
  if (done) {
    for (auto& task : batch) {
      if (done = run_one(*task); !done) break;
    }
  }
  const Status committed = finish(done);
  for (auto& task : batch) task->answer(committed);
}

// A request that fails takes only its own writes with it, so that one that always fails does not starve those it comes
// with. The result is an error when the whole batch must go.
Status Decider::run_one(Task& task) {
  const std::size_t acts = flow_.after_commit.size();
  if (auto marked = flow_.db.execute("SAVEPOINT request"); !marked) return marked;
  if (auto ran = task.run(flow_); !ran) {
    if (is_of_the_store(ran.error())) return ran;
    flow_.after_commit.resize(acts);
    if (auto undone = flow_.db.execute("ROLLBACK TO SAVEPOINT request"); !undone) return undone;
    // Stopped half-way: what it changed in memory is not known. The transaction holds what those before it wrote.
    if (!is_answer(ran.error())) {
      if (auto loaded = load_state(flow_); !loaded) return loaded;
    }
  }
  return flow_.db.execute("RELEASE SAVEPOINT request");
}

Status Decider::begin() {
  if (in_doubt_) {
    if (auto loaded = load_state(flow_); !loaded) return loaded;
    in_doubt_ = false;
  }
  return flow_.db.begin();
}

// Commits and does what waited for the commit; or undoes everything.
Status Decider::finish(const Status& done) {
  Status committed = done ? flow_.db.commit() : done;
  auto acts = std::exchange(flow_.after_commit, {});
  if (committed) {
    for (auto& act : acts) act();
    if (const auto tables = flow_.db.written(); !tables.empty()) {
      flow_.committed(tables);
      note({});  // a commit of nothing shows nothing
    }
  } else {
    flow_.db.rollback();
    ++flow_.metrics.store_failures;
    in_doubt_ = true;
    note(committed);
  }
  return committed;
}

Status Decider::decide() {
  const auto decided = decide_pending(flow_);
  if (!decided) return tl::unexpected<base::Error>(decided.error());
  more_pending_ = *decided;
  return {};
}

void Decider::decide_and_sweep() {
  Status done = begin();
  if (done) done = decide();
  const auto due = next_sweep(flow_);
  if (done && due && *due <= flow_.clock.utc()) done = sweep(flow_);
  // Senders may keep away from who is not ready, so it must not need them to be so again.
  if (done && !last_commit()) done = prove_durable(flow_);
  if (done = finish(done); done) {
    retry_at_.reset();
  } else {
    log::error("decider", fmt::format("nothing is decided now, trying again: {}", done.error().message));
    retry_at_ = flow_.clock.steady() + kRetryStore;
  }
}

// In a transaction of its own, and with rests for requests between two batches: nobody waits for it, and what keeps it
// from being done keeps nothing else.
void Decider::forget() {
  bool more = false;
  Status done = begin();
  if (done) {
    for (const auto forget_some : {forget_old_mail, forget_old_answers}) {
      const auto forgotten = forget_some(flow_);
      if (!forgotten) done = tl::unexpected<base::Error>(forgotten.error());
      if (!done) break;
      more = more || *forgotten;
    }
  }
  if (done = finish(done); !done) {
    log::warning("decider", fmt::format("what is old is not deleted now, trying again: {}", done.error().message));
  }
  if (!more || !done) forget_at_ = flow_.clock.steady() + kForgetEvery;
}

}  // namespace redrive::central
