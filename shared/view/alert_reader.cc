#include "shared/view/alert_reader.h"

#include "shared/view/parse_json.h"

namespace redrive::view {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::string_view kSpace = " \t\r\n";

std::string_view trim(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
  return text.substr(0, text.find_last_not_of(kSpace) + 1);
}

std::string_view without_bom(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

tl::unexpected<base::Error> too_many() {
  return fail(ErrorCode::kInvalid, fmt::format("more than {} alerts in one request; send them in several", kMaxAlerts));
}

// Names are left too long rather than cut: check_alert refuses them, for a cut name is another name. What people wrote
// is cut and made fit: it would cost the alert otherwise.
std::string clean(std::string_view field, std::string&& text) {
  constexpr std::size_t kLong = model::kMaxMessage;
  const std::size_t limit = field == "location" ? model::kMaxLocation : kLong;
  // Parsed strings are valid UTF-8, so only control characters and length are left to look at; most need neither.
  const bool plain = text.size() <= limit && std::none_of(text.begin(), text.end(), [](char c) {
                       return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
                     });
  if (plain) return std::move(text);
  if (field == "message") return model::clean_message(text);
  return field == "location" ? model::clean_line(text, limit) : model::clean_text(text, limit);
}

struct TextField {
  std::string_view name;
  std::string model::Alert::*member;
};
constexpr std::array<TextField, 8> kTextFields{{{"id", &model::Alert::id},
                                                {"server", &model::Alert::server},
                                                {"device", &model::Alert::device},
                                                {"job", &model::Alert::job},
                                                {"package", &model::Alert::package},
                                                {"failure_type", &model::Alert::failure_type},
                                                {"message", &model::Alert::message},
                                                {"location", &model::Alert::location}}};

base::Status take_field(model::Alert& alert, const std::string& name, ParsedJson& value, ParsedJson& unknown) {
  const auto field =
      std::find_if(kTextFields.begin(), kTextFields.end(), [&](const TextField& f) { return f.name == name; });
  const bool known = field != kTextFields.end() || name == "occurred_at" || name == "status";
  if (!known) {
    unknown[model::clean_text(name, 256)] = std::move(value);
    return {};
  }
  if (value.is_null()) return {};
  if (!value.is_string())
    return fail(ErrorCode::kInvalid, fmt::format("\"{}\" is {}; expected a text", name, value.type_name()));
  auto& text = value.get_ref<std::string&>();
  if (field != kTextFields.end()) {
    alert.*(field->member) = clean(name, std::move(text));
    return {};
  }
  if (name == "status") {
    const auto status = model::parse_alert_status(text);
    if (!status) return tl::unexpected(status.error());
    alert.status = *status;
    return {};
  }
  const auto time = base::parse_rfc3339(text);
  if (!time) return base::fail_in("\"occurred_at\"", time.error());
  alert.occurred_at = *time;
  return {};
}

base::Result<ParsedJson> parse_object(std::string_view text) {
  if (text.size() > kMaxAlertText) {
    return fail(ErrorCode::kInvalid,
                fmt::format("{} bytes are too long for one alert; at most {} are taken", text.size(), kMaxAlertText));
  }
  auto parsed = parse_json(text);
  if (!parsed) {
    // Once more with what is not UTF-8 replaced and bare control characters as spaces: a garbled message is still an
    // alert.
    std::string repaired = model::clean_text(text, 3 * text.size());
    std::ranges::replace_if(
        repaired, [](char c) { return c == '\t' || c == '\n'; }, ' ');
    if (auto again = parse_json(repaired); again) parsed = std::move(again);
  }
  if (parsed && !parsed->is_object()) {
    return fail(ErrorCode::kInvalid, fmt::format("this is {}; expected an object", parsed->type_name()));
  }
  return parsed;
}

void read_into(ReadAlerts& out, std::size_t line, std::string_view text, base::UtcTime now) {
  if (auto alert = read_alert(text, now); alert) {
    out.good.push_back(std::move(*alert));
  } else {
    out.rejected.push_back({line, std::move(alert.error().message)});
  }
}

}  // namespace

base::Result<model::Alert> read_alert(std::string_view text, base::UtcTime now) {
  auto object = parse_object(text);
  if (!object) return tl::unexpected(object.error());
  model::Alert alert;
  alert.occurred_at = now;
  ParsedJson unknown = ParsedJson::object();
  for (auto& [name, value] : object->items()) {
    if (auto taken = take_field(alert, name, value, unknown); !taken) return tl::unexpected(taken.error());
  }
  alert.extra = kept_fields(unknown.dump(-1, ' ', false, ParsedJson::error_handler_t::replace));
  if (auto checked = model::check_alert(alert); !checked) return tl::unexpected(checked.error());
  return alert;
}

std::string kept_fields(std::string object) {
  if (object == "{}") return {};
  if (object.size() <= model::kMaxExtra) return object;
  return fmt::format(R"({{"dropped": "unknown fields of {} bytes; at most {} are kept"}})", object.size(),
                     model::kMaxExtra);
}

base::Result<std::vector<std::string_view>> split_array(std::string_view text, std::size_t most) {
  std::vector<std::string_view> elements;
  std::size_t depth = 0, begin = 1;
  bool quoted = false;
  const auto end_element = [&](std::size_t end) {
    elements.push_back(trim(text.substr(begin, end - begin))), begin = end + 1;
  };
  for (std::size_t i = 1; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (depth > 0 && (c == '}' || c == ']')) {
      --depth;
    } else if (depth == 0 && c == ',') {
      end_element(i);
      if (elements.size() >= most) return too_many();
    }
  }
  // The array's own bracket ends it, where it is there.
  const std::size_t end =
      text.size() > 1 && text.back() == ']' && depth == 0 && !quoted ? text.size() - 1 : text.size();
  if (end < text.size() && elements.empty() && trim(text.substr(begin, end - begin)).empty()) return elements;
  end_element(std::max(begin, end));
  return elements;
}

base::Result<ReadAlerts> read_json_alerts(std::string_view body, base::UtcTime now) {
  body = trim(without_bom(body));
  ReadAlerts out;
  if (body.starts_with('{')) {
    read_into(out, 1, body, now);
    return out;
  }
  if (!body.starts_with('[')) return fail(ErrorCode::kInvalid, "the body is neither a JSON object nor an array");
  const auto elements = split_array(body, kMaxAlerts);
  if (!elements) return tl::unexpected(elements.error());
  for (std::size_t i = 0; i < elements->size(); ++i) read_into(out, i + 1, (*elements)[i], now);
  return out;
}

base::Result<ReadAlerts> read_ndjson_alerts(std::string_view body, base::UtcTime now) {
  body = without_bom(body);
  ReadAlerts out;
  for (std::size_t line = 1; !body.empty(); ++line) {
    const std::string_view text = body.substr(0, body.find('\n'));
    body.remove_prefix(std::min(text.size() + 1, body.size()));
    if (trim(text).empty()) continue;
    if (out.good.size() + out.rejected.size() >= kMaxAlerts) return too_many();
    read_into(out, line, trim(text), now);
  }
  return out;
}

}  // namespace redrive::view
