#include "shared/model/alert.h"

#include <algorithm>

#include "shared/base/names.h"

namespace redrive::model {
namespace {

using base::ErrorCode;
using base::fail;

// Names in alerts come from foreign systems, so they may hold spaces and more than check_name allows; they must only be
// of bounded size and free of control characters, since they end up in mail headers and log lines.
base::Status check_field(std::string_view what, std::string_view value, std::size_t limit) {
  if (value.size() > limit) {
    return fail(ErrorCode::kInvalid,
                fmt::format("\"{}\" is {} bytes long; at most {} are taken", what, value.size(), limit));
  }
  for (unsigned char c : value) {
    if (c < 0x20 || c == 0x7F) return fail(ErrorCode::kInvalid, fmt::format("\"{}\" holds a control character", what));
  }
  return {};
}

// Bytes of the UTF-8 character at the front of `text`, or 0 where it is not valid (RFC 3629: no overlong forms, no
// surrogates, nothing past U+10FFFF).
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool overlong = first == 0xE0 && byte(1) < 0xA0, surrogate = first == 0xED && byte(1) > 0x9F;
    return tail(1) && tail(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool overlong = first == 0xF0 && byte(1) < 0x90, too_large = first == 0xF4 && byte(1) > 0x8F;
    return tail(1) && tail(2) && tail(3) && !overlong && !too_large ? 4 : 0;
  }
  return 0;
}

}  // namespace

std::string_view to_string(AlertSource source) {
  switch (source) {
    case AlertSource::kAgent:
      return "agent";
    case AlertSource::kHttp:
      return "http";
    case AlertSource::kMail:
      return "mail";
    case AlertSource::kSyslog:
      return "syslog";
    case AlertSource::kCentral:
      return "central";
  }
  return "unknown";
}

std::string_view to_string(AlertStatus status) {
  return status == AlertStatus::kFiring ? "firing" : "resolved";
}

base::Result<AlertStatus> parse_alert_status(std::string_view text) {
  if (text == "firing") return AlertStatus::kFiring;
  if (text == "resolved") return AlertStatus::kResolved;
  return fail(ErrorCode::kInvalid, fmt::format("\"status\" is '{}'; expected firing or resolved", text.substr(0, 64)));
}

base::Status check_alert(const Alert& alert) {
  if (alert.message.empty() && alert.failure_type.empty()) {
    return fail(ErrorCode::kInvalid, "neither \"message\" nor \"failure_type\" is given; one of them is needed");
  }
  if (alert.server.empty() && alert.device.empty()) {
    return fail(ErrorCode::kInvalid, "neither \"server\" nor \"device\" is given; one of them is needed");
  }
  struct Field {
    std::string_view what, value;
    std::size_t limit;
  };
  for (const Field& f : {Field{"id", alert.id, 256}, Field{"server", alert.server, base::kMaxName},
                         Field{"device", alert.device, base::kMaxName}, Field{"job", alert.job, base::kMaxName},
                         Field{"package", alert.package, base::kMaxName}, Field{"failure_type", alert.failure_type, 64},
                         Field{"location", alert.location, kMaxLocation}}) {
    if (auto checked = check_field(f.what, f.value, f.limit); !checked) return checked;
  }
  if (alert.message.size() > kMaxMessage) {
    return fail(ErrorCode::kInvalid,
                fmt::format("\"message\" is {} bytes long; at most {} are taken", alert.message.size(), kMaxMessage));
  }
  if (alert.extra.size() > kMaxExtra) {
    return fail(ErrorCode::kInvalid,
                fmt::format("unknown fields take {} bytes; at most {} are kept", alert.extra.size(), kMaxExtra));
  }
  return {};
}

std::string clean_text(std::string_view text, std::size_t limit) {
  static constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  const auto plain = [](char c) { return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t'; };
  const auto begins = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), plain) - text.begin());
  std::string out(text.substr(0, std::min(begins, limit)));  // most are plain all through
  if (out.size() == limit) return out;
  out.reserve(std::min(text.size(), limit));
  text.remove_prefix(out.size());
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    std::string_view piece = length == 0 ? kReplacement : text.substr(0, length);
    const auto c = static_cast<unsigned char>(text[0]);
    if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F) piece = " ";
    if (out.size() + piece.size() > limit) break;
    out.append(piece);
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

std::string clean_line(std::string_view text, std::size_t limit) {
  std::string line = clean_text(text, limit);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return line;
}

std::string clean_message(std::string_view text) {
  if (text.size() <= kMaxMessage) return clean_text(text, kMaxMessage);
  constexpr std::string_view kLeftOut = "\n[…]\n";
  constexpr std::size_t kEnd = (kMaxMessage - kLeftOut.size()) / 2;
  std::string_view end = text.substr(text.size() - kEnd);
  while (!end.empty() && (static_cast<unsigned char>(end[0]) & 0xC0U) == 0x80U) end.remove_prefix(1);
  return clean_text(text, kEnd).append(kLeftOut).append(clean_text(end, kEnd));
}

}  // namespace redrive::model
