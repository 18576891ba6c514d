// What sealed programs can do, and what they cannot.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>

#include "shared/base/digest.h"
#include "shared/sys/checked_program.h"
#include "shared/sys/question.h"
#include "shared/sys/seal.h"
#include "tests/unit/sys/process_samples.h"
#include "tests/unit/sys/temp_dir.h"

namespace redrive::sys {
namespace {

using testing::HasSubstr;
using testing::Not;

class SealedTest : public testing::Test {
 protected:
  SealedTest() {
    std::ofstream(dir_ / "log") << "kept";
    log_ = Fd(::open((dir_ / "log").c_str(), O_RDONLY | O_CLOEXEC));
    auto program = checked_program(kProbe, std::filesystem::file_size(kProbe), base::digest_of(*read_file(kProbe)));
    EXPECT_TRUE(program) << program.error().message;
    if (program) program_ = std::move(*program);
  }

  ProcessResult try_to(std::string what, std::string_view question = "") {
    std::stop_source stop;
    Question talk(question, 1'000'000, stop);
    seal_.program = program_.get();
    seal_.extra = log_.get();
    auto request = request_for({"probe", std::move(what)});
    request.deadline = deadline_;
    request.grace = base::Micros{1'000'000};
    request.talk = &talk;
    request.seal = &seal_;
    auto result = run(request, stop.get_token());
    said_ = talk.answer();
    too_long_ = talk.too_long();
    return result;
  }
  std::string told(std::string what) {
    const auto result = try_to(std::move(what));
    EXPECT_EQ(result.end, End::kExited) << result.code << result.output;
    return said_;
  }
  void expect_killed(std::string what, int signal = SIGSYS) {
    const auto result = try_to(what);
    EXPECT_EQ(result.end, End::kSignalled) << what << said_ << result.output;
    EXPECT_EQ(result.code, signal) << what << said_;
  }

  static constexpr const char* kProbe = REDRIVE_SEALED_PROBE;
  TempDir dir_;
  Fd log_, program_;
  Seal seal_;
  base::Micros deadline_{60'000'000};
  std::string said_;
  bool too_long_ = false;
};

TEST_F(SealedTest, ItReadsItsQuestionAndTheLogAndHasNothingElse) {
  ::setenv("REDRIVE_SECRET", "x", 1);
  const Fd kept(::open("/etc/passwd", O_RDONLY));  // not closed on exec
  const auto result = try_to("echo", "question\n");
  EXPECT_EQ(result.end, End::kExited) << result.output;
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(said_,
            "question\nlog kept\nenvironment empty\ndirectory Operation not permitted\n"
            "descriptor 0\ndescriptor 1\ndescriptor 2\ndescriptor 3\n");
}

TEST_F(SealedTest, MuchIsReadToo) {
  const std::string much(900'000, 'q');
  try_to("echo", much);
  EXPECT_THAT(said_, testing::StartsWith(much));
}

TEST_F(SealedTest, FilesAndDescriptorsAndOtherProcessesAreOutOfReach) {
  for (const char* what : {"open", "stat", "cut log", "lock log", "dup", "limit parent", "thread signal"})
    EXPECT_EQ(told(what), "Operation not permitted\n") << what;
  EXPECT_EQ(told("write log"), "Bad file descriptor\n");
  EXPECT_EQ(*read_file(dir_ / "log"), "kept");
}

TEST_F(SealedTest, SocketsAndProcessesAndProgramsEndIt) {
  for (const char* what : {"socket", "fork", "thread", "kill", "exec", "exec again"}) expect_killed(what);
#if defined(__x86_64__)
  for (const char* what : {"32 bit", "x32"}) expect_killed(what);
#endif
}

TEST_F(SealedTest, MemoryIsBounded) {
  seal_.memory = 256ULL * 1024 * 1024;
  EXPECT_EQ(told("memory"), "Cannot allocate memory\n");
}

TEST_F(SealedTest, ProcessorTimeIsBoundedWhoeverWatches) {
  seal_.processor = std::chrono::seconds(1);
  expect_killed("for ever", SIGXCPU);
}

TEST_F(SealedTest, TheDeadlineEndsIt) {
  deadline_ = base::Micros{200'000};
  EXPECT_EQ(try_to("for ever").end, End::kTimedOut);
}

TEST_F(SealedTest, AnAnswerWithoutEndIsCutOff) {
  EXPECT_EQ(try_to("flood").end, End::kCancelled);
  EXPECT_TRUE(too_long_);
  EXPECT_EQ(said_, "");
  EXPECT_LT(try_to("flood words").output.size(), 100'000U);
}

TEST_F(SealedTest, WhatIsNoProgramIsNotStarted) {
  std::ofstream(dir_ / "script") << "#!/bin/sh\ntrue\n";
  auto script = checked_program(dir_ / "script", 15, base::digest_of("#!/bin/sh\ntrue\n"));
  ASSERT_TRUE(script) << script.error().message;
  program_ = std::move(*script);
  EXPECT_EQ(try_to("echo").end, End::kNotStarted);
  program_ = Fd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const auto result = try_to("echo");
  EXPECT_EQ(result.end, End::kNotStarted);
  EXPECT_EQ(result.code, EACCES);
}

TEST(CheckedProgram, HoldsWhatWasCheckedWhateverBecomesOfTheFile) {
  TempDir dir;
  const auto file = dir / "program";
  std::ofstream(file) << "bytes";
  const auto program = checked_program(file, 5, base::digest_of("bytes"));
  ASSERT_TRUE(program) << program.error().message;
  std::ofstream(file) << "other";
  char read[6] = {};
  EXPECT_EQ(::pread(program->get(), read, 6, 0), 5);
  EXPECT_STREQ(read, "bytes");
  EXPECT_LT(::pwrite(program->get(), "x", 1, 0), 0);
  EXPECT_NE(::ftruncate(program->get(), 0), 0);
  EXPECT_EQ(checked_program(file, 5, base::digest_of("bytes")).error().code, base::ErrorCode::kCorrupt);
  EXPECT_EQ(checked_program(file, 4, base::digest_of("othe")).error().code, base::ErrorCode::kCorrupt);
  EXPECT_EQ(checked_program(dir / "none", 4, "").error().code, base::ErrorCode::kNotFound);
}

}  // namespace
}  // namespace redrive::sys
