// The packages being fetched from central now, whichever runs want them (D2), within limits.bandwidth.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/app/central_link.h"
#include "agent/app/worker_pool.h"
#include "agent/packages/pace.h"
#include "agent/packages/package_fetch.h"
#include "shared/sys/event_loop.h"

namespace redrive::agent {

// Messages belong to the loop's thread; writing and checking what arrives to a thread of the desk's own, so that the
// loop never waits for the disk. ready() and take() are called on the loop's thread, fetch() and stop() on any.
class PackageDesk {
 public:
  using Done = std::function<void(std::optional<FetchFailure>)>;

  // A busy central drops requests; a fetch that got nothing for `stalled` asks again.
  PackageDesk(sys::EventLoop& loop, CentralLink& link, const base::Clock& clock, sys::ContentStore& store,
              FetchOptions options, std::uint64_t bandwidth, base::Micros stalled = base::Micros{15'000'000});
  ~PackageDesk() { stop(); }

  // `done` is called once, on the desk's thread or in stop(): when the package is here and whole, or with why it cannot
  // be had.
  void fetch(const model::PackageRef& package, Done done);
  void ready();  // central has welcomed us: ask again for what was outstanding
  void take(std::uint64_t re, wire::Chunk chunk);
  bool take(std::uint64_t re, const wire::ErrorReply& error);  // false when it answers no chunk request
  void stop();                                                 // every waiting run is told so; nothing moves any more

 private:
  struct Fetch {
    PackageFetch fetch;
    std::vector<Done> waiting;
  };
  struct Turn {               // of one fetch to speak
    std::uint64_t round = 0;  // of asking; requests of an older one that still wait for bandwidth are not sent
    sys::EventLoop::TimerId stall_timer = 0;
  };

  // On the desk's thread.
  void begin(const model::PackageRef& package, Done done);
  void ask_again(const std::string& digest);
  void settle(const std::string& digest);
  // On the loop's thread.
  void ask(const std::string& digest, const PackageFetch::Requests& requests, bool anew);
  void send(const std::string& digest, const wire::ChunkRequest& request);
  void forget(const std::string& digest);

  sys::EventLoop& loop_;
  CentralLink& link_;
  const base::Clock& clock_;
  sys::ContentStore& store_;
  const FetchOptions options_;
  const base::Micros stalled_;
  std::uint64_t rounds_ = 0;
  Pace pace_;                                          // the loop's
  std::map<std::string, Turn> turns_;                  // the loop's: by digest
  std::map<std::uint64_t, std::string> asked_;         // the loop's: request id -> digest; bounded by the windows
  std::map<std::string, Fetch, std::less<>> fetches_;  // the desk's: by digest
  WorkerPool disk_{1};
};

}  // namespace redrive::agent
