#include "tests/simulated_agents/control.h"

#include <charconv>
#include <sstream>
#include <vector>

namespace redrive::simulated {
namespace {

constexpr base::Micros kAway{2'000'000};

tl::unexpected<base::Error> not_understood(std::string_view line) {
  return base::fail(base::ErrorCode::kInvalid, fmt::format("'{}' is no command; expected {}", line, kControls));
}

struct Number {
  std::uint32_t value = 0;
  bool percent = false;
};

std::optional<Number> parse_number(std::string_view text) {
  Number number;
  number.percent = text.ends_with('%');
  if (number.percent) text.remove_suffix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number.value);
  if (error != std::errc() || end != text.data() + text.size() || (number.percent && number.value > 100)) return {};
  return number;
}

std::vector<std::string> words_of(std::string_view line) {
  std::istringstream in{std::string(line)};
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

}  // namespace

base::Result<Control> parse_control(std::string_view line) {
  const auto words = words_of(line);
  if (words.size() == 1 && words[0] == "stop") return Stop{};
  if (words.size() == 1 && words[0] == "dial") return Dial{};
  if (words.size() < 2) return not_understood(line);
  if (words.size() == 2 && (words[0] == "mend" || words[0] == "break")) return Mend{words[1], words[0] == "mend"};
  const auto number = parse_number(words[1]);
  if (!number) return not_understood(line);
  if (words.size() == 2 && words[0] == "restart") return Restart{number->value, number->percent};
  if (words[0] != "drop" || words.size() > 3) return not_understood(line);
  const auto away = words.size() == 3 ? base::parse_duration(words[2]) : kAway;
  if (!away) return not_understood(line);
  return Drop{number->value, number->percent, *away};
}

}  // namespace redrive::simulated
