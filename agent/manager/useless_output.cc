#include "agent/manager/useless_output.h"

#include <fmt/format.h>

#include "shared/log/log.h"
#include "shared/model/alert.h"
#include "shared/text/columns.h"

namespace redrive::agent {
namespace {

constexpr std::uint64_t kLoggedLines = 5;
constexpr std::size_t kLoggedBytes = 200, kLoggedStderr = 2048;

// Its end: that is where programs say what went wrong.
std::string end_of(std::string_view output) {
  const bool all = output.size() <= kLoggedStderr;
  return (all ? "" : "…") + model::clean_text(output.substr(all ? 0 : output.size() - kLoggedStderr), kLoggedStderr);
}

}  // namespace

void UselessOutput::add(std::string_view line, std::string_view why) {
  bytes_ += line.size() + 1;
  if (++lines_ > kLoggedLines) return;
  log::warning("manager",
               fmt::format("{}: a line is of no use, {}: {}", who_, why, model::clean_line(line, kLoggedBytes)));
}

void log_end(std::string_view how, std::string_view stderr_output, std::uint64_t useless, std::uint64_t left_out,
             bool well) {
  std::string text(how);
  if (useless > 0) text += fmt::format("; {} lines were of no use", useless);
  if (left_out > 0) text += fmt::format("; {} in too long lines", text::size_words(left_out));
  if (!stderr_output.empty()) text += "; it said: " + end_of(stderr_output);
  log::write(well && useless + left_out == 0 ? log::Level::kInfo : log::Level::kWarning, "manager", text);
}

}  // namespace redrive::agent
