// The same document as a tree, for putting into larger ones. Heavy: include it in .cc files only.
#pragma once

#include <string>
#include <vector>

#include "shared/view/json.h"
#include "shared/view/json_sink.h"

namespace redrive::view {

class JsonTree final : public JsonSink {
 public:
  JsonTree& open(char bracket) override;
  JsonTree& close(char bracket) override;
  JsonTree& key(std::string_view name) override;
  JsonTree& text(std::string_view value) override { return put(std::string(value)), *this; }
  JsonTree& number(std::uint64_t value) override { return put(value), *this; }
  JsonTree& boolean(bool value) override { return put(value), *this; }
  JsonTree& null() override { return put(nullptr), *this; }

  Json take() { return std::move(root_); }

 private:
  Json& put(Json value);

  Json root_;
  std::vector<Json*> open_;  // from the root down; a level does not change while one below it is open
  std::string key_;          // of the value to come
};

}  // namespace redrive::view
