// What changed, told to everybody who listens at GET /api/v1/events. An event says "ask again" and holds no data: so it
// needs no rights of its own, loses nothing when several fall together, and costs the same however much changed.
#pragma once

#include <array>
#include <bitset>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/time.h"

namespace redrive::central {

inline constexpr std::array<std::string_view, 14> kResources = {
    "agents",  "alerts",          "audit",    "devices", "failures", "jobs",     "mail",
    "outages", "redistributions", "rollouts", "tickets", "tools",    "tracking", "users"};
using Resources = std::bitset<kResources.size()>;

// The resource of this name; none set when there is no such.
Resources resource(std::string_view name);
Resources resources(std::initializer_list<std::string_view> names);
// What a commit to these tables of the store changes.
Resources resources_of(const std::vector<std::string_view>& tables);
bool is_known_table(std::string_view table);

struct HubLimits {
  std::size_t total = 100;                             // listeners; each holds a connection and its thread
  std::size_t of_one = 16;                             // of one person or token
  base::Micros rest = std::chrono::milliseconds(500);  // between two events to one listener
};

// Safe from any thread; outlives its listeners. It is told of a change after that is committed and before whoever made
// it hears so.
class EventHub {
 public:
  class Listener {
   public:
    ~Listener();
    // Waits until something changed, but for `most` at most: then nothing is set. Nothing at all: the hub has stopped.
    std::optional<Resources> wait(base::Micros most);

   private:
    friend class EventHub;
    Listener(EventHub& hub, std::string who) : hub_(hub), who_(std::move(who)) {}
    EventHub& hub_;
    const std::string who_;
    std::condition_variable told_;
    Resources pending_;  // guarded by the hub's mutex, as what follows
    std::optional<std::chrono::steady_clock::time_point> rested_;
  };

  explicit EventHub(HubLimits limits = {}) : limits_(limits) {}

  std::shared_ptr<Listener> join(const std::string& who);  // null when there are too many, or it has stopped
  void tell(Resources changed);
  // How often any of these was told of. What was read after this was taken is no older than what it counts.
  std::uint64_t changes(Resources of) const;
  void stop();  // every wait ends
  std::size_t listeners() const;

 private:
  const HubLimits limits_;
  mutable std::mutex mutex_;
  std::vector<Listener*> listeners_;
  std::array<std::uint64_t, kResources.size()> told_{};
  bool stopped_ = false;
};

}  // namespace redrive::central
