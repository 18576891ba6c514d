#include "mail/read/field_lines.h"

#include "mail/read/fields.h"

namespace redrive::mail {
namespace {

constexpr std::size_t kMaxKey = 40, kMaxKeyWords = 3, kMaxType = 64;
constexpr std::size_t kMaxUnknown = 50;  // unknown fields of one alert

// For each field the keys it may stand under; where several are given, the first counts and the others are kept as
// unknown fields.
struct Keys {
  std::string_view field;
  std::initializer_list<std::string_view> keys;
};
const std::array<Keys, 10> kKeys{{{"id", {"id", "alert id"}},
                                  {"occurred_at", {"occurred_at", "occurred at", "timestamp", "time"}},
                                  {"server", {"server", "intermediate server"}},
                                  {"device", {"device", "host", "hostname", "host name"}},
                                  {"job", {"job", "job id"}},
                                  {"package", {"package"}},
                                  {"failure_type", {"failure_type", "failure type", "type", "service"}},
                                  {"message", {"message", "error", "output", "additional info", "info", "description"}},
                                  {"location", {"location", "site"}},
                                  {"status", {"status", "state"}}}};

std::string_view field_of(std::string_view key) {
  for (const auto& [field, keys] : kKeys) {
    if (std::ranges::find(keys, key) != keys.end()) return field;
  }
  return {};
}

struct Line {
  std::string key, value;  // key as written; empty where it is no such line
  std::string lower;
};

Line read_line(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return {};
  const std::string_view key = trim(line.substr(0, colon)), value = line.substr(colon + 1);
  const bool name = !key.empty() && key.size() <= kMaxKey && std::isalpha(static_cast<unsigned char>(key[0])) != 0 &&
                    std::ranges::all_of(key, [](char c) {
                      return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                             std::string_view(" _-/().").find(c) != std::string_view::npos;
                    });
  const bool sentence = std::ranges::count(key, ' ') >= static_cast<std::ptrdiff_t>(kMaxKeyWords);
  if (!name || sentence || value.starts_with("//")) return {};  // "https://…" is text
  return {std::string(key), std::string(trim(value)), lower_case(key)};
}

// What was said of one alert so far.
struct Said {
  std::vector<Line> lines;
  std::string text;         // blocks that are no lines
  std::size_t unknown = 0;  // lines of keys that nobody knows

  bool holds(std::string_view key) const { return std::ranges::find(lines, key, &Line::lower) != lines.end(); }
  bool names_thing() const { return has_field("device") || has_field("server"); }
  bool has_field(std::string_view field) const {
    return std::ranges::any_of(lines,
                               [&](const Line& line) { return !line.value.empty() && field_of(line.lower) == field; });
  }
  // "Additional Info:" and nothing behind it: the message is the block that follows, whatever it looks like.
  bool awaits_message() const {
    return !lines.empty() && lines.back().value.empty() && field_of(lines.back().lower) == "message";
  }
  bool is_known() const {
    return std::ranges::any_of(lines, [](const Line& line) { return !field_of(line.lower).empty(); });
  }
};

class Reader {
 public:
  std::vector<FieldList> read(std::string_view text) {
    while (!text.empty()) {
      const std::string_view line = take_line(text);
      if (line == "-- " || line == "--") break;
      if (line.starts_with('>')) continue;
      if (trim(line).empty())
        end_block();
      else
        block_.push_back(line);
    }
    end_block();
    end_alert();
    return std::move(out_);
  }

 private:
  void end_block() {
    Said block;
    bool all_lines = true, known = false;
    for (const auto& line : block_) {
      Line read = read_line(line);
      const bool goes_on = read.key.empty() || line[0] == ' ' || line[0] == '\t';
      all_lines = all_lines && (!read.key.empty() || !block.lines.empty());
      if (goes_on && !block.lines.empty()) {
        auto& value = block.lines.back().value;
        if (!value.empty()) value += field_of(block.lines.back().lower) == "message" ? '\n' : ' ';
        value += trim(line);
      } else if (!read.key.empty()) {
        known = known || !field_of(read.lower).empty();
        block.lines.push_back(std::move(read));
      }
    }
    if (known || (all_lines && !block.lines.empty() && !current_.awaits_message()))
      take(block);
    else if (!block_.empty() && current_.is_known())
      take_text();
    block_.clear();
  }

  void take(Said& block) {
    const auto said_again = [&](const Line& line) {
      return !field_of(line.lower).empty() && current_.holds(line.lower);
    };
    if ((block.names_thing() && current_.names_thing()) || std::ranges::any_of(block.lines, said_again)) end_alert();
    for (auto& line : block.lines) {
      if (said_again(line)) end_alert();
      if (field_of(line.lower).empty() && ++current_.unknown > kMaxUnknown) continue;
      current_.lines.push_back(std::move(line));
    }
  }

  void take_text() {
    for (const auto& line : block_) {
      if (!current_.text.empty()) current_.text += '\n';
      current_.text += trim(line);
    }
  }

  void end_alert() {
    if (current_.is_known()) out_.push_back(resolve());
    current_ = {};
  }

  FieldList resolve() {
    FieldList fields;
    std::set<const Line*> used;
    for (const auto& [field, keys] : kKeys) {
      const Line* found = nullptr;
      for (auto key = keys.begin(); key != keys.end() && !found; ++key) {
        for (const auto& line : current_.lines) {
          const bool fits = *key != "service" || line.value.size() <= kMaxType;
          if (!found && line.lower == *key && !line.value.empty() && fits) found = &line;
        }
      }
      if (found) fields.emplace_back(field, found->value), used.insert(found);
    }
    const bool told = std::ranges::find(fields, "message", &FieldList::value_type::first) != fields.end();
    if (!told && !current_.text.empty()) fields.emplace_back("message", current_.text);
    for (const auto& line : current_.lines) {
      if (used.contains(&line) || line.value.empty()) continue;
      // Under a field's own name it would be taken for the field.
      const bool taken = std::ranges::find(fields, line.lower, &FieldList::value_type::first) != fields.end();
      const std::string name = taken ? line.key + " (again)" : line.key;
      if (std::ranges::find(fields, name, &FieldList::value_type::first) != fields.end()) continue;
      fields.emplace_back(name, line.value);
    }
    return fields;
  }

  std::vector<std::string_view> block_;  // lines since the last empty one
  Said current_;
  std::vector<FieldList> out_;
};

}  // namespace

std::vector<FieldList> read_field_lines(std::string_view text) {
  return Reader().read(text);
}

std::string_view alert_status_of(std::string_view word) {
  static constexpr std::array<std::string_view, 14> kFiring{"firing",  "critical", "warning", "down",     "unreachable",
                                                            "unknown", "problem",  "alarm",   "error",    "failed",
                                                            "failure", "alert",    "open",    "triggered"};
  static constexpr std::array<std::string_view, 8> kResolved{"resolved",  "ok",      "up",     "recovery",
                                                             "recovered", "cleared", "closed", "normal"};
  const std::string lower = lower_case(trim(word));
  if (std::ranges::find(kFiring, lower) != kFiring.end()) return "firing";
  return std::ranges::find(kResolved, lower) != kResolved.end() ? std::string_view("resolved") : std::string_view();
}

}  // namespace redrive::mail
