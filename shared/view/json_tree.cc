#include "shared/view/json_tree.h"

namespace redrive::view {

JsonTree& JsonTree::open(char bracket) {
  open_.push_back(&put(bracket == '{' ? Json::object() : Json::array()));
  return *this;
}

JsonTree& JsonTree::close(char) {
  open_.pop_back();
  return *this;
}

JsonTree& JsonTree::key(std::string_view name) {
  key_ = name;
  return *this;
}

Json& JsonTree::put(Json value) {
  if (open_.empty()) return root_ = std::move(value);
  Json& level = *open_.back();
  if (level.is_array()) return level.emplace_back(std::move(value));
  // Straight into the underlying vector: Json's own emplace() looks through all names each time.
  return level.get_ref<Json::object_t&>().emplace_back(std::move(key_), std::move(value)).second;
}

}  // namespace redrive::view
