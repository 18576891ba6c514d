#include "shared/link/curve_router.h"

#include <cerrno>

#include "shared/link/gate_proof.h"
#include "shared/link/socket_options.h"
#include "shared/link/zap_thread.h"

namespace redrive::link {
namespace {

using base::ErrorCode;

constexpr int kBacklog = 4096;     // a whole fleet dials at once after a restart; the kernel's somaxconn bounds it too
constexpr int kReceiveQueue = 64;  // frames of one peer waiting to be read
constexpr base::Micros kProofPatience{5'000'000};

class SocketTransport final : public RouterTransport {
 public:
  SocketTransport(zmq::context_t& context, const RouterOptions& options, const KeyPair& keys)
      : socket_(context, zmq::socket_type::router) {
    set_bounds(socket_, options.per_peer_queue, kReceiveQueue);
    set_server_side(socket_, keys);
    socket_.set(zmq::sockopt::router_mandatory, true);  // else frames to peers that are gone or full vanish
    socket_.set(zmq::sockopt::backlog, kBacklog);
    socket_.bind(options.endpoint);
  }

  SendResult send(const PeerId& peer, std::string_view frame) override {
    SendResult result = try_send(peer, frame);
    if (result == SendResult::kSent) return result;
    catch_up(socket_);
    return try_send(peer, frame);
  }

  std::optional<Received> receive() override {
    zmq::message_t peer, frame;
    while (socket_.recv(peer, zmq::recv_flags::dontwait)) {
      const bool has_frame = peer.more() && socket_.recv(frame, zmq::recv_flags::dontwait);
      const char* key = has_frame ? zmq_msg_gets(frame.handle(), "User-Id") : nullptr;
      if (key != nullptr && !frame.more()) return Received{peer.to_string(), key, frame.to_string()};
      drop_rest(has_frame ? frame : peer);
    }
    return std::nullopt;
  }

  int fd() const override { return socket_.get(zmq::sockopt::fd); }
  std::string endpoint() const { return socket_.get(zmq::sockopt::last_endpoint); }
  std::uint64_t malformed() const { return malformed_; }

 private:
  SendResult try_send(const PeerId& peer, std::string_view frame) {
    try {
      const auto first = zmq::send_flags::sndmore | zmq::send_flags::dontwait;
      if (!socket_.send(zmq::buffer(peer), first)) return SendResult::kFull;
      return socket_.send(zmq::buffer(frame), zmq::send_flags::dontwait) ? SendResult::kSent : SendResult::kGone;
    } catch (const zmq::error_t& error) {
      if (error.num() == EHOSTUNREACH) return SendResult::kGone;
      throw;
    }
  }

  // Reads a message that is not a frame from a proven key to its end, a part at a time.
  void drop_rest(zmq::message_t& part) {
    ++malformed_;
    while (part.more() && socket_.recv(part, zmq::recv_flags::dontwait)) continue;
  }

  zmq::socket_t socket_;
  std::uint64_t malformed_ = 0;
};

// Torn down upwards: first the gate's thread (from then on nobody is let in), then the socket, then the context.
class Router final : public CurveRouter {
 public:
  Router(const RouterOptions& options, const KeyPair& keys, const base::Clock& clock)
      : context_(options.io_threads),
        gate_(std::make_unique<ZapThread>(context_, clock)),
        transport_(context_, options, keys) {}
  ~Router() override { gate_.reset(); }

  RouterTransport& transport() override { return transport_; }
  ZapGate& gate() override { return *gate_; }
  std::string bound_endpoint() const override { return transport_.endpoint(); }
  std::uint64_t malformed() const override { return transport_.malformed(); }

  base::Status prove(const KeyPair& keys, const base::Clock& clock) {
    const KeyPair stranger = make_key_pair();
    auto proven = prove_gate(context_, bound_endpoint(), keys.public_key, stranger, kProofPatience, clock);
    gate_->forget(stranger.public_key);
    return proven;
  }

 private:
  zmq::context_t context_;
  std::unique_ptr<ZapThread> gate_;
  SocketTransport transport_;
};

}  // namespace

base::Result<std::unique_ptr<CurveRouter>> open_curve_router(const RouterOptions& options, const KeyPair& keys,
                                                             const base::Clock& clock) {
  try {
    auto router = std::make_unique<Router>(options, keys, clock);
    if (auto proven = router->prove(keys, clock); !proven) return tl::unexpected(proven.error());
    return router;
  } catch (const std::exception& error) {
    return base::fail(ErrorCode::kUnavailable,
                      fmt::format("cannot take agents at {}: {}; expected tcp://ADDRESS:PORT with a free port",
                                  options.endpoint, error.what()));
  }
}

}  // namespace redrive::link
