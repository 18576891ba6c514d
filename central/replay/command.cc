#include "central/replay/command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iostream>

#include "central/replay/compare.h"
#include "central/replay/replay.h"
#include "shared/view/view.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::uint64_t kComplaints = 20;  // lines named; the rest is counted

void tell_progress(std::uint64_t decided) {
  if (isatty(STDERR_FILENO)) std::fprintf(stderr, "\r%llu alerts", static_cast<unsigned long long>(decided));
}

base::Result<std::vector<model::Ticket>> replay_file(config::CentralOptions options, const std::string& name) {
  std::ifstream file;
  if (name != "-") {
    file.open(name);
    if (!file) return fail(ErrorCode::kNotFound, fmt::format("{}: cannot be read", name));
  }
  std::uint64_t told = 0;
  const auto complain = [&](const std::string& what) {
    if (++told <= kComplaints) std::fprintf(stderr, "%s: %s\n", name.c_str(), what.c_str());
  };
  const auto shared = std::make_shared<const config::CentralOptions>(std::move(options));
  AlertFeed feed(name == "-" ? std::cin : file, shared->dedupe_window, complain);
  auto tickets = replay(std::make_shared<const Rules>(shared), feed, tell_progress);
  if (isatty(STDERR_FILENO)) std::fputs("\r", stderr);
  std::fprintf(stderr, "%llu lines: %llu repeated, %llu rejected; %zu tickets\n",
               static_cast<unsigned long long>(feed.lines()), static_cast<unsigned long long>(feed.repeated()),
               static_cast<unsigned long long>(feed.rejected()), tickets.size());
  if (feed.lines() > 0 && feed.lines() == feed.rejected())
    return fail(ErrorCode::kInvalid, fmt::format("{}: not one line is an alert; expected a JSON object a line", name));
  return tickets;
}

base::Status print(const std::vector<std::string>& lines, const std::string& name) {
  std::ofstream file;
  if (!name.empty()) file.open(name, std::ios::trunc);
  std::ostream& out = name.empty() ? std::cout : file;
  for (const auto& line : lines) out << line << '\n';
  out.flush();
  if (!out) return fail(ErrorCode::kFailed, fmt::format("{}: cannot be written", name.empty() ? "output" : name));
  return {};
}

}  // namespace

base::Status run_replay(ReplayRequest request) {
  if (request.compare && request.alerts == "-")
    return fail(ErrorCode::kInvalid, "two replays need the alerts twice: name a file instead of '-'");
  auto tickets = replay_file(std::move(request.options), request.alerts);
  if (!tickets) return tl::unexpected(tickets.error());
  std::vector<std::string> lines;
  if (request.compare) {
    auto other = replay_file(std::move(*request.compare), request.alerts);
    if (!other) return tl::unexpected(other.error());
    lines = differences(*tickets, *other);
  } else {
    for (const auto& ticket : *tickets) lines.push_back(view::ticket_json(ticket));
  }
  return print(lines, request.out);
}

}  // namespace redrive::central
