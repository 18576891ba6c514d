#include "agent/manager/failure_mapping.h"

#include <cerrno>
#include <cstring>

#include "shared/model/alert.h"
#include "shared/model/failure_type.h"

namespace redrive::agent {
namespace {

namespace type = model::failure_type;
using End = sys::ProcessResult::End;

constexpr std::size_t kMaxMessage = 1024;  // a job has up to a million devices; the telling line comes first

std::string_view line_around(std::string_view text, std::size_t at) {
  const std::size_t before = text.rfind('\n', at), begin = before == std::string_view::npos ? 0 : before + 1;
  return text.substr(begin, text.find('\n', at) - begin);
}

std::string_view trimmed(std::string_view text) {
  const std::size_t end = text.find_last_not_of(" \r\n\t");
  return end == std::string_view::npos ? std::string_view{} : text.substr(0, end + 1);
}

std::string_view last_line(std::string_view output) {
  return output.empty() ? output : line_around(output, output.size() - 1);
}

// What comes after `line` where the text begins with it.
std::string_view without_first(std::string_view text, std::string_view line) {
  if (text == line) return {};
  if (text.find_first_of("\r\n") != line.size() || !text.starts_with(line)) return text;
  return text.substr(std::min(text.find_first_not_of("\r\n", line.size()), text.size()));
}

StepResult<void> failed(std::string_view failure_type, std::string message) {
  return tl::unexpected(StepFailure{std::string(failure_type), std::move(message), false});
}

// `output` in the words of judge().
std::string describe_end(std::string_view how, std::string_view output) {
  const auto told = find_telling(output, model::kFailureWords);
  return describe(how, told ? told->line : "", output);
}

}  // namespace

std::span<const Telling> common_telling() {
  return model::kFailureWords;
}

std::string_view type_of_errno(int error, std::string_view fallback) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return type::kDiskFull;
    case EACCES:
    case EPERM:
    case EROFS:
      return type::kConfiguration;
    case ENOENT:
    case ENOTDIR:
    case EIO:
    case ENODEV:
    case ENXIO:
    case ESTALE:
    case ELOOP:
    case EHOSTDOWN:
    case EHOSTUNREACH:
    case ENOTCONN:
      return type::kDeviceUnreachable;
    case ETIMEDOUT:
      return type::kTimeout;
    default:
      return fallback;
  }
}

std::optional<Told> find_telling(std::string_view output, std::span<const Telling> words) {
  for (const Telling& telling : words) {
    const std::size_t at = output.find(telling.words);
    if (at != std::string_view::npos) return Told{telling.failure_type, trimmed(line_around(output, at))};
  }
  return std::nullopt;
}

std::string_view type_of_output(std::string_view output, std::string_view fallback) {
  const auto told = find_telling(output, model::kFailureWords);
  return told ? told->failure_type : fallback;
}

std::string describe(std::string_view how, std::string_view line, std::string_view output) {
  std::string_view all = trimmed(output);
  if (line.empty()) line = last_line(all);
  std::string message(how);
  if (!line.empty()) message += fmt::format(": {}", line.substr(0, kMaxMessage / 2));
  if (line.size() <= kMaxMessage / 2) all = without_first(all, line);
  if (!all.empty()) {
    const std::size_t room = kMaxMessage - std::min(kMaxMessage, message.size() + 1);
    message += fmt::format("\n{}", all.substr(all.size() - std::min(all.size(), room)));
  }
  return model::clean_text(message, kMaxMessage);
}

StepResult<void> judge(const sys::ProcessResult& result, const model::Command& argv, std::string_view fallback) {
  const std::string program = argv.empty() ? "" : argv[0];
  switch (result.end) {
    case End::kExited:
      if (result.code == 0) return {};
      return failed(type_of_output(result.output, fallback),
                    describe_end(fmt::format("{} ended with exit status {}", program, result.code), result.output));
    case End::kSignalled:
      return failed(fallback, describe_end(fmt::format("{} was ended by signal {} ({})", program, result.code,
                                                       strsignal(result.code)),
                                           result.output));
    case End::kTimedOut:
      return failed(type::kTimeout, describe_end(program + " was not done within the job's timeout", result.output));
    case End::kCancelled:
      return tl::unexpected(StepFailure{"", program + " was stopped", true});
    case End::kNotStarted:
      break;
  }
  const std::string_view failure_type = result.code == EACCES ? type::kConfiguration : fallback;
  return failed(failure_type, fmt::format("cannot start {}: {}", program, std::strerror(result.code)));
}

}  // namespace redrive::agent
