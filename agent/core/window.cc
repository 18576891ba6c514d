#include "agent/core/window.h"

#include <charconv>
#include <optional>

namespace redrive::agent {
namespace {

constexpr base::Micros kDay = std::chrono::hours(24);

// "HH:MM"
std::optional<base::Micros> clock_time(std::string_view text) {
  int hours = 0, minutes = 0;
  if (text.size() != 5 || text[2] != ':') return {};
  const auto h = std::from_chars(text.data(), text.data() + 2, hours);
  const auto m = std::from_chars(text.data() + 3, text.data() + 5, minutes);
  if (h.ptr != text.data() + 2 || m.ptr != text.data() + 5 || hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
    return {};
  }
  return std::chrono::hours(hours) + std::chrono::minutes(minutes);
}

}  // namespace

base::Micros until_window(std::string_view window, base::Micros time_of_day) {
  const std::size_t dash = window.find('-');
  if (dash == std::string_view::npos) return base::Micros{0};
  const auto begin = clock_time(window.substr(0, dash)), end = clock_time(window.substr(dash + 1));
  if (!begin || !end) return base::Micros{0};
  const base::Micros length = (*end - *begin + kDay - base::Micros{1}) % kDay + base::Micros{1};
  const base::Micros since_begin = (time_of_day - *begin + kDay) % kDay;
  return since_begin < length ? base::Micros{0} : kDay - since_begin;
}

}  // namespace redrive::agent
