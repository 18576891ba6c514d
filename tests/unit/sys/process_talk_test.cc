// Talking with a child: its stdin, its stdout as it comes, its last words.
#include "shared/sys/process_talk.h"

#include <gmock/gmock.h>

#include <thread>

#include "tests/unit/sys/process_samples.h"

namespace redrive::sys {
namespace {

using base::Micros;
using testing::HasSubstr;

class Talk final : public ProcessTalk {
 public:
  explicit Talk(Micros last_words_for = Micros{20'000'000}) : ProcessTalk("stop\n", last_words_for) {}
  void started() override {
    if (on_start) on_start();
  }
  void heard(std::string_view bytes) override {
    said += bytes;
    if (on_words) on_words();
  }
  void silent() override { ++silences; }
  void deaf() override { ++deafness; }

  std::string said;
  int silences = 0, deafness = 0;
  std::function<void()> on_start, on_words;
};

ProcessResult run_with(Talk& talk, std::string script, std::stop_token stop = {}) {
  auto request = shell(std::move(script));
  request.talk = &talk;
  return run(request, std::move(stop));
}

TEST(ProcessTalkTest, WhatIsWrittenArrivesAndWhatIsSaidIsHeard) {
  Talk talk;
  talk.write("before the start\n");
  talk.on_start = [&] {
    talk.write("after it\n");
    talk.close();
    talk.write("lost\n");
  };
  const auto result = run_with(talk, "cat; echo not stdout >&2");
  EXPECT_EQ(result.end, End::kExited);
  EXPECT_EQ(talk.said, "before the start\nafter it\n");
  EXPECT_EQ(result.output, "not stdout\n");
  EXPECT_EQ(talk.silences, 1);
}

TEST(ProcessTalkTest, AnswersFollowWhatWasHeard) {
  Talk talk;
  int turns = 0;
  talk.on_start = [&] { talk.write("x\n"); };
  talk.on_words = [&] { ++turns < 100 ? talk.write("x\n") : talk.close(); };
  EXPECT_EQ(run_with(talk, "while read word; do echo $word; done; exit 7").code, 7);
  EXPECT_EQ(talk.said.size(), 200U);
}

TEST(ProcessTalkTest, WordsOfAnotherThreadArrive) {
  Talk talk;
  std::jthread writer;
  talk.on_start = [&] {
    writer = std::jthread([&] {
      for (int i = 0; i < 1000; ++i) talk.write("0123456789\n");
      talk.close();
    });
  };
  EXPECT_EQ(run_with(talk, "wc -c").code, 0);
  EXPECT_THAT(talk.said, HasSubstr("11000"));
}

TEST(ProcessTalkTest, MoreThanAPipeHoldsGoesBothWays) {
  Talk talk;
  const std::string much(5'000'000, 'x');
  talk.write(much);
  talk.close();
  EXPECT_EQ(run_with(talk, "cat").code, 0);
  EXPECT_EQ(talk.said, much);
}

TEST(ProcessTalkTest, AReaderThatGoesIsNoSignalForUs) {
  Talk talk;
  talk.write(std::string(1'000'000, 'x'));
  EXPECT_EQ(run_with(talk, "exec <&-; echo closed; sleep 0.05; exit 3").code, 3);
  EXPECT_EQ(talk.said, "closed\n");
  EXPECT_EQ(talk.deafness, 1);
}

TEST(ProcessTalkTest, AStopIsSaidBeforeItIsDone) {
  Talk talk;
  std::stop_source stop;
  talk.on_words = [&] { stop.request_stop(); };
  const auto result = run_with(talk, "echo ready; read word; echo heard $word; cat; exit 4", stop.get_token());
  EXPECT_EQ(result.end, End::kCancelled);
  EXPECT_EQ(result.code, 4);  // by itself, when its stdin was closed
  EXPECT_EQ(talk.said, "ready\nheard stop\n");
}

TEST(ProcessTalkTest, WhoDoesNotHeedTheLastWordsIsEnded) {
  Talk talk(Micros{20'000});
  std::stop_source stop;
  talk.on_words = [&] { stop.request_stop(); };
  const auto result = run_with(talk, "echo ready; exec sleep 1000", stop.get_token());
  EXPECT_EQ(result.end, End::kCancelled);
  EXPECT_EQ(result.code, SIGTERM);
}

TEST(ProcessTalkTest, TheDeadlineIsSaidToo) {
  Talk talk;
  auto request = shell("read word; echo $word");
  request.talk = &talk;
  request.deadline = Micros{20'000};
  EXPECT_EQ(run(request).end, End::kTimedOut);
  EXPECT_EQ(talk.said, "stop\n");
}

TEST(ProcessTalkTest, AClosedOutputIsToldWhileTheChildLives) {
  std::stop_source stop;
  struct Ending final : ProcessTalk {
    explicit Ending(std::stop_source& stop) : ProcessTalk("", {}), stop_(stop) {}
    void started() override {}
    void heard(std::string_view) override {}
    void silent() override { stop_.request_stop(); }
    void deaf() override {}
    std::stop_source& stop_;
  } ending(stop);
  auto request = shell("exec >&-; exec sleep 1000");
  request.talk = &ending;
  EXPECT_EQ(run(request, stop.get_token()).code, SIGTERM);
}

TEST(ProcessTalkTest, AMissingProgramIsNotStarted) {
  Talk talk;
  auto request = request_for({"/no/such/program"});
  request.talk = &talk;
  talk.on_start = [] { ADD_FAILURE() << "it cannot have started"; };
  EXPECT_EQ(run(request).end, End::kNotStarted);
}

}  // namespace
}  // namespace redrive::sys
