#include "tests/unit/crash/disk.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "tests/unit/sys/temp_dir.h"

namespace redrive::crash {

namespace fs = std::filesystem;

namespace {

Disk* the_disk = nullptr;
std::string the_prefix;  // of paths below its root

std::string path_of(int fd) {
  std::array<char, 4096> path{};
  const ssize_t length = ::readlink(("/proc/self/fd/" + std::to_string(fd)).c_str(), path.data(), path.size());
  return {path.data(), length > 0 ? static_cast<std::size_t>(length) : 0};
}

struct stat inspect(const fs::path& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) throw std::runtime_error("cannot inspect " + path.string());
  return info;
}

std::string bytes_in(int fd) {
  struct stat info {};
  ::fstat(fd, &info);
  std::string bytes(static_cast<std::size_t>(info.st_size), '\0');
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t got = ::pread(fd, bytes.data() + at, bytes.size() - at, static_cast<off_t>(at));
    if (got <= 0) break;
    at += static_cast<std::size_t>(got);
  }
  return bytes;
}

void put(const fs::path& target, const std::string& bytes, int like) {
  struct stat info {};
  ::fstat(like, &info);
  sys::put_bytes(target, bytes);
  ::chmod(target.c_str(), info.st_mode & 07777U);
}

bool is_left_out(const fs::path& path) {
  return path.string().ends_with("-shm");
}

}  // namespace

std::string_view to_string(Loss loss) {
  switch (loss) {
    case Loss::kKill:
      return "killed";
    case Loss::kUnsynced:
      return "without power";
    case Loss::kZeros:
      return "names before bytes";
    case Loss::kTorn:
      return "torn";
  }
  return "";
}

Disk* Disk::of(std::string_view path) {
  return the_disk != nullptr && (path.starts_with(the_prefix) || path == the_disk->root_.native()) ? the_disk : nullptr;
}

Disk* Disk::of(int fd) {
  if (the_disk == nullptr) return nullptr;
  const int before = errno;
  Disk* disk = of(path_of(fd));
  errno = before;
  return disk;
}

Disk::Disk(fs::path root) : root_(std::move(root)) {
  track(root_);
  for (const auto& entry : fs::recursive_directory_iterator(root_)) track(entry.path());
  for (auto& [inode, node] : nodes_) remember(node, path_of(node.fd));
  the_prefix = root_.string() + "/";
  the_disk = this;
}

Disk::~Disk() {
  the_disk = nullptr;
  for (auto& [inode, node] : nodes_) ::close(node.fd);
}

void Disk::fail(std::size_t step, int error, bool and_later) {
  const std::scoped_lock lock(mutex_);
  failing_ = step, error_ = error, and_later_ = and_later;
}

bool Disk::may_go_on(std::string_view what, std::string_view path) {
  if (look_) look_(std::string(what) + " " + fs::path(path).filename().string());
  ++steps_;
  if (failing_ == 0 || steps_ < failing_ || (steps_ > failing_ && !and_later_)) return true;
  ++failures_;
  errno = error_;
  return false;
}

Disk::Node& Disk::track(const fs::path& path) {
  const auto info = inspect(path);
  auto [at, fresh] = nodes_.try_emplace(info.st_ino);
  if (fresh) {
    at->second.directory = S_ISDIR(info.st_mode);
    at->second.fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  }
  return at->second;
}

Disk::Node& Disk::node_of(int fd) {
  struct stat info {};
  ::fstat(fd, &info);
  return nodes_.at(info.st_ino);
}

void Disk::remember(Node& node, const fs::path& path) {
  if (node.directory) {
    node.names = names_in(path);
  } else {
    node.synced = bytes_in(node.fd);
  }
}

std::map<std::string, ino_t> Disk::names_in(const fs::path& directory) {
  std::map<std::string, ino_t> names;
  for (const auto& entry : fs::directory_iterator(directory)) {
    names[entry.path().filename().string()] = inspect(entry.path()).st_ino;
  }
  return names;
}

void Disk::made(const std::string& path) {
  track(path);
}

void Disk::wrote(int fd, off_t at, ssize_t length) {
  const auto begin = static_cast<std::size_t>(at);
  node_of(fd).unsynced.push_back({begin, begin + static_cast<std::size_t>(length)});
}

void Disk::cut(int fd, off_t size) {
  for (auto& range : node_of(fd).unsynced) {
    range.end = std::min(range.end, static_cast<std::size_t>(size));
    range.begin = std::min(range.begin, range.end);
  }
}

int Disk::sync(int fd, int (*call)(int)) {
  const std::scoped_lock lock(mutex_);
  Node& node = node_of(fd);
  if (!may_go_on("sync", path_of(fd))) {
    node.unsynced.clear();
    return -1;
  }
  if (call(fd) != 0) return -1;
  if (node.directory) {
    node.names = names_in(path_of(fd));
    return 0;
  }
  const std::string now = bytes_in(node.fd);
  node.synced.resize(now.size());
  for (const auto& [begin, end] : node.unsynced) {
    const std::size_t last = std::min(end, now.size());
    if (begin < last) node.synced.replace(begin, last - begin, now, begin, last - begin);
  }
  node.unsynced.clear();
  return 0;
}

std::string Disk::content(const Node& node, Loss loss) const {
  if (loss == Loss::kUnsynced) return node.synced;
  std::string bytes = bytes_in(node.fd);
  if (loss == Loss::kKill) return bytes;
  for (const auto& [begin, end] : node.unsynced) {
    const std::size_t first = loss == Loss::kTorn ? begin + (end - begin) / 2 : begin;
    for (std::size_t i = first; i < std::min(end, bytes.size()); ++i) {
      bytes[i] = i < node.synced.size() ? node.synced[i] : '\0';
    }
  }
  return bytes;
}

void Disk::build_synced(ino_t inode, const fs::path& target) const {
  const Node& node = nodes_.at(inode);
  if (!node.directory) return put(target, content(node, Loss::kUnsynced), node.fd);
  fs::create_directories(target);
  for (const auto& [name, child] : node.names) {
    if (!is_left_out(name)) build_synced(child, target / name);
  }
}

void Disk::build_named(const fs::path& from, Loss loss, const fs::path& target) const {
  fs::create_directories(target);
  for (const auto& [name, inode] : names_in(from)) {
    if (is_left_out(name)) continue;
    const Node& node = nodes_.at(inode);
    if (node.directory) {
      build_named(from / name, loss, target / name);
    } else {
      put(target / name, content(node, loss), node.fd);
    }
  }
}

void Disk::leave(Loss loss, const fs::path& target) const {
  if (loss == Loss::kUnsynced) return build_synced(inspect(root_).st_ino, target);
  build_named(root_, loss, target);
}

void at_every_step(const std::function<void(const fs::path&)>& prepare,
                   const std::function<void(const fs::path&)>& work,
                   const std::function<void(const fs::path&)>& check) {
  const sys::TempDir dir(sys::memory_if_there_is());
  fs::create_directory(dir / "disk");
  if (prepare) prepare(dir / "disk");
  Disk disk(dir / "disk");
  const auto look = [&](std::string_view what) {
    for (const Loss loss : kLosses) {
      SCOPED_TRACE("crash before step " + std::to_string(disk.steps() + 1) + " (" + std::string(what) + "), " +
                   std::string(to_string(loss)));
      disk.leave(loss, dir / "left");
      check(dir / "left");
      fs::remove_all(dir / "left");
    }
  };
  disk.before_each(look);
  work(dir / "disk");
  look("the end");
  EXPECT_GT(disk.steps(), 0U);
}

// When nothing fails.
static std::size_t steps_of(const std::function<void(const fs::path&)>& work) {
  const sys::TempDir dir(sys::memory_if_there_is());
  fs::create_directory(dir / "disk");
  const Disk disk(dir / "disk");
  work(dir / "disk");
  return disk.steps();
}

std::size_t with_every_step_failing(const std::function<void(const fs::path&)>& work,
                                    const std::function<void(const fs::path&, Disk&)>& check) {
  const std::size_t all = steps_of(work);
  for (std::size_t step = 1; step <= all; ++step) {
    for (const int error : {ENOSPC, EIO, EROFS}) {
      for (const bool and_later : {false, true}) {
        const sys::TempDir dir(sys::memory_if_there_is());
        fs::create_directory(dir / "disk");
        Disk disk(dir / "disk");
        std::string words;
        disk.before_each([&](std::string_view what) {
          if (disk.steps() + 1 == step) words = what;
        });
        disk.fail(step, error, and_later);
        work(dir / "disk");
        disk.heal();
        SCOPED_TRACE("step " + std::to_string(step) + " (" + words + ") fails: " + std::strerror(error) +
                     (and_later ? ", and all later ones" : ""));
        check(dir / "disk", disk);
      }
    }
  }
  return all;
}

}  // namespace redrive::crash
