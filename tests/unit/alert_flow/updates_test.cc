// A ticket's mails after its first: few, in time, and true when they go out.
#include <gmock/gmock.h>

#include "tests/unit/alert_flow/flow_world.h"

namespace redrive::central::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// One ticket for the server ids-1, told of at once.
struct Updates : FlowWorld {
  explicit Updates(base::Micros every = 15min) : FlowWorld(updating(every)) {
    for (int i = 1; i <= 3; ++i) fails(i);
    pass(10min);
    lease();
  }
  void fails(int i) { take(firing(fmt::format("dev-1-{}", i))); }
  void works(int i) { take(resolved(fmt::format("dev-1-{}", i))); }
  // What the pump gets to send now, as it does; all of it is accepted.
  std::vector<MailRow> lease() {
    const auto leased = ask(LeaseMail{});
    MailAttempted request;
    for (const auto& row : leased->rows)
      request.attempts.push_back({row.number, {row.recipient, mail::Delivery::kAccepted, "250 ok"}});
    EXPECT_TRUE(ask(std::move(request)));
    return leased->rows;
  }
  std::vector<std::string> kinds() {
    std::vector<std::string> out;
    for (const auto& row : mail()) out.push_back(fmt::format("{} {}", row.kind, to_string(row.state)));
    return out;
  }
};

TEST(Updates, FurtherDevicesAreToldInOneMailAfterAWhile) {
  Updates world;
  ASSERT_THAT(world.tickets(), SizeIs(1));
  EXPECT_THAT(world.kinds(), ElementsAre("opened sent"));
  world.fails(9);
  world.fails(10);
  EXPECT_THAT(world.kinds(), ElementsAre("opened sent", "updated waiting"));
  EXPECT_THAT(world.lease(), IsEmpty());
  world.pass(15min);
  world.fails(11);
  const auto sent = world.lease();
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_EQ(sent[0].recipient, "mc-a@example.org");
  EXPECT_THAT(sent[0].message, HasSubstr("dev-1-11")) << "it says what is so when it goes out";
  EXPECT_THAT(sent[0].message, HasSubstr("In-Reply-To: " + world.mail()[0].message_id));
  EXPECT_THAT(world.kinds(), ElementsAre("opened sent", "updated sent"));
}

TEST(Updates, ThePumpIsToldWhenThePromiseIsDue) {
  Updates world;
  world.fails(9);
  EXPECT_EQ(world.ask(LeaseMail{})->next_due, world.mail()[1].next_at);
}

TEST(Updates, TheSameDeviceAgainIsNoNews) {
  Updates world;
  world.fails(1);
  EXPECT_THAT(world.kinds(), ElementsAre("opened sent"));
}

TEST(Updates, AClosingMailTakesThePlaceOfAnUpdateThatWaits) {
  Updates world;
  world.fails(9);
  for (int i = 1; i <= 9; ++i) world.works(i);
  EXPECT_THAT(world.kinds(), ElementsAre("opened sent", "closed pending"));
}

// One device, one ticket, which is opened again each time.
TEST(Updates, ATicketThatComesAndGoesIsToldOfNowAndThen) {
  Updates world(15min);
  for (int i = 1; i <= 8; ++i) world.works(i);
  world.take(firing("dev-2-1"));
  world.take(firing("dev-2-1"));
  world.take(firing("dev-2-1"));
  world.lease();
  const auto before = world.mail().size();
  for (int i = 0; i < 20; ++i) {
    world.pass(1min);
    world.take(i % 2 == 0 ? resolved("dev-2-1") : firing("dev-2-1"));
    world.lease();
  }
  std::vector<std::string> kinds = world.kinds();
  kinds.erase(kinds.begin(), kinds.begin() + static_cast<std::ptrdiff_t>(before));
  EXPECT_THAT(kinds, ElementsAre("closed sent", "updated sent", "updated waiting"));
}

TEST(Updates, WhoWantsEachAtOnceGetsIt) {
  Updates world(0s);
  world.fails(9);
  EXPECT_THAT(world.kinds(), ElementsAre("opened sent")) << "but none of further devices";
  for (int i = 1; i <= 9; ++i) world.works(i);
  EXPECT_THAT(world.kinds(), ElementsAre("opened sent", "closed pending"));
}

TEST(Updates, ARestartKeepsThePromise) {
  Updates world;
  world.fails(9);
  world.restart();
  world.pass(15min);
  EXPECT_THAT(world.lease(), SizeIs(1));
}

TEST(Updates, APromiseHasNothingToTryAgain) {
  Updates world;
  world.fails(9);
  const auto retried = world.ask(RetryMail{{"ann", "cli"}, world.mail()[1].number});
  ASSERT_FALSE(retried);
  EXPECT_THAT(retried.error().message, HasSubstr("is written when its turn has come"));
}

}  // namespace
}  // namespace redrive::central::test
