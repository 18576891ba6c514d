#include "cli/package_upload.h"

#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "shared/base/digest.h"
#include "shared/sys/file.h"
#include "shared/text/table.h"

namespace redrive::cli {
namespace {

constexpr std::uint64_t kReads = 50;  // bytes in a microsecond at least, when central reads what it has

}  // namespace

base::Result<model::PackageRef> describe_package(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return tl::unexpected<base::Error>(sys::errno_error("read package", file, errno));
  base::Hasher hasher;
  model::PackageRef package{file.filename().string(), 0, ""};
  std::string piece(1024 * 1024, '\0');
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())), in.gcount() > 0) {
    hasher.update({piece.data(), static_cast<std::size_t>(in.gcount())});
    package.size += static_cast<std::uint64_t>(in.gcount());
  }
  package.digest = hasher.finish();
  return package;
}

base::Status upload_package(Client& client, const std::filesystem::path& file, const model::PackageRef& package) {
  const std::string path = "/api/v1/packages/" + path_part(package.digest);
  const std::string size = std::to_string(package.size);
  const base::Micros reading{static_cast<std::int64_t>(package.size / kReads)};
  auto here = client.get(path, {{"size", size}}, reading);
  if (!here) return tl::unexpected<base::Error>(here.error());
  if ((*here)["complete"].get<bool>()) return {};
  const auto offset = (*here)["offset"].get<std::uint64_t>();
  const bool live = isatty(STDERR_FILENO) != 0;
  auto put = client.put_file(
      path, {{"size", size}, {"offset", std::to_string(offset)}}, file, offset, [&](std::uint64_t sent) {
        if (live)
          std::fprintf(stderr, "\r%s %s bytes", package.name.c_str(), text::progress_bar(sent, package.size).c_str());
      });
  if (live) std::fputc('\n', stderr);
  if (!put) return base::fail_in("package " + package.name, put.error());
  return {};
}

}  // namespace redrive::cli
