#include "tests/simulated_agents/control.h"

#include <gtest/gtest.h>

namespace redrive::simulated {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

template <typename T>
T parsed(std::string_view line) {
  const auto control = parse_control(line);
  EXPECT_TRUE(control) << line;
  return control ? std::get<T>(*control) : T{};
}

TEST(Control, TellsWhatToDo) {
  EXPECT_EQ(parsed<Mend>("mend keys").cause, "keys");
  EXPECT_TRUE(parsed<Mend>("mend all").mended);
  EXPECT_FALSE(parsed<Mend>(" break  keys ").mended);
  EXPECT_EQ(parsed<Restart>("restart 3").number, 3U);
  EXPECT_FALSE(parsed<Restart>("restart 3").percent);
  const auto drop = parsed<Drop>("drop 10%");
  EXPECT_EQ(drop.number, 10U);
  EXPECT_TRUE(drop.percent);
  EXPECT_EQ(drop.away, seconds(2));
  EXPECT_EQ(parsed<Drop>("drop 7 300ms").away, milliseconds(300));
  parsed<Dial>("dial");
  parsed<Stop>("stop");
}

TEST(Control, SaysWhatItExpected) {
  for (const auto* line : {"", "mend", "mend a b", "drop", "drop x", "drop 101%", "drop 1 soon", "drop 1 1s more",
                           "restart 1 1s", "restart -1", "stop now", "dance all"}) {
    const auto control = parse_control(line);
    ASSERT_FALSE(control) << line;
    EXPECT_NE(control.error().message.find("expected mend CAUSE|all"), std::string::npos);
  }
}

}  // namespace
}  // namespace redrive::simulated
