#include "central/syslog/structured_data.h"

#include "central/syslog/scanner.h"

namespace redrive::central {
namespace {

// What follows the opening quote, up to the closing one, which is taken too.
std::optional<std::string> take_value(Scanner& s) {
  std::string value;
  while (!s.done()) {
    const char c = s.next();
    if (c == '"') return value;
    // Only these three may be escaped; before anything else a backslash is itself.
    if (c == '\\' && s.at_any("\"\\]")) {
      value += s.next();
    } else {
      value += c;
    }
  }
  return {};
}

std::optional<SdElement> take_element(Scanner& from, std::size_t& params) {
  Scanner s = from;
  if (!s.take('[')) return {};
  SdElement element{std::string(s.until(" ]=\"")), {}};
  if (element.id.empty()) return {};
  for (;;) {
    s.skip(' ');
    if (s.take(']')) break;
    std::string name(s.until(" ]=\""));
    if (name.empty() || !s.take("=\"") || params == 0) return {};
    auto value = take_value(s);
    if (!value) return {};
    element.params.emplace_back(std::move(name), std::move(*value));
    --params;
  }
  from = s;
  return element;
}

}  // namespace

std::vector<SdElement> take_structured_data(std::string_view& text) {
  Scanner s(text);
  std::vector<SdElement> elements;
  std::size_t params = kMaxSdParams;
  while (elements.size() < kMaxSdElements) {
    auto element = take_element(s, params);
    if (!element) break;
    elements.push_back(std::move(*element));
  }
  text = s.rest();
  return elements;
}

}  // namespace redrive::central
