#include "central/intake/syslog_intake.h"

#include <gmock/gmock.h>

#include <condition_variable>

#include "tests/unit/sys/inet_client.h"

namespace redrive::central {
namespace {

using sys::InetClient;

// The deciding thread, played by the test: it takes everything, or nothing while `full`.
class Intake : public testing::Test {
 protected:
  static config::CentralOptions listening(std::vector<std::string> addresses) {
    config::CentralOptions options;
    options.inventory.devices["pos-17"].name = "pos-17";
    options.syslog.listen = std::move(addresses);
    return options;
  }
  void open(std::vector<std::string> addresses) {
    options.set(listening(std::move(addresses)));
    auto opened = SyslogIntake::open({options,
                                      [this](SubmitAlerts request, const SyslogOutlet::Answer& answer) {
                                        std::lock_guard lock(mutex);
                                        if (full) return false;
                                        answer(SubmitAlerts::Reply{request.alerts.size(), 0});
                                        for (auto& alert : request.alerts)
                                          taken.push_back(request.sender + ": " + alert.message);
                                        told.notify_all();
                                        return true;
                                      },
                                      clock, metrics});
    ASSERT_TRUE(opened) << opened.error().message;
    intake = std::move(*opened);
  }
  bool wait_for_taken(std::size_t count, base::Micros patience = std::chrono::seconds(30)) {
    std::unique_lock lock(mutex);
    return told.wait_for(lock, patience, [&] { return taken.size() >= count; });
  }
  void let_go() {
    std::lock_guard lock(mutex);
    full = false;
  }
  std::uint64_t counted(SyslogFate fate) { return metrics.syslog_messages[static_cast<std::size_t>(fate)]; }

  std::mutex mutex;
  std::condition_variable told;
  bool full = false;
  std::vector<std::string> taken;
  LiveOptions options{config::CentralOptions{}};
  base::ManualClock clock;
  Metrics metrics;
  std::unique_ptr<SyslogIntake> intake;
};

TEST_F(Intake, TakesAlertsFromDatagramsAndStreams) {
  open({"udp://127.0.0.1:0", "tcp://127.0.0.1:0", "udp://localhost:0"});
  intake->start();
  ASSERT_EQ(intake->ports().size(), 3U);
  InetClient datagrams(SOCK_DGRAM, intake->ports()[0]), stream(SOCK_STREAM, intake->ports()[1]);
  datagrams.send("<13>1 - pos-17 a - - - disk full");
  ASSERT_TRUE(wait_for_taken(1));
  stream.send("<13>1 - pos-17 b - - - disk full\n");
  ASSERT_TRUE(wait_for_taken(2));
  EXPECT_THAT(taken, testing::ElementsAre("pos-17: a: disk full", "pos-17: b: disk full"));
}

TEST_F(Intake, CountsWhatIsNoAlert) {
  open({"udp://127.0.0.1:0"});
  intake->start();
  InetClient datagrams(SOCK_DGRAM, intake->ports()[0]);
  datagrams.send("<13>pos-17: all is well");
  datagrams.send("");
  datagrams.send("<13>a: disk full");
  ASSERT_TRUE(wait_for_taken(1));
  EXPECT_THAT(taken, testing::ElementsAre("127.0.0.1: a: disk full"));
  EXPECT_EQ(counted(SyslogFate::kIgnored), 2U);
}

TEST_F(Intake, AReloadCountsFromTheNextMessageOn) {
  open({"udp://127.0.0.1:0"});
  intake->start();
  InetClient datagrams(SOCK_DGRAM, intake->ports()[0]);
  datagrams.send("<14>a: disk full");
  datagrams.send("<13>b: disk full");
  ASSERT_TRUE(wait_for_taken(1));
  auto next = *options.get();
  next.syslog.severity = "info";
  options.set(std::move(next));
  datagrams.send("<14>c: disk full");
  ASSERT_TRUE(wait_for_taken(2));
  EXPECT_THAT(taken, testing::ElementsAre("127.0.0.1: b: disk full", "127.0.0.1: c: disk full"));
}

TEST_F(Intake, SendersOfStreamsWaitWhileNothingCanBeStored) {
  open({"tcp://127.0.0.1:0"});
  full = true;
  intake->start();
  InetClient stream(SOCK_STREAM, intake->ports()[0]);
  const auto message = [](std::size_t number) {
    return fmt::format("<13>1 - pos-17 - - - - disk full {} {}\n", number, std::string(2000, '.'));
  };
  // Until the buffers on the way are full, and no further.
  std::size_t sent = 0;
  bool read = true;
  while (read && sent < 100'000) {
    const auto line = message(sent++);
    std::string_view left = line;
    while (!left.empty() && (read = stream.send_some(left))) {
    }
    if (read) continue;
    let_go();
    while (!left.empty()) stream.send_some(left);
  }
  EXPECT_FALSE(read);
  EXPECT_TRUE(wait_for_taken(sent));
  EXPECT_EQ(counted(SyslogFate::kDropped), 0U);
  for (std::size_t i = 0; i < sent; ++i) {
    ASSERT_THAT(taken[i], testing::StartsWith(fmt::format("pos-17: disk full {} ", i))) << "in order, none missing";
  }
}

TEST_F(Intake, WhatTheKernelLosesIsCounted) {
  open({"udp://127.0.0.1:0"});
  InetClient datagrams(SOCK_DGRAM, intake->ports()[0]);
  const std::string noise(60'000, 'x');
  constexpr std::size_t kSent = 400;
  for (std::size_t i = 0; i < kSent; ++i) datagrams.send(noise);  // nobody reads yet
  intake->start();
  // The kernel tells of it with the first datagram for which there is room again.
  do {
    datagrams.send("<13>a: disk full");
  } while (!wait_for_taken(1, std::chrono::milliseconds(100)));
  EXPECT_GT(counted(SyslogFate::kOverrun), 0U);
  EXPECT_GE(counted(SyslogFate::kOverrun) + counted(SyslogFate::kIgnored), kSent);
}

TEST_F(Intake, WithoutAddressesDoesNothing) {
  open({});
  intake->start();
  intake->stop();
}

TEST_F(Intake, SaysWhichAddressCannotBeHad) {
  open({"tcp://127.0.0.1:0"});
  const auto address = fmt::format("tcp://127.0.0.1:{}", intake->ports()[0]);
  const LiveOptions same(listening({address}));
  const auto second = SyslogIntake::open({same, [](auto&&...) { return false; }, clock, metrics});
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message,
              testing::HasSubstr("[syslog] listen " + address + ": cannot listen at 127.0.0.1"));
}

}  // namespace
}  // namespace redrive::central
