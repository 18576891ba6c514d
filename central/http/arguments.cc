#include "central/http/arguments.h"

#include <charconv>

namespace redrive::central {

using base::ErrorCode;

base::Status Problems::status() const {
  if (texts_.empty()) return {};
  return base::fail(ErrorCode::kInvalid, fmt::format("{}", fmt::join(texts_, "; ")));
}

Response json_response(int status, const Json& json) {
  return {status, "application/json", view::to_text(json)};
}

Response list_response(Json items, std::int64_t next) {
  return json_response(200, {{"items", std::move(items)}, {"next", next == 0 ? Json(nullptr) : Json(next)}});
}

// ---- Query

const std::string* Query::find(std::string_view name) {
  const bool first = asked_.emplace(name).second;
  const auto [begin, end] = query_.equal_range(name);
  if (begin == end) return nullptr;
  if (first && std::next(begin) != end) problems_.add(fmt::format("the parameter \"{}\" is given twice", name));
  return &begin->second;
}

std::string Query::text(std::string_view name) {
  const auto* value = find(name);
  return value ? model::clean_text(*value, 4096) : std::string{};
}

std::string Query::needed(std::string_view name) {
  std::string value = text(name);
  if (value.empty()) problems_.add(fmt::format("the parameter \"{}\" is needed", name));
  return value;
}

std::vector<std::string> Query::texts(std::string_view name) {
  asked_.emplace(name);
  const auto [begin, end] = query_.equal_range(name);
  std::vector<std::string> out;
  for (auto one = begin; one != end; ++one) out.push_back(model::clean_text(one->second, 4096));
  return out;
}

bool Query::flag(std::string_view name) {
  const auto* value = find(name);
  if (!value || *value == "false" || *value == "0" || *value == "no") return false;
  if (value->empty() || *value == "true" || *value == "1" || *value == "yes") return true;
  problems_.add(fmt::format("the parameter \"{}\" is neither true nor false", name));
  return false;
}

std::uint64_t Query::number(std::string_view name, std::uint64_t absent, std::uint64_t most) {
  const auto* value = find(name);
  if (!value) return absent;
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), out);
  if (error == std::errc{} && end == value->data() + value->size() && out <= most) return out;
  problems_.add(fmt::format("the parameter \"{}\" is not a whole number from 0 to {}", name, most));
  return absent;
}

std::string Query::failure_type() {
  std::string brief = text("type"), full = text("failure_type");
  return brief.empty() ? full : brief;
}

base::UtcTime Query::since(base::UtcTime now) {
  const std::string value = text("since");
  if (value.empty()) return {};
  if (const auto span = base::parse_duration(value)) return now - *span;
  if (const auto time = base::parse_rfc3339(value)) return *time;
  problems_.add("the parameter \"since\" is neither a time such as 2026-03-02T00:00:00Z nor a span such as 2h");
  return {};
}

bool Query::oldest_first() {
  return text("order") == "oldest";
}

PageRequest Query::page() {
  PageRequest page;
  page.limit = static_cast<std::uint32_t>(number("limit", page.limit, 1000));
  if (page.limit == 0) {
    problems_.add("the parameter \"limit\" is 0; 1 to 1000 are possible");
    page.limit = 1;
  }
  page.after = static_cast<std::int64_t>(number("after", 0, std::numeric_limits<std::int64_t>::max()));
  return page;
}

base::Status Query::finish() {
  for (const auto& [name, value] : query_) {
    if (asked_.contains(name)) continue;
    problems_.add(fmt::format("there is no parameter \"{}\" here; there are: {}", model::clean_text(name, 64),
                              fmt::join(asked_, ", ")));
  }
  return problems_.status();
}

// ---- Body

Body::Body(const Request& request) {
  if (request.body.empty()) return;
  auto parsed = parse_json(request.body);
  if (!parsed) {
    complain("the body is " + parsed.error().message);
  } else if (!parsed->is_object()) {
    complain(fmt::format("the body is {}; expected an object", parsed->type_name()));
  } else {
    object_ = std::move(*parsed);
  }
}

const ParsedJson& Body::raw(std::string_view name) {
  static const ParsedJson kNull;
  asked_.emplace(name);
  if (!object_.is_object()) return kNull;
  const auto it = object_.find(std::string(name));
  return it == object_.end() ? kNull : *it;
}

std::string Body::text(std::string_view name) {
  const ParsedJson& value = raw(name);
  if (value.is_string()) return model::clean_text(value.get_ref<const std::string&>(), 64 * 1024);
  if (!value.is_null()) complain(fmt::format("\"{}\" is {}; expected a text", name, value.type_name()));
  return {};
}

std::string Body::needed(std::string_view name) {
  const bool absent = raw(name).is_null();
  std::string value = text(name);
  if (absent || (raw(name).is_string() && value.empty())) complain(fmt::format("\"{}\" is needed", name));
  return value;
}

std::string Body::secret(std::string_view name) {
  const ParsedJson& value = raw(name);
  if (value.is_string() && !value.get_ref<const std::string&>().empty()) return value.get<std::string>();
  complain(fmt::format("\"{}\" is needed, a text", name));
  return {};
}

bool Body::flag(std::string_view name) {
  const ParsedJson& value = raw(name);
  if (value.is_boolean()) return value.get<bool>();
  if (!value.is_null()) complain(fmt::format("\"{}\" is {}; expected true or false", name, value.type_name()));
  return false;
}

std::uint64_t Body::number(std::string_view name, std::uint64_t absent, std::uint64_t most) {
  const ParsedJson& value = raw(name);
  if (value.is_null()) return absent;
  if (value.is_number_unsigned() && value.get<std::uint64_t>() <= most) return value.get<std::uint64_t>();
  complain(fmt::format("\"{}\" is not a whole number from 0 to {}", name, most));
  return absent;
}

std::optional<base::UtcTime> Body::time(std::string_view name) {
  const std::string value = text(name);
  if (value.empty()) return std::nullopt;
  const auto parsed = base::parse_rfc3339(value);
  if (parsed) return *parsed;
  complain(fmt::format("\"{}\": {}", name, parsed.error().message));
  return std::nullopt;
}

std::optional<base::Micros> Body::duration(std::string_view name) {
  const std::string value = text(name);
  if (value.empty()) return std::nullopt;
  const auto parsed = base::parse_duration(value);
  if (parsed) return *parsed;
  complain(fmt::format("\"{}\": {}", name, parsed.error().message));
  return std::nullopt;
}

std::vector<std::string> Body::texts(std::string_view name) {
  const ParsedJson& value = raw(name);
  std::vector<std::string> out;
  if (value.is_null()) return out;
  const bool good =
      value.is_array() && std::all_of(value.begin(), value.end(), [](const ParsedJson& v) { return v.is_string(); });
  if (!good) {
    complain(fmt::format("\"{}\" is not an array of texts", name));
    return out;
  }
  for (const ParsedJson& item : value) out.push_back(item.get<std::string>());
  return out;
}

base::Status Body::finish() {
  if (object_.is_object()) {
    for (const auto& [name, value] : object_.items()) {
      if (!asked_.contains(name)) complain(fmt::format("there is no field \"{}\" here", model::clean_text(name, 64)));
    }
  } else {
    complain(fmt::format("this is {}; expected an object", object_.type_name()));
  }
  return problems_.status();
}

}  // namespace redrive::central
