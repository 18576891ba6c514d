// The types a configuration value can have: how each is read, what is said when it does not fit, how it is shown.
#pragma once

#include <fmt/format.h>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/time.h"
#include "shared/config/document.h"

namespace redrive::config {

// What a value type needs from its surroundings.
struct ReadContext {
  const std::filesystem::path& folder;  // relative paths start here
  // Reports that `at` (the value or one item of it) does not fit. `why` may add what the type's words do not say.
  std::function<void(const Node& at, std::string_view why)> complain;
};

template <typename T>
struct ValueType {
  std::string noun;    // "time span"; takes the article "a"
  std::string bounds;  // "from 0s to 7d"; may be empty
  // The value, or nothing after at least one complaint.
  std::function<std::optional<T>(const Node&, const ReadContext&)> read;
  std::function<std::string(const T&)> show;  // as it would be written in the file; empty = nothing to show
};

using TextCheck = bool (*)(std::string_view);

ValueType<std::string> text(std::string noun, std::string bounds, TextCheck check);
ValueType<std::string> one_of(std::vector<std::string> words);
ValueType<bool> flag();
ValueType<std::int64_t> integer(std::int64_t least, std::int64_t most);
ValueType<base::Micros> span(base::Micros least, base::Micros most);
ValueType<base::UtcTime> instant();
ValueType<std::uint64_t> size(std::uint64_t most);  // bytes as a number, or "10MB", "64MiB"
ValueType<std::filesystem::path> existing_file();   // a regular file; resolved
// A regular file that holds a secret; a relative one is a systemd credential of the unit where there is one of its
// name.
ValueType<std::filesystem::path> secret_file();
ValueType<std::filesystem::path> directory();  // need not exist yet; resolved
ValueType<std::string> path_pattern();         // a path with * and ? in its last part; resolved

// A whole number that fits the member it is stored in.
template <typename Number>
ValueType<Number> whole(Number least, Number most) {
  auto base = integer(static_cast<std::int64_t>(least), static_cast<std::int64_t>(most));
  return {base.noun, base.bounds,
          [read = base.read](const Node& node, const ReadContext& context) -> std::optional<Number> {
            const auto value = read(node, context);
            if (!value) return {};
            return static_cast<Number>(*value);  // integer() has checked the bounds
          },
          [](const Number& value) { return std::to_string(value); }};
}

// Of a long list no more is told than a person reads.
inline constexpr std::size_t kMaxToldOfAList = 20;

// One or more values of a type without repeats where `distinct`; the first kMaxToldOfAList wrong ones are reported, and
// how many more there are.
template <typename T>
ValueType<std::vector<T>> list_of(ValueType<T> type, std::size_t most, bool distinct) {
  auto bounds = fmt::format("of 1 to {}, each a {}{}{}", most, type.noun, type.bounds.empty() ? "" : " ", type.bounds);
  auto read = [type, most, distinct](const Node& node, const ReadContext& context) -> std::optional<std::vector<T>> {
    if (node.kind != Kind::kArray || node.items.empty() || node.items.size() > most) {
      context.complain(node, node.kind == Kind::kArray ? fmt::format("it has {} items", node.items.size()) : "");
      return {};
    }
    std::vector<T> values;
    std::set<T> seen;
    std::size_t bad = 0;
    const ReadContext of_items{context.folder, [&](const Node& at, std::string_view why) {
                                 if (++bad <= kMaxToldOfAList) context.complain(at, why);
                               }};
    bool good = true;
    for (const Node& item : node.items) {
      auto value = type.read(item, of_items);
      good = good && value;
      if (!value) continue;
      if (distinct && !seen.insert(*value).second) {
        of_items.complain(item, "it is listed twice");
        good = false;
      }
      values.push_back(std::move(*value));
    }
    if (bad > kMaxToldOfAList)
      context.complain(node, fmt::format("{} more of its items do not fit", bad - kMaxToldOfAList));
    if (!good) return {};
    return values;
  };
  auto show = [type](const std::vector<T>& values) {
    std::string text;
    for (const T& value : values) text += (text.empty() ? "" : ", ") + type.show(value);
    return text.empty() ? text : "[" + text + "]";
  };
  return {"list", std::move(bounds), std::move(read), std::move(show)};
}

// A list without repeats that may be written as its only item: "a" for ["a"].
template <typename T>
ValueType<std::vector<T>> one_or_list_of(ValueType<T> type, std::size_t most) {
  auto list = list_of(type, most, true);
  auto bounds = fmt::format("{}, or a list of 1 to {} such", type.bounds, most);
  auto read = [type, in_list = list.read](const Node& node,
                                          const ReadContext& context) -> std::optional<std::vector<T>> {
    if (node.kind == Kind::kArray) return in_list(node, context);
    auto one = type.read(node, context);
    if (!one) return {};
    return std::vector<T>{std::move(*one)};
  };
  return {type.noun, std::move(bounds), std::move(read), std::move(list.show)};
}

}  // namespace redrive::config
