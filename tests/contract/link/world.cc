#include "tests/contract/link/world.h"

#include <poll.h>

#include "shared/link/memory_transport.h"

namespace redrive::link::test {
namespace {

constexpr std::size_t kPoolSize = 64;  // dealers of a test

class MemoryWorld final : public World {
 public:
  explicit MemoryWorld(int queue) : hub_(clock_for_notes, static_cast<std::size_t>(queue)) {}
  CurveRouter& central() override { return hub_; }
  std::unique_ptr<DealerTransport> dial(const KeyPair& keys) override { return hub_.dial(keys.public_key); }
  std::string endpoint() override { return "memory"; }

 private:
  MemoryHub hub_;
};

enum class Dealers { kAlone, kInPool };

class CurveWorld final : public World {
 public:
  CurveWorld(int queue, Dealers dealers) : queue_(queue) {
    if (dealers == Dealers::kInPool) pool_.emplace(kPoolSize);
    auto opened = open_curve_router({.endpoint = "tcp://127.0.0.1:*", .per_peer_queue = queue}, keys_, clock_);
    if (!opened) throw std::runtime_error(opened.error().message);
    router_ = std::move(*opened);
  }
  CurveRouter& central() override { return *router_; }
  std::unique_ptr<DealerTransport> dial(const KeyPair& keys) override {
    const DealerOptions options{.endpoint = endpoint(), .central_key = keys_.public_key, .queue = queue_};
    auto dealer = pool_ ? pool_->open(options, keys) : open_curve_dealer(options, keys);
    return dealer ? std::move(*dealer) : nullptr;
  }
  std::string endpoint() override { return router_->bound_endpoint(); }

 private:
  const int queue_;
  const KeyPair keys_ = make_key_pair();
  base::SystemClock clock_;
  std::unique_ptr<CurveRouter> router_;
  std::optional<DealerPool> pool_;
};

template <Dealers dealers>
std::unique_ptr<World> make_curve_world(int queue) {
  return std::make_unique<CurveWorld>(queue, dealers);
}

}  // namespace

const WorldKind kMemory{"memory",
                        [](int queue) -> std::unique_ptr<World> { return std::make_unique<MemoryWorld>(queue); }};
const WorldKind kCurve{"curve", make_curve_world<Dealers::kAlone>};
const WorldKind kPooledCurve{"pooled_curve", make_curve_world<Dealers::kInPool>};

bool wait_until(const std::vector<int>& fds, const std::function<bool()>& done) {
  const base::SystemClock clock;
  const base::SteadyTime deadline = clock.steady() + std::chrono::seconds(10);
  std::vector<pollfd> watched;
  for (int fd : fds) watched.push_back({fd, POLLIN, 0});
  while (!done()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - clock.steady()).count();
    if (left <= 0 || ::poll(watched.data(), watched.size(), static_cast<int>(left)) == 0) return false;
  }
  return true;
}

bool wait_for_state(DealerTransport& dealer, LinkState wanted) {
  return wait_until({dealer.fd()}, [&] {
    while (dealer.receive()) continue;
    return dealer.state() == wanted;
  });
}

std::optional<std::string> wait_for_frame(DealerTransport& dealer) {
  std::optional<std::string> frame;
  wait_until({dealer.fd()}, [&] {
    (void)dealer.state();
    return (frame = dealer.receive()).has_value();
  });
  return frame;
}

std::optional<Received> wait_for_frame(RouterTransport& router) {
  std::optional<Received> received;
  wait_until({router.fd()}, [&] { return (received = router.receive()).has_value(); });
  return received;
}

}  // namespace redrive::link::test
