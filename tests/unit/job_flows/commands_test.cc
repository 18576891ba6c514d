#include "central/flow/commands.h"

#include "shared/wire/limits.h"
#include "tests/unit/job_flows/job_world.h"

namespace redrive::central::test {
namespace {

using Kind = CommandSubject::Kind;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Commands, AnIdSaysWhatItIsAbout) {
  const std::pair<Kind, std::string> all[] = {{Kind::kDistribute, "distribute/X-1"},
                                              {Kind::kRunPlan, "run/X-1"},
                                              {Kind::kCancel, "cancel/X-1"},
                                              {Kind::kStopRun, "stop/X-1"}};
  for (const auto& [kind, id] : all) {
    EXPECT_EQ(command_id({kind, "X-1"}), id);
    const auto parsed = parse_command_id(id);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->kind, kind);
    EXPECT_EQ(parsed->subject, "X-1");
  }
  for (const std::string id : {"", "distribute", "halt/X-1", "X-1", "/run/X-1"}) {
    const auto parsed = parse_command_id(id);
    ASSERT_FALSE(parsed) << id;
    EXPECT_EQ(parsed.error().code, base::ErrorCode::kInvalid);
  }
}

TEST(Commands, TheAgentIsToldAfterTheCommitAlone) {
  JobWorld world;
  const CommandSubject subject{Kind::kCancel, "J-1"};
  const auto queue = [&] {
    EXPECT_TRUE(queue_command(world.flow(), "ids-1", subject, wire::CancelJob{command_id(subject), "J-1", "ann"}));
    EXPECT_THAT(world.told, IsEmpty());
    return true;
  };
  world.lose(queue);
  EXPECT_THAT(world.told, IsEmpty());
  EXPECT_THAT(world.waiting_ids(), IsEmpty());
  world.transact(queue);
  EXPECT_THAT(world.told, ElementsAre("ids-1"));
  EXPECT_EQ(world.only_command<wire::CancelJob>(), (wire::CancelJob{"cancel/J-1", "J-1", "ann"}));
  EXPECT_THAT(world.waiting_ids("ids-2"), IsEmpty());
  world.transact([&] { return withdraw_command(world.flow(), "ids-1", subject).has_value(); });
  EXPECT_THAT(world.waiting_ids(), IsEmpty());
}

TEST(Commands, OneThatNoAgentCouldTakeIsRefused) {
  JobWorld world;
  wire::Distribute order{"distribute/J-1", {}};
  order.order.devices.assign(1'000'000, std::string(70, 'd'));
  const auto queued = queue_command(world.flow(), "ids-1", {Kind::kDistribute, "J-1"}, order);
  ASSERT_FALSE(queued);
  EXPECT_EQ(queued.error().code, base::ErrorCode::kInvalid);
}

}  // namespace
}  // namespace redrive::central::test
