#include "central/flow/timeline.h"

#include "shared/log/log.h"

namespace redrive::central {
namespace {

constexpr std::string_view kSelf = "redrive";

// These come with each alert.
bool is_small_talk(std::string_view what) {
  return what == "joined" || what == "scope";
}

}  // namespace

base::Status note_on_ticket(FlowContext& flow, const TimelineEntry& entry) {
  if (auto added = add_timeline(flow.db, entry); !added) return added;
  const auto level = is_small_talk(entry.what) ? log::Level::kDebug : log::Level::kInfo;
  flow.after_commit.emplace_back(
      [level, line = log::fields({{"ticket", entry.ticket},
                                  {"what", entry.what},
                                  {"by", entry.by},
                                  {"text", entry.by == kSelf ? entry.text : std::string()}})] {
        log::write(level, "tickets", line);
      });
  return {};
}

}  // namespace redrive::central
