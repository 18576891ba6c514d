// JSON straight into a string, without a tree: a dump of a million devices must not cost many times the job log's size.
#pragma once

#include <string>

#include "shared/view/json_sink.h"

namespace redrive::view {

// The commas are put here.
class JsonWriter final : public JsonSink {
 public:
  JsonWriter& open(char bracket) override;
  JsonWriter& close(char bracket) override;
  JsonWriter& key(std::string_view name) override;
  JsonWriter& text(std::string_view value) override;
  JsonWriter& number(std::uint64_t value) override { return raw(std::to_string(value)); }
  JsonWriter& boolean(bool value) override { return raw(value ? "true" : "false"); }
  JsonWriter& null() override { return raw("null"); }

  // About so long a text comes: room for all of it at once, since growing copies and takes twice the memory meanwhile.
  void expect(std::size_t bytes) { out_.reserve(bytes); }
  std::string take() { return std::move(out_); }

 private:
  JsonWriter& raw(std::string_view token);
  void comma();

  std::string out_;
  bool first_ = true;  // nothing yet on this level, or a key waits for its value
};

}  // namespace redrive::view
