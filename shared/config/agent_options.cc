#include "shared/config/agent_options.h"

#include <unistd.h>

#include "shared/config/agent_draft.h"
#include "shared/config/checks.h"
#include "shared/config/file_text.h"

namespace redrive::config {
namespace {

void read_central_key(AgentDraft& draft, Reading& reading) {
  const Lines& lines = reading.lines_of("agent");
  const bool inline_key = lines.has("central_key"), file = lines.has("central_key_file");
  if (inline_key == file) {
    reading.problem(inline_key ? lines.of("central_key_file") : lines.own,
                    fmt::format("[agent] has {} central_key {} central_key_file; expected exactly one "
                                "(`redrive-central key` prints the key)",
                                file ? "both" : "neither", file ? "and" : "nor"));
    return;
  }
  if (draft.central_key_file.empty()) return;
  const auto content = read_text(draft.central_key_file);
  const unsigned line = lines.of("central_key_file");
  if (!content) return reading.problem(line, "[agent] central_key_file: " + content.error().message);
  const auto end = content->find_last_not_of(" \t\r\n");
  draft.options.central_key = content->substr(0, end == std::string::npos ? 0 : end + 1);
  if (is_z85_key(draft.options.central_key)) return;
  reading.problem(line, fmt::format("[agent] central_key_file {} holds no key; expected 40 characters of Z85 as "
                                    "`redrive-central key` prints them",
                                    draft.central_key_file.string()));
}

struct NeededKey {
  std::string_view kind, key;
};
constexpr NeededKey kNeeded[] = {{"local", "root"},
                                 {"rsync_ssh", "user"},
                                 {"rsync_ssh", "identity_file"},
                                 {"rsync_ssh", "known_hosts"},
                                 {"external", "command"}};

void check_program(const ManagerOptions& manager, Reading& reading) {
  const unsigned line = reading.lines_of("manager").of("command");
  const std::string& program = manager.command.front();
  if (program.empty())
    return reading.problem(line, "[manager] command names no program; expected the program as its first item");
  if (!program.starts_with('/')) {
    return reading.problem(
        line,
        fmt::format("[manager] command begins with {}; expected the absolute path of a program", in_quotes(program)));
  }
  std::error_code error;
  if (manager.kind != "external") return;
  if (std::filesystem::is_regular_file(program, error) && ::access(program.c_str(), X_OK) == 0) return;
  reading.problem(line, fmt::format("[manager] command: {} is no program that can be run; expected an executable file",
                                    in_quotes(program)));
}

void check_manager(const ManagerOptions& manager, Reading& reading) {
  const Lines& lines = reading.lines_of("manager");
  for (const auto& [kind, key] : kNeeded) {
    if (kind != manager.kind || lines.has(key)) continue;
    reading.problem(lines.of("kind"), fmt::format("[manager] {} is missing; expected with kind = \"{}\"", key, kind));
  }
  if (!manager.command.empty()) check_program(manager, reading);
}

void check_reconnect(const session::BackoffPolicy& reconnect, Reading& reading) {
  if (reconnect.longest >= reconnect.first) return;
  const Lines& lines = reading.lines_of("agent");
  reading.problem(lines.of(lines.has("max_reconnect") ? "max_reconnect" : "first_reconnect"),
                  fmt::format("[agent] max_reconnect is {}; expected at least first_reconnect, which is {}",
                              base::format_duration(reconnect.longest), base::format_duration(reconnect.first)));
}

}  // namespace

Parsed<AgentOptions> load_agent_options(const std::filesystem::path& file) {
  const auto content = read_text(file);
  if (!content) return tl::unexpected(Problems{{file.string(), 0, content.error().message}});
  const auto document = parse_document(*content, file.string());
  if (!document) return tl::unexpected(document.error());
  Reading reading{file.string(), folder_of(file), {}, {}};
  AgentDraft draft;
  agent_table().read(*document, draft, reading);
  read_central_key(draft, reading);
  check_manager(draft.options.manager, reading);
  check_reconnect(draft.options.reconnect, reading);
  if (!reading.problems.empty()) return tl::unexpected(reading.sorted());
  draft.options.file = file;
  return std::move(draft.options);
}

}  // namespace redrive::config
