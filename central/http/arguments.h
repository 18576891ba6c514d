// Reading what a request asks: its query and its JSON body. Every problem is gathered and told at once by finish().
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "central/http/message.h"
#include "central/store/page.h"
#include "shared/base/time.h"
#include "shared/view/json.h"
#include "shared/view/parse_json.h"

namespace redrive::central {

using view::Json;
using view::parse_json;
using view::ParsedJson;

// What finish() of both gathers into one error.
class Problems {
 public:
  void add(std::string text) { texts_.push_back(std::move(text)); }
  base::Status status() const;  // kInvalid with all of them

 private:
  std::vector<std::string> texts_;
};

class Query {
 public:
  explicit Query(const Request& request) : query_(request.query) {}

  std::string text(std::string_view name);  // empty when not given
  std::string needed(std::string_view name);
  // Of a parameter that may be given again for more.
  std::vector<std::string> texts(std::string_view name);
  bool flag(std::string_view name);  // true, 1, yes or nothing after the name; absent = false
  std::uint64_t number(std::string_view name, std::uint64_t absent, std::uint64_t most);
  std::string failure_type();              // "type", also under its long name
  base::UtcTime since(base::UtcTime now);  // "since": a time, or a span back from now; the epoch when not given
  bool oldest_first();                     // "order": newest (also when not given) or oldest
  PageRequest page();                      // "limit" and "after"
  void complain(std::string text) { problems_.add(std::move(text)); }
  base::Status finish();  // also what is not known

 private:
  const std::string* find(std::string_view name);  // of one that is given once

  const std::multimap<std::string, std::string, std::less<>>& query_;
  std::set<std::string, std::less<>> asked_;
  Problems problems_;
};

class Body {
 public:
  explicit Body(const Request& request);  // nothing at all counts as {}
  Body(const ParsedJson& object, std::string place) : object_(object), place_(std::move(place)) {}

  std::string text(std::string_view name);  // empty when not given or null
  std::string needed(std::string_view name);
  std::string secret(std::string_view name);  // needed, its bytes as they came, in no message
  bool flag(std::string_view name);
  std::uint64_t number(std::string_view name, std::uint64_t absent, std::uint64_t most);
  std::optional<base::UtcTime> time(std::string_view name);
  std::optional<base::Micros> duration(std::string_view name);
  std::vector<std::string> texts(std::string_view name);  // an array of texts
  const ParsedJson& raw(std::string_view name);           // null when not given
  void complain(std::string text) { problems_.add(place_ + std::move(text)); }
  base::Status finish();

 private:
  ParsedJson object_ = ParsedJson::object();
  std::string place_;  // put before every problem: "servers[2]: "
  std::set<std::string, std::less<>> asked_;
  Problems problems_;
};

// Reads each element of an array as an object, telling its problems with its place.
template <typename Read>
void each_object(Body& body, std::string_view name, Read read) {
  const ParsedJson& array = body.raw(name);
  if (array.is_null()) return;
  if (!array.is_array()) return body.complain(fmt::format("\"{}\" is {}; expected an array", name, array.type_name()));
  for (std::size_t i = 0; i < array.size(); ++i) {
    Body element(array[i], "");
    read(element);
    if (auto good = element.finish(); !good) body.complain(fmt::format("{}[{}]: {}", name, i, good.error().message));
  }
}

// {"items": [...], "next": cursor or null}
Response list_response(Json items, std::int64_t next);
Response json_response(int status, const Json& json);

// One page of a list that is all in memory; the cursor is the number of items before the next page.
template <typename Items, typename ToJson>
Response page_of(const Items& all, const PageRequest& page, ToJson to_json) {
  Json items = Json::array();
  const auto begin = std::min(static_cast<std::size_t>(page.after), all.size());
  const auto end = std::min(begin + page.limit, all.size());
  for (std::size_t i = begin; i < end; ++i) items.push_back(to_json(all[i]));
  return list_response(std::move(items), end < all.size() ? static_cast<std::int64_t>(end) : 0);
}

}  // namespace redrive::central
