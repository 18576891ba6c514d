#include "central/calendar/coverage.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "shared/base/names.h"
#include "shared/config/checks.h"

namespace redrive::central::calendar {
namespace {

using config::in_quotes;

constexpr std::string_view kWord = "redrive:";
constexpr std::string_view kExpected =
    "expected server=NAME, device=NAME or site=CODE, several with commas between; a name may hold * and ?";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// Calls take(piece) for each piece between the separators, trimmed; empty ones are left out.
template <typename Take>
void each_piece(std::string_view text, std::string_view separators, Take take) {
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(separators), text.size());
    if (const auto piece = trimmed(text.substr(0, end)); !piece.empty()) take(piece);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

class Reader {
 public:
  Reader(const model::Inventory& inventory, const Complain& complain) : inventory_(inventory), complain_(complain) {}

  std::vector<Selector> read(const Component& event) {
    for (const auto& line : event.lines) {
      take_own(line);
      take_text(line);
    }
    if (found_.empty() && good_) take_location(event);
    if (found_.empty() && good_) {
      wrong(event.line, fmt::format("it does not say what it covers; expected a line \"redrive: site=CODE\" in its "
                                    "description, or X-REDRIVE-SITE, X-REDRIVE-SERVER or X-REDRIVE-DEVICE"));
    }
    if (!good_) found_.clear();
    return std::move(found_);
  }

 private:
  void wrong(unsigned line, std::string what) {
    good_ = false;
    complain_(line, std::move(what));
  }

  void take_own(const ContentLine& line) {
    constexpr std::string_view kPrefix = "X-REDRIVE-";
    if (!line.name.starts_with(kPrefix)) return;
    const auto kind = lower(std::string_view(line.name).substr(kPrefix.size()));
    each_piece(unescaped(line.value), ",", [&](std::string_view name) { add(kind, name, line.line); });
  }

  void take_text(const ContentLine& line) {
    constexpr std::array kTexts{"DESCRIPTION", "SUMMARY", "LOCATION", "COMMENT"};
    if (std::find(kTexts.begin(), kTexts.end(), line.name) == kTexts.end()) return;
    each_piece(unescaped(line.value), "\n", [&](std::string_view text) {
      if (!lower(text.substr(0, kWord.size())).starts_with(kWord)) return;
      each_piece(text.substr(kWord.size()), ", \t;", [&](std::string_view piece) { take_piece(piece, line.line); });
    });
  }

  // "site=PUN024"; after a comma the kind may be left out: "site=PUN024,PUN025".
  void take_piece(std::string_view piece, unsigned line) {
    const auto equals = piece.find('=');
    if (equals != piece.npos) last_kind_ = lower(trimmed(piece.substr(0, equals)));
    const auto name = equals == piece.npos ? piece : trimmed(piece.substr(equals + 1));
    if (last_kind_.empty() || name.empty())
      return wrong(line, fmt::format("{} is not understood; {}", in_quotes(piece), kExpected));
    add(last_kind_, name, line);
  }

  void take_location(const Component& event) {
    const auto* line = event.find("LOCATION");
    if (!line) return;
    const auto text = unescaped(line->value);
    if (const auto code = trimmed(text); inventory_.locations.contains(std::string(code)))
      add("site", code, line->line);
  }

  void add(const std::string& kind, std::string_view name, unsigned line) {
    const bool site = kind == "site";
    if (!site && kind != "server" && kind != "device")
      return wrong(line, fmt::format("{} is nothing that is covered; {}", in_quotes(kind), kExpected));
    if (site ? !config::is_short_label(name) : !config::is_name_or_glob(name))
      return wrong(line, fmt::format("{} {} is no name or pattern of at most 128 signs", kind, in_quotes(name)));
    if (!known(kind, name))
      return wrong(line,
                   fmt::format("{} {} is not in the inventory, nor does it fit anything there", kind, in_quotes(name)));
    if (found_.size() >= kMostSelectors) return wrong(line, fmt::format("it names more than {}", kMostSelectors));
    Selector selector;
    (site ? selector.site : kind == "server" ? selector.server : selector.device) = name;
    if (std::find(found_.begin(), found_.end(), selector) == found_.end()) found_.push_back(std::move(selector));
  }

  bool known(const std::string& kind, std::string_view name) const {
    const auto& devices = inventory_.devices;
    if (kind == "site") {
      if (inventory_.locations.empty() && devices.empty()) return true;
      if (std::any_of(inventory_.locations.begin(), inventory_.locations.end(),
                      [&](const auto& entry) { return base::glob_match(name, entry.first); }))
        return true;
    } else if (devices.empty()) {
      return true;
    }
    return std::any_of(devices.begin(), devices.end(), [&](const auto& entry) {
      const model::Device& device = entry.second;
      if (kind == "site") return base::glob_match(name, device.location);
      if (kind == "device") return base::glob_match(name, entry.first);
      return base::glob_match(name, device.server) ||
             (device.role == model::DeviceRole::kIntermediate && base::glob_match(name, entry.first));
    });
  }

  const model::Inventory& inventory_;
  const Complain& complain_;
  std::vector<Selector> found_;
  std::string last_kind_;
  bool good_ = true;
};

}  // namespace

std::vector<Selector> selectors_of(const Component& event, const model::Inventory& inventory,
                                   const Complain& complain) {
  return Reader(inventory, complain).read(event);
}

}  // namespace redrive::central::calendar
