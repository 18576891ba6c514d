#include "central/http/framing.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace redrive::central {
namespace {

tl::unexpected<FramingRefusal> refuse(int status, std::string_view detail) {
  return tl::unexpected<FramingRefusal>(FramingRefusal{status, detail});
}

bool same(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, [&](char x, char y) { return lower(x) == lower(y); });
}

// RFC 9110, 5.6.2. A space before the colon is the usual way to hide a name from one of two readers.
bool is_token(std::string_view name) {
  static constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kOthers.find(c) != kOthers.npos;
  });
}

std::optional<std::uint64_t> parse_length(std::string_view text) {
  std::uint64_t value = 0;
  const bool digits =
      !text.empty() && text.size() <= 18 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) return std::nullopt;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

tl::expected<Framing, FramingRefusal> read_framing(std::string_view method, const HeaderFields& fields) {
  std::optional<std::string_view> length, coding;
  bool host = false;
  for (const auto& [name, value] : fields) {
    if (!is_token(name)) return refuse(400, "a header field has a malformed name");
    if (same(name, "Host") && std::exchange(host, true)) return refuse(400, "Host is given twice");
    auto* seen = same(name, "Content-Length") ? &length : same(name, "Transfer-Encoding") ? &coding : nullptr;
    if (!seen) continue;
    if (*seen) return refuse(400, "the length of the body is given twice");
    *seen = value;
  }
  if (length && coding) return refuse(400, "both Content-Length and Transfer-Encoding are given");
  if (coding) {
    if (!same(*coding, "chunked")) return refuse(501, "Transfer-Encoding is not chunked");
    return Framing{true, 0};
  }
  if (!length) {
    if (method == "POST" || method == "PUT" || method == "PATCH") return refuse(411, "Content-Length is needed");
    return Framing{};
  }
  const auto bytes = parse_length(*length);
  if (!bytes) return refuse(400, "Content-Length is not a number");
  return Framing{false, *bytes};
}

}  // namespace redrive::central
