// The open connections and what each may take: how many, how many from one address, and how long. Poco gives every
// connection a thread and times only single reads, so what is too many or too slow is cut from here, by shutting its
// socket.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <unordered_map>

#include "shared/base/time.h"

namespace redrive::central {

struct ConnectionLimits {
  std::size_t total = 256;        // open at once
  std::size_t per_address = 128;  // of these from one address
  base::Micros keep_alive = std::chrono::seconds(5);
  base::Micros head = std::chrono::seconds(10);    // waiting for a request and reading its head
  base::Micros body = std::chrono::seconds(30);    // reading each kStep of a body
  base::Micros answer = std::chrono::seconds(60);  // writing the answer
  base::Micros drain = std::chrono::seconds(5);    // reading away what nobody wants
  base::Micros one_read = std::chrono::seconds(10), one_write = std::chrono::seconds(10);
};

// Safe from any thread. The key is whatever names the connection as long as it is open. Time is an argument.
class Connections {
 public:
  using Key = const void*;
  enum class Phase {
    kWaiting,    // between requests, or its head is being read; may be cut to make room
    kReading,    // a body
    kWorking,    // the handler; bounds itself
    kAnswering,  // the answer is being written
    kStreaming,  // an answer without end: events; ends itself, and each write is bounded
    kDraining,   // what is left of a body is read away
  };
  static constexpr std::uint64_t kStep = 64 * 1024;  // bytes of a body that earn it more time

  explicit Connections(const ConnectionLimits& limits) : limits_(limits) {}

  // A connection came in; `cut` ends its reads and writes at once. When there are too many, the one waiting longest
  // makes room; false: none could, so close it.
  bool admit(Key key, const std::string& address, std::function<void()> cut, base::SteadyTime now);
  // Its thread has begun. Poco drops connections that wait for a thread when it stops, or when too many do; nobody says
  // so.
  void claim(Key key);
  bool enter(Key key, Phase phase, base::SteadyTime now);          // false: it is cut
  void moved(Key key, std::uint64_t bytes, base::SteadyTime now);  // read of a body
  void remove(Key key);

  void cut_overdue(base::SteadyTime now);
  void cut_waiting();  // stopping: those with a request in hand may finish it
  void cut_all();
  // True when none is left by then.
  bool wait_until_none(std::chrono::milliseconds patience);
  std::size_t count() const;

 private:
  struct Connection {
    std::string address;
    std::function<void()> cut;
    Phase phase = Phase::kWaiting;
    base::SteadyTime since{};
    std::uint64_t bytes = 0;  // moved since `since`
    bool is_claimed = false;  // has a thread, which will remove it
    bool is_cut = false;      // about to end; no longer counted
  };
  using Map = std::unordered_map<Key, Connection>;

  bool make_room(std::size_t limit, const std::string* address);
  base::Micros allowed(Phase phase) const;
  static void cut(Connection& connection);
  void cut_where(const std::function<bool(const Connection&)>& which);  // those without a thread are gone at once

  const ConnectionLimits limits_;
  mutable std::mutex mutex_;
  std::condition_variable gone_;
  Map open_;
};

}  // namespace redrive::central
