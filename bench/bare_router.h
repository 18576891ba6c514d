// What libzmq with CURVE gives by itself: a ROUTER whose gate looks keys up in a set, and nothing more. The other side
// is bare_fleet.cc. The measure for central's agent link.
#pragma once

#include <fmt/format.h>

#include <array>
#include <set>
#include <string>
#include <thread>
#include <vector>
#include <zmq.hpp>

namespace redrive::bench {

inline constexpr int kQueue = 64;  // frames of one peer, as central has it

class BareRouter {
 public:
  // Keys are Z85. The endpoint's port may be *.
  BareRouter(const std::string& endpoint, const std::string& secret_key, std::set<std::string> allowed)
      : allowed_(std::move(allowed)),
        zap_(context_, zmq::socket_type::rep),
        socket_(context_, zmq::socket_type::router) {
    zap_.bind("inproc://zeromq.zap.01");
    gate_ = std::thread([this] { keep_gate(); });
    socket_.set(zmq::sockopt::linger, 0);
    socket_.set(zmq::sockopt::sndhwm, kQueue);
    socket_.set(zmq::sockopt::rcvhwm, kQueue);
    socket_.set(zmq::sockopt::backlog, 4096);
    socket_.set(zmq::sockopt::router_mandatory, true);
    socket_.set(zmq::sockopt::curve_server, true);
    socket_.set(zmq::sockopt::curve_secretkey, secret_key);
    socket_.set(zmq::sockopt::zap_domain, "bare");
    socket_.bind(endpoint);
  }
  ~BareRouter() {
    socket_.close();
    context_.shutdown();
    gate_.join();
    zap_.close();
  }
  BareRouter(const BareRouter&) = delete;
  BareRouter& operator=(const BareRouter&) = delete;

  std::string endpoint() const { return socket_.get(zmq::sockopt::last_endpoint); }

  void send(const std::string& peer, const std::string& frame) {
    socket_.send(zmq::buffer(peer), zmq::send_flags::sndmore);
    socket_.send(zmq::buffer(frame), zmq::send_flags::none);
  }
  // Waits for a frame; says whose it is.
  std::string receive() {
    zmq::message_t peer, frame;
    static_cast<void>(socket_.recv(peer));
    static_cast<void>(socket_.recv(frame));
    return peer.to_string();
  }

 private:
  void keep_gate() {
    try {
      while (true) {
        std::vector<std::string> request;
        zmq::message_t part;
        do {
          static_cast<void>(zap_.recv(part));
          request.push_back(part.to_string());
        } while (part.more());
        std::array<char, 41> key{};
        zmq_z85_encode(key.data(), reinterpret_cast<const std::uint8_t*>(request.at(6).data()), 32);
        const bool good = allowed_.contains(key.data());
        const std::array<std::string, 6> answer{"1.0", request[1], good ? "200" : "400", "", key.data(), ""};
        for (std::size_t i = 0; i < answer.size(); ++i) {
          zap_.send(zmq::buffer(answer[i]), i + 1 < answer.size() ? zmq::send_flags::sndmore : zmq::send_flags::none);
        }
      }
    } catch (const zmq::error_t&) {  // the end
    }
  }

  const std::set<std::string> allowed_;
  zmq::context_t context_{1};
  zmq::socket_t zap_;  // the gate's thread alone uses it
  zmq::socket_t socket_;
  std::thread gate_;
};

}  // namespace redrive::bench
