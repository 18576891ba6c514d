// What a manager of somebody else's may print, cut anywhere. Lines do not depend on how they are cut; what is read of
// one is bounded text; no device but one that was handed over ends, none twice, and none in a way nobody said.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "agent/manager/handover.h"
#include "agent/manager/line_cutter.h"
#include "shared/base/names.h"
#include "shared/model/alert.h"
#include "shared/model/failure_type.h"

namespace {

using namespace redrive;
using agent::ExternalReport;
using agent::LineCutter;
using model::DeviceState;

constexpr std::size_t kLongest = 512;

void demand(bool holds) {
  if (!holds) std::abort();
}

std::vector<std::string> lines_of(std::string_view text, std::size_t piece, std::uint64_t& left_out) {
  std::vector<std::string> lines;
  LineCutter cutter(kLongest, [&](std::string_view line) { lines.emplace_back(line); });
  for (std::size_t i = 0; i < text.size(); i += piece) cutter.add(text.substr(i, piece));
  cutter.finish();
  left_out = cutter.left_out();
  return lines;
}

void check(const ExternalReport& said) {
  demand(base::check_name("device", said.device).has_value());
  demand(said.state != DeviceState::kPending);
  for (const std::string* text : {&said.failure_type, &said.message, &said.package})
    demand(model::clean_text(*text, text->size()) == *text);
}

bool ships(const std::string& type) {
  for (const auto shipped : model::failure_type::kShipped) {
    if (shipped == type) return true;
  }
  return false;
}

class Run {
 public:
  Run() {
    order_.devices = {"d", "e"};
    order_.parameters.retries = 1;
    for (const auto& device : order_.devices) {
      handover_.begin({});
      handover_.handed(device);
    }
  }

  void hear(const ExternalReport& said) {
    const auto heard = handover_.hear(said, {}, false, true);
    if (!heard.end) return;
    const model::DeviceOutcome& end = *heard.end;
    demand(end.device == said.device && (end.device == "d" || end.device == "e"));
    demand(ended_.insert(end.device).second);
    demand((end.state == DeviceState::kSucceeded) == (said.state == DeviceState::kSucceeded));
    demand(end.state == DeviceState::kSucceeded ? end.failure_type.empty() : ships(end.failure_type));
    demand(end.message.size() <= 1024 + 30);
  }

  void end() {
    for (const auto& outcome : handover_.settle({}, false, "x")) {
      demand(ended_.insert(outcome.device).second);
      demand(outcome.state == DeviceState::kFailed);
    }
    demand(ended_.size() == 2);
  }

 private:
  agent::RunOrder order_;
  agent::Handover handover_{order_, {}};
  std::set<std::string> ended_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::uint64_t left_out = 0, other_left_out = 0;
  const auto lines = lines_of(text, std::max<std::size_t>(size, 1), left_out);
  demand(lines == lines_of(text, 1 + size % 7, other_left_out) && left_out == other_left_out);
  Run run;
  for (const auto& line : lines) {
    demand(line.size() <= kLongest);
    if (const auto report = agent::read_report(line)) {
      check(*report);
      run.hear(*report);
    }
    if (const auto looked = agent::read_check(line)) {
      demand(!looked->what.empty() && looked->detail.size() <= 1024);
      demand(model::clean_line(looked->what, looked->what.size()) == looked->what);
    }
  }
  run.end();
  return 0;
}
