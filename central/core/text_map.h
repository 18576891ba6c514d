// A hash table by text that is asked with a piece of text, without making a string of it.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

namespace redrive::central {

struct TextHash {
  using is_transparent = void;
  // Not noexcept: then libstdc++ keeps each entry's hash beside it, and compares and grows by that.
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

template <typename Value>
using TextMap = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

// The entry of this name, made where there is none; and whether it was made.
template <typename Value>
std::pair<typename TextMap<Value>::value_type*, bool> entry_of(TextMap<Value>& map, std::string_view name) {
  if (const auto at = map.find(name); at != map.end()) return {&*at, false};
  return {&*map.try_emplace(std::string(name)).first, true};
}

}  // namespace redrive::central
