#include "agent/core/window.h"

#include <gtest/gtest.h>

namespace redrive::agent {
namespace {

using namespace std::chrono_literals;

TEST(Window, TellsHowLongToWait) {
  struct Case {
    std::string_view window;
    base::Micros now, wait;
  };
  const Case cases[] = {
      {"", 12h, 0s},
      {"08:00-17:30", 8h, 0s},
      {"08:00-17:30", 17h + 29min + 59s, 0s},
      {"08:00-17:30", 17h + 30min, 14h + 30min},
      {"08:00-17:30", 7h + 59min + 59s, 1s},
      {"22:00-05:00", 23h, 0s},
      {"22:00-05:00", 0h, 0s},
      {"22:00-05:00", 4h + 59min, 0s},
      {"22:00-05:00", 5h, 17h},
      {"22:00-05:00", 21h, 1h},
      {"06:00-06:00", 3h, 0s},  // the whole day
      {"not a window", 3h, 0s},
      {"25:00-26:00", 3h, 0s},
      {"8:00-9:00", 12h, 0s},
  };
  for (const Case& c : cases) EXPECT_EQ(until_window(c.window, c.now), c.wait) << c.window << " " << c.now.count();
}

}  // namespace
}  // namespace redrive::agent
