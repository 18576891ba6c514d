// What only the real thing can get wrong: ZAP, foreign peers, rubbish on the port, opening and closing.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>
#include <zmq.hpp>

#include "shared/base/random.h"
#include "shared/link/gate_proof.h"
#include "shared/link/socket_options.h"
#include "tests/contract/link/world.h"

namespace redrive::link::test {
namespace {

class Curve : public testing::Test {
 protected:
  Curve() {
    auto opened = open_curve_router({.endpoint = "tcp://127.0.0.1:0"}, central_keys_, clock_);
    if (!opened) throw std::runtime_error(opened.error().message);
    central_ = std::move(*opened);
  }

  std::unique_ptr<DealerTransport> dial(const KeyPair& keys) {
    return std::move(*open_curve_dealer({central_->bound_endpoint(), central_keys_.public_key}, keys));
  }
  // A new agent is let in and heard.
  void expect_central_serves() {
    const KeyPair keys = make_key_pair();
    central_->gate().set_allowed({keys.public_key, agent_keys_.public_key});
    auto dealer = dial(keys);
    ASSERT_TRUE(wait_for_state(*dealer, LinkState::kConnected));
    ASSERT_EQ(dealer->send("ping"), SendResult::kSent);
    const auto received = wait_for_frame(central_->transport());
    ASSERT_TRUE(received);
    EXPECT_EQ(received->key, keys.public_key);
    EXPECT_EQ(received->frame, "ping");
  }
  int connect_raw() {
    const std::string endpoint = central_->bound_endpoint();
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(endpoint.substr(endpoint.rfind(':') + 1))));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    return fd;
  }

  const KeyPair central_keys_ = make_key_pair(), agent_keys_ = make_key_pair();
  base::SystemClock clock_;
  std::unique_ptr<CurveRouter> central_;
};

TEST_F(Curve, TheProofAtStartLeavesNoNote) {
  EXPECT_TRUE(central_->gate().refused().empty());
}

TEST_F(Curve, PortZeroPicksAFreePort) {
  auto second = open_curve_router({.endpoint = "tcp://127.0.0.1:0"}, central_keys_, clock_);
  ASSERT_TRUE(second);
  EXPECT_NE((*second)->bound_endpoint(), central_->bound_endpoint());
}

TEST_F(Curve, APortThatIsTakenIsNamed) {
  const auto second = open_curve_router({.endpoint = central_->bound_endpoint()}, central_keys_, clock_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, base::ErrorCode::kUnavailable);
  EXPECT_NE(second.error().message.find(central_->bound_endpoint()), std::string::npos) << second.error().message;
}

TEST_F(Curve, EndpointsOfNoFormAreErrors) {
  EXPECT_FALSE(open_curve_router({.endpoint = "nonsense"}, central_keys_, clock_));
  EXPECT_FALSE(open_curve_dealer({"nonsense", central_keys_.public_key}, agent_keys_));
  EXPECT_EQ(open_curve_dealer({"tcp://127.0.0.1:1", "short"}, agent_keys_).error().code, base::ErrorCode::kInvalid);
  auto dealer = dial(agent_keys_);
  dealer->reconnect("nonsense");
  EXPECT_TRUE(wait_for_state(*dealer, LinkState::kRefused));
  EXPECT_FALSE(dealer->receive());
  EXPECT_EQ(dealer->send("x"), SendResult::kGone);
}

// docs/pitfalls.md, d: a CURVE server without ZAP lets every key in. The proof must see that.
TEST_F(Curve, AGateThatIsOpenIsFoundOut) {
  zmq::context_t context;
  zmq::socket_t open_to_all(context, zmq::socket_type::router);
  set_bounds(open_to_all, 1, 1);
  open_to_all.set(zmq::sockopt::curve_server, true);
  open_to_all.set(zmq::sockopt::curve_secretkey, central_keys_.secret_key);
  open_to_all.bind("tcp://127.0.0.1:*");
  const auto proof = prove_gate(context, open_to_all.get(zmq::sockopt::last_endpoint), central_keys_.public_key,
                                make_key_pair(), std::chrono::seconds(10), clock_);
  ASSERT_FALSE(proof);
  EXPECT_NE(proof.error().message.find("let in"), std::string::npos) << proof.error().message;
}

// With our options, but nobody answering for ZAP, no key gets in.
TEST_F(Curve, AGateWithoutADoorkeeperIsShut) {
  zmq::context_t context;
  zmq::socket_t unattended(context, zmq::socket_type::router);
  set_bounds(unattended, 1, 1);
  set_server_side(unattended, central_keys_);
  unattended.bind("tcp://127.0.0.1:*");
  const auto proof = prove_gate(context, unattended.get(zmq::sockopt::last_endpoint), central_keys_.public_key,
                                make_key_pair(), std::chrono::milliseconds(300), clock_);
  ASSERT_FALSE(proof);
  EXPECT_NE(proof.error().message.find("no answer"), std::string::npos) << proof.error().message;
}

TEST_F(Curve, TheProofDoesNotWaitForEver) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(listener, 1), 0);
  socklen_t size = sizeof address;
  ASSERT_EQ(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
  zmq::context_t context;
  const auto proof = prove_gate(context, fmt::format("tcp://127.0.0.1:{}", ntohs(address.sin_port)),
                                central_keys_.public_key, make_key_pair(), std::chrono::milliseconds(50), clock_);
  EXPECT_FALSE(proof);
  ::close(listener);
}

// A peer without CURVE, or with it and too many parts.
TEST_F(Curve, MessagesOfMoreThanOneFrameAreDroppedAndCounted) {
  central_->gate().set_allowed({agent_keys_.public_key});
  zmq::context_t context;
  zmq::socket_t peer(context, zmq::socket_type::dealer);
  set_bounds(peer, 100, 100);
  set_client_side(peer, agent_keys_, central_keys_.public_key);
  peer.connect(central_->bound_endpoint());
  for (int parts : {2, 3, 50}) {
    for (int i = 1; i < parts; ++i) peer.send(zmq::buffer(std::string_view("part")), zmq::send_flags::sndmore);
    peer.send(zmq::buffer(std::string_view("last")), zmq::send_flags::none);
  }
  peer.send(zmq::buffer(std::string_view("one")), zmq::send_flags::none);
  const auto received = wait_for_frame(central_->transport());
  ASSERT_TRUE(received);
  EXPECT_EQ(received->frame, "one");
  EXPECT_EQ(central_->malformed(), 3U);
  EXPECT_FALSE(central_->transport().receive());
}

TEST_F(Curve, APeerWithoutCurveIsNotHeard) {
  zmq::context_t context;
  zmq::socket_t plain(context, zmq::socket_type::dealer);
  plain.set(zmq::sockopt::linger, 0);
  plain.connect(central_->bound_endpoint());
  plain.send(zmq::buffer(std::string_view("in the clear")), zmq::send_flags::none);
  expect_central_serves();
  EXPECT_FALSE(central_->transport().receive());
}

TEST_F(Curve, AnAgentThatExpectsAnotherCentralDoesNotTalkToThisOne) {
  central_->gate().set_allowed({agent_keys_.public_key});
  auto dealer = std::move(*open_curve_dealer({central_->bound_endpoint(), make_key_pair().public_key}, agent_keys_));
  expect_central_serves();
  (void)dealer->state();
  EXPECT_EQ(dealer->send("secret"), SendResult::kGone);
  EXPECT_FALSE(central_->transport().receive());
}

TEST_F(Curve, RubbishOnThePortDoesNoHarm) {
  base::SeededRandom random(11);
  std::string noise(100'000, '\0');
  random.fill({reinterpret_cast<std::uint8_t*>(noise.data()), noise.size()});
  // The last two are greetings of ZMTP, so that rubbish reaches the handshake.
  const std::string greeting = std::string("\xFF\0\0\0\0\0\0\0\1\x7F\3\0", 12) +
                               std::string("CURVE\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20) + std::string(32, '\0');
  std::vector<int> held;
  for (const std::string& bytes : {std::string("GET / HTTP/1.1\r\n\r\n"), noise, std::string(64, '\xFF'), std::string(),
                                   greeting, greeting + noise}) {
    held.push_back(connect_raw());
    (void)::send(held.back(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    expect_central_serves();
  }
  for (int fd : held) ::close(fd);
  expect_central_serves();
}

TEST_F(Curve, ALossAndANewConnectionAreBothTold) {
  central_->gate().set_allowed({agent_keys_.public_key});
  const std::string endpoint = central_->bound_endpoint();
  auto dealer = dial(agent_keys_);
  ASSERT_TRUE(wait_for_state(*dealer, LinkState::kConnected));
  central_.reset();
  central_ = std::move(*open_curve_router({.endpoint = endpoint}, central_keys_, clock_));
  central_->gate().set_allowed({agent_keys_.public_key});
  // Nobody asks for the state meanwhile: libzmq loses the connection and dials again by itself. It has when a frame
  // arrives.
  ASSERT_TRUE(wait_until({central_->transport().fd(), dealer->fd()}, [&] {
    (void)dealer->send("early");
    return central_->transport().receive().has_value();
  }));
  std::vector<LinkState> told{LinkState::kConnected};
  EXPECT_TRUE(wait_until({dealer->fd()}, [&] {
    while (dealer->receive()) continue;
    const LinkState state = dealer->state();
    if (state != told.back()) told.push_back(state);
    return told.size() == 3;
  }));
  EXPECT_EQ(told, (std::vector{LinkState::kConnected, LinkState::kConnecting, LinkState::kConnected}));
}

// libzmq would keep such a frame for the next connection and send it there before the hello.
TEST_F(Curve, WhatIsSentIntoALossDoesNotArriveOnTheNextConnection) {
  central_->gate().set_allowed({agent_keys_.public_key});
  const std::string endpoint = central_->bound_endpoint();
  auto dealer = dial(agent_keys_);
  ASSERT_TRUE(wait_for_state(*dealer, LinkState::kConnected));
  ASSERT_EQ(dealer->state(), LinkState::kConnected);
  ASSERT_FALSE(dealer->receive());
  central_.reset();
  // The loss is known to the socket but has not been told.
  bool woken = false;
  ASSERT_TRUE(wait_until({dealer->fd()}, [&] { return std::exchange(woken, true); }));
  (void)dealer->send("stale");
  central_ = std::move(*open_curve_router({.endpoint = endpoint}, central_keys_, clock_));
  central_->gate().set_allowed({agent_keys_.public_key});
  ASSERT_TRUE(wait_for_state(*dealer, LinkState::kConnecting));
  ASSERT_TRUE(wait_for_state(*dealer, LinkState::kConnected));
  ASSERT_EQ(dealer->send("hello"), SendResult::kSent);
  const auto received = wait_for_frame(central_->transport());
  ASSERT_TRUE(received);
  EXPECT_EQ(received->frame, "hello");
}

// With lingering, an agent whose central has stopped reading could not end.
TEST_F(Curve, AnAgentLeavesACentralThatDoesNotRead) {
  zmq::context_t context;
  zmq::socket_t stuck(context, zmq::socket_type::router);
  set_bounds(stuck, 1, 1);
  stuck.set(zmq::sockopt::curve_server, true);
  stuck.set(zmq::sockopt::curve_secretkey, central_keys_.secret_key);
  stuck.bind("tcp://127.0.0.1:*");
  auto dealer = std::move(*open_curve_dealer(
      {.endpoint = stuck.get(zmq::sockopt::last_endpoint), .central_key = central_keys_.public_key, .queue = 1000},
      agent_keys_));
  ASSERT_TRUE(wait_for_state(*dealer, LinkState::kConnected));
  const std::string frame(64 * 1024, 'x');  // a thousand of them are more than the kernel holds
  int sent = 0;
  while (sent < 5000 && dealer->send(frame) == SendResult::kSent) ++sent;
  ASSERT_LT(sent, 5000);
  const auto left = std::async(std::launch::async, [&] { dealer.reset(); });
  EXPECT_EQ(left.wait_for(std::chrono::seconds(20)), std::future_status::ready);
}

TEST_F(Curve, OpeningAndClosingWithPeersConnectedEnds) {
  const std::string endpoint = central_->bound_endpoint();
  central_->gate().set_allowed({agent_keys_.public_key});
  auto dealer = dial(agent_keys_);
  ASSERT_TRUE(wait_for_state(*dealer, LinkState::kConnected));
  ASSERT_EQ(dealer->send("unread"), SendResult::kSent);
  central_.reset();
  EXPECT_TRUE(wait_for_state(*dealer, LinkState::kConnecting));
}

}  // namespace
}  // namespace redrive::link::test
