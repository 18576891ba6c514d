// What is read of one mail at most. Mail comes from anybody, and a few megabytes of it can claim millions of parts or
// header fields (docs/adr/0012).
#pragma once

#include <cstddef>

namespace redrive::mail {

inline constexpr std::size_t kMaxMail = 32UL * 1024 * 1024;  // bytes of a mail; larger ones are not read at all
inline constexpr std::size_t kMaxHead = 256UL * 1024;        // bytes of its header
inline constexpr std::size_t kMaxFields = 1000;              // fields of its header
inline constexpr std::size_t kMaxPartFields = 100;           // fields of a part's header that are looked at
inline constexpr std::size_t kMaxValue = 16UL * 1024;        // bytes of one field that are looked at
inline constexpr std::size_t kMaxParts = 500;                // parts at all depths
inline constexpr std::size_t kMaxDepth = 16;                 // parts inside each other
inline constexpr std::size_t kMaxText = 256UL * 1024;        // bytes of readable text that are kept
inline constexpr std::size_t kMaxJson = 8UL * 1024 * 1024;   // decoded bytes of all JSON parts together
inline constexpr std::size_t kMaxJsonParts = 50;
inline constexpr std::size_t kMaxIds = 100;        // Message-IDs that are kept of References and the like
inline constexpr std::size_t kMaxAddresses = 100;  // recipients that are kept
inline constexpr std::size_t kMaxFaults = 50;

}  // namespace redrive::mail
