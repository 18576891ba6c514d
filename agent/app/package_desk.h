// The packages being fetched from central now, whichever runs want them (D2).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/app/central_link.h"
#include "agent/packages/package_fetch.h"
#include "shared/sys/event_loop.h"

namespace redrive::agent {

// Lives on the loop's thread.
class PackageDesk {
 public:
  using Done = std::function<void(std::optional<FetchFailure>)>;

  PackageDesk(sys::EventLoop& loop, CentralLink& link, sys::ContentStore& store, FetchOptions options)
      : loop_(loop), link_(link), store_(store), options_(options) {}

  // `done` is called once, on the loop's thread: when the package is here and whole, or with why it cannot be had.
  void fetch(const model::PackageRef& package, Done done);
  void ready();  // central has welcomed us: ask again for what was outstanding
  void take(std::uint64_t re, const wire::Chunk& chunk);
  bool take(std::uint64_t re, const wire::ErrorReply& error);  // false when it answers no chunk request
  void abandon_all();                                          // stopping: every waiting run is told so

 private:
  struct Fetch {
    PackageFetch fetch;
    std::vector<Done> waiting;
    std::uint64_t received_before = 0;  // at the last look for stalled fetches
  };
  // A busy central drops requests; a fetch that got nothing for this long asks again.
  static constexpr base::Micros kStalled{15'000'000};

  void look_for_stalled();
  void send(const std::string& digest, const PackageFetch::Requests& requests);
  void settle(const std::string& digest);

  sys::EventLoop& loop_;
  CentralLink& link_;
  sys::ContentStore& store_;
  const FetchOptions options_;
  std::map<std::string, Fetch, std::less<>> fetches_;  // by digest
  std::map<std::uint64_t, std::string> asked_;         // request id -> digest; bounded by the fetches' windows
  bool looking_ = false;
};

}  // namespace redrive::agent
