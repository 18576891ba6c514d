#include "shared/sys/spawn.h"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace redrive::sys {
namespace {

constexpr const char* kUsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

// The functions here fail only for want of memory or for a wrong argument.
void must(int error) {
  if (error != 0) throw std::runtime_error("cannot prepare a child process");
}

struct Actions {
  posix_spawn_file_actions_t raw;
  Actions() { must(::posix_spawn_file_actions_init(&raw)); }
  ~Actions() { ::posix_spawn_file_actions_destroy(&raw); }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;
};

struct Attributes {
  posix_spawnattr_t raw;
  Attributes() { must(::posix_spawnattr_init(&raw)); }
  ~Attributes() { ::posix_spawnattr_destroy(&raw); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
};

void describe_files(Actions& actions, const ProcessRequest& request, const ChildFiles& files) {
  if (!request.directory.empty()) must(::posix_spawn_file_actions_addchdir_np(&actions.raw, request.directory.c_str()));
  if (files.in < 0) {
    must(::posix_spawn_file_actions_addopen(&actions.raw, STDIN_FILENO, "/dev/null", O_RDONLY, 0));
  } else {
    must(::posix_spawn_file_actions_adddup2(&actions.raw, files.in, STDIN_FILENO));
  }
  must(::posix_spawn_file_actions_adddup2(&actions.raw, files.out, STDOUT_FILENO));
  must(::posix_spawn_file_actions_adddup2(&actions.raw, files.error, STDERR_FILENO));
  must(::posix_spawn_file_actions_addclosefrom_np(&actions.raw, STDERR_FILENO + 1));
}

void describe_signals(Attributes& attributes) {
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  sigdelset(&all, SIGKILL);  // these two cannot be set
  sigdelset(&all, SIGSTOP);
  must(::posix_spawnattr_setsigmask(&attributes.raw, &none));
  must(::posix_spawnattr_setsigdefault(&attributes.raw, &all));
  must(::posix_spawnattr_setpgroup(&attributes.raw, 0));
  must(::posix_spawnattr_setflags(&attributes.raw,
                                  POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP));
}

void add_default(std::vector<std::string>& environment, const std::string& name, const char* value) {
  const bool given = std::any_of(environment.begin(), environment.end(),
                                 [&](const std::string& entry) { return entry.starts_with(name + "="); });
  if (!given) environment.push_back(name + "=" + value);
}

std::vector<std::string> environment_of(const ProcessRequest& request) {
  auto environment = request.environment;
  const char* path = std::getenv("PATH");
  const char* home = std::getenv("HOME");
  add_default(environment, "PATH", path ? path : kUsualPath);
  add_default(environment, "HOME", home ? home : "/");
  add_default(environment, "LANG", "C.UTF-8");
  return environment;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (auto& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

bool has_nul(const std::vector<std::string>& texts) {
  return std::any_of(texts.begin(), texts.end(), [](const auto& text) { return text.find('\0') != std::string::npos; });
}

}  // namespace

int spawn_child(const ProcessRequest& request, const ChildFiles& files, pid_t& pid) {
  auto arguments = request.argv;
  auto environment = environment_of(request);
  // A NUL would silently cut an argument short, and so make it another one.
  if (arguments.empty() || arguments[0].empty() || has_nul(arguments) || has_nul(environment)) return EINVAL;
  Actions actions;
  Attributes attributes;
  describe_files(actions, request, files);
  describe_signals(attributes);
  const auto argv = pointers(arguments);
  const auto envp = pointers(environment);
  return ::posix_spawnp(&pid, argv[0], &actions.raw, &attributes.raw, argv.data(), envp.data());
}

}  // namespace redrive::sys
