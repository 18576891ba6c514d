#include "cli/job_progress.h"

#include <poll.h>
#include <unistd.h>

#include <cstdio>

namespace redrive::cli {
namespace {

constexpr int kLookMillis = 300;

// Draws over what was drawn before.
class Screen {
 public:
  void draw(const std::vector<std::string>& lines) {
    if (!live_) return;
    if (drawn_ > 0) std::fprintf(stderr, "\x1b[%zuA", drawn_);
    for (const auto& line : lines) std::fprintf(stderr, "\x1b[2K%s\n", line.c_str());
    drawn_ = lines.size();
  }

 private:
  const bool live_ = isatty(STDERR_FILENO) != 0;
  std::size_t drawn_ = 0;
};

}  // namespace

base::Result<Json> wait_until(const Session& session, const std::string& path,
                              const std::function<bool(const Json&)>& ended,
                              const std::function<std::vector<std::string>(const Json&)>& lines, const Query& query) {
  Client client = session.client();
  Screen screen;
  for (;;) {
    auto answer = client.get(path, query);
    if (answer) {
      screen.draw(lines(*answer));
      if (ended(*answer)) return answer;
    } else if (answer.error().code != base::ErrorCode::kUnavailable) {
      return answer;
    } else {
      screen.draw({answer.error().message + "; waiting for it"});
    }
    ::poll(nullptr, 0, kLookMillis);
  }
}

}  // namespace redrive::cli
