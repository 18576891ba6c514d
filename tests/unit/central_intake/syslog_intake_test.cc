#include "central/intake/syslog_intake.h"

#include <gmock/gmock.h>

#include <condition_variable>

#include "tests/unit/sys/inet_client.h"

namespace redrive::central {
namespace {

using sys::InetClient;

// The deciding thread, played by the test: it takes everything, or nothing while it is `full`, or answers that it
// cannot while it is `broken`.
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
                                        if (full || broken) ++turned_away;
                                        if (full) waited = std::max(waited, request.alerts.size());
                                        told.notify_all();
                                        if (full) return false;
                                        if (broken) {
                                          answer(base::fail(base::ErrorCode::kUnavailable, "the disk is away"));
                                          return true;
                                        }
                                        answer(SubmitAlerts::Reply{request.alerts.size(), 0});
                                        for (auto& alert : request.alerts)
                                          taken.push_back(request.sender + ": " + alert.message);
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
  bool wait_for_turned_away(std::size_t count) {
    std::unique_lock lock(mutex);
    return told.wait_for(lock, std::chrono::seconds(30), [&] { return turned_away >= count; });
  }
  void let_go() {
    std::lock_guard lock(mutex);
    full = broken = false;
  }
  std::uint64_t counted(SyslogFate fate) { return metrics.syslog_messages[static_cast<std::size_t>(fate)]; }

  std::mutex mutex;
  std::condition_variable told;
  bool full = false, broken = false;
  std::size_t turned_away = 0;
  std::size_t waited = 0;  // most alerts that were offered in one request while it was full
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
  EXPECT_LE(waited, SyslogOutlet::kStreams + SyslogStreams::kRead / 2000) << "no more is read";
  EXPECT_EQ(counted(SyslogFate::kDropped), 0U);
  for (std::size_t i = 0; i < sent; ++i) {
    ASSERT_THAT(taken[i], testing::StartsWith(fmt::format("pos-17: disk full {} ", i))) << "in order, none missing";
  }
}

TEST_F(Intake, OfWhatCannotBeStoredOnlyStreamsAreTriedAgain) {
  open({"udp://127.0.0.1:0", "tcp://127.0.0.1:0"});
  broken = true;
  intake->start();
  InetClient datagrams(SOCK_DGRAM, intake->ports()[0]), stream(SOCK_STREAM, intake->ports()[1]);
  datagrams.send("<13>1 - pos-17 a - - - disk full");
  ASSERT_TRUE(wait_for_turned_away(1));
  stream.send("<13>1 - pos-17 b - - - disk full\n");
  ASSERT_TRUE(wait_for_turned_away(2));
  let_go();
  ASSERT_TRUE(wait_for_taken(1));
  intake->stop();
  EXPECT_THAT(taken, testing::ElementsAre("pos-17: b: disk full"));
  EXPECT_EQ(counted(SyslogFate::kDropped), 1U);
}

TEST_F(Intake, WhatWasReadIsSubmittedAtTheEnd) {
  open({"udp://127.0.0.1:0"});
  full = true;
  intake->start();
  InetClient datagrams(SOCK_DGRAM, intake->ports()[0]);
  datagrams.send("<13>1 - pos-17 a - - - disk full");
  ASSERT_TRUE(wait_for_turned_away(1));
  let_go();
  intake->stop();
  EXPECT_THAT(taken, testing::ElementsAre("pos-17: a: disk full"));
}

TEST_F(Intake, WhatTheKernelLosesIsCounted) {
  open({"udp://127.0.0.1:0"});
  InetClient datagrams(SOCK_DGRAM, intake->ports()[0]);
  const std::string noise(60'000, 'x');
  constexpr std::size_t kSent = 400;
  for (std::size_t i = 0; i < kSent; ++i) datagrams.send(noise);  // nobody reads yet
  intake->start();
  // The kernel tells of it with the first datagram for which there is room again.
  std::size_t tried = 0;
  do {
    datagrams.send("<13>a: disk full");
    ++tried;
  } while (!wait_for_taken(1, std::chrono::milliseconds(100)));
  for (std::size_t more = 2; more < 5; ++more, ++tried) {  // with each of these it tells of the same again
    datagrams.send("<13>a: disk full");
    ASSERT_TRUE(wait_for_taken(more));
  }
  EXPECT_GT(counted(SyslogFate::kOverrun), 0U);
  EXPECT_GE(counted(SyslogFate::kOverrun) + counted(SyslogFate::kIgnored), kSent);
  EXPECT_LE(counted(SyslogFate::kOverrun) + counted(SyslogFate::kIgnored), kSent + tried) << "each is counted once";
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
