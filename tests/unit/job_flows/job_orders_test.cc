#include "central/flow/job_orders.h"

#include "tests/unit/job_flows/job_world.h"

namespace redrive::central::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Two servers with two devices each, one with none, and devices that belong nowhere.
model::Inventory inventory() {
  model::Inventory out;
  const auto add = [&](const std::string& name, model::DeviceRole role, const std::string& server) {
    out.devices[name] = {name, role, server, "", "", "", 0};
  };
  for (const auto* server : {"ids-1", "ids-2", "ids-3"}) add(server, model::DeviceRole::kIntermediate, "");
  for (const auto* name : {"pos-1-a", "pos-1-b"}) add(name, model::DeviceRole::kRecipient, "ids-1");
  for (const auto* name : {"kiosk-2", "pos-2-a"}) add(name, model::DeviceRole::kRecipient, "ids-2");
  add("stray", model::DeviceRole::kRecipient, "");
  add("orphan", model::DeviceRole::kRecipient, "ids-9");
  return out;
}

struct Case {
  std::string name;
  std::vector<JobServerSelection> servers;
  std::vector<std::string> orders;  // "server: device device"
  std::string error;                // or this in the error's words
};

class JobOrders : public testing::TestWithParam<Case> {};

TEST_P(JobOrders, AreResolved) {
  auto request = JobWorld::job(GetParam().servers);
  const auto orders = resolve_orders(request, "J-1", inventory());
  if (!GetParam().error.empty()) {
    ASSERT_FALSE(orders);
    EXPECT_EQ(orders.error().code, base::ErrorCode::kInvalid);
    EXPECT_THAT(orders.error().message, HasSubstr(GetParam().error));
    return;
  }
  ASSERT_TRUE(orders) << orders.error().message;
  std::vector<std::string> seen;
  for (const auto& order : *orders) {
    seen.push_back(fmt::format("{}: {}", order.server, fmt::join(order.devices, " ")));
    EXPECT_EQ(order.job, "J-1");
    EXPECT_EQ(order.name, request.name);
    EXPECT_EQ(order.packages, request.packages);
    EXPECT_EQ(order.parameters, request.parameters);
  }
  EXPECT_EQ(seen, GetParam().orders);
}

INSTANTIATE_TEST_SUITE_P(
    All, JobOrders,
    testing::ValuesIn(std::vector<Case>{
        {"AServerIsAllItsRecipients", {{"ids-1", {}}}, {"ids-1: pos-1-a pos-1-b"}, ""},
        {"APatternLeavesOutServersWithoutDevices",
         {{"ids-*", {}}},
         {"ids-1: pos-1-a pos-1-b", "ids-2: kiosk-2 pos-2-a"},
         ""},
        {"EverythingIsNotDevicesThatBelongNowhere",
         {{"*", {}}},
         {"ids-1: pos-1-a pos-1-b", "ids-2: kiosk-2 pos-2-a"},
         ""},
        {"ADevicePatternMeetsSomeOfTheServers", {{"ids-*", {"kiosk-*"}}}, {"ids-2: kiosk-2"}, ""},
        {"EachPatternCounts", {{"ids-*", {"kiosk-*", "pos-1-b"}}}, {"ids-1: pos-1-b", "ids-2: kiosk-2"}, ""},
        {"SelectionsAddUpWithoutRepeats",
         {{"ids-1", {"pos-1-b"}}, {"ids-?", {"pos-1-*"}}, {"ids-1", {"pos-1-a"}}},
         {"ids-1: pos-1-a pos-1-b"},
         ""},
        {"NoServers", {}, {}, "the list is empty"},
        {"AnUnknownServer", {{"ids-8", {}}}, {}, "'ids-8' names no intermediate server"},
        {"ADeviceIsNoServer", {{"pos-1-a", {}}}, {}, "'pos-1-a' names no intermediate server"},
        {"ServersOfOrphansAreNone", {{"ids-9", {}}}, {}, "'ids-9' names no intermediate server"},
        {"APatternOfNoServer", {{"x*", {}}}, {}, "'x*' names no intermediate server"},
        {"AnUnknownDevice", {{"ids-1", {"pos-1-a", "pos-1-z"}}}, {}, "'pos-1-z' names no device that server 'ids-1'"},
        {"ADeviceOfAnotherServer", {{"ids-1", {"kiosk-2"}}}, {}, "'kiosk-2' names no device that server 'ids-1'"},
        {"APatternOfNoDevice", {{"ids-*", {"tv-*"}}}, {}, "'tv-*' names no device that server 'ids-*'"},
        {"AServerWithoutDevices", {{"ids-3", {}}}, {}, "server 'ids-3' serves no devices"},
        {"OneBadSelectionIsEnough", {{"ids-1", {}}, {"ids-3", {}}}, {}, "server 'ids-3' serves no devices"},
    }),
    [](const auto& one) { return one.param.name; });

TEST(JobOrder, CarriesWhatTheInventorySaysOfWhereItsDevicesAre) {
  auto known = inventory();
  known.devices["pos-1-b"].address = "10.0.0.2";
  known.devices["pos-2-a"].port = 2222;
  known.devices["kiosk-2"] = {"kiosk-2", model::DeviceRole::kRecipient, "ids-2", "", "10.0.0.3", "till", 22};
  const auto orders = resolve_orders(JobWorld::job({{"ids-*", {}}}), "J-1", known);
  ASSERT_TRUE(orders) << orders.error().message;
  ASSERT_EQ(orders->size(), 2U);
  EXPECT_THAT((*orders)[0].addresses, ElementsAre(model::DeviceAddress{"pos-1-b", "10.0.0.2", "", 0}));
  EXPECT_THAT((*orders)[1].addresses, ElementsAre(model::DeviceAddress{"kiosk-2", "10.0.0.3", "till", 22},
                                                  model::DeviceAddress{"pos-2-a", "", "", 2222}));
}

TEST(JobOrder, IsCheckedBeforeItIsFrozen) {
  auto request = JobWorld::job({{"ids-1", {}}});
  request.packages.clear();
  const auto orders = resolve_orders(request, "J-1", inventory());
  ASSERT_FALSE(orders);
  EXPECT_THAT(orders.error().message, HasSubstr("server ids-1: packages: the list is empty"));
}

}  // namespace
}  // namespace redrive::central::test
