#include "mail/read/decoding.h"

#include <gmime/gmime.h>

#include <cerrno>
#include <mutex>

#include "mail/compose/address.h"
#include "mail/compose/header_text.h"
#include "mail/read/fields.h"
#include "mail/read/limits.h"
#include "shared/model/alert.h"

namespace redrive::mail {
namespace {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <typename T>
using Owned = std::unique_ptr<T, Unref>;

struct Free {
  void operator()(char* text) const { g_free(text); }
};
using OwnedText = std::unique_ptr<char, Free>;

// Shared by all threads and never changed after it is made.
GMimeParserOptions* options() {
  static GMimeParserOptions* const made = [] {
    g_mime_init();
    GMimeParserOptions* fresh = g_mime_parser_options_new();
    const char* charsets[] = {"utf-8", "windows-1252", nullptr};  // of bytes that name none
    g_mime_parser_options_set_fallback_charsets(fresh, charsets);
    return fresh;
  }();
  return made;
}

std::string text_or_empty(const char* text) {
  return text ? text : "";
}

bool is_utf8(std::string_view bytes) {
  return g_utf8_validate_len(bytes.data(), bytes.size(), nullptr) != FALSE ||
         // NUL alone makes no other charset of it.
         (bytes.find('\0') != std::string_view::npos && [&] {
           std::string without(bytes);
           std::ranges::replace(without, '\0', ' ');
           return g_utf8_validate_len(without.data(), without.size(), nullptr) != FALSE;
         }());
}

bool is_plain_name(std::string_view charset) {
  return !charset.empty() && charset.size() <= 40 && std::ranges::all_of(charset, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("-_.:").find(c) != std::string_view::npos;
  });
}

// At most about `limit` bytes of UTF-8; nothing where the system does not know the charset. What does not fit becomes
// U+FFFD and counts as damage.
std::optional<Decoded> convert(std::string_view bytes, const std::string& charset, std::size_t limit) {
  options();
  const auto converter = g_mime_iconv_open("UTF-8", charset.c_str());
  if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
  Decoded out;
  std::string in(bytes);
  char* from = in.data();
  std::size_t left = in.size();
  while (left > 0 && out.bytes.size() < limit) {
    char piece[4096];
    char* to = piece;
    std::size_t room = sizeof(piece);
    const auto done = iconv(converter, &from, &left, &to, &room);
    out.bytes.append(piece, sizeof(piece) - room);
    if (done != static_cast<std::size_t>(-1) || errno == E2BIG) continue;
    out.damaged = true;
    out.bytes += "\xEF\xBF\xBD";
    ++from, --left;
  }
  g_mime_iconv_close(converter);
  out.cut = left > 0;
  return out;
}

std::string unix_lines(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r')
      out += text[i];
    else if (i + 1 == text.size() || text[i + 1] != '\n')
      out += '\n';
  }
  return out;
}

bool in_base64(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("+/= \t\r\n").find(c) != std::string_view::npos;
}

}  // namespace

std::string decoded_line(const std::string& value, std::size_t limit) {
  const OwnedText text(g_mime_utils_header_decode_text(options(), value.c_str()));
  return clean_line(text_or_empty(text.get()), limit);
}

std::string ContentType::parameter(std::string_view name) const {
  const auto found = parameters.find(name);
  return found == parameters.end() ? "" : found->second;
}

ContentType content_type(const std::string& value) {
  ContentType out;
  if (value.substr(0, value.find(';')).find('/') == std::string::npos) return out;
  const Owned<GMimeContentType> parsed(g_mime_content_type_parse(options(), value.c_str()));
  out.type = lower_case(text_or_empty(g_mime_content_type_get_media_type(parsed.get())));
  out.subtype = lower_case(text_or_empty(g_mime_content_type_get_media_subtype(parsed.get())));
  auto* parameters = g_mime_content_type_get_parameters(parsed.get());
  for (int i = 0; i < g_mime_param_list_length(parameters); ++i) {
    auto* parameter = g_mime_param_list_get_parameter_at(parameters, i);
    out.parameters.try_emplace(lower_case(text_or_empty(g_mime_param_get_name(parameter))),
                               text_or_empty(g_mime_param_get_value(parameter)));
  }
  return out;
}

Disposition disposition(const std::string& value) {
  if (value.empty()) return {};
  const Owned<GMimeContentDisposition> parsed(g_mime_content_disposition_parse(options(), value.c_str()));
  return {lower_case(text_or_empty(g_mime_content_disposition_get_disposition(parsed.get()))) == "attachment",
          clean_line(text_or_empty(g_mime_content_disposition_get_parameter(parsed.get(), "filename")), 256)};
}

Decoded decode_transfer(std::string_view body, const std::string& encoding, std::size_t limit) {
  const GMimeContentEncoding kind = g_mime_content_encoding_from_string(encoding.c_str());
  Decoded out;
  if (kind != GMIME_CONTENT_ENCODING_BASE64 && kind != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE &&
      kind != GMIME_CONTENT_ENCODING_UUENCODE) {
    return {std::string(body.substr(0, limit)), false, body.size() > limit};
  }
  if (kind == GMIME_CONTENT_ENCODING_BASE64) out.damaged = !std::ranges::all_of(body, in_base64);
  GMimeEncoding state;
  g_mime_encoding_init_decode(&state, kind);
  while (!body.empty() && out.bytes.size() <= limit) {
    const std::string_view piece = body.substr(0, 64UL * 1024);
    std::string decoded(g_mime_encoding_outlen(&state, piece.size()), '\0');
    decoded.resize(g_mime_encoding_step(&state, piece.data(), piece.size(), decoded.data()));
    out.bytes += decoded;
    body.remove_prefix(piece.size());
  }
  out.cut = out.bytes.size() > limit;
  if (out.cut) out.bytes.resize(limit);
  return out;
}

Decoded decode_charset(std::string_view bytes, const std::string& charset, std::size_t limit) {
  const std::string name = lower_case(charset);
  Decoded out;
  const bool cut = bytes.size() > 4 * limit;  // no charset needs more than that for a character
  bytes = bytes.substr(0, 4 * limit);
  const bool one_byte = name == "iso-8859-1" || name == "latin1" || name == "windows-1252" || name == "cp1252";
  const bool says_utf8 = name.empty() || name == "utf-8" || name == "utf8" || name == "us-ascii" || name == "ascii";
  std::optional<Decoded> converted;
  if (!one_byte && !says_utf8 && is_plain_name(name)) converted = convert(bytes, charset, 2 * limit);
  if (converted) {
    out = std::move(*converted);
  } else if (!one_byte && (cut || is_utf8(bytes))) {
    out.bytes = bytes;
    out.damaged = !says_utf8;
  } else {
    out = convert(bytes, "windows-1252", 2 * limit).value_or(Decoded{std::string(bytes), true, false});
    out.damaged = !one_byte;
  }
  const std::string text = unix_lines(out.bytes);
  out.cut = out.cut || cut || text.size() > limit;
  out.bytes = model::clean_text(text, limit);
  return out;
}

std::vector<std::string> addresses(const std::string& value, std::size_t most) {
  std::vector<std::string> out;
  const Owned<InternetAddressList> list(internet_address_list_parse(options(), value.c_str()));
  if (!list) return out;
  for (int i = 0; i < internet_address_list_length(list.get()) && out.size() < most; ++i) {
    auto* address = internet_address_list_get_address(list.get(), i);
    if (!INTERNET_ADDRESS_IS_MAILBOX(address)) continue;
    std::string text = text_or_empty(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address)));
    if (!is_address(text)) continue;
    const auto at = text.find('@');
    out.push_back(text.substr(0, at) + lower_case(text.substr(at)));
  }
  return out;
}

std::optional<base::UtcTime> mail_time(const std::string& value) {
  const std::unique_ptr<GDateTime, void (*)(GDateTime*)> parsed(g_mime_utils_header_decode_date(value.c_str()),
                                                                [](GDateTime* time) { g_date_time_unref(time); });
  if (!parsed) return std::nullopt;
  const auto seconds = g_date_time_to_unix(parsed.get());
  constexpr std::int64_t kFirst = 631'152'000, kLast = 7'258'118'400;
  if (seconds < kFirst || seconds >= kLast) return std::nullopt;
  return base::utc_from_micros(seconds * 1'000'000);
}

}  // namespace redrive::mail
