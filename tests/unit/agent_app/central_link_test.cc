#include "agent/app/central_link.h"

#include <gtest/gtest.h>

#include "shared/model/tool.h"
#include "tests/unit/agent_app/link_world.h"

namespace redrive::agent {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using test::kKey;
using test::Script;

constexpr LinkTimes kPatient{hours(1), hours(1)}, kImpatient{milliseconds(5), milliseconds(20)};

class CentralLinkTest : public test::LinkWorld {
 protected:
  std::function<bool()> heard_hellos(std::size_t count) {
    return [this, count] { return central.count<wire::Hello>() >= count; };
  }
  std::function<bool()> dialled(const std::string& endpoint) {
    return [this, endpoint] { return hub.dialled(kKey) == endpoint; };
  }
  std::function<bool()> welcomed(int times = 1) {
    return [this, times] { return readies >= times; };
  }
};

TEST_F(CentralLinkTest, SaysHelloFirstAndNothingElseBeforeTheWelcome) {
  dial(kPatient);
  central.welcoming = false;
  start();
  EXPECT_FALSE(link->send({0, 0, wire::Heartbeat{}}));
  play(Script(loop)
           .when("hello", heard_hellos(1),
                 [&] {
                   const auto hello = central.all<wire::Hello>()[0];
                   EXPECT_EQ(hello.name, "ids-1");
                   EXPECT_FALSE(hello.boot.empty());
                   central.send(wire::DumpRequest{"too-early"}, 1);
                   central.send(central.welcome);
                   central.send(wire::DumpRequest{"J-1"}, 2);
                 })
           .when("the request", [&] { return !messages.empty(); }));
  EXPECT_EQ(readies, 1);
  EXPECT_EQ(messages, (std::vector<wire::Envelope>{{2, 0, wire::DumpRequest{"J-1"}}}));
  EXPECT_TRUE(link->send({0, 0, wire::SpoolAck{}}));
}

TEST_F(CentralLinkTest, AKeyThatIsNotAcceptedBacksOffAndDialsTheNextUntilItIs) {
  hub.gate().set_allowed({});
  dial(kPatient);
  start();
  play(Script(loop)
           .when("the second central dialled", dialled("second"))
           .when("the first one again", dialled("first"), [&] { hub.gate().set_allowed({kKey}); })
           .when("welcome", welcomed()));
  EXPECT_EQ(central.count<wire::Hello>(), 1U);
}

TEST_F(CentralLinkTest, ARefusedHelloDialsTheNext) {
  dial(kPatient);
  central.welcoming = false;
  start();
  play(Script(loop)
           .when("hello", heard_hellos(1), [&] { central.send(wire::Refused{"another name"}); })
           .when("the second central dialled", dialled("second"))
           .when("hello there", heard_hellos(2)));
  EXPECT_FALSE(link->is_ready());
  EXPECT_EQ(central.all<wire::Hello>()[0].boot, central.all<wire::Hello>()[1].boot);
}

TEST_F(CentralLinkTest, AWelcomeThatComesAfterAllEndsTheWaitForTheNextDial) {
  dial(kPatient);
  central.welcoming = false;
  start();
  play(Script(loop)
           .when("hello", heard_hellos(1),
                 [&] {
                   central.send(wire::Refused{"not yet"});
                   central.send(central.welcome);
                 })
           .when("two heartbeats", [&] { return central.count<wire::Heartbeat>() >= 2; }));
  EXPECT_EQ(hub.dialled(kKey), "first");
  EXPECT_EQ(central.count<wire::Hello>(), 1U);
  EXPECT_TRUE(link->is_ready());
}

TEST_F(CentralLinkTest, ACentralThatIsNotThereIsGivenUpForTheNext) {
  hub.set_reachable(false);
  dial(kImpatient);
  start();
  play(Script(loop)
           .when("the second central dialled", dialled("second"))
           .when("the first one again", dialled("first"), [&] { hub.set_reachable(true); })
           .when("welcome", welcomed()));
}

TEST_F(CentralLinkTest, ACentralThatSpeaksButNeverWelcomesIsGivenUpForTheNext) {
  dial(kImpatient);
  central.welcoming = false;
  start();
  Script script(loop);
  script.when("the second central dialled", dialled("second"));
  script.run([&] {
    central.turn();
    if (central.count<wire::Hello>() > 0) central.send(wire::Heartbeat{});
  });
  EXPECT_FALSE(link->is_ready());
}

TEST_F(CentralLinkTest, ACentralThatFallsSilentIsGivenUpForTheNext) {
  dial(kPatient);
  central.welcome.silent_after = milliseconds(200);
  start();
  play(Script(loop)
           .when("welcome", welcomed(), [&] { hub.set_dropping(kKey, true); })
           .when("the second central dialled", dialled("second"), [&] { hub.set_dropping(kKey, false); }));
  EXPECT_FALSE(link->is_ready());
}

TEST_F(CentralLinkTest, AnotherListLeavesAConnectionToACentralThatIsStillInIt) {
  dial(kPatient);
  start();
  play(Script(loop)
           .when("welcome", welcomed(),
                 [&] {
                   options.centrals = {"third", "first"};
                   link->follow(options);
                 })
           .when("three heartbeats", [&] { return central.count<wire::Heartbeat>() >= 3; }));
  EXPECT_EQ(hub.dialled(kKey), "first");
  EXPECT_EQ(readies, 1);
}

TEST_F(CentralLinkTest, ACentralThatIsTakenOutOfTheListIsLeftForTheNewOne) {
  dial(kPatient);
  start();
  play(Script(loop)
           .when("welcome", welcomed(),
                 [&] {
                   options.centrals = {"third"};
                   link->follow(options);
                   EXPECT_FALSE(link->is_ready());
                 })
           .when("welcome there", welcomed(2)));
  EXPECT_EQ(hub.dialled(kKey), "third");
}

TEST_F(CentralLinkTest, AListThatShrinksWhileNobodyWelcomesIsFollowedToItsEnd) {
  hub.gate().set_allowed({});
  options.centrals = {"first", "second", "third"};
  dial(kPatient);
  start();
  play(Script(loop)
           .when("the last central dialled", dialled("third"),
                 [&] {
                   options.centrals = {"fourth"};
                   link->follow(options);
                   hub.gate().set_allowed({kKey});
                 })
           .when("welcome", welcomed()));
  EXPECT_EQ(hub.dialled(kKey), "fourth");
}

TEST_F(CentralLinkTest, ToolsAreOfferedOnlyWhileAKeyIsPinned) {
  options.centrals = {"first"};
  options.tool_keys = {};
  dial(kPatient);
  start();
  play(Script(loop)
           .when("welcome", welcomed(),
                 [&] {
                   options.tool_keys = {"ed25519:1"};
                   link->follow(options);
                 })
           .when("welcome with a key", welcomed(2),
                 [&] {
                   options.tool_keys = {"ed25519:1", "ed25519:2"};
                   link->follow(options);
                   EXPECT_TRUE(link->is_ready()) << "central was told already";
                   options.tool_keys = {};
                   link->follow(options);
                 })
           .when("welcome without", welcomed(3)));
  const std::string platform = std::string(wire::kPlatform).append(model::this_platform());
  std::vector<std::ptrdiff_t> offered, platforms;
  for (const auto& hello : central.all<wire::Hello>()) {
    offered.push_back(std::ranges::count(hello.capabilities, wire::kPlanTool));
    platforms.push_back(std::ranges::count(hello.capabilities, platform));
  }
  EXPECT_EQ(offered, (std::vector<std::ptrdiff_t>{0, 1, 0}));
  EXPECT_EQ(platforms, offered);
}

TEST_F(CentralLinkTest, AnotherBackOffEndsTheWaitUnderTheOldOne) {
  options.reconnect = {hours(1), hours(1)};
  dial(kPatient);
  central.welcoming = false;
  start();
  play(Script(loop)
           .when("hello", heard_hellos(1),
                 [&] {
                   central.send(wire::Refused{"not yet"});
                   central.send(central.welcome);
                   central.send(wire::Refused{"not any more"});
                   central.welcoming = true;
                 })
           .when(
               "the refusal to be seen", [&] { return readies == 1 && !link->is_ready(); },
               [&] {
                 options.reconnect = {milliseconds(1), milliseconds(4)};
                 link->follow(options);
               })
           .when("welcome", welcomed(2)));
  EXPECT_EQ(hub.dialled(kKey), "second");
}

TEST_F(CentralLinkTest, HeartbeatsGoAsOftenAsTheWelcomeSaysFromThenOn) {
  dial(kPatient);  // before the welcome one would have been due in an hour
  start();
  play(Script(loop).when("three heartbeats", [&] { return central.count<wire::Heartbeat>() >= 3; }));
  EXPECT_EQ(readies, 1);
}

TEST_F(CentralLinkTest, AfterALostConnectionHelloIsSaidAgainAndOwnersAreTold) {
  dial(kPatient);
  start();
  play(Script(loop)
           .when("welcome", welcomed(), [&] { hub.set_reachable(false); })
           .when(
               "the loss to be seen", [&] { return !link->is_ready(); },
               [&] {
                 EXPECT_FALSE(link->send({0, 0, wire::SpoolAck{}}));
                 hub.set_reachable(true);
               })
           .when("the second welcome", welcomed(2)));
  EXPECT_EQ(central.count<wire::Hello>(), 2U);
  EXPECT_EQ(hub.dialled(kKey), "first");
}

TEST_F(CentralLinkTest, BadFramesAreCountedAndChangeNothing) {
  dial(kPatient);
  start();
  const auto fragments = wire::to_frames(std::string(2'000'000, 'x'));
  play(Script(loop)
           .when("welcome", welcomed(),
                 [&] {
                   central.send_frame("");
                   central.send_frame("rubbish");
                   central.send_frame(std::string(1000, '\xff'));
                   central.send_frame((*fragments)[1]);  // out of order
                   central.send(wire::DumpRequest{"J-1"}, 3);
                 })
           .when("the request", [&] { return !messages.empty(); }));
  EXPECT_EQ(link->bad_frames(), 4U);
  EXPECT_TRUE(link->is_ready());
  EXPECT_EQ(messages.size(), 1U);
}

TEST_F(CentralLinkTest, LongMessagesTravelInFragmentsBothWays) {
  wire::DumpReply dump;
  dump.order.job = "J-1";
  for (int i = 0; i < 100'000; ++i) dump.order.devices.push_back(fmt::format("a-device-with-a-longer-name-{}", i));
  dial(kPatient);
  start();
  play(Script(loop)
           .when("welcome", welcomed(),
                 [&] {
                   EXPECT_TRUE(link->send({0, 9, dump}));
                 })
           .when(
               "the dump", [&] { return central.count<wire::DumpReply>() == 1; },
               [&] {
                 central.send(wire::Distribute{"C-1", dump.order});
               })
           .when("the order", [&] { return !messages.empty(); }));
  EXPECT_EQ(central.all<wire::DumpReply>()[0], dump);
  EXPECT_EQ(std::get<wire::Distribute>(messages[0].message).order, dump.order);
}

TEST_F(CentralLinkTest, AnAnswerTooLongForTheLinkIsAnError) {
  wire::DumpReply dump;
  dump.damage.assign(1100, std::string(64 * 1024, 'x'));
  dial(kPatient);
  start();
  play(Script(loop)
           .when("welcome", welcomed(),
                 [&] {
                   link->send({0, 9, dump});
                 })
           .when("the error", [&] { return central.count<wire::ErrorReply>() == 1; }));
  EXPECT_EQ(central.heard.back().re, 9U);
}

TEST_F(CentralLinkTest, AFullQueueIsSaidToTheSender) {
  dial(kPatient);
  start();
  bool refused = false;
  play(Script(loop).when("welcome", welcomed(), [&] {
    for (int i = 0; i < 1000 && !refused; ++i) refused = !link->send({0, 0, wire::Heartbeat{}});
  }));
  EXPECT_TRUE(refused);
  EXPECT_TRUE(link->is_ready());
}

}  // namespace
}  // namespace redrive::agent
