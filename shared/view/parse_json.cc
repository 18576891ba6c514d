#include "shared/view/parse_json.h"

#include "shared/model/alert.h"

namespace redrive::view {

using base::ErrorCode;

bool too_deep(std::string_view json) {
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kMaxJsonDepth) return true;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

base::Result<ParsedJson> parse_json(std::string_view text) {
  if (too_deep(text))
    return base::fail(ErrorCode::kInvalid, fmt::format("JSON nested deeper than {} levels", kMaxJsonDepth));
  try {
    return ParsedJson::parse(text);
  } catch (const ParsedJson::exception& error) {
    // "[json.exception.parse_error.101] parse error at line 1, column 2: …": the bracket helps nobody.
    std::string_view what = error.what();
    if (const auto end = what.find("] "); what.starts_with('[') && end != what.npos) what.remove_prefix(end + 2);
    return base::fail(ErrorCode::kInvalid, fmt::format("not valid JSON: {}", model::clean_text(what, 300)));
  }
}

}  // namespace redrive::view
