// Files a configuration names: found from the configuration's own folder, and really files.
#pragma once

#include <filesystem>
#include <string>

#include "shared/base/result.h"

namespace redrive::config {

// `path` as it stands when absolute, else below `folder`; without "." and "..".
std::filesystem::path resolve(const std::filesystem::path& path, const std::filesystem::path& folder);

// The folder the file's relative paths start from: absolute, so that a later change of directory does not matter.
std::filesystem::path folder_of(const std::filesystem::path& file);

// kNotFound, kInvalid (a directory, a pipe, …) with the path in the message.
base::Status require_regular_file(const std::filesystem::path& path);

// The whole text of a regular file.
base::Result<std::string> read_text(const std::filesystem::path& path);

}  // namespace redrive::config
