#include "shared/config/job_file.h"

#include "shared/config/file_text.h"
#include "shared/config/job_draft.h"

namespace redrive::config {
namespace {

void check_package_names(const JobDraft& draft, const Lines& lines, Reading& reading) {
  std::map<std::string, std::string> first;  // file name -> path
  for (const auto& package : draft.packages) {
    const auto [found, added] = first.try_emplace(package.filename().string(), package.string());
    if (added) continue;
    reading.problem(lines.of("packages"),
                    fmt::format("packages has two files named {}: {} and {}; expected different names, because "
                                "a server keeps them side by side",
                                found->first, found->second, package.string()));
  }
}

void check_servers(const JobDraft& draft, const Lines& lines, Reading& reading) {
  if (!lines.has("servers") && !lines.has("server")) {
    reading.problem(0, "no servers are named; expected servers = [\"ids-*\"] or at least one [[server]]");
  }
  std::map<std::string_view, unsigned> first;
  for (const auto& server : draft.servers) first.emplace(server, lines.of("servers"));
  for (const auto& server : draft.server_sections) {
    if (server.value.server.empty()) continue;  // reported where it was read
    const auto [found, added] = first.try_emplace(server.value.server, server.lines.of("name"));
    if (added) continue;
    reading.problem(server.lines.of("name"), fmt::format("[[server]] {} is named in line {} already; expected it once",
                                                         server.value.server, found->second));
  }
}

JobFile finish(JobDraft draft) {
  JobFile job{std::move(draft.name), std::move(draft.packages), {}, std::move(draft.parameters)};
  for (auto& server : draft.servers) job.servers.push_back({std::move(server), {}});
  for (auto& server : draft.server_sections) job.servers.push_back(std::move(server.value));
  return job;
}

}  // namespace

Parsed<JobFile> load_job_file(const std::filesystem::path& file) {
  const auto content = read_text(file);
  if (!content) return tl::unexpected(Problems{{file.string(), 0, content.error().message}});
  const auto document = parse_document(*content, file.string());
  if (!document) return tl::unexpected(document.error());
  Reading reading{file.string(), folder_of(file), {}, {}};
  JobDraft draft;
  const Lines lines = job_table().read(*document, draft, reading);
  check_package_names(draft, lines, reading);
  check_servers(draft, lines, reading);
  if (!reading.problems.empty()) return tl::unexpected(reading.sorted());
  return finish(std::move(draft));
}

}  // namespace redrive::config
