// The packages being fetched from central now, whichever runs want them (D2), within limits.bandwidth and within what
// the link carries besides commands and questions.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/app/central_link.h"
#include "agent/app/worker_pool.h"
#include "agent/packages/credit.h"
#include "agent/packages/pace.h"
#include "agent/packages/package_fetch.h"
#include "shared/sys/event_loop.h"

namespace redrive::agent {

// Messages belong to the loop's thread; deciding what to ask for, writing and checking what arrives to a thread of the
// desk's own, so that the loop never waits for the disk. ready() and take() are called on the loop's thread,
// fetch(), limit() and stop() on any.
class PackageDesk {
 public:
  using Done = std::function<void(std::optional<FetchFailure>)>;

  // A busy central drops requests; a fetch that waits for an answer and got none for `stalled` asks again.
  PackageDesk(sys::EventLoop& loop, CentralLink& link, const base::Clock& clock, sys::ContentStore& store,
              FetchOptions options, std::uint64_t bandwidth, base::Micros stalled = base::Micros{15'000'000});
  ~PackageDesk() { stop(); }

  // `done` is called once, on the desk's thread or in stop(): when the package is here and whole, or with why it cannot
  // be had.
  void fetch(const model::PackageRef& package, Done done) { fetch(package, store_, std::move(done)); }
  // Into another store, which outlives the desk.
  void fetch(const model::PackageRef& package, sys::ContentStore& store, Done done);
  // Other limits from here on: of bytes per second for all, of space to leave free for fetches begun from here on.
  void limit(std::uint64_t bandwidth, std::uint64_t keep_free);
  void ready();  // central has welcomed us: ask again for what was outstanding
  void take(std::uint64_t re, wire::Chunk chunk);
  bool take(std::uint64_t re, const wire::ErrorReply& error);  // false when it answers no chunk request
  void stop();                                                 // every waiting run is told so; nothing moves any more

 private:
  struct Fetch {
    PackageFetch fetch;
    const sys::ContentStore* store;
    std::vector<Done> waiting;
    std::map<std::uint64_t, Credit::Ticket> asked;  // by offset
  };
  using Fetches = std::map<std::string, Fetch, std::less<>>;

  // On the desk's thread.
  void begin(const model::PackageRef& package, sys::ContentStore& store, Done done);
  void start(const std::string& digest);
  void stalled(const std::string& digest);
  void arrived(const wire::Chunk& chunk, base::SteadyTime at);
  void settle(Fetches::iterator at);
  void release(Fetch& fetch);
  void ask();
  bool ask_one(base::SteadyTime now);
  void ask_later(base::Micros wait);
  // On the loop's thread.
  void send(const wire::ChunkRequest& request, std::uint64_t connection);
  void watch(const std::string& digest);
  void forget(const std::string& digest);

  sys::EventLoop& loop_;
  CentralLink& link_;
  const base::Clock& clock_;
  sys::ContentStore& store_;
  const base::Micros stalled_;
  std::map<std::string, sys::EventLoop::TimerId> stall_timers_;  // the loop's: by digest
  std::map<std::uint64_t, std::string> asked_;  // the loop's: request id -> digest; bounded by the credit
  std::uint64_t connection_ = 0;                // the loop's: how many there were
  std::uint64_t asking_on_ = 0;                 // the desk's: the connection it knows of
  Fetches fetches_;                             // the desk's from here: by digest
  std::string last_;                            // digest that asked last: they take turns
  Credit credit_;
  FetchOptions options_;
  Pace pace_;
  std::uint64_t paces_ = 0;    // how many there were before
  bool asking_later_ = false;  // under this pace
  WorkerPool disk_{1};
};

}  // namespace redrive::agent
