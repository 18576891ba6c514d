#include "shared/sys/seal_filter.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstddef>

namespace redrive::sys {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
constexpr std::uint32_t kOtherNumbers = 0x40000000;  // x32: the same calls under other numbers
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
constexpr std::uint32_t kOtherNumbers = 0x80000000;
#else
#error "name this processor's calls"
#endif

// Memory, time, random bytes, and the descriptors it has. Nothing here takes a path, makes a descriptor, or names
// another process.
constexpr std::array kAllowed = {
    SYS_read,
    SYS_readv,
    SYS_pread64,
    SYS_write,
    SYS_writev,
    SYS_lseek,
    SYS_close,
    SYS_fstat,
    SYS_mmap,
    SYS_munmap,
    SYS_mremap,
    SYS_mprotect,
    SYS_madvise,
    SYS_brk,
    SYS_futex,
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_sigaltstack,
    SYS_getpid,
    SYS_gettid,
    SYS_getrandom,
    SYS_clock_gettime,
    SYS_clock_getres,
    SYS_set_tid_address,
    SYS_set_robust_list,
    SYS_rseq,
    SYS_sched_yield,
    SYS_uname,
    SYS_restart_syscall,
    SYS_exit,
    SYS_exit_group,
#if defined(__x86_64__)
    SYS_arch_prctl,
    SYS_gettimeofday,
    SYS_time,
#endif
};

// No C library tries these by itself.
constexpr std::array kFatal = {
    SYS_socket,
    SYS_socketpair,
    SYS_connect,
    SYS_execve,
    SYS_clone,
    SYS_clone3,
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_kill,
    SYS_pidfd_open,
    SYS_io_uring_setup,
    SYS_bpf,
#if defined(__x86_64__)
    SYS_fork,
    SYS_vfork,
#endif
};

class Filter {
 public:
  void load(std::size_t offset) { add(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset)); }
  void end(std::uint32_t verdict) { add(BPF_RET | BPF_K, verdict); }
  void if_is(std::uint32_t value, std::uint32_t verdict) { end_if(BPF_JEQ, value, 0, 1, verdict); }
  void unless_is(std::uint32_t value, std::uint32_t verdict) { end_if(BPF_JEQ, value, 1, 0, verdict); }
  void if_at_least(std::uint32_t value, std::uint32_t verdict) { end_if(BPF_JGE, value, 0, 1, verdict); }
  // Of a call's arguments, both halves.
  void unless_argument(std::size_t index, std::uint64_t value, std::uint32_t verdict) {
    const std::size_t low = offsetof(seccomp_data, args) + index * sizeof(std::uint64_t);  // little-endian
    load(low);
    unless_is(static_cast<std::uint32_t>(value), verdict);
    load(low + sizeof(std::uint32_t));
    unless_is(static_cast<std::uint32_t>(value >> 32), verdict);
  }
  std::vector<sock_filter> take() { return std::move(code_); }

 private:
  void add(unsigned code, std::uint32_t value, unsigned yes = 0, unsigned no = 0) {
    code_.push_back(
        {static_cast<std::uint16_t>(code), static_cast<std::uint8_t>(yes), static_cast<std::uint8_t>(no), value});
  }
  void end_if(unsigned compare, std::uint32_t value, unsigned yes, unsigned no, std::uint32_t verdict) {
    add(BPF_JMP | compare | BPF_K, value, yes, no);
    end(verdict);
  }

  std::vector<sock_filter> code_;
};

}  // namespace

std::vector<sock_filter> seal_filter(std::uint64_t password) {
  Filter filter;
  filter.load(offsetof(seccomp_data, arch));
  filter.unless_is(kArchitecture, SECCOMP_RET_KILL_PROCESS);
  filter.load(offsetof(seccomp_data, nr));
  filter.if_at_least(kOtherNumbers, SECCOMP_RET_KILL_PROCESS);
  for (const long call : kAllowed) filter.if_is(static_cast<std::uint32_t>(call), SECCOMP_RET_ALLOW);
  for (const long call : kFatal) filter.if_is(static_cast<std::uint32_t>(call), SECCOMP_RET_KILL_PROCESS);
  filter.unless_is(SYS_execveat, SECCOMP_RET_ERRNO | EPERM);
  filter.unless_argument(0, kSealedProgram, SECCOMP_RET_KILL_PROCESS);
  filter.unless_argument(4, AT_EMPTY_PATH, SECCOMP_RET_KILL_PROCESS);
  filter.unless_argument(5, password, SECCOMP_RET_KILL_PROCESS);
  filter.end(SECCOMP_RET_ALLOW);
  return filter.take();
}

}  // namespace redrive::sys
