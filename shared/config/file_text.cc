#include "shared/config/file_text.h"

#include "shared/sys/file.h"

namespace redrive::config {

std::filesystem::path resolve(const std::filesystem::path& path, const std::filesystem::path& folder) {
  return (folder / path).lexically_normal();  // an absolute path replaces the folder
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
  std::error_code error;
  const auto absolute = std::filesystem::absolute(file, error);
  return (error ? file : absolute).parent_path();
}

base::Status require_regular_file(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    return base::fail(base::ErrorCode::kNotFound, "there is no file " + path.string());
  }
  if (error) return base::fail(base::ErrorCode::kFailed, "cannot look at " + path.string() + ": " + error.message());
  if (std::filesystem::is_regular_file(status)) return {};
  const auto what = std::filesystem::is_directory(status) ? " is a directory" : " is no regular file";
  return base::fail(base::ErrorCode::kInvalid, path.string() + what);
}

base::Result<std::string> read_text(const std::filesystem::path& path) {
  if (auto regular = require_regular_file(path); !regular) return tl::unexpected(regular.error());
  return sys::read_file(path);
}

}  // namespace redrive::config
