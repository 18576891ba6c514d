// Bounds of everything that crosses the network. Both ends check them before they unpack or allocate.
#pragma once

#include <cstddef>
#include <cstdint>

namespace redrive::wire {

inline constexpr std::uint32_t kVersion = 1;                  // envelope version; another one is refused
inline constexpr std::size_t kMaxFrame = 1024 * 1024;         // bytes of one ZeroMQ frame
inline constexpr std::size_t kFragment = 512 * 1024;          // payload of one fragment of a longer message
inline constexpr std::size_t kMaxMessage = 64 * 1024 * 1024;  // bytes of a message put together from fragments
inline constexpr std::size_t kMaxDepth = 12;                  // nesting of maps and arrays
inline constexpr std::size_t kMaxItems = 2'000'000;           // members of one array or map
inline constexpr std::size_t kMaxValues = 8'000'000;          // values of any kind in one message, all levels together
inline constexpr std::size_t kMaxFields = 64;                 // fields of one map; the widest message has 13
inline constexpr std::size_t kMaxSpoolItems = 500;            // alerts and reports in one batch
inline constexpr std::size_t kMaxSpoolBytes = 256 * 1024;     // encoded bytes aimed at in one batch

}  // namespace redrive::wire
