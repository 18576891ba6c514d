#include "agent/manager/failure_mapping.h"

#include <gmock/gmock.h>

#include <cerrno>

namespace redrive::agent {
namespace {

using End = sys::ProcessResult::End;
using testing::HasSubstr;
using testing::StartsWith;

TEST(FailureMapping, ErrnoToFailureType) {
  const std::pair<int, std::string_view> cases[] = {{ENOSPC, "disk_full"},           {EDQUOT, "disk_full"},
                                                    {EACCES, "configuration"},       {EPERM, "configuration"},
                                                    {EROFS, "configuration"},        {ENOENT, "device_unreachable"},
                                                    {ENOTDIR, "device_unreachable"}, {EIO, "device_unreachable"},
                                                    {ETIMEDOUT, "timeout"},          {EMFILE, "install_failed"}};
  for (const auto& [error, type] : cases) EXPECT_EQ(type_of_errno(error, "install_failed"), type) << error;
}

TEST(FailureMapping, HowAProcessEndedToTypeAndMessage) {
  struct Case {
    sys::ProcessResult result;
    std::string type, message;
  };
  const Case cases[] = {
      {{End::kExited, 1, "step one\nerror: bad version\n"},
       "verify_failed",
       "prog ended with exit status 1: error: bad version"},
      {{End::kExited, 2, "tar: write: No space left on device\ntar: gave up\n"},
       "disk_full",
       "prog ended with exit status 2: tar: write: No space left on device"},
      {{End::kExited, 1, "mkdir: Permission denied"},
       "configuration",
       "prog ended with exit status 1: mkdir: Permission denied"},
      {{End::kExited, 3, ""}, "verify_failed", "prog ended with exit status 3"},
      {{End::kSignalled, 9, ""}, "verify_failed", "prog was ended by signal 9 (Killed)"},
      {{End::kTimedOut, 0, "waiting"}, "timeout", "prog was not done within the job's timeout: waiting"},
      {{End::kNotStarted, ENOENT, ""}, "verify_failed", "cannot start prog: No such file or directory"},
      {{End::kNotStarted, EACCES, ""}, "configuration", "cannot start prog: Permission denied"},
  };
  for (const Case& c : cases) {
    const auto judged = judge(c.result, {"prog", "arg"}, "verify_failed");
    ASSERT_FALSE(judged);
    EXPECT_EQ(judged.error().failure_type, c.type);
    EXPECT_THAT(judged.error().message, StartsWith(c.message));
    EXPECT_FALSE(judged.error().cancelled);
  }
  EXPECT_TRUE(judge({End::kExited, 0, "Permission denied"}, {"prog"}, "verify_failed"));
  EXPECT_TRUE(judge({End::kCancelled, 0, ""}, {"prog"}, "verify_failed").error().cancelled);
}

TEST(FailureMapping, MessagesAreBoundedCleanAndShowTheTail) {
  const std::string flood = std::string(100'000, 'x') + "\n\x1b[31m\xff the end\n";
  const auto judged = judge({End::kExited, 1, flood}, {"prog"}, "install_failed");
  EXPECT_LE(judged.error().message.size(), 1024U);
  EXPECT_THAT(judged.error().message, HasSubstr("the end"));
  EXPECT_EQ(judged.error().message.find('\x1b'), std::string::npos);
}

TEST(FailureMapping, ATellingLineThatComesFirstIsSaidOnce) {
  const auto said = [](const std::string& output) {
    return judge({End::kExited, 2, output}, {"tar"}, "install_failed").error().message;
  };
  const std::string how = "tar ended with exit status 2: ";
  EXPECT_EQ(said("No space left on device\r\ngave up\n"), how + "No space left on device\ngave up");
  EXPECT_EQ(said("begun\nNo space left on device\n"), how + "No space left on device\nbegun\nNo space left on device");
  EXPECT_EQ(said("broken and more\nbroken\n"), how + "broken\nbroken and more\nbroken");
  EXPECT_EQ(said("broken\n\n"), how + "broken");
}

}  // namespace
}  // namespace redrive::agent
