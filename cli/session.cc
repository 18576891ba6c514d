#include "cli/session.h"

#include <unistd.h>

#include <cstdio>

#include "cli/marks.h"

namespace redrive::cli {

int exit_code(const base::Error& error) {
  switch (error.code) {
    case base::ErrorCode::kInvalid:
      return 2;
    case base::ErrorCode::kNotFound:
      return 3;
    case base::ErrorCode::kDenied:
      return 4;
    case base::ErrorCode::kUnavailable:
      return 5;
    default:
      return 1;
  }
}

int complain(const base::Error& error) {
  std::fprintf(stderr, "redrive: %s\n", error.message.c_str());
  return exit_code(error);
}

int print(const std::string& marked) {
  const std::string text = paint(marked, surface_of(STDOUT_FILENO));
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (text.empty() || text.back() != '\n') std::fputc('\n', stdout);
  return 0;
}

}  // namespace redrive::cli
