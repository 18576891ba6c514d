// STRUCTURED-DATA of RFC 5424: [id name="value" …][id …].
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace redrive::central {

struct SdElement {
  std::string id;  // "redrive@32473"
  std::vector<std::pair<std::string, std::string>> params;

  bool operator==(const SdElement&) const = default;
};

inline constexpr std::size_t kMaxSdElements = 64, kMaxSdParams = 256;  // of one message; more are read as text

// Takes the elements off the front of `text`, which may be none. One that is broken ends them and stays in the text.
std::vector<SdElement> take_structured_data(std::string_view& text);

}  // namespace redrive::central
