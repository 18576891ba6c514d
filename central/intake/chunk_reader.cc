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

bool ChunkReader::read(const std::string& agent, wire::ChunkRequest request, Done done) {
  {
    std::lock_guard lock(mutex_);
    const auto known = lines_.find(agent);
    if (queued_ >= kQueue || (known != lines_.end() && known->second.size() >= kOfOneAgent)) return false;
    if (known == lines_.end()) turns_.push_back(agent);
    lines_[agent].push_back({std::move(request), std::move(done)});
    ++queued_;
  }
  ready_.notify_one();
  return true;
}

void ChunkReader::work() {
  for (;;) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      ready_.wait(lock, [this] { return stopping_ || queued_ > 0; });
      if (stopping_) return;
      job = next();
    }
    job.done(answer(job.request));
  }
}

// The first of the agent whose turn it is, which then queues up anew. Under the lock.
ChunkReader::Job ChunkReader::next() {
  const auto line = lines_.find(turns_.front());
  Job job = std::move(line->second.front());
  line->second.pop_front();
  --queued_;
  if (line->second.empty()) {
    lines_.erase(line);
  } else {
    turns_.push_back(line->first);
  }
  turns_.pop_front();
  return job;
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
