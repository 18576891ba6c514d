// A disk that a crash may take at every step (after leveldb's fault injection). Below one folder every call that
// changes the disk is a step; before each of them a test may ask what a crash just then would leave, or make it fail.
// What was not synced is lost with the power: the bytes of files, and the names in directories.
//
// Works by defining the C library's calls in the test program (disk_calls.cc), so the product's own code runs, and
// SQLite's with it. Not seen: shared memory (SQLite's -shm, which is made anew after a crash).
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace redrive::crash {

// What is left after a crash.
enum class Loss {
  kKill,      // only the process died: all that was written is there
  kUnsynced,  // the power failed: only what was synced is there
  kZeros,     // names and lengths came to the disk before the bytes: zeros stand for what was not synced
  kTorn,      // of each write that was not synced the first half came to the disk
};
inline constexpr Loss kLosses[] = {Loss::kKill, Loss::kUnsynced, Loss::kZeros, Loss::kTorn};
std::string_view to_string(Loss loss);

// One at a time in a program. Steps of all threads are taken one after the other.
class Disk {
 public:
  explicit Disk(std::filesystem::path root);  // an absolute path; what is there already counts as synced
  ~Disk();
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  // Called before each step with its words, "sync log"; must not change anything below the root.
  void before_each(std::function<void(std::string_view what)> look) { look_ = std::move(look); }
  // Makes the step of this number (from 1 on), or that and all later ones, fail with an errno. A sync that fails loses
  // the bytes it was to bring to the disk: a later one does not bring them, as on Linux.
  void fail(std::size_t step, int error, bool and_later);
  void heal() { fail(0, 0, false); }
  std::size_t steps() const { return steps_; }
  std::size_t failures() const { return failures_; }  // steps that were made to fail

  // Builds below `target` what a crash now would leave of the root.
  void leave(Loss loss, const std::filesystem::path& target) const;

  // For disk_calls.cc. A path or descriptor below the root; takes the step and says whether it may go on (else errno
  // is set); `done` runs when the call has succeeded.
  static Disk* of(std::string_view path);
  static Disk* of(int fd);
  template <typename Call, typename Done>
  auto step(std::string_view what, std::string_view path, Call call, Done done) -> decltype(call()) {
    const std::scoped_lock lock(mutex_);
    if (!may_go_on(what, path)) return -1;
    const auto result = call();
    if (result >= 0) done(result);
    return result;
  }
  void made(const std::string& path);
  void wrote(int fd, off_t at, ssize_t length);
  void cut(int fd, off_t size);
  int sync(int fd, int (*call)(int));

 private:
  struct Range {
    std::size_t begin, end;
  };
  struct Node {
    int fd = -1;  // keeps the inode's number from being given to another file
    bool directory = false;
    std::string synced;
    std::vector<Range> unsynced;
    std::map<std::string, ino_t> names;  // synced ones
  };

  bool may_go_on(std::string_view what, std::string_view path);
  Node& node_of(int fd);
  Node& track(const std::filesystem::path& path);
  void remember(Node& node, const std::filesystem::path& path);
  static std::map<std::string, ino_t> names_in(const std::filesystem::path& directory);
  void build_synced(ino_t inode, const std::filesystem::path& target) const;
  void build_named(const std::filesystem::path& from, Loss loss, const std::filesystem::path& target) const;
  std::string content(const Node& node, Loss loss) const;

  const std::filesystem::path root_;
  std::recursive_mutex mutex_;
  std::map<ino_t, Node> nodes_;
  std::function<void(std::string_view)> look_;
  std::size_t steps_ = 0, failing_ = 0, failures_ = 0;
  int error_ = 0;
  bool and_later_ = false;
};

// Runs `work` once, and gives each crash at each of its steps and at its end to `check`, which looks at what is left in
// `left`. `work` gets the root, empty or as `prepare` leaves it.
void at_every_step(const std::function<void(const std::filesystem::path& root)>& prepare,
                   const std::function<void(const std::filesystem::path& root)>& work,
                   const std::function<void(const std::filesystem::path& left)>& check);

// Runs `work` again and again; each time another step fails, alone or with all later ones, with each kind of error.
// The disk is well again when `work` returns, for `check`. Says how many steps there were.
std::size_t with_every_step_failing(const std::function<void(const std::filesystem::path& root)>& work,
                                    const std::function<void(const std::filesystem::path& root, Disk&)>& check);

}  // namespace redrive::crash
