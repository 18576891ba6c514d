#include "agent/packages/package_fetch.h"

#include "shared/model/failure_type.h"

namespace redrive::agent {

namespace type = model::failure_type;
using base::ErrorCode;

PackageFetch::PackageFetch(sys::ContentStore& store, model::PackageRef package, FetchOptions options)
    : store_(store), package_(std::move(package)), options_(options) {}

void PackageFetch::start() {
  if (state_ == State::kDone || state_ == State::kFailed) return;
  if (store_.has(package_.digest)) {
    writer_.reset();
    state_ = State::kDone;
    return;
  }
  state_ = State::kFetching;
  if (!writer_ && !open()) return;
  forget_outstanding();
  finish();
}

std::optional<wire::ChunkRequest> PackageFetch::next(std::uint32_t most) {
  if (state_ != State::kFetching) return std::nullopt;
  wire::ChunkRequest request{package_.digest, asked_, 0};
  if (!lacking_.empty()) {
    const auto [offset, length] = *lacking_.begin();
    lacking_.erase(lacking_.begin());
    request.offset = offset;
    request.length = std::min(length, most);
    if (length > most) lacking_[offset + most] = length - most;
  } else {
    const std::uint64_t end = std::min(package_.size, writer_->offset() + options_.ahead);
    if (asked_ >= end) return std::nullopt;
    request.length = static_cast<std::uint32_t>(std::min<std::uint64_t>(most, end - asked_));
    asked_ += request.length;
  }
  awaited_[request.offset] = request.length;
  return request;
}

void PackageFetch::take(const wire::Chunk& chunk) {
  if (state_ != State::kFetching || chunk.digest != package_.digest) return;
  const auto request = awaited_.find(chunk.offset);
  if (request == awaited_.end() || chunk.bytes.size() > request->second) return;
  received_ += chunk.bytes.size();
  if (chunk.total != package_.size) {
    return give_up(type::kChecksumMismatch, fmt::format("{} has {} bytes at central, the order says {}", package_.name,
                                                        chunk.total, package_.size));
  }
  if (chunk.bytes.empty()) {
    return give_up(type::kTransferInterrupted,
                   fmt::format("central sent nothing of {} from byte {} on", package_.name, chunk.offset));
  }
  const auto missing = request->second - static_cast<std::uint32_t>(chunk.bytes.size());
  awaited_.erase(request);
  if (missing > 0) lacking_[chunk.offset + chunk.bytes.size()] = missing;
  early_[chunk.offset] = chunk.bytes;
  for (auto at = early_.begin(); state_ == State::kFetching && at != early_.end() && at->first == writer_->offset();) {
    append(at->second);
    if (state_ == State::kFetching) at = early_.erase(at);
  }
  finish();
}

void PackageFetch::take(const wire::ErrorReply& error) {
  if (state_ != State::kFetching || error.code == ErrorCode::kUnavailable) return;
  const bool missing = error.code == ErrorCode::kNotFound;
  give_up(missing ? type::kPackageMissing : type::kTransferInterrupted,
          fmt::format("central does not send {}: {}", package_.name, error.message));
}

std::uint64_t PackageFetch::bytes_here() const {
  if (state_ == State::kDone) return package_.size;
  return writer_ ? writer_->offset() : 0;
}

// Commits when everything is here, which may begin the fetch anew.
void PackageFetch::finish() {
  while (state_ == State::kFetching && writer_->offset() == package_.size) commit();
}

void PackageFetch::forget_outstanding() {
  awaited_.clear();
  lacking_.clear();
  early_.clear();
  asked_ = writer_ ? writer_->offset() : 0;
}

bool PackageFetch::open() {
  if (options_.keep_free > 0) {
    std::error_code error;
    const auto space = std::filesystem::space(store_.path_of(package_.digest).parent_path(), error);
    const std::uint64_t lacking = package_.size - std::min(package_.size, store_.held_for(package_.digest));
    if (!error && space.available < lacking + options_.keep_free) {
      give_up(type::kDiskFull,
              fmt::format("{} of {} bytes does not fit: {} are free and limits.disk_keep_free wants {} left",
                          package_.name, package_.size, space.available, options_.keep_free));
      return false;
    }
  }
  auto writer = store_.receive(package_.digest, package_.size);
  if (!writer) {
    give_up(writer.error());
    return false;
  }
  writer_ = std::move(*writer);
  return true;
}

void PackageFetch::append(std::string_view bytes) {
  if (auto appended = writer_->append(bytes); !appended) give_up(appended.error());
}

void PackageFetch::commit() {
  auto committed = writer_->commit();
  writer_.reset();
  forget_outstanding();
  if (committed) {
    state_ = State::kDone;
  } else if (committed.error().code != ErrorCode::kCorrupt) {
    give_up(committed.error());
  } else if (refetched_++ >= options_.refetches) {
    give_up(type::kChecksumMismatch, fmt::format("{} came {} times with a wrong checksum: {}", package_.name,
                                                 refetched_, committed.error().message));
  } else if (open()) {
    forget_outstanding();
  }
}

void PackageFetch::give_up(std::string_view failure_type, std::string message) {
  writer_.reset();  // the bytes stay: a later fetch goes on from them
  forget_outstanding();
  state_ = State::kFailed;
  failure_ = FetchFailure{std::string(failure_type), std::move(message)};
}

void PackageFetch::give_up(const base::Error& error) {
  std::string_view failure_type = type::kTransferInterrupted;
  if (error.code == ErrorCode::kNoSpace) failure_type = type::kDiskFull;
  if (error.code == ErrorCode::kDenied) failure_type = type::kConfiguration;
  give_up(failure_type, fmt::format("cannot keep {}: {}", package_.name, error.message));
}

}  // namespace redrive::agent
