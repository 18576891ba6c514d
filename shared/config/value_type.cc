#include "shared/config/value_type.h"

#include <charconv>
#include <cstdlib>

#include "shared/base/names.h"
#include "shared/config/checks.h"
#include "shared/config/file_text.h"

namespace redrive::config {
namespace {

constexpr std::uint64_t kKi = 1024, kK = 1000;
struct Unit {
  std::string_view suffix;
  std::uint64_t bytes;
};
constexpr Unit kUnits[] = {{"B", 1},     {"kB", kK},        {"MB", kK* kK},        {"GB", kK* kK* kK},
                           {"KiB", kKi}, {"MiB", kKi* kKi}, {"GiB", kKi* kKi* kKi}};

std::optional<std::uint64_t> parse_size(std::string_view text, std::uint64_t most) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view suffix(end, static_cast<std::size_t>(text.data() + text.size() - end));
  for (const Unit& unit : kUnits) {
    if (error == std::errc{} && suffix == unit.suffix && number <= most / unit.bytes) return number * unit.bytes;
  }
  return {};
}

std::string show_text(const std::string& text) {
  return text.empty() ? "" : "\"" + text + "\"";
}
std::string show_path(const std::filesystem::path& path) {
  return show_text(path.string());
}

std::optional<std::filesystem::path> read_path(const Node& node, const ReadContext& context) {
  if (node.kind == Kind::kString && is_label(node.text)) return resolve(node.text, context.folder);
  context.complain(node, "");
  return {};
}

}  // namespace

ValueType<std::string> text(std::string noun, std::string bounds, TextCheck check) {
  const auto read = [check](const Node& node, const ReadContext& context) -> std::optional<std::string> {
    if (node.kind == Kind::kString && check(node.text)) return node.text;
    context.complain(node, "");
    return {};
  };
  return {std::move(noun), std::move(bounds), read, show_text};
}

ValueType<std::string> one_of(std::vector<std::string> words) {
  std::string bounds = "being one of ";
  for (const auto& word : words) bounds += (&word == &words.front() ? "\"" : ", \"") + word + "\"";
  const auto read = [words](const Node& node, const ReadContext& context) -> std::optional<std::string> {
    if (node.kind == Kind::kString && std::find(words.begin(), words.end(), node.text) != words.end()) return node.text;
    context.complain(node, "");
    return {};
  };
  return {"string", std::move(bounds), read, show_text};
}

ValueType<bool> flag() {
  const auto read = [](const Node& node, const ReadContext& context) -> std::optional<bool> {
    if (node.kind == Kind::kBoolean) return node.boolean;
    context.complain(node, "");
    return {};
  };
  return {"boolean", "true or false", read, [](bool value) { return std::string(value ? "true" : "false"); }};
}

ValueType<std::int64_t> integer(std::int64_t least, std::int64_t most) {
  const auto read = [least, most](const Node& node, const ReadContext& context) -> std::optional<std::int64_t> {
    if (node.kind == Kind::kInteger && node.integer >= least && node.integer <= most) return node.integer;
    context.complain(node, "");
    return {};
  };
  return {"whole number", fmt::format("from {} to {}", least, most), read,
          [](std::int64_t value) { return std::to_string(value); }};
}

ValueType<base::Micros> span(base::Micros least, base::Micros most) {
  const auto read = [least, most](const Node& node, const ReadContext& context) -> std::optional<base::Micros> {
    if (node.kind == Kind::kString) {
      const auto value = base::parse_duration(node.text);
      if (value && *value >= least && *value <= most) return *value;
    }
    context.complain(node, "");
    return {};
  };
  return {"time span", fmt::format("from \"{}\" to \"{}\"", base::format_duration(least), base::format_duration(most)),
          read, [](base::Micros value) { return fmt::format("\"{}\"", base::format_duration(value)); }};
}

ValueType<base::UtcTime> instant() {
  const auto read = [](const Node& node, const ReadContext& context) -> std::optional<base::UtcTime> {
    if (node.kind == Kind::kInstant) return node.instant;
    context.complain(node, "");
    return {};
  };
  return {"date-time", "with offset, not in quotes, like 2026-03-02T22:00:00+01:00", read, base::format_rfc3339};
}

ValueType<std::uint64_t> size(std::uint64_t most) {
  const auto read = [most](const Node& node, const ReadContext& context) -> std::optional<std::uint64_t> {
    if (node.kind == Kind::kInteger && node.integer >= 0 && static_cast<std::uint64_t>(node.integer) <= most) {
      return static_cast<std::uint64_t>(node.integer);
    }
    if (node.kind == Kind::kString) {
      if (const auto bytes = parse_size(node.text, most)) return bytes;
    }
    context.complain(node, "");
    return {};
  };
  return {"size", fmt::format("in bytes or like \"10MB\" or \"64MiB\", from 0 to {}", most), read,
          [](std::uint64_t value) { return std::to_string(value); }};
}

ValueType<std::filesystem::path> existing_file() {
  const auto read = [](const Node& node, const ReadContext& context) -> std::optional<std::filesystem::path> {
    auto path = read_path(node, context);
    if (!path) return {};
    const auto regular = require_regular_file(*path);
    if (regular) return path;
    context.complain(node, regular.error().message);
    return {};
  };
  return {"path", "of an existing file", read, show_path};
}

ValueType<std::filesystem::path> secret_file() {
  const auto read = [](const Node& node, const ReadContext& context) -> std::optional<std::filesystem::path> {
    auto path = read_path(node, context);
    if (!path) return {};
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing changes the environment
    if (const char* credentials = std::getenv("CREDENTIALS_DIRECTORY"); credentials != nullptr) {
      auto credential = resolve(node.text, credentials);
      if (require_regular_file(credential)) return credential;
    }
    const auto regular = require_regular_file(*path);
    if (regular) return path;
    context.complain(node, regular.error().message);
    return {};
  };
  return {"path", "of an existing file, or name of a systemd credential", read, show_path};
}

ValueType<std::filesystem::path> directory() {
  const auto read = [](const Node& node, const ReadContext& context) -> std::optional<std::filesystem::path> {
    auto path = read_path(node, context);
    if (!path) return {};
    std::error_code error;
    const auto status = std::filesystem::status(*path, error);
    if (!std::filesystem::exists(status) || std::filesystem::is_directory(status)) return path;
    context.complain(node, path->string() + " is no directory");
    return {};
  };
  return {"path", "of a directory", read, show_path};
}

ValueType<std::string> path_pattern() {
  const auto read = [](const Node& node, const ReadContext& context) -> std::optional<std::string> {
    const auto path = read_path(node, context);
    if (!path) return {};
    if (!base::is_glob(path->parent_path().string())) return path->string();
    context.complain(node, "only the file name may hold * and ?");
    return {};
  };
  return {"path", "of files, * and ? allowed in the file name", read, show_text};
}

}  // namespace redrive::config
