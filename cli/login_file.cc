#include "cli/login_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "shared/sys/file.h"

namespace redrive::cli {
namespace {

using base::ErrorCode;
using base::fail;

base::Result<std::filesystem::path> file() {
  const auto directory = config_directory();
  if (directory.empty()) return fail(ErrorCode::kFailed, "HOME is not set; there is no place to keep a session");
  return directory / "session";
}

}  // namespace

std::filesystem::path config_directory() {
  if (const char* config = std::getenv("XDG_CONFIG_HOME"); config && *config == '/')
    return std::filesystem::path(config) / "redrive";
  if (const char* home = std::getenv("HOME"); home && *home) return std::filesystem::path(home) / ".config/redrive";
  return {};
}

base::Result<std::string> read_login(const std::string& central) {
  const auto path = file();
  if (!path) return tl::unexpected(path.error());
  auto text = sys::read_file(*path, 4096);
  if (!text) return tl::unexpected(text.error());
  const auto line = text->find('\n');
  if (line == text->npos || text->substr(line + 1) != central + "\n") {
    return fail(ErrorCode::kNotFound, fmt::format("{}: not logged in at {}", path->string(), central));
  }
  return text->substr(0, line);
}

base::Status keep_login(const std::string& central, const std::string& token) {
  const auto path = file();
  if (!path) return tl::unexpected(path.error());
  if (auto made = sys::make_directories(path->parent_path(), 0700); !made) return made;
  return sys::replace_file(*path, token + "\n" + central + "\n", 0600);
}

base::Status forget_login() {
  const auto path = file();
  if (!path) return tl::unexpected(path.error());
  if (::unlink(path->c_str()) == 0 || errno == ENOENT) return {};
  return tl::unexpected(sys::errno_error("remove", *path, errno));
}

}  // namespace redrive::cli
