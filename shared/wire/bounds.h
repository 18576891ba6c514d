// What a field may hold. Each field of fields() names one of these; the reader refuses what lies outside, so that no
// value from the network is unbounded. They are the network's outer bounds: what is right for the product (a checked
// name, a whole order) is checked by the model once the message is read.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "shared/base/names.h"
#include "shared/wire/limits.h"

namespace redrive::wire {

struct Text {
  std::size_t most;  // bytes
};
inline constexpr Text kName{base::kMaxName};  // of a server, device, job, package, peer; a digest
inline constexpr Text kHost{256};             // a host name or IP address
inline constexpr Text kId{512};               // made of names: a command, a spool, a process start
inline constexpr Text kWho{256};              // an operator or a token
inline constexpr Text kWords{64 * 1024};      // what a program or a person wrote
inline constexpr Text kToolManifest{1024};    // model/tool.h
// Texts of alerts come from foreign systems. They are bounded wider than an alert may be, so that one bad alert is
// refused by itself, by model::check_alert, and does not cost the batch it came in.
inline constexpr Text kForeignName{4096};
inline constexpr Text kForeignWords{256 * 1024};

struct Bytes {
  std::size_t most;
};

struct Flag {};

struct Whole {
  std::uint64_t least = 0, most = std::numeric_limits<std::uint64_t>::max();
};
inline constexpr Whole kAnyNumber{};
inline constexpr Whole kSmall{0, std::numeric_limits<std::uint32_t>::max()};

// Microseconds since 1970 within the years RFC 3339 can write (0001 to 9999).
struct Instant {
  static constexpr std::int64_t kLeast = -62'135'596'800'000'000, kMost = 253'402'300'799'999'999;
};

// Microseconds, 0 to 100 years.
struct Span {
  static constexpr std::int64_t kLeast = 0, kMost = 3'155'760'000'000'000;
};

// One of a closed set, sent as its name.
template <typename Enum, std::size_t N>
struct Choice {
  std::array<Enum, N> values;
  std::string_view (*name)(Enum);
  std::optional<Enum> otherwise = std::nullopt;  // what an unknown name is read as; none = it is refused
};

template <typename Each>
struct ListOf {
  std::size_t most;  // members
  Each each;
};

// A struct with fields() of its own, as a map.
struct Fields {};

// A variant, as {"t": type name, "b": fields}.
struct Tagged {};

// The name a type goes by in "t"; set beside its fields().
template <typename T>
inline constexpr std::string_view kTypeName = "";

// fields(v, x) is written once for reading (x mutable) and writing (x const): `Of<Hello> auto& x` takes both.
template <typename T, typename Struct>
concept Of = std::is_same_v<std::remove_const_t<T>, Struct>;

}  // namespace redrive::wire
