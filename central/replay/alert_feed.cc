#include "central/replay/alert_feed.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "shared/view/alert_reader.h"

namespace redrive::central {
namespace {

constexpr std::size_t kAhead = 5;  // alerts looked at before a leap of the clock is believed
constexpr base::Micros kLeap = std::chrono::hours(1);
constexpr std::size_t kRemembered = 4'000'000;  // ids

// `redrive alerts list --jsonl` tells who sent an alert through what; elsewhere it came by HTTP from one sender.
void read_origin(InboxRow& row) {
  row.sender = "replay";
  if (row.alert.extra.empty()) return;
  const auto extra = nlohmann::json::parse(row.alert.extra, nullptr, false);
  if (!extra.is_object()) return;
  const auto text = [&](const char* name) {
    const auto at = extra.find(name);
    return at != extra.end() && at->is_string() ? at->get<std::string>() : std::string();
  };
  if (auto sender = text("sender"); !sender.empty()) row.sender = std::move(sender);
  const std::string source = text("source");
  for (const auto one : {model::AlertSource::kAgent, model::AlertSource::kMail, model::AlertSource::kSyslog,
                         model::AlertSource::kCentral}) {
    if (source == model::to_string(one)) row.source = one;
  }
}

}  // namespace

AlertFeed::AlertFeed(std::istream& input, base::Micros dedupe_window, std::function<void(const std::string&)> complain)
    : input_(input), complain_(std::move(complain)) {
  recent_.reset({}, kRemembered, dedupe_window);  // nobody searches for ids that collide in a file of his own
}

bool AlertFeed::read_one() {
  while (std::getline(input_, text_)) {
    ++line_;
    if (text_.find_first_not_of(" \t\r") == std::string::npos) continue;
    auto alert = view::read_alert(text_, clock_);
    if (!alert) {
      ++rejected_;
      complain_(fmt::format("line {}: {}", line_, alert.error().message));
      continue;
    }
    if (alert->id.empty()) alert->id = fmt::format("line-{}", line_);
    InboxRow row{0, {}, model::AlertSource::kHttp, {}, std::move(*alert)};
    read_origin(row);
    ahead_.push_back(std::move(row));
    return true;
  }
  return false;
}

// Most of what follows lies far before it.
bool AlertFeed::leaps(base::UtcTime to) const {
  if (to <= clock_ + kLeap) return false;
  const auto before = [&](const InboxRow& row) { return row.alert.occurred_at + kLeap < to; };
  return 2 * std::count_if(ahead_.begin(), ahead_.end(), before) > static_cast<std::ptrdiff_t>(ahead_.size());
}

std::optional<InboxRow> AlertFeed::next() {
  for (;;) {
    while (ahead_.size() <= kAhead && read_one()) {
    }
    if (ahead_.empty()) return std::nullopt;
    InboxRow row = std::move(ahead_.front());
    ahead_.pop_front();
    if (row.alert.occurred_at > clock_ && !leaps(row.alert.occurred_at)) clock_ = row.alert.occurred_at;
    row.received_at = clock_;
    if (recent_.contains(row.sender, row.alert.id, clock_)) {
      ++repeated_;
      continue;
    }
    recent_.add(row.sender, row.alert.id, clock_);
    row.number = ++number_;
    return row;
  }
}

}  // namespace redrive::central
