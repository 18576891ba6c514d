#include "central/intake/syslog_streams.h"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

#include <condition_variable>
#include <thread>

#include "shared/sys/inet_socket.h"
#include "tests/unit/sys/inet_client.h"

namespace redrive::central {
namespace {

using sys::InetClient;
using testing::ElementsAre;

// The streams' loop has a thread of its own; the test waits for what it tells after each round.
class Streams : public testing::Test {
 protected:
  explicit Streams(SyslogStreams::Bounds given = {3, 2}) : bounds(given) {
    auto listener = sys::listen_for_streams("127.0.0.1", "0").value();
    port = sys::bound_port(listener.get());
    streams.listen(std::move(listener));
    thread = std::thread([this] { loop.run(); });
  }
  ~Streams() override {
    loop.stop();
    thread.join();
  }
  InetClient connect() { return {SOCK_STREAM, port}; }
  template <typename Condition>
  void wait_for(Condition condition) {
    std::unique_lock lock(mutex);
    EXPECT_TRUE(told.wait_for(lock, std::chrono::seconds(30), condition));
  }
  void wait_for_messages(std::vector<std::string> expected) {
    wait_for([&] { return messages.size() >= expected.size(); });
    std::lock_guard lock(mutex);
    EXPECT_EQ(messages, expected);
  }
  void on_loop(const std::function<void()>& act) {
    bool done = false;
    loop.post([&] {
      act();
      std::lock_guard lock(mutex);
      done = true;
      told.notify_all();
    });
    wait_for([&] { return done; });
  }
  std::uint64_t broken() { return metrics.syslog_messages[static_cast<std::size_t>(SyslogFate::kBroken)]; }

  SyslogStreams::Bounds bounds;
  std::mutex mutex;
  std::condition_variable told;
  std::vector<std::string> messages;

  sys::EventLoop loop;
  base::ManualClock clock;  // moved on the loop's thread
  Metrics metrics;
  std::uint16_t port = 0;
  SyslogStreams streams{loop,
                        clock,
                        metrics,
                        [this](std::string message, const std::string& from) {
                          EXPECT_EQ(from, "127.0.0.1");
                          std::lock_guard lock(mutex);
                          messages.push_back(std::move(message));
                        },
                        [this] {
                          std::lock_guard lock(mutex);
                          told.notify_all();
                        },
                        bounds};
  std::thread thread;
};

TEST_F(Streams, ReadsTheMessagesOfEachConnection) {
  auto one = connect(), two = connect();
  one.send("<13>a\n<13>");
  wait_for_messages({"<13>a"});
  two.send("5 <13>b");
  wait_for_messages({"<13>a", "<13>b"});
  one.send("c\n");
  wait_for_messages({"<13>a", "<13>b", "<13>c"});
}

TEST_F(Streams, TheEndOfAConnectionEndsItsLastLine) {
  auto one = connect();
  one.send("<13>a");
  one.close();
  wait_for_messages({"<13>a"});
  EXPECT_EQ(broken(), 0U);
}

TEST_F(Streams, WhatTheEndCutsOffIsCounted) {
  auto one = connect();
  one.send("50 <13>a");
  one.close();
  wait_for([&] { return broken() == 1; });
  EXPECT_THAT(messages, testing::IsEmpty());
}

TEST_F(Streams, AMessageTooLongIsCutAndCounted) {
  auto one = connect();
  one.send("<13>" + std::string(200'000, 'x') + "\n<13>b\n");
  wait_for([&] { return messages.size() == 2; });
  EXPECT_EQ(messages[0].size(), 64U * 1024);
  EXPECT_EQ(messages[1], "<13>b");
  EXPECT_EQ(broken(), 1U);
}

TEST_F(Streams, PausedNothingIsReadAndNothingIsLost) {
  auto one = connect();
  one.send("<13>a\n");
  wait_for_messages({"<13>a"});
  on_loop([&] { streams.pause(); });
  one.send("<13>b\n");
  auto two = connect();
  two.send("<13>c\n");
  on_loop([] {});
  on_loop([] {});  // the loop has looked at its descriptors in between
  EXPECT_THAT(messages, ElementsAre("<13>a"));
  on_loop([&] { streams.resume(); });
  wait_for([&] { return messages.size() == 3; });
  EXPECT_THAT(messages, testing::UnorderedElementsAre("<13>a", "<13>b", "<13>c"));
}

TEST_F(Streams, OneAddressHasOnlySoManyConnections) {
  auto one = connect(), two = connect();
  auto three = connect();
  three.wait_for_the_end();
  EXPECT_EQ(metrics.syslog_connections_refused, 1U);
  two.close();
  std::size_t left = 2;
  while (left > 1) on_loop([&] { left = streams.connections(); });
  auto four = connect();  // the place is free again
  four.send("<13>new\n");
  wait_for_messages({"<13>new"});
  one.send("<13>still there\n");
  wait_for_messages({"<13>new", "<13>still there"});
}

TEST_F(Streams, TakesConnectionsAgainOnceThereAreDescriptors) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const int next = ::dup(STDIN_FILENO);
  ::close(next);
  const rlimit one_more{static_cast<rlim_t>(next) + 1, before.rlim_max};  // which is the client's
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &one_more), 0);
  auto one = connect();
  one.send("<13>a\n");
  std::size_t taken = 0;
  for (int look = 0; look < 2; ++look) on_loop([&] { taken = streams.connections(); });
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(taken, 0U);
  wait_for_messages({"<13>a"});
  EXPECT_EQ(metrics.syslog_connections_refused, 0U);
}

// With room for two, whoever they are.
class FewStreams : public Streams {
 protected:
  FewStreams() : Streams({2, 9}) {
    two.send("<13>2\n");
    wait_for_messages({"<13>2"});
    on_loop([&] { clock.advance(std::chrono::seconds(1)); });
    one.send("<13>1\n");
    wait_for_messages({"<13>2", "<13>1"});
  }
  InetClient one = connect(), two = connect();
};

TEST_F(FewStreams, ANewOneIsRefusedWhileNobodyIsQuiet) {
  on_loop([&] { clock.advance(SyslogStreams::kQuiet - std::chrono::seconds(2)); });
  auto three = connect();
  three.wait_for_the_end();
  EXPECT_EQ(metrics.syslog_connections_refused, 1U);
}

TEST_F(FewStreams, TheQuietestGivesItsPlaceToANewOne) {
  on_loop([&] { clock.advance(SyslogStreams::kQuiet); });
  auto three = connect();
  two.wait_for_the_end();  // the later one, that spoke first
  three.send("<13>3\n");
  wait_for_messages({"<13>2", "<13>1", "<13>3"});
  one.send("<13>4\n");
  wait_for_messages({"<13>2", "<13>1", "<13>3", "<13>4"});
  EXPECT_EQ(metrics.syslog_connections_refused, 0U);
}

}  // namespace
}  // namespace redrive::central
