#include "central/calendar/content_lines.h"

#include <fmt/format.h>

#include <algorithm>

#include "shared/config/checks.h"

namespace redrive::central::calendar {
namespace {

using config::Problems;

constexpr std::size_t kMostProblems = 50;
constexpr std::size_t kMostParameters = 32;

bool is_name_sign(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

// Takes a name off the front, in upper case; empty when there is none.
std::string take_name(std::string_view& rest) {
  std::string name;
  while (!rest.empty() && is_name_sign(rest[0])) {
    name.push_back(rest[0] >= 'a' && rest[0] <= 'z' ? static_cast<char>(rest[0] - 'a' + 'A') : rest[0]);
    rest.remove_prefix(1);
  }
  return name;
}

// A parameter's value or list of values: what stands in quotes may hold any sign but quotes.
std::string take_parameter_value(std::string_view& rest) {
  std::string value;
  bool quoted = false;
  while (!rest.empty() && (quoted || (rest[0] != ';' && rest[0] != ':'))) {
    if (rest[0] == '"') {
      quoted = !quoted;
    } else {
      value.push_back(rest[0]);
    }
    rest.remove_prefix(1);
  }
  return value;
}

bool take_parameters(std::string_view& rest, ContentLine& line) {
  while (!rest.empty() && rest[0] == ';' && line.parameters.size() < kMostParameters) {
    rest.remove_prefix(1);
    std::string key = take_name(rest);
    if (key.empty() || rest.empty() || rest[0] != '=') return false;
    rest.remove_prefix(1);
    line.parameters.emplace_back(std::move(key), take_parameter_value(rest));
  }
  return true;
}

bool split(std::string_view text, ContentLine& line) {
  line.name = take_name(text);
  if (line.name.empty() || !take_parameters(text, line) || text.empty() || text[0] != ':') return false;
  line.value = text.substr(1);
  return true;
}

class Reader {
 public:
  explicit Reader(const std::string& file) : file_(file) {}

  void read(std::string_view text) {
    for (unsigned bad : config::lines_not_utf8(text)) problem(bad, "is not UTF-8; expected an iCalendar file in UTF-8");
    if (!problems.empty()) return;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    std::string unfolded;
    unsigned begun = 0, number = 0;
    while (!text.empty() && !full()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      std::string_view physical = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      ++number;
      if (physical.ends_with('\r')) physical.remove_suffix(1);
      if (begun > 0 && (physical.starts_with(' ') || physical.starts_with('\t'))) {
        unfolded.append(physical.substr(1));
        if (unfolded.size() > kMostLineBytes)
          return problem(begun, fmt::format("is longer than {} bytes", kMostLineBytes));
        continue;
      }
      if (begun > 0) take(unfolded, begun);
      unfolded = physical;
      begun = number;
      if (unfolded.size() > kMostLineBytes)
        return problem(begun, fmt::format("is longer than {} bytes", kMostLineBytes));
    }
    if (begun > 0 && !full()) take(unfolded, begun);
    if (!open_.empty())
      problem(open_.back().line,
              fmt::format("begins a {} that does not end; is the file cut short?", open_.back().name));
    if (problems.empty() && done.empty()) problem(0, "holds no calendar; expected BEGIN:VCALENDAR in its first line");
  }

  std::vector<Component> done;
  Problems problems;

 private:
  bool full() const { return problems.size() >= kMostProblems || too_deep_; }
  void problem(unsigned line, std::string what) { problems.push_back({file_, line, std::move(what)}); }

  void take(std::string_view text, unsigned number) {
    if (text.find_first_not_of(" \t") == std::string_view::npos) return;
    ContentLine line;
    line.line = number;
    if (!split(text, line))
      return problem(number, fmt::format("{} is no iCalendar line; expected NAME:value", config::in_quotes(text)));
    if (line.name == "BEGIN") return begin(line);
    if (line.name == "END") return end(line);
    if (open_.empty())
      return problem(number,
                     fmt::format("{} stands outside of a component; expected BEGIN:VCALENDAR first", line.name));
    open_.back().lines.push_back(std::move(line));
  }

  void begin(const ContentLine& line) {
    if (open_.size() >= kMostDepth) {
      too_deep_ = true;
      return problem(line.line, fmt::format("components are inside each other deeper than {} levels", kMostDepth));
    }
    std::string_view name = line.value;
    open_.push_back({take_name(name), line.line, {}, {}});
  }

  void end(const ContentLine& line) {
    std::string_view rest = line.value;
    const std::string name = take_name(rest);
    if (open_.empty() || open_.back().name != name) {
      return problem(line.line, fmt::format("END:{} ends what did not begin; expected {}", name,
                                            open_.empty() ? "BEGIN:VCALENDAR" : "END:" + open_.back().name));
    }
    Component ended = std::move(open_.back());
    open_.pop_back();
    (open_.empty() ? done : open_.back().parts).push_back(std::move(ended));
  }

  const std::string& file_;
  std::vector<Component> open_;
  bool too_deep_ = false;
};

}  // namespace

std::string_view ContentLine::parameter(std::string_view key) const {
  const auto found = std::find_if(parameters.begin(), parameters.end(), [&](const auto& p) { return p.first == key; });
  return found == parameters.end() ? std::string_view() : found->second;
}

const ContentLine* Component::find(std::string_view property) const {
  const auto found = std::find_if(lines.begin(), lines.end(), [&](const ContentLine& l) { return l.name == property; });
  return found == lines.end() ? nullptr : &*found;
}

config::Parsed<std::vector<Component>> read_components(std::string_view text, const std::string& file) {
  if (text.size() > kMostBytes) {
    return tl::unexpected(
        Problems{{file, 0, fmt::format("is {} bytes long; expected at most {}", text.size(), kMostBytes)}});
  }
  Reader reader(file);
  reader.read(text);
  if (!reader.problems.empty()) return tl::unexpected(std::move(reader.problems));
  return std::move(reader.done);
}

std::string to_text(const ContentLine& line) {
  std::string text = line.name;
  for (const auto& [key, value] : line.parameters) text += fmt::format(";{}=\"{}\"", key, value);
  return text + ":" + line.value + "\n";
}

std::string to_text(const Component& component) {
  std::string text = "BEGIN:" + component.name + "\n";
  for (const auto& line : component.lines) text += to_text(line);
  for (const auto& part : component.parts) text += to_text(part);
  return text + "END:" + component.name + "\n";
}

bool is_word(std::string_view value, std::string_view upper) {
  const auto first = value.find_first_not_of(" \t");
  if (first == value.npos) return false;
  value = value.substr(first, value.find_last_not_of(" \t") - first + 1);
  return take_name(value) == upper && value.empty();
}

std::string unescaped(std::string_view value) {
  std::string text;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\' || i + 1 == value.size()) {
      text.push_back(value[i]);
      continue;
    }
    const char c = value[++i];
    text.push_back(c == 'n' || c == 'N' ? '\n' : c);
  }
  return text;
}

}  // namespace redrive::central::calendar
