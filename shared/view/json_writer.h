// JSON straight into text, without a tree: a dump of a million devices must not cost many times the job log's size.
#pragma once

#include <functional>
#include <string>

#include "shared/view/json_sink.h"

namespace redrive::view {

// The commas are put here.
class JsonWriter final : public JsonSink {
 public:
  using Out = std::function<void(std::string_view piece)>;

  // Given `out`, hands it the text in pieces as it grows; the last one, or all of it without `out`, is left to take().
  explicit JsonWriter(Out out = nullptr) : to_(std::move(out)) {}

  JsonWriter& open(char bracket) override;
  JsonWriter& close(char bracket) override;
  JsonWriter& key(std::string_view name) override;
  JsonWriter& text(std::string_view value) override;
  JsonWriter& number(std::uint64_t value) override { return raw(std::to_string(value)); }
  JsonWriter& boolean(bool value) override { return raw(value ? "true" : "false"); }
  JsonWriter& null() override { return raw("null"); }

  std::string take() { return std::move(out_); }

 private:
  JsonWriter& raw(std::string_view token);
  void comma();

  Out to_;
  std::string out_;
  bool first_ = true;  // nothing yet on this level, or a key waits for its value
};

}  // namespace redrive::view
