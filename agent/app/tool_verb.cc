#include "agent/app/tool_verb.h"

#include <sys/stat.h>
#include <unistd.h>

#include "shared/base/digest.h"
#include "shared/model/tool.h"
#include "shared/sys/file.h"

namespace redrive::agent {
namespace {

using base::Status;

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}

// root's files would be of no use to the agent: while this lives, the process is the owner of `folder`.
class AsOwner {
 public:
  explicit AsOwner(const std::filesystem::path& folder) {
    struct stat info {};
    if (::geteuid() != 0 || ::stat(folder.c_str(), &info) != 0 || info.st_uid == 0) return;
    taken_ = ::setegid(info.st_gid) == 0 && ::seteuid(info.st_uid) == 0;
  }
  ~AsOwner() {
    if (taken_ && (::seteuid(0) != 0 || ::setegid(0) != 0)) std::abort();
  }
  AsOwner(const AsOwner&) = delete;
  AsOwner& operator=(const AsOwner&) = delete;

 private:
  bool taken_ = false;
};

Status put(const std::filesystem::path& state_dir, const model::ToolManifest& manifest, std::string_view program) {
  auto tools = open_tools(state_dir);
  if (!tools) return pass(tools.error());
  const AsOwner owner(state_dir);
  if (tools->has(manifest.digest)) return {};
  auto writer = tools->receive(manifest.digest, manifest.size);
  if (!writer) return pass(writer.error());
  if (writer->offset() < program.size()) {
    if (auto written = writer->append(program.substr(writer->offset())); !written) return written;
  }
  return writer->commit();
}

}  // namespace

base::Result<sys::ContentStore> open_tools(const std::filesystem::path& state_dir) {
  const AsOwner owner(state_dir);
  if (auto made = sys::make_directories(state_dir / "tools", 0700); !made) return pass(made.error());
  return sys::ContentStore::open(state_dir / "tools");
}

base::Result<std::string> bring_tool(const config::AgentOptions& options, const std::filesystem::path& manifest_file) {
  auto text = sys::read_file(manifest_file, model::kMaxToolManifest);
  if (!text) return text;
  const auto manifest = model::parse_tool_manifest(*text);
  if (!manifest) return base::fail_in(manifest_file.string(), manifest.error());
  auto beside = manifest_file;
  beside.replace_extension();
  std::error_code ignored;
  if (manifest_file.extension() != ".tool" || !std::filesystem::exists(beside, ignored)) return text;
  const auto program = sys::read_file(beside, model::kMaxToolSize);
  if (!program) return pass(program.error());
  if (program->size() != manifest->size || base::digest_of(*program) != manifest->digest) {
    return base::fail(base::ErrorCode::kCorrupt,
                      fmt::format("{} is not the program that {} is of", beside.string(), manifest_file.string()));
  }
  if (auto done = put(options.state_dir, *manifest, *program); !done) return pass(done.error());
  return text;
}

}  // namespace redrive::agent
