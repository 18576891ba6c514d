// The bare counterpart of a fleet, for measuring: libzmq with CURVE and nothing of ours.
//   bare_fleet agents ENDPOINT SERVER-KEY SEED FIRST COUNT BYTES   prints "ready", dials when a line comes on stdin;
//                                           each agent says hello and answers every frame with one of BYTES bytes
//   bare_fleet router ENDPOINT SEED COUNT   prints its key and endpoint, and "all" when everyone has said hello and was
//                                           answered
#include <fmt/format.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <deque>

#include "bench/bare_router.h"
#include "tests/simulated_agents/agent_keys.h"

namespace redrive::bench {
namespace {

constexpr std::size_t kRouterKey = 1'000'000;  // number of the router's own key among the seed's

[[noreturn]] void stop(const std::string& why) {
  fmt::print(stderr, "bare_fleet: {}\n", why);
  std::exit(1);
}

struct Agents {
  Agents(std::string at, std::string key, std::uint64_t seed, std::size_t first, std::size_t count)
      : endpoint(std::move(at)), epoll(::epoll_create1(0)) {
    context.set(zmq::ctxopt::max_sockets, static_cast<int>(count + 16));
    for (std::size_t i = 0; i < count; ++i) {
      const auto keys = simulated::key_pair_of(seed, first + i);
      zmq::socket_t& socket = sockets.emplace_back(context, zmq::socket_type::dealer);
      socket.set(zmq::sockopt::linger, 0);
      socket.set(zmq::sockopt::sndhwm, kQueue);
      socket.set(zmq::sockopt::rcvhwm, kQueue);
      socket.set(zmq::sockopt::reconnect_ivl, 1'000);
      socket.set(zmq::sockopt::curve_serverkey, key);
      socket.set(zmq::sockopt::curve_publickey, keys.public_key);
      socket.set(zmq::sockopt::curve_secretkey, keys.secret_key);
    }
  }

  void dial() {
    for (std::size_t i = 0; i < sockets.size(); ++i) {
      epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
      if (::epoll_ctl(epoll, EPOLL_CTL_ADD, sockets[i].get(zmq::sockopt::fd), &event) != 0) stop("epoll_ctl");
      sockets[i].connect(endpoint);
      sockets[i].send(zmq::str_buffer("hello"), zmq::send_flags::none);
      drain(i, "");
    }
  }

  // Answers what is there; an empty answer is none. A ZeroMQ descriptor tells of changes only once, sends included.
  void drain(std::size_t i, const std::string& answer) {
    zmq::message_t frame;
    while (sockets[i].recv(frame, zmq::recv_flags::dontwait)) {
      if (!answer.empty() && frame.size() > 1) sockets[i].send(zmq::buffer(answer), zmq::send_flags::none);
    }
  }

  void serve(const std::string& answer) {
    std::array<epoll_event, 256> events{};
    while (true) {
      const int count = ::epoll_wait(epoll, events.data(), events.size(), -1);
      for (int i = 0; i < count; ++i) drain(events[static_cast<std::size_t>(i)].data.u64, answer);
    }
  }

  const std::string endpoint;
  const int epoll;
  zmq::context_t context{1};
  std::deque<zmq::socket_t> sockets;
};

void run_agents(char** words) {
  Agents agents(words[0], words[1], std::strtoull(words[2], nullptr, 10), std::strtoull(words[3], nullptr, 10),
                std::strtoull(words[4], nullptr, 10));
  fmt::print("ready\n");
  std::fflush(stdout);
  if (std::getchar() == EOF) return;
  std::thread([] {  // the end of whoever started this
    while (std::getchar() != EOF) continue;
    std::_Exit(0);
  })
      .detach();
  agents.dial();
  agents.serve(std::string(std::strtoull(words[5], nullptr, 10), 'a'));
}

void run_router(const std::string& endpoint, std::uint64_t seed, std::size_t count) {
  std::set<std::string> allowed;
  for (std::size_t i = 0; i < count; ++i) allowed.insert(simulated::key_pair_of(seed, i).public_key);
  const auto keys = simulated::key_pair_of(seed, kRouterKey);
  BareRouter router(endpoint, keys.secret_key, std::move(allowed));
  fmt::print("{} {}\n", keys.public_key, router.endpoint());
  std::fflush(stdout);
  for (std::size_t heard = 0; heard < count; ++heard) router.send(router.receive(), "w");
  fmt::print("all\n");
  std::fflush(stdout);
  while (std::getchar() != EOF) continue;
}

}  // namespace
}  // namespace redrive::bench

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  if (mode == "agents" && argc == 8) {
    redrive::bench::run_agents(argv + 2);
  } else if (mode == "router" && argc == 5) {
    redrive::bench::run_router(argv[2], std::strtoull(argv[3], nullptr, 10), std::strtoull(argv[4], nullptr, 10));
  } else {
    return fmt::print(
               stderr,
               "usage: bare_fleet agents ENDPOINT SERVER-KEY SEED FIRST COUNT BYTES | router ENDPOINT SEED COUNT\n"),
           2;
  }
  return 0;
}
