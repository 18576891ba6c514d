// The transport without a network, for tests and simulation: one central and its agents in one thread, with switches
// for what networks do. It keeps the contract of transport.h (tests/contract/link runs on both).
#pragma once

#include <memory>
#include <string>

#include "shared/link/curve_router.h"

namespace redrive::link {

struct MemoryWorld;

// Everything happens on one thread, at once. Dealers may outlive the hub; then nothing reaches them any more.
class MemoryHub final : public CurveRouter {
 public:
  explicit MemoryHub(const base::Clock& clock, std::size_t per_peer_queue = 64);
  ~MemoryHub() override;

  RouterTransport& transport() override;
  ZapGate& gate() override;
  std::string bound_endpoint() const override { return "memory"; }
  std::uint64_t malformed() const override { return 0; }

  // An agent's end, dialling at once. Any endpoint reaches this hub; what was dialled last is told by dialled().
  std::unique_ptr<DealerTransport> dial(const std::string& key, const std::string& endpoint = "memory");
  std::string dialled(const std::string& key) const;

  // While unreachable, connections are gone and new ones stay kConnecting; then those that wait connect.
  void set_reachable(bool reachable);
  // While dropping, frames to and from this key are taken as sent and vanish.
  void set_dropping(const std::string& key, bool dropping);
  // Ends this key's connections; the agent's end is kConnecting until it calls reconnect().
  void disconnect(const std::string& key);

 private:
  std::shared_ptr<MemoryWorld> world_;
  std::unique_ptr<RouterTransport> transport_;
};

}  // namespace redrive::link
