// Two replays side by side.
#include "central/replay/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace redrive::central::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

model::Ticket ticket(const std::string& id, std::vector<std::string> alerts, const std::string& centre = "mc-a") {
  model::Ticket out;
  out.id = id;
  out.device = "dev-1";
  out.failure_type = "timeout";
  out.centre = centre;
  out.alerts = std::move(alerts);
  return out;
}

TEST(Compare, TicketsAreMatchedByTheirAlerts) {
  const auto lines =
      differences({ticket("RD-1", {"a", "b"}), ticket("RD-2", {"c"}), ticket("RD-3", {"d", "e"})},
                  {ticket("RD-1", {"a", "b"}), ticket("RD-2", {"d", "e"}, "mc-b"), ticket("RD-3", {"f"})});
  EXPECT_THAT(lines,
              ElementsAre(HasSubstr("- RD-2"), testing::AllOf(HasSubstr("~ RD-3"), HasSubstr("mc-a -> mc-b")),
                          HasSubstr("+ RD-3"), "3 tickets before, 3 after: 1 the same, 1 otherwise, 1 no more, 1 new"));
}

TEST(Compare, ATicketThatIsPartOfAnotherNowIsNoMore) {
  const auto lines =
      differences({ticket("RD-1", {"a", "b"}), ticket("RD-2", {"c"})}, {ticket("RD-1", {"a", "b", "c"})});
  EXPECT_THAT(lines, ElementsAre(testing::AllOf(HasSubstr("- RD-2"), HasSubstr("its alerts are in RD-1")),
                                 "2 tickets before, 1 after: 1 the same, 0 otherwise, 1 no more, 0 new"));
}

}  // namespace
}  // namespace redrive::central::test
