#include "agent/tool/tool_program.h"

#include <unistd.h>

#include <cstdio>

#include "agent/tool/answer.h"
#include "agent/tool/frame.h"
#include "shared/model/tool.h"
#include "shared/sys/io.h"

namespace redrive::agent {
namespace {

int complain(const base::Error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  if (error.code == base::ErrorCode::kNotFound) return kToolNothingToDo;
  return error.code == base::ErrorCode::kInvalid ? kToolRefusesRequest : kToolFailed;
}

base::Status write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = sys::uninterrupted([&] { return ::write(fd, bytes.data(), bytes.size()); });
    if (sent < 0) return tl::unexpected<base::Error>(sys::errno_error("write", "the plan", errno));
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

}  // namespace

int answer_stdin(const ToolBuild& build) {
  const auto request = read_frame(STDIN_FILENO);
  if (!request) return complain({request.error().code, "request: " + request.error().message});
  const auto answer = answer_request(*request, kToolLog, build.make);
  if (!answer) return complain(answer.error());
  const auto written = write_all(STDOUT_FILENO, framed(*answer));
  return written ? 0 : complain(written.error());
}

std::string describe(const ToolBuild& build) {
  return fmt::format("version {}\nplatform {}\nschema {}\n", build.version, model::this_platform(), model::kToolSchema);
}

}  // namespace redrive::agent
