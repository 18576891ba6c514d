#include "shared/link/curve_dealer.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "shared/link/event_fd.h"
#include "shared/link/socket_events.h"
#include "shared/link/socket_options.h"

namespace redrive::link {
namespace {

constexpr int kReceiveQueue = 64;
constexpr int kWatched = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH |
                         ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL;

// Several descriptors behind one that stays the same while they change.
class FdGroup {
 public:
  FdGroup() : fd_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  }
  ~FdGroup() { ::close(fd_); }
  FdGroup(const FdGroup&) = delete;
  FdGroup& operator=(const FdGroup&) = delete;

  int get() const { return fd_; }
  void add(int fd) {
    epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
    if (::epoll_ctl(fd_, EPOLL_CTL_ADD, fd, &event) != 0)
      throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  }
  void remove(int fd) { ::epoll_ctl(fd_, EPOLL_CTL_DEL, fd, nullptr); }

 private:
  int fd_;
};

// One socket, dialling one endpoint, and the news of it. reconnect() takes a new one, so that nothing of the old
// connection, queued frames or late news, reaches into the next.
class Line {
 public:
  Line(zmq::context_t& context, FdGroup& group, const DealerOptions& options, const KeyPair& keys)
      : group_(group), socket_(context, zmq::socket_type::dealer) {
    set_bounds(socket_, options.queue, kReceiveQueue);
    set_client_side(socket_, keys, options.central_key);
    socket_.set(zmq::sockopt::immediate, true);  // queue only for a connection that stands; drop with it
    socket_.set(zmq::sockopt::reconnect_ivl, 1'000);
    socket_.set(zmq::sockopt::reconnect_ivl_max, 60'000);
    events_.emplace(context, socket_, kWatched);
    socket_.connect(options.endpoint);
    group_.add(descriptor_of(socket_));
    group_.add(descriptor_of(events_->socket()));
  }
  ~Line() {
    group_.remove(descriptor_of(events_->socket()));
    group_.remove(descriptor_of(socket_));
  }

  zmq::socket_t& socket() { return socket_; }
  SocketEvents& events() { return *events_; }

 private:
  FdGroup& group_;
  zmq::socket_t socket_;
  std::optional<SocketEvents> events_;  // goes before the socket
};

using Context = std::shared_ptr<zmq::context_t>;

class Dealer final : public DealerTransport {
 public:
  Dealer(Context context, DealerOptions options, KeyPair keys)
      : options_(std::move(options)), keys_(std::move(keys)), context_(std::move(context)) {
    group_.add(more_news_.get());
    line_ = std::make_unique<Line>(*context_, group_, options_, keys_);
  }

  SendResult send(std::string_view frame) override {
    if (!line_ || state_ != LinkState::kConnected) return SendResult::kGone;
    if (try_send(frame)) return SendResult::kSent;
    catch_up(line_->socket());
    return try_send(frame) ? SendResult::kSent : SendResult::kFull;
  }

  std::optional<std::string> receive() override {
    zmq::message_t frame;
    while (line_ && line_->socket().recv(frame, zmq::recv_flags::dontwait)) {
      if (!frame.more()) return frame.to_string();
      while (frame.more() && line_->socket().recv(frame, zmq::recv_flags::dontwait)) continue;  // not ours: one part is
    }
    return std::nullopt;
  }

  LinkState state() override {
    more_news_.clear();
    while (line_) {
      const auto event = line_->events().next();
      if (!event) break;
      const LinkState next = state_after(*event);
      // A refused line is dead; that it is then also disconnected is no news.
      if (next == state_ || state_ == LinkState::kRefused) continue;
      state_ = next;
      more_news_.ring();  // there may be more, and this change is to be seen before the next
      break;
    }
    return state_;
  }

  void reconnect(const std::string& endpoint) override {
    options_.endpoint = endpoint;
    state_ = LinkState::kConnecting;
    line_.reset();
    try {
      line_ = std::make_unique<Line>(*context_, group_, options_, keys_);
    } catch (const std::exception&) {  // an endpoint of a wrong form, no descriptor left: the owner tries later
      state_ = LinkState::kRefused;
      more_news_.ring();
    }
  }

  int fd() const override { return group_.get(); }

 private:
  bool try_send(std::string_view frame) {
    return line_->socket().send(zmq::buffer(frame), zmq::send_flags::dontwait).has_value();
  }

  static LinkState state_after(int event) {
    if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED) return LinkState::kConnected;
    return event == ZMQ_EVENT_DISCONNECTED ? LinkState::kConnecting : LinkState::kRefused;
  }

  DealerOptions options_;
  const KeyPair keys_;
  LinkState state_ = LinkState::kConnecting;  // as last told
  EventFd more_news_;
  FdGroup group_;
  const Context context_;
  std::unique_ptr<Line> line_;  // null when the last reconnect() could not dial
};

base::Result<std::unique_ptr<DealerTransport>> open_in(const Context& context, const DealerOptions& options,
                                                       const KeyPair& keys) {
  if (auto key = check_public_key(options.central_key); !key) return base::fail_in("central's key", key.error());
  try {
    return std::make_unique<Dealer>(context, options, keys);
  } catch (const std::exception& error) {
    return base::fail(base::ErrorCode::kInvalid, fmt::format("cannot dial central at {}: {}; expected tcp://HOST:PORT",
                                                             options.endpoint, error.what()));
  }
}

}  // namespace

base::Result<std::unique_ptr<DealerTransport>> open_curve_dealer(const DealerOptions& options, const KeyPair& keys) {
  return open_in(std::make_shared<zmq::context_t>(1), options, keys);
}

struct DealerPool::State {
  Context context = std::make_shared<zmq::context_t>(1);
};

DealerPool::DealerPool(std::size_t dealers) : state_(std::make_unique<State>()) {
  constexpr std::size_t kSockets = 3;  // of each dealer: its own and both ends of its monitor
  constexpr std::size_t kSpare = 64;   // those that are closed are given back a little later
  state_->context->set(zmq::ctxopt::max_sockets, static_cast<int>(2 * kSockets * dealers + kSpare));
}

DealerPool::~DealerPool() = default;

base::Result<std::unique_ptr<DealerTransport>> DealerPool::open(const DealerOptions& options,
                                                                const KeyPair& keys) const {
  return open_in(state_->context, options, keys);
}

}  // namespace redrive::link
