// The state directory: whose it is, what lies in it, how much room is left.
#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "central/doctor/examinations.h"
#include "shared/link/keys.h"
#include "shared/sys/secret_file.h"
#include "shared/text/columns.h"

namespace redrive::central {
namespace {

using checkup::failed;
using checkup::ok;
using checkup::warning;
namespace fs = std::filesystem;

constexpr std::uint64_t kMB = 1'000'000, kGB = 1'000'000'000;
constexpr std::uint64_t kFewInodes = 10'000;

std::string user_name(uid_t id) {
  const passwd* user = ::getpwuid(id);
  return user ? user->pw_name : std::to_string(id);
}

Finding examine_directory(const fs::path& directory) {
  struct stat now {};
  if (::stat(directory.c_str(), &now) != 0) {
    if (errno == ENOENT)
      return warning("state directory", directory.string() + " does not exist yet", "it is made at the first start");
    return failed("state directory", directory.string() + ": " + std::strerror(errno),
                  "run this as root, or as the user central runs as");
  }
  const std::string found =
      fmt::format("{}, of {}, mode {:04o}", directory.string(), user_name(now.st_uid), now.st_mode & 07777U);
  if (!S_ISDIR(now.st_mode)) return failed("state directory", found + ", is no directory", "see [central] state_dir");
  if (::access(directory.c_str(), R_OK | W_OK | X_OK) != 0)
    return failed("state directory", fmt::format("{} may not write {}", user_name(::geteuid()), found),
                  "run this as root or as the user central runs as; is that one the owner?");
  if ((now.st_mode & 02U) != 0) return failed("state directory", found + ": everybody may write to it", "chmod o-w");
  return ok("state directory", found);
}

Finding examine_space(const fs::path& directory) {
  struct statvfs now {};
  if (::statvfs(directory.c_str(), &now) != 0)
    return failed("disk", directory.string() + ": " + std::strerror(errno), "see [central] state_dir");
  const auto inodes = now.f_files == 0 ? std::nullopt : std::optional<std::uint64_t>(now.f_favail);
  return judge_space(directory.string(), now.f_bavail * now.f_frsize, now.f_blocks * now.f_frsize, inodes);
}

// A secret: there, private, of the owner of the directory.
Finding examine_secret(const std::string& what, const fs::path& file) {
  const auto good = sys::check_private(file);
  if (good) return ok(what, file.string() + ", readable by its owner alone");
  if (good.error().code == base::ErrorCode::kNotFound)
    return warning(what, file.string() + " is not there yet", "it is made at the first start");
  // What it says after the semicolon is what we say as what to do.
  return failed(what, good.error().message.substr(0, good.error().message.find(';')), "chmod 600 " + file.string());
}

// Never made here: it would be of whoever asks.
Finding examine_key(const fs::path& directory) {
  const fs::path file = directory / "curve.key";
  Finding secret = examine_secret("key", file);
  if (secret.health != checkup::Health::kOk) return secret;
  const auto keys = link::load_or_make_keys(directory);
  if (!keys) return failed("key", keys.error().message, "put the right file back from the backup");
  return ok("key", "agents are configured with " + keys->public_key);
}

Finding examine_owner(const fs::path& directory) {
  struct stat whole {
  }, inside{};
  if (::stat(directory.c_str(), &whole) != 0) return ok("owners", "nothing to look at");
  std::string others;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    if (::lstat(entry.path().c_str(), &inside) != 0 || inside.st_uid == whole.st_uid) continue;
    others += (others.empty() ? "" : ", ") + entry.path().filename().string() + " of " + user_name(inside.st_uid);
  }
  if (error) return failed("owners", directory.string() + ": " + error.message(), "run this as root");
  if (others.empty()) return ok("owners", "everything is of " + user_name(whole.st_uid));
  return failed("owners", "not of " + user_name(whole.st_uid) + ": " + others,
                fmt::format("chown -R {}: {}", user_name(whole.st_uid), directory.string()));
}

}  // namespace

Finding judge_space(const std::string& where, std::uint64_t free, std::uint64_t whole,
                    std::optional<std::uint64_t> inodes) {
  const std::string found = fmt::format("{} free of {} at {}", text::size_words(free), text::size_words(whole), where);
  const std::string todo = "make room, or move [central] state_dir; without room no alert can be taken";
  if (free < 100 * kMB) return failed("disk", found, todo);
  if (inodes && *inodes < kFewInodes) return warning("disk", fmt::format("{}, {} inodes left", found, *inodes), todo);
  if (free < kGB || (free < whole / 20 && free < 20 * kGB)) return warning("disk", found, todo);
  return ok("disk", found);
}

Findings examine_state(const config::CentralOptions& options) {
  Findings out{examine_directory(options.state_dir)};
  std::error_code none;
  if (!fs::exists(options.state_dir, none)) {
    const auto above = fs::absolute(options.state_dir).parent_path();
    if (fs::exists(above, none)) out.push_back(examine_space(above));
    return out;
  }
  out.push_back(examine_space(options.state_dir));
  if (out.front().health == checkup::Health::kFailed) return out;
  out.push_back(examine_owner(options.state_dir));
  out.push_back(examine_key(options.state_dir));
  out.push_back(examine_secret("mail key", options.state_dir / "mail.key"));
  out.push_back(examine_secret("admin token", options.state_dir / "admin.token"));
  return out;
}

}  // namespace redrive::central
