#include "shared/link/memory_transport.h"

#include <deque>
#include <map>
#include <set>

#include "shared/link/event_fd.h"
#include "shared/link/key_book.h"
#include "shared/wire/limits.h"

namespace redrive::link {
namespace {

class BookGate final : public ZapGate {
 public:
  void set_allowed(std::set<std::string> keys) override { book.set_allowed(std::move(keys)); }
  std::vector<RefusedKey> refused() const override { return book.refused(); }

  KeyBook book;
};

// An agent's end as the hub sees it.
struct Line {
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

}  // namespace

struct MemoryHub::World {
  World(const base::Clock& with_clock, std::size_t queue_length) : clock(with_clock), queue(queue_length) {}

  const base::Clock& clock;
  const std::size_t queue;
  BookGate gate;
  bool reachable = true;
  std::uint64_t connections = 0;
  std::set<std::string> dropping;
  std::map<PeerId, Line*> lines;         // those connected
  std::set<Line*> ends;                  // all of them
  std::map<PeerId, std::size_t> unread;  // frames of each peer in to_central
  std::deque<Received> to_central;
  EventFd bell;

  void connect(Line& line) {
    if (!reachable || !line.dialling) return;
    line.dialling = false;
    if (!gate.book.admit(line.key, "memory", clock.utc())) return line.tell(LinkState::kRefused);
    line.connection = fmt::format("peer-{}", ++connections);
    lines[line.connection] = &line;
    line.tell(LinkState::kConnected);
  }

  void settle() const { to_central.empty() ? bell.clear() : bell.ring(); }

  // What central has not read stays readable, as with a socket; what the agent has not read is lost.
  void cut(Line& line) {
    if (line.connection.empty()) return;
    lines.erase(line.connection);
    line.connection.clear();
    line.to_agent.clear();
    line.tell(LinkState::kConnecting);
  }
};

namespace {

using World = MemoryHub::World;

class HubTransport final : public RouterTransport {
 public:
  explicit HubTransport(World& world) : world_(world) {}

  SendResult send(const PeerId& peer, std::string_view frame) override {
    const auto found = world_.lines.find(peer);
    if (found == world_.lines.end()) return SendResult::kGone;
    Line& line = *found->second;
    if (line.to_agent.size() >= world_.queue) return SendResult::kFull;
    if (world_.dropping.contains(line.key)) return SendResult::kSent;
    if (frame.size() > wire::kMaxFrame) {
      world_.cut(line);
      return SendResult::kSent;
    }
    line.to_agent.emplace_back(frame);
    line.settle();
    return SendResult::kSent;
  }

  std::optional<Received> receive() override {
    if (world_.to_central.empty()) return std::nullopt;
    Received received = std::move(world_.to_central.front());
    world_.to_central.pop_front();
    if (--world_.unread[received.peer] == 0) world_.unread.erase(received.peer);
    world_.settle();
    return received;
  }

  int fd() const override { return world_.bell.get(); }

 private:
  World& world_;
};

class MemoryDealer final : public DealerTransport {
 public:
  MemoryDealer(std::shared_ptr<World> world, std::string key, std::string endpoint) : world_(std::move(world)) {
    line_.key = std::move(key);
    line_.endpoint = std::move(endpoint);
    world_->ends.insert(&line_);
    world_->connect(line_);
  }
  ~MemoryDealer() override {
    world_->cut(line_);
    world_->ends.erase(&line_);
  }

  SendResult send(std::string_view frame) override {
    if (told_ != LinkState::kConnected || line_.connection.empty()) return SendResult::kGone;
    if (world_->unread[line_.connection] >= world_->queue) return SendResult::kFull;
    if (world_->dropping.contains(line_.key)) return SendResult::kSent;
    if (frame.size() > wire::kMaxFrame) {
      world_->cut(line_);
      return SendResult::kSent;
    }
    ++world_->unread[line_.connection];
    world_->to_central.push_back({line_.connection, line_.key, std::string(frame)});
    world_->settle();
    return SendResult::kSent;
  }

  std::optional<std::string> receive() override {
    if (line_.to_agent.empty()) return std::nullopt;
    std::string frame = std::move(line_.to_agent.front());
    line_.to_agent.pop_front();
    line_.settle();
    return frame;
  }

  LinkState state() override {
    if (line_.news.empty()) return told_;
    told_ = line_.news.front();
    line_.news.pop_front();
    line_.settle();
    return told_;
  }

  void reconnect(const std::string& endpoint) override {
    world_->cut(line_);
    line_.news.clear();
    line_.settle();
    told_ = LinkState::kConnecting;
    line_.endpoint = endpoint;
    line_.dialling = true;
    world_->connect(line_);
  }

  int fd() const override { return line_.bell.get(); }

 private:
  std::shared_ptr<World> world_;
  Line line_;
  LinkState told_ = LinkState::kConnecting;
};

}  // namespace

MemoryHub::MemoryHub(const base::Clock& clock, std::size_t per_peer_queue)
    : world_(std::make_shared<World>(clock, per_peer_queue)), transport_(std::make_unique<HubTransport>(*world_)) {}

MemoryHub::~MemoryHub() {
  set_reachable(false);
}

RouterTransport& MemoryHub::transport() {
  return *transport_;
}

ZapGate& MemoryHub::gate() {
  return world_->gate;
}

std::unique_ptr<DealerTransport> MemoryHub::dial(const std::string& key, const std::string& endpoint) {
  return std::make_unique<MemoryDealer>(world_, key, endpoint);
}

std::string MemoryHub::dialled(const std::string& key) const {
  for (const Line* line : world_->ends) {
    if (line->key == key) return line->endpoint;
  }
  return "";
}

void MemoryHub::set_reachable(bool reachable) {
  world_->reachable = reachable;
  for (Line* line : world_->ends) {
    if (reachable) {
      world_->connect(*line);
    } else if (!line->connection.empty()) {
      world_->cut(*line);
      line->dialling = true;
    }
  }
}

void MemoryHub::set_dropping(const std::string& key, bool dropping) {
  if (dropping) {
    world_->dropping.insert(key);
  } else {
    world_->dropping.erase(key);
  }
}

void MemoryHub::disconnect(const std::string& key) {
  for (Line* line : world_->ends) {
    if (line->key == key) world_->cut(*line);
  }
}

}  // namespace redrive::link
