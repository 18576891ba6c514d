#include "shared/link/memory_transport.h"

#include "shared/link/memory_world.h"
#include "shared/wire/limits.h"

namespace redrive::link {
namespace {

class HubTransport final : public RouterTransport {
 public:
  explicit HubTransport(MemoryWorld& world) : world_(world) {}

  SendResult send(const PeerId& peer, std::string_view frame) override {
    const auto found = world_.lines.find(peer);
    if (found == world_.lines.end()) return SendResult::kGone;
    MemoryLine& line = *found->second;
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
  MemoryWorld& world_;
};

class MemoryDealer final : public DealerTransport {
 public:
  MemoryDealer(std::shared_ptr<MemoryWorld> world, std::string key, std::string endpoint) : world_(std::move(world)) {
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
  std::shared_ptr<MemoryWorld> world_;
  MemoryLine line_;
  LinkState told_ = LinkState::kConnecting;
};

}  // namespace

MemoryHub::MemoryHub(const base::Clock& clock, std::size_t per_peer_queue)
    : world_(std::make_shared<MemoryWorld>(clock, per_peer_queue)),
      transport_(std::make_unique<HubTransport>(*world_)) {}

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
  for (const MemoryLine* line : world_->ends) {
    if (line->key == key) return line->endpoint;
  }
  return "";
}

void MemoryHub::set_reachable(bool reachable) {
  world_->reachable = reachable;
  for (MemoryLine* line : world_->ends) {
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
  for (MemoryLine* line : world_->ends) {
    if (line->key == key) world_->cut(*line);
  }
}

}  // namespace redrive::link
