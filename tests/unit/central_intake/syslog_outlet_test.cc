#include "central/intake/syslog_outlet.h"

#include <gmock/gmock.h>

namespace redrive::central {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using Came = SyslogOutlet::Came;

// The deciding thread, played by the test; the loop runs on the test's thread until something happens.
class Outlet : public testing::Test {
 protected:
  struct Asked {
    SubmitAlerts request;
    SyslogOutlet::Answer answer;
  };
  bool submit(SubmitAlerts request, SyslogOutlet::Answer answer) {
    if (full) {
      ++refused;
      if (on_refusal) on_refusal();
      return false;
    }
    asked.push_back({std::move(request), std::move(answer)});
    return true;
  }
  void add(const std::string& message, Came came, const std::string& sender = "pos-17") {
    model::Alert alert;
    alert.message = message;
    outlet.add({sender, std::move(alert)}, came);
  }
  // Answers the oldest request and lets the loop do what follows.
  void answer(base::Result<SubmitAlerts::Reply> reply) {
    const auto oldest = std::move(asked.front());
    asked.erase(asked.begin());
    oldest.answer(std::move(reply));
    run_posted();
  }
  void run_posted() {
    loop.post([this] { loop.stop(); });
    loop.run();
  }
  std::uint64_t counted(SyslogFate fate) { return metrics.syslog_messages[static_cast<std::size_t>(fate)]; }
  static std::vector<std::string> messages(const SubmitAlerts& request) {
    std::vector<std::string> all;
    for (const auto& alert : request.alerts) all.push_back(alert.message);
    return all;
  }

  sys::EventLoop loop;
  Metrics metrics;
  bool full = false;
  std::function<void()> on_refusal;
  std::size_t refused = 0, room = 0;
  std::vector<Asked> asked;
  SyslogOutlet outlet{loop,
                      [this](SubmitAlerts request, SyslogOutlet::Answer answer) {
                        return submit(std::move(request), std::move(answer));
                      },
                      metrics, [this] { ++room; }};
};

TEST_F(Outlet, SubmitsWhatARoundBroughtBySender) {
  add("a", Came::kDatagram);
  add("b", Came::kDatagram, "pos-18");
  add("c", Came::kDatagram);
  outlet.flush();
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_EQ(asked[0].request.source, model::AlertSource::kSyslog);
  EXPECT_EQ(asked[0].request.sender, "pos-17");
  EXPECT_THAT(messages(asked[0].request), ElementsAre("a", "c"));
  EXPECT_THAT(messages(asked[1].request), ElementsAre("b"));
  answer(SubmitAlerts::Reply{1, 1});
  EXPECT_EQ(counted(SyslogFate::kTaken), 2U);
}

TEST_F(Outlet, ADatagramBeyondTheBoundIsDroppedAndCounted) {
  full = true;
  for (std::size_t i = 0; i < SyslogOutlet::kAlerts + 3; ++i) add("x", Came::kDatagram);
  EXPECT_EQ(counted(SyslogFate::kDropped), 3U);
  add("y", Came::kStream);
  EXPECT_EQ(counted(SyslogFate::kDropped), 3U) << "what came by a stream waits";
}

TEST_F(Outlet, FullQueueIsTriedAgain) {
  full = true;
  add("a", Came::kDatagram);
  outlet.flush();
  EXPECT_EQ(refused, 1U);
  on_refusal = [this] {
    if (refused == 3) loop.stop();
  };
  loop.run();  // the timer brings it here, each time anew
  EXPECT_EQ(refused, 3U);
  EXPECT_EQ(counted(SyslogFate::kDropped), 0U);
}

TEST_F(Outlet, AtMostSoManyRequestsAreUnderWay) {
  for (std::size_t i = 0; i <= SyslogOutlet::kRequests; ++i) add("x", Came::kDatagram, "s-" + std::to_string(i));
  outlet.flush();
  EXPECT_EQ(asked.size(), SyslogOutlet::kRequests);
  answer(SubmitAlerts::Reply{1, 0});
  EXPECT_EQ(asked.size(), SyslogOutlet::kRequests) << "the one that waited has gone out";
}

TEST_F(Outlet, StreamsHaveRoomAgainOnceThereAreAnswers) {
  for (std::size_t i = 0; i < SyslogOutlet::kStreams; ++i) add("x", Came::kStream);
  EXPECT_FALSE(outlet.has_room());
  outlet.flush();
  EXPECT_EQ(room, 0U);
  answer(SubmitAlerts::Reply{SyslogOutlet::kStreams, 0});
  EXPECT_TRUE(outlet.has_room());
  EXPECT_EQ(room, 1U);
}

TEST_F(Outlet, WhatTheStoreCouldNotTakeWaitsWhenItCameByAStream) {
  add("a", Came::kStream);
  outlet.flush();
  add("b", Came::kStream);
  answer(base::fail(ErrorCode::kUnavailable, "the disk is away"));
  EXPECT_EQ(counted(SyslogFate::kDropped), 0U);
  outlet.flush();
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_THAT(messages(asked[0].request), ElementsAre("a", "b")) << "in the order they came";
}

TEST_F(Outlet, WhatTheStoreCouldNotTakeIsTriedAgainByItselfAndNotAtOnce) {
  add("a", Came::kStream);
  add("b", Came::kStream, "pos-18");
  outlet.flush();
  ASSERT_EQ(asked.size(), 2U);
  for (const auto& one : asked) one.answer(base::fail(ErrorCode::kNoSpace, "the disk is full"));
  full = true;
  on_refusal = [this] { loop.stop(); };
  loop.run();  // the timer brings it here
  EXPECT_EQ(refused, 1U);
  EXPECT_EQ(counted(SyslogFate::kDropped), 0U);
}

TEST_F(Outlet, AnAnswerHastensNothingThatWasRefused) {
  add("a", Came::kStream);
  outlet.flush();
  full = true;
  add("b", Came::kStream);
  outlet.flush();
  EXPECT_EQ(refused, 1U);
  answer(SubmitAlerts::Reply{1, 0});
  EXPECT_EQ(refused, 1U) << "the timer brings it there";
}

TEST_F(Outlet, WhatTheStoreCouldNotTakeIsDroppedWhenItCameAsADatagram) {
  add("a", Came::kDatagram);
  outlet.flush();
  answer(base::fail(ErrorCode::kUnavailable, "the disk is away"));
  EXPECT_EQ(counted(SyslogFate::kDropped), 1U);
}

TEST_F(Outlet, WhatCanNeverBeStoredIsNotTriedForEver) {
  add("a", Came::kStream);
  outlet.flush();
  answer(base::fail(ErrorCode::kInvalid, "no"));
  EXPECT_EQ(counted(SyslogFate::kDropped), 1U);
}

TEST_F(Outlet, AtTheEndWhatNobodyTakesIsCounted) {
  full = true;
  for (const char* message : {"a", "b"}) add(message, Came::kStream);
  outlet.finish();
  EXPECT_EQ(counted(SyslogFate::kDropped), 2U);
}

TEST_F(Outlet, AtTheEndWhatWaitsIsSubmitted) {
  add("a", Came::kStream);
  for (const char* message : {"b", "c"}) add(message, Came::kDatagram, "pos-18");
  outlet.finish();
  ASSERT_EQ(asked.size(), 2U);
  asked[0].answer(SubmitAlerts::Reply{1, 0});
  asked[1].answer(base::fail(ErrorCode::kUnavailable, "stopping"));
  EXPECT_EQ(counted(SyslogFate::kTaken), 1U);
  EXPECT_EQ(counted(SyslogFate::kDropped), 2U);
}

}  // namespace
}  // namespace redrive::central
