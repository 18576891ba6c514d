#include "shared/config/common_types.h"
#include "shared/config/job_draft.h"
#include "shared/config/placeholders.h"

namespace redrive::config {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

// The file itself and what it will be called on the servers, where the name becomes part of paths and commands.
ValueType<std::filesystem::path> package_file() {
  auto type = existing_file();
  type.bounds =
      "of an existing file whose name holds letters, digits and . _ - + : @ ~ only and does not begin with - or .";
  type.read = [read = type.read](const Node& node, const ReadContext& context) -> std::optional<std::filesystem::path> {
    if (node.kind == Kind::kString && !is_name(std::filesystem::path(node.text).filename().string())) {
      context.complain(node, "its file name is not allowed");
      return {};
    }
    return read(node, context);
  };
  return type;
}

// An argument vector whose placeholders are known ones.
ValueType<std::vector<std::string>> command() {
  auto argument = text("string", "without NUL, at most 4096 bytes", is_argument);
  argument.read = [read = argument.read](const Node& node, const ReadContext& context) -> std::optional<std::string> {
    auto value = read(node, context);
    const auto unknown = value ? unknown_placeholders(*value) : std::vector<std::string_view>();
    for (const auto& word : unknown)
      context.complain(node, fmt::format("{} is not known; there are {}", word, kPlaceholders));
    if (!unknown.empty()) return {};
    return value;
  };
  auto type = list_of(argument, model::kMaxArguments, false);
  type.bounds = fmt::format("of 1 to {} strings, the program and its arguments, with {} in them", model::kMaxArguments,
                            kPlaceholders);
  type.read = [read = type.read](const Node& node,
                                 const ReadContext& context) -> std::optional<std::vector<std::string>> {
    auto value = read(node, context);
    if (!value || !value->front().empty()) return value;
    context.complain(node, "the program is empty");
    return {};
  };
  return type;
}

ItemTable<JobServer> server_section() {
  return ItemTable<JobServer>("server")
      .add("name", name_or_glob(), &JobServer::server, Need::kRequired)
      .add("devices", list_of(name_or_glob(), 100'000, true), &JobServer::devices);
}

}  // namespace

ItemTable<JobDraft> job_table() {
  constexpr std::uint64_t kMostBandwidth = 1ULL << 40U;
  const auto window = text("string", "like \"22:00-05:00\", the two times different", is_window);
  const auto job_name = text("string", "of 1 to 128 bytes in one line", is_short_label);
  return ItemTable<JobDraft>("")
      .add("name", job_name, &JobDraft::name, Need::kRequired)
      .add("packages", list_of(package_file(), model::kMaxPackagesPerJob, true), &JobDraft::packages, Need::kRequired)
      .add("servers", list_of(name_or_glob(), 10'000, true), &JobDraft::servers)
      .add(
          "before", command(), [](JobDraft & d) -> auto& { return d.parameters.before; })
      .add(
          "install", command(), [](JobDraft & d) -> auto& { return d.parameters.install; })
      .add(
          "verify", command(), [](JobDraft & d) -> auto& { return d.parameters.verify; })
      .add(
          "after", command(), [](JobDraft & d) -> auto& { return d.parameters.after; })
      .add(
          "timeout", span(milliseconds(100), hours(24 * 7)), [](JobDraft & d) -> auto& { return d.parameters.timeout; })
      .add(
          "retries", whole<std::uint32_t>(0, 100), [](JobDraft & d) -> auto& { return d.parameters.retries; })
      .add(
          "parallel", whole<std::uint32_t>(1, 1000), [](JobDraft & d) -> auto& { return d.parameters.parallel; })
      .add(
          "bandwidth", size(kMostBandwidth), [](JobDraft & d) -> auto& { return d.parameters.bandwidth; })
      .add(
          "window", window, [](JobDraft & d) -> auto& { return d.parameters.window; })
      .each(server_section(), &JobDraft::server_sections);
}

}  // namespace redrive::config
