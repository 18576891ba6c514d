#include "shared/sys/secret_file.h"

#include <sys/stat.h>

#include <cerrno>
#include <string>

#include "shared/sys/file.h"

namespace redrive::sys {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr std::string_view kDigits = "0123456789abcdef";

std::string to_text(const Secret& secret) {
  std::string out;
  for (const std::uint8_t byte : secret) out.append({kDigits[byte >> 4], kDigits[byte & 15]});
  return out + "\n";
}

Result<Secret> load(const std::filesystem::path& path) {
  if (auto safe = check_private(path); !safe) return tl::unexpected(safe.error());
  const auto text = read_file(path, 4096);
  if (!text) return tl::unexpected(text.error());
  Secret secret{};
  const bool whole = text->size() == secret.size() * 2 + 1 && text->find_first_not_of(kDigits) == text->size() - 1;
  for (std::size_t i = 0; whole && i < secret.size(); ++i)
    secret[i] = static_cast<std::uint8_t>(kDigits.find((*text)[2 * i]) << 4 | kDigits.find((*text)[2 * i + 1]));
  if (whole && to_text(secret) == *text) return secret;
  return fail(ErrorCode::kCorrupt, path.string() +
                                       " does not hold a secret of 64 hex digits; put the right file back, or " +
                                       "remove it to get a new one");
}

}  // namespace

base::Status check_private(const std::filesystem::path& path) {
  struct stat about {};
  if (::lstat(path.c_str(), &about) != 0) return tl::unexpected(errno_error("cannot look at", path, errno));
  if (!S_ISREG(about.st_mode)) return fail(ErrorCode::kInvalid, path.string() + " is not a regular file");
  if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return fail(ErrorCode::kDenied,
                path.string() + " can be read by others; take it as stolen, or run: chmod 600 " + path.string());
  }
  return {};
}

Result<Secret> load_or_make_secret(const std::filesystem::path& path, base::Random& random) {
  auto secret = load(path);
  if (secret || secret.error().code != ErrorCode::kNotFound) return secret;
  Secret made{};
  random.fill(made);
  const auto written = create_file(path, to_text(made), 0600);
  if (written) return made;
  if (written.error().code == ErrorCode::kConflict) return load(path);  // another process was first: its secret counts
  return tl::unexpected(written.error());
}

}  // namespace redrive::sys
