// What the memory transport's two ends share. Only for this folder.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>

#include "shared/link/event_fd.h"
#include "shared/link/key_book.h"
#include "shared/link/transport.h"

namespace redrive::link {

class BookGate final : public ZapGate {
 public:
  void set_allowed(std::set<std::string> keys) override { book.set_allowed(std::move(keys)); }
  std::vector<RefusedKey> refused() const override { return book.refused(); }

  KeyBook book;
};

// An agent's end as the hub sees it.
struct MemoryLine {
  std::string key, endpoint;
  bool dialling = true;        // a try is due or waits for the hub
  PeerId connection;           // empty while there is none
  std::deque<LinkState> news;  // changes not told yet
  std::deque<std::string> to_agent;
  EventFd bell;

  void tell(LinkState state) {
    news.push_back(state);
    settle();
  }
  void settle() const { news.empty() && to_agent.empty() ? bell.clear() : bell.ring(); }
};

struct MemoryWorld {
  MemoryWorld(const base::Clock& with_clock, std::size_t queue_length) : clock(with_clock), queue(queue_length) {}

  const base::Clock& clock;
  const std::size_t queue;
  BookGate gate;
  bool reachable = true;
  std::uint64_t connections = 0;
  std::set<std::string> dropping;
  std::map<PeerId, MemoryLine*> lines;   // those connected
  std::set<MemoryLine*> ends;            // all of them
  std::map<PeerId, std::size_t> unread;  // frames of each peer in to_central
  std::deque<Received> to_central;
  EventFd bell;

  void connect(MemoryLine& line) {
    if (!reachable || !line.dialling) return;
    line.dialling = false;
    if (!gate.book.admit(line.key, "memory", clock.utc())) return line.tell(LinkState::kRefused);
    line.connection = fmt::format("peer-{}", ++connections);
    lines[line.connection] = &line;
    line.tell(LinkState::kConnected);
  }

  void settle() const { to_central.empty() ? bell.clear() : bell.ring(); }

  // What central has not read stays readable, as with a socket; what the agent has not read is lost.
  void cut(MemoryLine& line) {
    if (line.connection.empty()) return;
    lines.erase(line.connection);
    line.connection.clear();
    line.to_agent.clear();
    line.tell(LinkState::kConnecting);
  }
};

}  // namespace redrive::link
