// What takes a JSON document piece by piece, in its order: as text (json_writer.h) or as a tree (json_tree.h). The
// documents are written once, for both.
#pragma once

#include <cstdint>
#include <string_view>

#include "shared/base/time.h"

namespace redrive::view {

class JsonSink {
 public:
  virtual ~JsonSink() = default;
  virtual JsonSink& open(char bracket) = 0;   // '{' or '['
  virtual JsonSink& close(char bracket) = 0;  // '}' or ']'
  virtual JsonSink& key(std::string_view name) = 0;
  virtual JsonSink& text(std::string_view value) = 0;  // bytes that are not UTF-8 become U+FFFD in the end
  virtual JsonSink& number(std::uint64_t value) = 0;
  virtual JsonSink& boolean(bool value) = 0;
  virtual JsonSink& null() = 0;

  JsonSink& text_or_null(std::string_view value) { return value.empty() ? null() : text(value); }
  // The epoch = unknown.
  JsonSink& time_or_null(base::UtcTime value) {
    return value == base::UtcTime{} ? null() : text(base::format_rfc3339(value));
  }
  template <typename Items, typename Each>
  JsonSink& list(const Items& items, Each each) {
    open('[');
    for (const auto& item : items) each(item);
    return close(']');
  }
  template <typename Texts>
  JsonSink& texts(const Texts& values) {
    return list(values, [this](const auto& value) { text(value); });
  }
};

}  // namespace redrive::view
