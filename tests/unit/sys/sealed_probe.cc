// What a sealed program may try, one thing for each run; tells on stdout what came of it. Linked statically and without
// the project's options, so that it is sealed in builds with sanitizers, too.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>

extern char** environ;

namespace {

int tell(long result) {
  std::printf("%s\n", result < 0 ? std::strerror(errno) : "done");
  return 0;
}

int echo() {
  char buffer[4096];
  for (ssize_t got; (got = ::read(0, buffer, sizeof buffer)) > 0;)
    std::fwrite(buffer, 1, static_cast<std::size_t>(got), stdout);
  char log[64] = {};
  if (::pread(3, log, sizeof log - 1, 0) > 0) std::printf("log %s\n", log);
  char here[64] = {};
  std::printf("environment %s\n", *environ == nullptr ? "empty" : *environ);
  std::printf("directory %s\n", ::getcwd(here, sizeof here) != nullptr ? here : std::strerror(errno));
  for (int fd = 0; fd < 64; ++fd) {
    struct stat ignored {};
    if (::syscall(SYS_fstat, fd, &ignored) == 0) std::printf("descriptor %d\n", fd);
  }
  return 0;
}

int fill_memory() {
  for (int i = 0; i < 100'000; ++i) {
    void* piece = std::malloc(1 << 20);
    if (piece == nullptr) return tell(-1);
    std::memset(piece, 1, 1 << 20);
  }
  return tell(0);
}

int execute_again() {
  // As the one that began it, but for the password.
  char* arguments[] = {nullptr};
  return tell(::syscall(SYS_execveat, 4, "", arguments, arguments, AT_EMPTY_PATH, 0x1234567890abcdefUL));
}

}  // namespace

int main(int, char** argv) {
  const std::string what = argv[1] == nullptr ? "" : argv[1];
  if (what == "echo") return echo();
  if (what == "open") return tell(::open("/etc/passwd", O_RDONLY));
  if (what == "stat") {
    struct stat ignored {};
    return tell(::stat("/etc/passwd", &ignored));
  }
  if (what == "write log") return tell(::write(3, "x", 1));
  if (what == "cut log") return tell(::ftruncate(3, 0));
  if (what == "lock log") return tell(::syscall(SYS_flock, 3, 2));
  if (what == "dup") return tell(::dup(0));
  if (what == "limit parent") {
    const rlimit none{0, 0};
    return tell(::prlimit(::getpid() - 1, RLIMIT_NOFILE, &none, nullptr));
  }
  if (what == "thread signal") return tell(::syscall(SYS_tgkill, ::getpid(), ::getpid(), SIGUSR1));
  if (what == "memory") return fill_memory();
  if (what == "socket") return tell(::socket(AF_INET, SOCK_STREAM, 0));
  if (what == "fork") return tell(::fork());
  if (what == "thread") return std::thread([] {}).join(), tell(0);
  if (what == "kill") return tell(::kill(0, 0));
  if (what == "exec") return tell(::execl("/bin/true", "true", static_cast<char*>(nullptr)));
  if (what == "exec again") return execute_again();
#if defined(__x86_64__)
  if (what == "32 bit") {
    long result = 5;  // open
    asm volatile("int $0x80" : "+a"(result) : "b"(0), "c"(0), "d"(0) : "memory");
    return tell(result);
  }
  if (what == "x32") return tell(::syscall(0x40000000 + SYS_getpid));
#endif
  while (what == "for ever") {
    static volatile unsigned turns;
    turns = turns + 1;
  }
  if (what == "flood") {
    const std::string much(1 << 16, 'x');
    while (::write(1, much.data(), much.size()) > 0) {
    }
    return 0;
  }
  if (what == "flood words") {
    const std::string much(1 << 16, 'x');
    for (int i = 0; i < 1000; ++i) std::fputs(much.c_str(), stderr);
    return 5;
  }
  return 64;
}
