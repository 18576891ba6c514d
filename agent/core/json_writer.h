// JSON straight into a string, without a tree: a dump of a million devices must not cost many times the job log's size.
// The caller calls in the document's order; commas are put here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "shared/base/time.h"

namespace redrive::agent {

class JsonWriter {
 public:
  JsonWriter& open(char bracket);   // '{' or '['
  JsonWriter& close(char bracket);  // '}' or ']'
  JsonWriter& key(std::string_view name);
  JsonWriter& text(std::string_view value);  // bytes that are not UTF-8 become U+FFFD
  JsonWriter& text_or_null(std::string_view value) { return value.empty() ? null() : text(value); }
  JsonWriter& time(base::UtcTime value) { return text(base::format_rfc3339(value)); }
  JsonWriter& number(std::uint64_t value) { return raw(std::to_string(value)); }
  JsonWriter& boolean(bool value) { return raw(value ? "true" : "false"); }
  JsonWriter& null() { return raw("null"); }

  template <typename Items, typename Each>
  JsonWriter& list(const Items& items, Each each) {
    open('[');
    for (const auto& item : items) each(item);
    return close(']');
  }

  std::string take() { return std::move(out_); }

 private:
  JsonWriter& raw(std::string_view token);
  void comma();

  std::string out_;
  bool first_ = true;  // nothing yet on this level, or a key waits for its value
};

}  // namespace redrive::agent
