// How many bytes of packages may be on their way from central at a time (D2): enough to fill the link, and so few that
// a command or a question that comes behind them is here within a fraction of a second, on a thin link too.
#pragma once

#include <cstdint>
#include <optional>

#include "shared/base/time.h"
#include "shared/wire/limits.h"

namespace redrive::agent {

// Pure; one thread. Each answer tells the rate of the link while it was on its way: all that arrived between its
// request and itself, over that time. The credit follows the rate times (the shortest answer seen + kAhead): what fills
// the way there and back, and kAhead's worth that waits. A link that is not full answers sooner than that, so that its
// credit grows until the link is full or kMost is reached.
class Credit {
 public:
  static constexpr base::Micros kAhead{250'000}, kLongestWay{600'000};
  static constexpr std::uint64_t kFirst = 32 * 1024, kMost = 2 * 1024 * 1024;
  // Bytes of one request. Larger ones move no faster under CURVE (64 kB to 1 MB are alike); central answers with at
  // most wire::kFragment.
  static constexpr std::uint32_t kLeastChunk = 8 * 1024, kMostChunk = 128 * 1024;
  static constexpr std::uint32_t kMostRequests = 32;  // central drops those past its own bound
  static_assert(kMostChunk <= wire::kFragment);

  struct Ticket {  // of one request on its way
    base::SteadyTime at{};
    std::uint64_t delivered = 0;  // by then
    std::uint32_t bytes = 0;
  };

  bool room() const;            // for one more request: the last one may go past the limit
  std::uint32_t chunk() const;  // bytes to ask for with the next request, or fewer
  Ticket take(std::uint32_t bytes, base::SteadyTime now);
  // Of each ticket one of these: the answer came with `bytes` of what was asked for, or will not come any more.
  void arrived(const Ticket& ticket, std::uint64_t bytes, base::SteadyTime now);
  void lost(const Ticket& ticket);
  void start_anew();  // on a new connection: what is known of the old one's way is forgotten

  std::uint64_t limit() const { return limit_; }
  std::uint64_t outstanding() const { return outstanding_; }

 private:
  std::uint64_t limit_ = kFirst, outstanding_ = 0, delivered_ = 0;
  std::uint32_t requests_ = 0;
  std::optional<base::Micros> shortest_;  // answer on this connection
};

}  // namespace redrive::agent
