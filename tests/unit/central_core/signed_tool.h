// Tools as somebody releases them, whose program is the text "program VERSION PLATFORM".
#pragma once

#include <string>

#include "central/store/tools.h"
#include "shared/base/digest.h"
#include "shared/base/random.h"
#include "shared/base/signature.h"

namespace redrive::central::test {

inline base::SigningKey tool_key(std::uint64_t of = 1) {
  base::SeededRandom random(of);
  return base::make_signing_key(random);
}

inline std::string program_of(const std::string& version, const std::string& platform = "linux-x86_64") {
  return "program " + version + " " + platform;
}

inline model::ToolManifest signed_tool(const std::string& version, const std::string& platform = "linux-x86_64",
                                       const base::SigningKey& key = tool_key()) {
  const std::string program = program_of(version, platform);
  model::ToolManifest manifest{version, platform, model::kToolSchema, program.size(), base::digest_of(program), ""};
  model::sign(manifest, key);
  return manifest;
}

inline ToolRow tool_row(const std::string& version, const std::string& platform = "linux-x86_64", bool in_use = false) {
  return {signed_tool(version, platform), base::utc_from_micros(1'000'000), "ann", in_use};
}

}  // namespace redrive::central::test
