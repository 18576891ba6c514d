#include "shared/model/job.h"

#include <gmock/gmock.h>

#include "shared/base/digest.h"

namespace redrive::model {
namespace {

using testing::HasSubstr;

JobOrder order() {
  JobOrder order;
  order.job = "J-1";
  order.server = "ids-1";
  order.packages = {{"app.deb", 3, base::digest_of("app")}};
  order.devices = {"dev-2", "dev-1", "dev-3"};
  return order;
}

TEST(CheckOrder, AddressesOfSomeDevicesInTheOrderOfTheirNames) {
  JobOrder one = order();
  EXPECT_TRUE(check_order(one));
  one.addresses = {{"dev-1", "fe80::1%eth0", "", 0}, {"dev-3", "", "till", 2222}};
  EXPECT_TRUE(check_order(one));
}

TEST(CheckOrder, WrongAddressesAreRefused) {
  struct Case {
    std::vector<DeviceAddress> addresses;
    std::string expected;
  };
  const Case cases[] = {
      {{{"dev-9", "10.0.0.1", "", 0}}, "'dev-9' is not in the distribution list"},
      {{{"dev-2", "10.0.0.2", "", 0}, {"dev-1", "10.0.0.1", "", 0}}, "'dev-1' is out of order or listed twice"},
      {{{"dev-1", "10.0.0.1", "", 0}, {"dev-1", "10.0.0.2", "", 0}}, "'dev-1' is out of order or listed twice"},
      {{{"dev-1", "-oProxyCommand=x", "", 0}}, "that of 'dev-1' is no host name"},
      {{{"dev-1", "root@10.0.0.1", "", 0}}, "that of 'dev-1' is no host name"},
      {{{"dev-1", "10.0.0.1;reboot", "", 0}}, "that of 'dev-1' is no host name"},
      {{{"dev-1", "10.0.0.1", "-l", 0}}, "must not begin with '-'"},
  };
  for (const Case& c : cases) {
    JobOrder wrong = order();
    wrong.addresses = c.addresses;
    const auto checked = check_order(wrong);
    ASSERT_FALSE(checked) << c.expected;
    EXPECT_THAT(checked.error().message, HasSubstr(c.expected));
  }
}

TEST(AddressOf, TheDevicesOwnEntryOrJustItsName) {
  const std::vector<DeviceAddress> addresses = {{"a", "10.0.0.1", "", 0}, {"c", "10.0.0.3", "till", 2222}};
  EXPECT_EQ(address_of(addresses, "c"), addresses[1]);
  EXPECT_EQ(address_of(addresses, "b"), DeviceAddress{"b"});
  EXPECT_EQ(address_of({}, "z"), DeviceAddress{"z"});
}

}  // namespace
}  // namespace redrive::model
