#include "agent/tool/signing.h"

#include <cstdio>

#include "shared/base/digest.h"
#include "shared/base/random.h"
#include "shared/base/signature.h"
#include "shared/model/tool.h"
#include "shared/sys/file.h"
#include "shared/sys/secret_file.h"

namespace redrive::agent {
namespace {

int complain(const base::Error& error) {
  std::fprintf(stderr, "redrive-redistribute: %s\n", error.message.c_str());
  if (error.code == base::ErrorCode::kNotFound) return 3;
  if (error.code == base::ErrorCode::kDenied) return 4;
  return error.code == base::ErrorCode::kInvalid ? 2 : 1;
}

base::Result<base::SigningKey> read_key(const std::filesystem::path& file) {
  constexpr std::size_t kMost = 1024;
  if (auto checked = sys::check_private(file); !checked) return tl::unexpected<base::Error>(checked.error());
  auto seed = sys::read_file(file, kMost);
  if (!seed) return tl::unexpected<base::Error>(seed.error());
  while (!seed->empty() && seed->back() == '\n') seed->pop_back();
  auto key = base::signing_key_of(*seed);
  if (!key) return base::fail_in(file.string(), key.error());
  return key;
}

base::Result<model::ToolManifest> manifest_of(const Release& release) {
  auto program = sys::read_file(release.program, model::kMaxToolSize);
  if (!program) return tl::unexpected<base::Error>(program.error());
  auto key = read_key(release.key);
  if (!key) return tl::unexpected<base::Error>(key.error());
  model::ToolManifest manifest{release.version, release.platform,          model::kToolSchema,
                               program->size(), base::digest_of(*program), ""};
  model::sign(manifest, *key);
  // Read as agents read it: what they would not take is not written.
  return model::parse_tool_manifest(model::manifest_text(manifest));
}

}  // namespace

int keygen(const std::filesystem::path& out) {
  base::SystemRandom random;
  const auto key = base::make_signing_key(random);
  if (auto made = sys::create_file(out, key.seed + "\n", 0600); !made) return complain(made.error());
  std::printf("%s\n", key.public_key.c_str());
  return 0;
}

int sign(const Release& release) {
  const auto manifest = manifest_of(release);
  if (!manifest) return complain(manifest.error());
  const auto file = release.program.string() + ".tool";
  if (auto written = sys::replace_file(file, model::manifest_text(*manifest), 0644); !written)
    return complain(written.error());
  std::printf("%s: version %s for %s\n", file.c_str(), manifest->version.c_str(), manifest->platform.c_str());
  return 0;
}

}  // namespace redrive::agent
