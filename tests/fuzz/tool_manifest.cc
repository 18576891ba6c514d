// What is read of a tool's manifest: only what is written of one, so that one manifest has one text.
#include <cstdint>
#include <cstdlib>

#include "shared/model/tool.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redrive;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto manifest = model::parse_tool_manifest(text);
  if (!manifest && manifest.error().message.empty()) std::abort();
  if (manifest && model::manifest_text(*manifest) != text) std::abort();
  return 0;
}
