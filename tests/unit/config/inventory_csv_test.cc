#include "shared/config/central_options.h"
#include "tests/unit/config/config_files.h"

namespace redrive::config {
namespace {

const std::string kLocations = "code,name,aliases,centre\nHAM001,\"Hamburg, Hafen\",HH,mc-a\n";
const std::string kDevices = "device,role,server,location,address,port,user\nids-1,intermediate,,HAM001,,,\n";

Parsed<model::Inventory> parse(const std::string& devices, const std::string& locations = kLocations) {
  return parse_inventory(devices, "devices.csv", locations, "locations.csv");
}

TEST(InventoryCsv, ReadsDevicesAndLocations) {
  const auto inventory = value_of(parse(kDevices + "dev-1,recipient,ids-1,,192.0.2.1,2222,deploy\n"));
  const model::Device& device = inventory.devices.at("dev-1");
  EXPECT_EQ(device.role, model::DeviceRole::kRecipient);
  EXPECT_EQ(device.server, "ids-1");
  EXPECT_EQ(device.address, "192.0.2.1");
  EXPECT_EQ(device.port, 2222);
  EXPECT_EQ(device.user, "deploy");
  EXPECT_EQ(inventory.devices.at("ids-1").role, model::DeviceRole::kIntermediate);
  EXPECT_EQ(inventory.locations.at("HAM001").name, "Hamburg, Hafen");
}

TEST(InventoryCsv, ColumnsInAnyOrderCrlfAndMark) {
  const auto inventory =
      value_of(parse("\xEF\xBB\xBFlocation,server,role,device\r\nHAM001,d,recipient,e\r\n,d,intermediate,d\r\n"));
  EXPECT_EQ(inventory.devices.at("e").location, "HAM001");
  EXPECT_EQ(inventory.devices.at("d").server, "d") << "a server may name itself";
}

TEST(InventoryCsv, EachDeviceProblemWithItsLine) {
  for (const WrongCase& wrong : std::vector<WrongCase>{
           {"dev-1,recipient,ids-9,,,,\n", 3, "server \"ids-9\" of device dev-1 is not known"},
           {"dev-1,recipient,,,,,\n", 3, "recipient dev-1 has no server"},
           {"dev-1,recipient,ids-1,,,,\ndev-2,recipient,dev-1,,,,\n", 4,
            "server \"dev-1\" of device dev-2 has role recipient (line 3)"},
           {"ids-2,intermediate,ids-1,,,,\n", 3, "expected its own name or nothing"},
           {"dev-1,recipient,ids-1,,,,\ndev-1,recipient,ids-1,,,,\n", 4,
            "device dev-1 is repeated; it is in line 3 already"},
           {"dev-1,receiver,ids-1,,,,\n", 3, "role \"receiver\" is not known; expected intermediate or recipient"},
           {"dev-1,recipient,ids-1,HAM999,,,\n", 3, "location \"HAM999\" is not known"},
           {"../dev,recipient,ids-1,,,,\n", 3, "device name '../dev'"},
           {"-oProxy,recipient,ids-1,,,,\n", 3, "must not begin with '-'"},
           {"dev-1,recipient,ids-1,,-oX,,\n", 3, "address \"-oX\""},
           {"dev-1,recipient,ids-1,,,0,\n", 3, "port \"0\" is no port"},
           {"dev-1,recipient,ids-1,,,65536,\n", 3, "port \"65536\" is no port"},
           {"dev-1,recipient,ids-1,,,022x,\n", 3, "port \"022x\""},
           {"dev-1,recipient,ids-1,,,,-l\n", 3, "user \"-l\""},
           {"dev-1,recipient\n", 3, "has 2 fields; expected 7 as in the header"},
           {"dev-1,recipient,ids-1,,,,\"x\n", 3, "is never closed"},
           {"dev-\xFF,recipient,ids-1,,,,\n", 3, "is not UTF-8"}}) {
    expect_one_problem(parse(kDevices + wrong.text), wrong);
  }
}

TEST(InventoryCsv, HeadersAreChecked) {
  for (const WrongCase& wrong :
       std::vector<WrongCase>{{"device,role,server\n", 1, "column location is missing; expected device, role"},
                              {"device,role,server,location,adress\n", 1, "column \"adress\" is not known"},
                              {"device,role,server,location,role\n", 1, "column \"role\" is there twice"},
                              {"", 0, "is empty; expected a header row naming device"}}) {
    expect_one_problem(parse(wrong.text), wrong);
  }
}

TEST(InventoryCsv, EveryMissingColumnIsNamedAndNothingIsBlamedForIt) {
  const Problems problems = problems_of(parse(kDevices, "code,name\nHAM002,x\n"));
  ASSERT_EQ(problems.size(), 2U) << to_text(problems);
  EXPECT_THAT(problems[0].message, testing::HasSubstr("column aliases is missing"));
  EXPECT_THAT(problems[1].message, testing::HasSubstr("column centre is missing"));
}

TEST(InventoryCsv, EachLocationProblemWithItsLine) {
  for (const WrongCase& wrong :
       std::vector<WrongCase>{{"HAM001,again,,\n", 3, "location \"HAM001\" is repeated; it is in line 2 already"},
                              {",nameless,,\n", 3, "code \"\" is no location code"},
                              {"X,y\n", 3, "has 2 fields; expected 4"}}) {
    expect_one_problem(parse(kDevices, kLocations + wrong.text), wrong);
  }
}

TEST(InventoryCsv, ProblemsAreBounded) {
  std::string devices = kDevices;
  for (int i = 0; i < 5000; ++i) devices += "dev-" + std::to_string(i) + ",recipient,ids-9,,,,\n";
  const Problems problems = problems_of(parse(devices));
  ASSERT_EQ(problems.size(), 1001U);
  EXPECT_THAT(to_text(problems), testing::HasSubstr("4000 more problems"));
}

TEST(InventoryCsv, TakesManyDevices) {
  std::string devices = kDevices;
  for (int i = 0; i < 50'000; ++i)
    devices += "dev-" + std::to_string(i) + ",recipient,ids-1,HAM001,192.0.2.1,22,deploy\n";
  EXPECT_EQ(value_of(parse(devices)).devices.size(), 50'001U);
}

}  // namespace
}  // namespace redrive::config
