// What an outage would cover, and when that is too much to be meant.
#include "central/core/outage_reach.h"

#include <gmock/gmock.h>

#include "tests/unit/central_core/world.h"

namespace redrive::central::test {
namespace {

using testing::HasSubstr;

model::Outage of(const std::string& server, const std::string& device = "", const std::string& site = "") {
  return {"", server, device, site, {}, model::kEndless, "works", "ops"};
}

std::string reach(std::vector<model::Outage> outages) {
  const auto found = reach_of(outages, company().inventory);  // 2 servers with 20 devices each
  return fmt::format("{}+{} of {}", found.servers, found.devices, found.all);
}

TEST(OutageReach, CountsServersAndDevicesOnce) {
  EXPECT_EQ(reach({of("ids-1")}), "1+20 of 42");
  EXPECT_EQ(reach({of("", "dev-1-1*")}), "0+11 of 42");
  EXPECT_EQ(reach({of("", "", "PUN024")}), "1+20 of 42");
  EXPECT_EQ(reach({of("", "ids-1")}), "1+0 of 42") << "a server is a device too";
  EXPECT_EQ(reach({of("ids-1"), of("", "dev-1-*"), of("", "", "PUN024")}), "1+20 of 42");
  EXPECT_EQ(reach({of("none")}), "0+0 of 42");
}

TEST(OutageReach, TooMuchNeedsInsisting) {
  const auto judge = [](const std::vector<model::Outage>& outages, std::uint32_t share) {
    return too_broad(outages, reach_of(outages, company().inventory), share).value_or("");
  };
  EXPECT_EQ(judge({of("ids-1")}, 50), "");
  EXPECT_THAT(judge({of("ids-1")}, 49),
              HasSubstr("it covers 21 of 42 servers and devices (1 servers, 20 devices), more than 49 % of all"));
  EXPECT_EQ(judge({of("", "dev-1-*")}, 1), "") << "twenty are few in any fleet";
  for (const auto& all : {of("*"), of("", "**"), of("", "", "?*")}) {
    EXPECT_THAT(judge({all}, 100), HasSubstr("covers whatever there is, 42 of 42 servers and devices"))
        << describe(all);
  }
  EXPECT_THAT(judge({of("dev-*"), of("*")}, 100), HasSubstr("'*'"));
  EXPECT_EQ(judge({of("ids-*")}, 100), "");
}

TEST(OutageReach, ATicketIsCoveredByWhatItIsAbout) {
  model::Ticket ticket;
  ticket.server = "ids-1";
  ticket.location = "PUN024";
  EXPECT_TRUE(covers(of("ids-*"), ticket));
  EXPECT_TRUE(covers(of("", "ids-1"), ticket));
  EXPECT_TRUE(covers(of("", "", "PUN*"), ticket));
  EXPECT_FALSE(covers(of("", "dev-1-1"), ticket));
  ticket.device = "dev-1-1";
  EXPECT_TRUE(covers(of("", "dev-1-1"), ticket));
  EXPECT_FALSE(covers(of("", "ids-1"), ticket));
}

}  // namespace
}  // namespace redrive::central::test
