// Between fork and exec only what is safe there (signal-safety(7)): other threads may have held any lock.
#include <fcntl.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include "shared/sys/io.h"
#include "shared/sys/seal.h"
#include "shared/sys/seal_filter.h"
#include "shared/sys/spawn.h"

namespace redrive::sys {
namespace {

constexpr int kExtra = 3, kStatus = kSealedProgram + 1;
constexpr int kOutOfTheWay = 16;  // above every number that is given out

struct Plan {
  const Seal& seal;
  const ChildFiles& files;
  int status;  // where the errno of what failed goes
  pid_t parent;
  char** argv;
  sock_fprog filter;
  std::uint64_t password;
};

// Or less, where this process itself may not have as much.
bool set_limit(__rlimit_resource which, rlim_t soft, rlim_t hard) {
  rlimit limit{};
  if (::getrlimit(which, &limit) != 0) return false;
  limit = {std::min(soft, limit.rlim_max), std::min(hard, limit.rlim_max)};
  return ::setrlimit(which, &limit) == 0;
}

bool set_limits(const Seal& seal) {
  const auto processor = static_cast<rlim_t>(seal.processor.count());
  return set_limit(RLIMIT_AS, seal.memory, seal.memory) && set_limit(RLIMIT_CPU, processor, processor + 1) &&
         set_limit(RLIMIT_FSIZE, 0, 0) && set_limit(RLIMIT_CORE, 0, 0) &&
         set_limit(RLIMIT_NOFILE, kExtra + 1, kExtra + 1);
}

void close_from(unsigned first) {
  if (::syscall(SYS_close_range, first, ~0U, 0) == 0) return;
  rlimit limit{};  // of before set_limits()
  ::getrlimit(RLIMIT_NOFILE, &limit);
  for (unsigned fd = first; fd < limit.rlim_cur; ++fd) ::close(static_cast<int>(fd));
}

// 0 to 3 are the program's, 4 and 5 close when it begins. `status` is where it is by then: until all is in place its
// number to be may be a file of the agent's.
bool set_files(const Plan& plan, int& status) {
  std::array from = {plan.files.in, plan.files.out, plan.files.error, plan.seal.extra, plan.seal.program, plan.status};
  if (from[0] < 0) from[0] = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  for (int& fd : from) {
    fd = ::fcntl(fd, F_DUPFD_CLOEXEC, kOutOfTheWay);
    if (fd < 0) return false;
  }
  status = from[5];
  for (int fd = 0; fd <= kExtra; ++fd) {
    if (::dup2(from[static_cast<std::size_t>(fd)], fd) < 0) return false;
  }
  if (::dup3(from[4], kSealedProgram, O_CLOEXEC) < 0 || ::dup3(from[5], kStatus, O_CLOEXEC) < 0) return false;
  status = kStatus;
  close_from(kStatus + 1);
  return true;
}

bool set_signals() {
  struct sigaction usual {};
  usual.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) ::sigaction(number, &usual, nullptr);  // fails for KILL and STOP
  // The deadline's watch goes with the agent; nothing of it may be left behind.
  sigset_t none;
  sigemptyset(&none);
  return ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && ::sigprocmask(SIG_SETMASK, &none, nullptr) == 0;
}

[[noreturn]] void become(const Plan& plan) {
  std::array<char*, 1> environment = {nullptr};
  int status = plan.status;
  const bool set = ::setpgid(0, 0) == 0 && ::chdir("/") == 0 && set_files(plan, status) && set_signals() &&
                   ::getppid() == plan.parent && set_limits(plan.seal) &&
                   ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                   ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &plan.filter) == 0;
  if (set) ::syscall(SYS_execveat, kSealedProgram, "", plan.argv, environment.data(), AT_EMPTY_PATH, plan.password);
  const int error = errno;
  ::_exit(::write(status, &error, sizeof error) < 0 ? 126 : 127);
}

int fork_with_signals_blocked(const Plan& plan) {
  sigset_t all, before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t pid = ::fork();
  if (pid == 0) become(plan);
  const int error = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error;
  return pid;
}

}  // namespace

int spawn_sealed(const ProcessRequest& request, const ChildFiles& files, pid_t& pid) {
  std::array<int, 2> status{};
  std::uint64_t password = 0;
  if (::getrandom(&password, sizeof password, 0) != sizeof password) return errno;
  if (::pipe2(status.data(), O_CLOEXEC) != 0) return errno;
  const Fd told(status[0]);
  Fd tell(status[1]);
  auto arguments = request.argv;
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  auto filter = seal_filter(password);
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  pid = fork_with_signals_blocked({*request.seal, files, tell.get(), ::getpid(), argv.data(), program, password});
  if (pid < 0) return errno;
  tell.reset();
  int error = 0;
  if (uninterrupted([&] { return ::read(told.get(), &error, sizeof error); }) != sizeof error) return 0;
  uninterrupted([&] { return ::waitpid(pid, nullptr, 0); });
  return error == 0 ? EIO : error;
}

}  // namespace redrive::sys
