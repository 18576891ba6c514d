// A short question to an external manager's program: all its devices at once, all its answers within a bounded time.
#pragma once

#include <string>
#include <vector>

#include "agent/manager/external_bounds.h"
#include "agent/manager/external_lines.h"
#include "agent/manager/line_cutter.h"
#include "shared/sys/process.h"
#include "shared/sys/process_talk.h"

namespace redrive::agent {

class ExternalQuestion final : private sys::ProcessTalk {
 public:
  // `asked`: the lines that go to it. `answer` gets each line of it.
  ExternalQuestion(std::string asked, LineCutter::TakeLine answer);

  // Blocks until the program has ended, at the latest a little after `within`.
  sys::ProcessResult ask(const model::Command& command, base::Micros within, const ExternalBounds& bounds,
                         sys::ProcessRunner& processes);

 private:
  void started() override;
  void heard(std::string_view bytes) override;
  void silent() override {}
  void deaf() override {}

  const std::string asked_;
  LineCutter lines_;
  std::uint64_t heard_ = 0, most_ = 0;
  std::stop_source program_;
};

}  // namespace redrive::agent
