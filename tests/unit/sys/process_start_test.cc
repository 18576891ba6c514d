// What a child finds when it starts, and what happens when it cannot.
#include <fcntl.h>
#include <sys/wait.h>

#include <sstream>

#include "tests/unit/sys/process_samples.h"
#include "tests/unit/sys/temp_dir.h"

namespace redrive::sys {
namespace {

TEST(ProcessStartTest, SaysWhyItDidNotStart) {
  const TempDir dir;
  put_bytes(dir / "data", "#!/bin/sh\n");  // not executable
  auto nowhere = request_for({"true"});
  nowhere.directory = dir / "none";
  auto cut = request_for({"echo", std::string("a\0b", 3)});
  const std::pair<ProcessRequest, int> cases[] = {{request_for({"redrive-no-such-program"}), ENOENT},
                                                  {request_for({dir / "none"}), ENOENT},
                                                  {request_for({dir / "data"}), EACCES},
                                                  {request_for({}), EINVAL},
                                                  {request_for({""}), EINVAL},
                                                  {cut, EINVAL},
                                                  {nowhere, ENOENT}};
  for (const auto& [request, error] : cases) {
    const auto result = run(request);
    EXPECT_EQ(result.end, End::kNotStarted);
    EXPECT_EQ(result.code, error) << (request.argv.empty() ? "" : request.argv[0]);
  }
}

TEST(ProcessStartTest, PassesArgumentsAsTheyAre) {
  const auto result = run(request_for({"printf", "%s|", "a b", "$HOME", "*", "", "'\"\n;", "--"}));
  EXPECT_EQ(result.output, "a b|$HOME|*||'\"\n;|--|");
}

TEST(ProcessStartTest, GivesJustTheStatedEnvironment) {
  ::setenv("REDRIVE_SECRET", "x", 1);
  auto request = request_for({"env"});
  request.environment = {"A=1", "HOME=/nowhere"};
  const auto result = run(request);
  ::unsetenv("REDRIVE_SECRET");
  std::vector<std::string> lines;
  std::istringstream in(result.output);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  EXPECT_EQ(lines, (std::vector<std::string>{"A=1", "HOME=/nowhere", std::string("PATH=") + ::getenv("PATH"),
                                             "LANG=C.UTF-8"}));
}

TEST(ProcessStartTest, StartsInTheDirectory) {
  const TempDir dir;
  auto request = request_for({"pwd", "-P"});
  request.directory = dir.path();
  EXPECT_EQ(run(request).output, std::filesystem::canonical(dir.path()).string() + "\n");
}

TEST(ProcessStartTest, HasNoInputAndNoOtherDescriptor) {
  EXPECT_EQ(run(request_for({"cat"})).end, End::kExited);  // ends at once: /dev/null
  const Fd leaking(::open("/dev/null", O_RDONLY));         // without O_CLOEXEC
  ASSERT_TRUE(leaking);
  EXPECT_EQ(run(shell("ls /proc/$$/fd; :")).output, "0\n1\n2\n");
}

TEST(ProcessStartTest, StartsWithOurStandardDescriptorsClosed) {
  const Fd kept(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 100));
  ASSERT_TRUE(kept);
  ::close(STDIN_FILENO);
  const auto result = run(shell("cat; echo out; echo err >&2"));
  ::dup2(kept.get(), STDIN_FILENO);
  EXPECT_EQ(result.output, "out\nerr\n");
}

TEST(ProcessStartTest, BlocksAndIgnoresNoSignalAndLeadsAGroup) {
  sigset_t all, before;
  sigfillset(&all);
  ASSERT_EQ(::pthread_sigmask(SIG_SETMASK, &all, &before), 0);
  const auto handler = std::signal(SIGPIPE, SIG_IGN);
  const auto status = run(request_for({"cat", "/proc/self/status"})).output;
  const auto group = run(shell("cut -d' ' -f1,5 /proc/$$/stat")).output;
  std::signal(SIGPIPE, handler);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  EXPECT_NE(status.find("SigBlk:\t0000000000000000"), std::string::npos) << status;
  // 32 and 33 are the C library's own, which it has every child it spawns ignore.
  const auto ignored = std::stoull(status.substr(status.find("SigIgn:") + 7), nullptr, 16);
  EXPECT_EQ(ignored & ~0x180000000ULL, 0U) << status;
  EXPECT_EQ(group.substr(0, group.find(' ')) + "\n", group.substr(group.find(' ') + 1)) << group;
}

TEST(ProcessStartTest, LeavesNoDescriptorAndNoChildBehind) {
  const auto count = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator{});
  };
  const auto before = count();
  run(request_for({"true"}));
  run(request_for({"redrive-no-such-program"}));
  EXPECT_EQ(count(), before);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

}  // namespace
}  // namespace redrive::sys
