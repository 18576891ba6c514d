#include "central/http/rollout_request.h"

#include <fmt/format.h>

#include <charconv>

namespace redrive::central {
namespace {

constexpr std::uint64_t kMostServers = 1'000'000;

// "25%", as a whole number.
std::optional<std::uint32_t> percent(const ParsedJson& value) {
  if (!value.is_string()) return std::nullopt;
  const std::string text = value.get<std::string>();
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || std::string_view(end, text.data() + text.size()) != "%" || number > 100)
    return std::nullopt;
  return number;
}

}  // namespace

RolloutPolicy read_policy(Body& body) {
  RolloutPolicy policy;
  policy.canary = static_cast<std::uint32_t>(body.number("canary", policy.canary, kMostServers));
  if (const ParsedJson& wave = body.raw("wave"); !wave.is_null()) {
    if (const auto share = percent(wave)) {
      policy.wave_percent = *share;
    } else if (wave.is_number_unsigned() && wave > 0 && wave <= kMostServers) {
      policy.wave = wave.get<std::uint32_t>();
    } else {
      body.complain("\"wave\" is a number of servers, or a share of them like \"25%\"");
    }
  }
  policy.pace = body.duration("pace").value_or(policy.pace);
  if (const ParsedJson& stop = body.raw("stop_at"); !stop.is_null()) {
    const auto share = percent(stop);
    if (!share) body.complain("\"stop_at\" is a share of the devices like \"20%\"");
    policy.stop_percent = share.value_or(policy.stop_percent);
  }
  policy.deadline = body.time("deadline");
  policy.hours = body.texts("hours");
  policy.zone = body.text("zone");
  return policy;
}

}  // namespace redrive::central
