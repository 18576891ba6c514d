#include "shared/model/tool.h"

#include <fmt/format.h>

#include <charconv>

#include "shared/base/digest.h"
#include "shared/base/names.h"

#if defined(__x86_64__)
#define REDRIVE_MACHINE "x86_64"
#elif defined(__aarch64__)
#define REDRIVE_MACHINE "aarch64"
#else
#error "name this processor as `uname -m` does"
#endif

namespace redrive::model {
namespace {

constexpr std::string_view kHead = "redrive-redistribute 1";

// Takes the manifest's lines one by one; the first that is not as expected is named.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  std::string_view next() {
    ++line_;
    const auto end = rest_.find('\n');
    if (end == std::string_view::npos) return note("a line that ends"), rest_.substr(rest_.size());
    const auto line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return line;
  }
  std::string_view value(std::string_view key) {
    const auto line = next();
    if (line.starts_with(key) && line.substr(key.size()).starts_with(' ')) return line.substr(key.size() + 1);
    return note(key), line.substr(line.size());
  }
  std::uint64_t number(std::string_view key, std::uint64_t most) {
    const auto text = value(key);
    std::uint64_t read = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), read);
    const bool whole = error == std::errc() && end == text.data() + text.size() && std::to_string(read) == text;
    if (!whole || read == 0 || read > most) note(fmt::format("{} and a number from 1 to {}", key, most));
    return read;
  }
  void demand(bool good, std::string_view expected) {
    if (!good) note(expected);
  }
  void demand_end() {
    ++line_;
    if (!rest_.empty()) note("nothing more");
  }
  const std::string& problem() const { return problem_; }

 private:
  void note(std::string_view expected) {
    if (problem_.empty()) problem_ = fmt::format("line {} of the tool's manifest: expected {}", line_, expected);
  }

  std::string_view rest_;
  int line_ = 0;
  std::string problem_;
};

}  // namespace

std::string_view this_platform() {
  return "linux-" REDRIVE_MACHINE;
}

std::string signed_text(const ToolManifest& manifest) {
  return fmt::format("{}\nversion {}\nplatform {}\nschema {}\nsize {}\ndigest {}\n", kHead, manifest.version,
                     manifest.platform, manifest.schema, manifest.size, manifest.digest);
}

std::string manifest_text(const ToolManifest& manifest) {
  return signed_text(manifest) + "signature " + manifest.signature + "\n";
}

base::Result<ToolManifest> parse_tool_manifest(std::string_view text) {
  if (text.size() > kMaxToolManifest) {
    return base::fail(base::ErrorCode::kInvalid,
                      fmt::format("a tool's manifest has at most {} bytes, not {}", kMaxToolManifest, text.size()));
  }
  Lines lines(text);
  ToolManifest manifest;
  lines.demand(lines.next() == kHead, fmt::format("\"{}\"", kHead));
  manifest.version = lines.value("version");
  lines.demand(base::check_name("version", manifest.version).has_value(), "version and a name");
  manifest.platform = lines.value("platform");
  lines.demand(base::check_name("platform", manifest.platform).has_value(), "platform and a name");
  manifest.schema = static_cast<std::uint32_t>(lines.number("schema", UINT32_MAX));
  manifest.size = lines.number("size", kMaxToolSize);
  manifest.digest = lines.value("digest");
  lines.demand(base::check_digest(manifest.digest).has_value(), "digest blake2b: and 64 hex digits");
  manifest.signature = lines.value("signature");
  lines.demand(base::is_signature(manifest.signature), "signature and 128 hex digits");
  lines.demand_end();
  if (!lines.problem().empty()) return base::fail(base::ErrorCode::kInvalid, lines.problem());
  return manifest;
}

std::string tool_version(std::string_view manifest) {
  if (manifest.empty()) return "";
  const auto read = parse_tool_manifest(manifest);
  return read ? read->version : "(not readable)";
}

void sign(ToolManifest& manifest, const base::SigningKey& key) {
  manifest.signature = base::sign(signed_text(manifest), key);
}

}  // namespace redrive::model
