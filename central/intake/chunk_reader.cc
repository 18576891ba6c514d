#include "central/intake/chunk_reader.h"

#include "shared/base/digest.h"
#include "shared/wire/limits.h"

namespace redrive::central {

ChunkReader::ChunkReader(const sys::ContentStore& packages) : packages_(packages), thread_([this] { work(); }) {}

ChunkReader::~ChunkReader() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  ready_.notify_all();
  thread_.join();
}

bool ChunkReader::read(wire::ChunkRequest request, Done done) {
  {
    std::lock_guard lock(mutex_);
    if (queue_.size() >= kQueue) return false;
    queue_.push_back({std::move(request), std::move(done)});
  }
  ready_.notify_one();
  return true;
}

void ChunkReader::work() {
  for (;;) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      ready_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (stopping_) return;
      job = std::move(queue_.front());
      queue_.pop_front();
    }
    job.done(answer(job.request));
  }
}

wire::Message ChunkReader::answer(const wire::ChunkRequest& request) const {
  if (auto checked = base::check_digest(request.digest); !checked) {
    return wire::ErrorReply{checked.error().code, checked.error().message};
  }
  if (!packages_.has(request.digest)) {
    return wire::ErrorReply{base::ErrorCode::kNotFound,
                            fmt::format("central does not have package {}", request.digest)};
  }
  // Fewer bytes than asked for would say that the package ends there.
  if (request.length > wire::kFragment) {
    return wire::ErrorReply{
        base::ErrorCode::kInvalid,
        fmt::format("{} bytes were asked for; at most {} are sent at once", request.length, wire::kFragment)};
  }
  auto bytes = packages_.read(request.digest, request.offset, request.length);
  if (!bytes) return wire::ErrorReply{bytes.error().code, bytes.error().message};
  return wire::Chunk{request.digest, request.offset, packages_.size_of(request.digest), std::move(*bytes)};
}

}  // namespace redrive::central
