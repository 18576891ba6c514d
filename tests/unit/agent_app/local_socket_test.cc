// The local socket: whatever a local user writes to it, and however slowly.
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>

#include "agent/app/local_channel.h"
#include "agent/app/local_server.h"
#include "shared/wire/codec.h"
#include "shared/wire/limits.h"
#include "tests/unit/agent/samples.h"
#include "tests/unit/agent_app/script.h"

namespace redrive::agent {
namespace {

using base::ErrorCode;
using std::chrono::hours;
using std::chrono::milliseconds;
using test::Script;

struct Pair {
  Pair() {
    std::array<int, 2> fds{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()), 0);
    ours = sys::Fd(fds[0]), theirs = sys::Fd(fds[1]);
  }
  ErrorCode receive(const std::string& bytes, base::Micros deadline = hours(1)) {
    EXPECT_EQ(::write(theirs.get(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    auto received = receive_message(ours.get(), deadline);
    EXPECT_FALSE(received);
    return received ? ErrorCode::kFailed : received.error().code;
  }
  sys::Fd ours, theirs;
};

TEST(LocalChannel, CarriesMessagesOfAnySize) {
  wire::Envelope envelope{7, 0, wire::PlanReply{}};
  auto& plan = std::get<wire::PlanReply>(envelope.message).plan;
  for (int i = 0; i < 50'000; ++i) plan.devices.push_back({fmt::format("dev-{}", i), "never started"});
  Pair pair;
  auto sent = std::async(std::launch::async, [&] { return send_message(pair.theirs.get(), envelope, hours(1)); });
  const auto received = receive_message(pair.ours.get(), hours(1));
  ASSERT_TRUE(received) << received.error().message;
  EXPECT_EQ(*received, envelope);
  EXPECT_TRUE(sent.get());
}

TEST(LocalChannel, RubbishIsInvalid) {
  EXPECT_EQ(Pair().receive(std::string("\x07\0\0\0rubbish", 11)), ErrorCode::kInvalid);
  EXPECT_EQ(Pair().receive(std::string(4, '\0')), ErrorCode::kInvalid);
}

TEST(LocalChannel, ALengthOverTheLimitIsRefusedBeforeAnythingIsReadFor) {
  EXPECT_EQ(Pair().receive("\xff\xff\xff\xff"), ErrorCode::kInvalid);
}

TEST(LocalChannel, ASlowOtherEndIsGivenUp) {
  EXPECT_EQ(Pair().receive("", milliseconds(1)), ErrorCode::kUnavailable);
  EXPECT_EQ(Pair().receive(std::string("\x07\0\0\0rub", 7), milliseconds(1)), ErrorCode::kUnavailable);
  Pair pair;
  const wire::Envelope large{1, 0, wire::ErrorReply{ErrorCode::kFailed, std::string(4'000'000, 'x')}};
  const auto sent = send_message(pair.ours.get(), large, milliseconds(1));
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, ErrorCode::kUnavailable);
}

TEST(LocalChannel, AClosedOtherEndIsSaidAtOnce) {
  Pair pair;
  pair.theirs.reset();
  EXPECT_EQ(receive_message(pair.ours.get(), hours(1)).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(send_message(pair.ours.get(), {1, 0, wire::Heartbeat{}}, hours(1)).error().code, ErrorCode::kUnavailable);
}

TEST(LocalChannel, WithoutADaemonItSaysWhatToDo) {
  test::TempDir dir;
  const auto none = connect_to_daemon(dir.path());
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(none.error().message, testing::HasSubstr("is the agent running?"));
  EXPECT_EQ(connect_to_daemon(dir.path() / std::string(200, 'x')).error().code, ErrorCode::kInvalid);
}

class LocalServerTest : public testing::Test {
 protected:
  // The server's loop is the test's thread; `clients` talk to it from theirs.
  void serve(std::function<void()> clients) {
    auto opened = LocalServer::open(
        loop, dir.path(),
        [](const wire::Message& request, const std::string& user) -> wire::Message {
          const auto* plan = std::get_if<wire::PlanRequest>(&request);
          return wire::CommandAck{plan ? plan->job : "?", true, user};
        },
        hours(1));
    ASSERT_TRUE(opened) << opened.error().message;
    server = std::move(*opened);
    auto done = std::async(std::launch::async, [&] {
      clients();
      loop.post([this] { finished = true; });
    });
    Script script(loop);
    script.when("the clients to finish", [this] { return finished; }).run();
    done.get();
  }
  sys::Fd connected() {
    auto fd = connect_to_daemon(dir.path());
    EXPECT_TRUE(fd);
    return std::move(*fd);
  }

  sys::EventLoop loop;
  test::TempDir dir;
  std::unique_ptr<LocalServer> server;
  bool finished = false;
};

TEST_F(LocalServerTest, AnswersEachWithTheUserTheKernelNames) {
  serve([&] {
    const auto client = connected();
    ASSERT_TRUE(send_message(client.get(), {5, 0, wire::PlanRequest{"J-1", {}}}, hours(1)));
    const auto answer = receive_message(client.get(), hours(1));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->re, 5U);
    const auto& ack = std::get<wire::CommandAck>(answer->message);
    EXPECT_EQ(ack.command, "J-1");
    EXPECT_EQ(ack.why, *peer_user(client.get()));
  });
}

TEST_F(LocalServerTest, RubbishEndsThatConnectionAlone) {
  serve([&] {
    const auto rude = connected();
    ASSERT_EQ(::write(rude.get(), "\xff\xff\xff\xff", 4), 4);
    char byte = 0;
    EXPECT_EQ(::read(rude.get(), &byte, 1), 0);
    const auto client = connected();
    ASSERT_TRUE(send_message(client.get(), {5, 0, wire::PlanRequest{"J-1", {}}}, hours(1)));
    EXPECT_TRUE(receive_message(client.get(), hours(1)));
  });
}

TEST_F(LocalServerTest, TooManyConnectionsAreClosedAtOnceAndStopHangsUpOnTheRest) {
  std::vector<sys::Fd> silent;
  serve([&] {
    for (std::size_t i = 0; i < LocalServer::kMaxClients; ++i) silent.push_back(connected());
    const auto one_more = connected();
    char byte = 0;
    EXPECT_EQ(::read(one_more.get(), &byte, 1), 0);
  });
  server->stop();  // although nobody has said anything, and may take an hour for it
  char byte = 0;
  for (const auto& fd : silent) EXPECT_EQ(::read(fd.get(), &byte, 1), 0);
  EXPECT_FALSE(connect_to_daemon(dir.path()));
}

}  // namespace
}  // namespace redrive::agent
