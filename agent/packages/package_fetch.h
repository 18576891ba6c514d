// Brings one package from central into the content store (D2). Messages in, messages out: the caller asks what to
// request next, sends it when it may, and hands back what arrives; resuming, checking and giving up are decided here.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "shared/base/result.h"
#include "shared/model/job.h"
#include "shared/sys/content_store.h"
#include "shared/wire/limits.h"
#include "shared/wire/messages.h"

namespace redrive::agent {

struct FetchOptions {
  std::uint64_t ahead = 4 * 1024 * 1024;  // bytes past those written: what is on its way or waits for one before it
  std::uint32_t refetches = 2;            // whole fetches again after a wrong checksum
  std::uint64_t keep_free = 0;            // bytes the store's file system must have left afterwards
};

struct FetchFailure {
  std::string
      failure_type;  // model/failure_type.h: checksum_mismatch, disk_full, package_missing, transfer_interrupted
  std::string message;
};

// One thread. A fetch is kDone or kFailed for good; a later attempt is a new object and goes on from the bytes kept.
class PackageFetch {
 public:
  enum class State { kNew, kFetching, kDone, kFailed };

  // `store` must outlive the fetch.
  PackageFetch(sys::ContentStore& store, model::PackageRef package, FetchOptions options = {});

  // kDone at once when the package is there already. Also after a reconnect: what was outstanding is forgotten and
  // asked for again from what is safely here. Reads what a partial file holds, to know its digest.
  void start();

  // What to ask for next, of at most `most` bytes; nothing when all is asked for, or enough for now.
  std::optional<wire::ChunkRequest> next(std::uint32_t most);

  // A chunk of this digest; anything not asked for is ignored.
  void take(const wire::Chunk& chunk);

  // Central answered a request with an error: kNotFound = package_missing; kUnavailable leaves the fetch where it is,
  // call start() again later; others fail it.
  void take(const wire::ErrorReply& error);

  State state() const { return state_; }
  bool awaits() const { return !awaited_.empty(); }  // an answer
  const std::optional<FetchFailure>& failure() const { return failure_; }
  const model::PackageRef& package() const { return package_; }
  std::uint64_t bytes_here() const;                           // for progress: of package().size
  std::uint64_t bytes_received() const { return received_; }  // over the network, by this object

 private:
  bool open();
  void append(std::string_view bytes);
  void finish();
  void commit();
  void forget_outstanding();
  void give_up(std::string_view type, std::string message);
  void give_up(const base::Error& error);

  sys::ContentStore& store_;
  const model::PackageRef package_;
  const FetchOptions options_;
  State state_ = State::kNew;
  std::optional<FetchFailure> failure_;
  std::optional<sys::ContentStore::Writer> writer_;
  std::uint64_t asked_ = 0;                         // everything before it was asked for
  std::map<std::uint64_t, std::uint32_t> awaited_;  // offset -> length of requests without an answer
  std::map<std::uint64_t, std::uint32_t> lacking_;  // of answers that were too short, to be asked for again
  std::map<std::uint64_t, std::string> early_;      // chunks ahead of the writer; bounded by FetchOptions::ahead
  std::uint32_t refetched_ = 0;
  std::uint64_t received_ = 0;
};

}  // namespace redrive::agent
