// How a child ends: by itself, by a signal, by its deadline, by a stop, and what becomes of its output and
// grandchildren.
#include <fcntl.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "tests/unit/sys/process_samples.h"
#include "tests/unit/sys/temp_dir.h"

namespace redrive::sys {
namespace {

using base::Micros;

TEST(ProcessEndTest, TellsExitCodesAndSignals) {
  for (int code : {0, 1, 77, 255}) {
    const auto result = run(shell("exit " + std::to_string(code)));
    EXPECT_EQ(result.end, End::kExited);
    EXPECT_EQ(result.code, code);
  }
  const auto result = run(shell("kill -USR1 $$"));
  EXPECT_EQ(result.end, End::kSignalled);
  EXPECT_EQ(result.code, SIGUSR1);
}

TEST(ProcessEndTest, MergesBothOutputsInOrder) {
  EXPECT_EQ(run(shell("echo a; echo b >&2; printf 'c\\0\\377'")).output, std::string("a\nb\nc\0\xff", 7));
}

TEST(ProcessEndTest, KeepsHeadAndTailOfALongOutput) {
  const auto result = run(shell("echo begin; head -c 50000000 /dev/zero; echo end"));
  EXPECT_EQ(result.end, End::kExited);
  const std::size_t kept = 64 * 1024;
  const std::string note = "\n[" + std::to_string(50'000'010 - kept) + " bytes left out]\n";
  EXPECT_TRUE(result.output.starts_with("begin\n"));
  EXPECT_TRUE(result.output.ends_with("end\n"));
  EXPECT_EQ(result.output.find(note), 16U * 1024);
  EXPECT_EQ(result.output.size(), kept + note.size());
}

TEST(ProcessEndTest, WaitsForAChildThatClosedItsOutput) {
  const auto result = run(shell("exec >/dev/null 2>&1; sleep 0.05; exit 3"));
  EXPECT_EQ(result.end, End::kExited);
  EXPECT_EQ(result.code, 3);
}

TEST(ProcessEndTest, EndsAtTheDeadline) {
  auto request = request_for({"sleep", "1000"});
  request.deadline = Micros{20'000};
  const auto result = run(request);
  EXPECT_EQ(result.end, End::kTimedOut);
  EXPECT_EQ(result.code, SIGTERM);
}

TEST(ProcessEndTest, EndsAtTheDeadlineWhileOutputFloodsIn) {
  auto request = request_for({"yes"});
  request.deadline = Micros{20'000};
  EXPECT_EQ(run(request).end, End::kTimedOut);
}

TEST(ProcessEndTest, EndsAStoppedProcessByTermToo) {
  auto request = shell("kill -STOP $$; sleep 1000");
  request.deadline = Micros{50'000};
  const auto result = run(request);  // the grace of 5 s is not needed
  EXPECT_EQ(result.end, End::kTimedOut);
  EXPECT_EQ(result.code, SIGTERM);
}

TEST(ProcessEndTest, AStopBeforeTheStartStartsNothing) {
  const TempDir dir;
  std::stop_source source;
  source.request_stop();
  EXPECT_EQ(run(request_for({"touch", dir / "f"}), source.get_token()).end, End::kCancelled);
  EXPECT_FALSE(std::filesystem::exists(dir / "f"));
}

// A child that says through a named pipe that it is ready, and the stop that follows.
struct Ready {
  TempDir dir;
  std::stop_source source;
  std::string pipe = dir / "ready";
  Ready() { EXPECT_EQ(::mkfifo(pipe.c_str(), 0600), 0); }
  ProcessResult run_and_stop(ProcessRequest request) {
    const std::jthread stopper([this] {
      std::ifstream in(pipe);  // opens when the child opens its end
      std::string line;
      std::getline(in, line);
      source.request_stop();
    });
    return run(request, source.get_token());
  }
};

TEST(ProcessEndTest, AStopEndsItWithTerm) {
  Ready ready;
  const auto result = ready.run_and_stop(shell("echo x > " + ready.pipe + "; exec sleep 1000"));
  EXPECT_EQ(result.end, End::kCancelled);
  EXPECT_EQ(result.code, SIGTERM);
}

TEST(ProcessEndTest, AChildMayCleanUpOnTermAndItIsStillCancelled) {
  Ready ready;
  const auto result = ready.run_and_stop(
      shell("trap 'echo cleaned; exit 0' TERM; echo x > " + ready.pipe + "; while :; do sleep 0.01; done"));
  EXPECT_EQ(result.end, End::kCancelled);
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.output.substr(result.output.find("cleaned")), "cleaned\n");
}

TEST(ProcessEndTest, KillsTheWholeGroupWhenTermIsIgnored) {
  Ready ready;
  auto request = shell("trap '' TERM; sleep 1000 & echo $!; echo x > " + ready.pipe + "; wait; sleep 1000");
  request.grace = Micros{20'000};
  const auto result = ready.run_and_stop(request);
  EXPECT_EQ(result.end, End::kCancelled);
  EXPECT_EQ(result.code, SIGKILL);
  ASSERT_FALSE(result.output.empty());
  EXPECT_TRUE(dies(std::stoi(result.output)));
}

TEST(ProcessEndTest, AGrandchildHoldingTheOutputDoesNotHoldUpTheResult) {
  const auto result = run(shell("sleep 1000 & echo $!"));
  EXPECT_EQ(result.end, End::kExited);
  EXPECT_EQ(result.code, 0);
  ASSERT_FALSE(result.output.empty());
  EXPECT_TRUE(dies(std::stoi(result.output)));
}

TEST(ProcessEndTest, NorDoesOneThatFloodsItOrLeftTheGroup) {
  EXPECT_EQ(run(shell("yes & exit 0")).end, End::kExited);
  const auto result = run(shell("setsid sleep 1000 & echo $!"));
  EXPECT_EQ(result.end, End::kExited);
  ASSERT_FALSE(result.output.empty());
  ::kill(std::stoi(result.output), SIGKILL);
}

TEST(ProcessEndTest, RunsFromSeveralThreadsAtOnce) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([i] {
      for (int k = 0; k < 5; ++k) {
        const auto result = run(shell("echo " + std::to_string(i) + "; exit " + std::to_string(i)));
        EXPECT_EQ(result.output, std::to_string(i) + "\n");
        EXPECT_EQ(result.code, i);
      }
    });
  }
}

}  // namespace
}  // namespace redrive::sys
