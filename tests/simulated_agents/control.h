// What a simulated fleet can be told while it runs: one command a line.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "shared/base/result.h"
#include "shared/base/time.h"

namespace redrive::simulated {

struct Mend {
  std::string cause;  // a cause's name, or "all"
  bool mended = true;
};
// So many agents, drawn, lose the network; they come back after `away`.
struct Drop {
  std::uint32_t number = 0;
  bool percent = false;
  base::Micros away{};
};
// So many agents, drawn, end and start again.
struct Restart {
  std::uint32_t number = 0;
  bool percent = false;
};
struct Dial {};  // all agents, that have waited for it
struct Stop {};

using Control = std::variant<Mend, Drop, Restart, Dial, Stop>;

inline constexpr std::string_view kControls =
    "mend CAUSE|all, break CAUSE|all, drop N|N% [FOR], restart N|N%, dial, stop";

// kInvalid says what was expected. FOR is a span like "500ms"; without it two seconds.
base::Result<Control> parse_control(std::string_view line);

}  // namespace redrive::simulated
