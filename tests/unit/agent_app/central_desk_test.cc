#include "agent/app/central_desk.h"

#include <gmock/gmock.h>

#include "tests/unit/agent_app/job_world.h"
#include "tests/unit/agent_app/link_world.h"
#include "tests/unit/agent_app/tool_world.h"
#include "tests/unit/sys/small_disk.h"

namespace redrive::agent {
namespace {

using base::ErrorCode;
using std::chrono::hours;
using std::chrono::milliseconds;
using test::Script;

class CentralDeskTest : public test::LinkWorld {
 protected:
  CentralDeskTest() {
    dial({hours(1), hours(1)});
    on_message = [this](wire::Envelope& envelope) { EXPECT_TRUE(central_desk->take(envelope)); };
  }
  void begin() {
    central_desk.emplace(loop, *link, desk, *life.jobs, life.place, milliseconds(5));
    start();
  }
  void TearDown() override { desk.stop(); }
  std::function<bool()> welcomed() {
    return [this] { return readies > 0; };
  }
  std::vector<wire::CommandAck> acks() const { return central.all<wire::CommandAck>(); }
  std::function<bool()> acked(std::size_t count) {
    return [this, count] { return acks().size() >= count; };
  }

  test::TempDir dir;
  test::FakeManager manager;
  base::SystemClock clock_;
  test::AgentLife life{dir.path(), manager, clock_, random};
  WorkerPool desk{1};
  std::optional<CentralDesk> central_desk;
};

TEST_F(CentralDeskTest, CommandsAreAcknowledgedAndQuestionsAnswered) {
  begin();
  play(Script(loop)
           .when("welcome", welcomed(),
                 [&] {
                   central.send(wire::Distribute{"C-1", test::sample_order()});
                 })
           .when("the acknowledgement", acked(1),
                 [&] {
                   central.send(wire::DumpRequest{"J-1"}, 11);
                   central.send(wire::DumpRequest{"J-2"}, 12);
                   central.send(wire::PlanRequest{"J-2", hours(1)}, 13);
                 })
           .when("three answers", [&] { return central.heard.back().re == 13; }));
  EXPECT_EQ(acks(), (std::vector<wire::CommandAck>{{"C-1", true, ""}}));
  const auto dumps = central.all<wire::DumpReply>();
  ASSERT_EQ(dumps.size(), 1U);
  EXPECT_EQ(dumps[0].order, test::sample_order());
  for (const auto& error : central.all<wire::ErrorReply>()) EXPECT_EQ(error.code, ErrorCode::kNotFound);
  EXPECT_EQ(central.count<wire::ErrorReply>(), 2U);
}

TEST_F(CentralDeskTest, AQuestionThatNamesAToolIsAnsweredByIt) {
  REDRIVE_NEEDS_TOOLS();
  test::ToolWorld world(dir.path());
  life.place.make = world.maker();
  model::PlanWishes wishes;
  wishes.tool = model::manifest_text(world.newer());
  auto wrong = wishes;
  wrong.exclude = {"rubbish"};
  manager.failures = {{"dev-2", "disk_full"}};
  begin();
  play(Script(loop)
           .when("welcome", welcomed(),
                 [&] {
                   central.send(wire::Distribute{"C-1", test::sample_order()});
                 })
           .when("the acknowledgement", acked(1),
                 [&] {
                   life.settle();
                   central.send(wire::PlanRequest{"J-1", hours(1), wishes}, 11);
                   central.send(wire::PlanRequest{"J-1", hours(1), wrong}, 12);
                 })
           .when(
               "two answers",
               [&] { return central.count<wire::PlanReply>() == 1 && central.count<wire::ErrorReply>() == 1; },
               [&] {
                 const auto plan = central.all<wire::PlanReply>().at(0).plan;
                 central.send(wire::RunPlan{"C-2", "J-1", plan.digest, "ann", {}, plan.expires_at, plan.wishes});
               })
           .when("the second acknowledgement", acked(2)));
  const auto plan = central.all<wire::PlanReply>().at(0).plan;
  EXPECT_EQ(plan.wishes, wishes);
  ASSERT_EQ(plan.devices.size(), 1U);
  EXPECT_TRUE(plan.devices[0].reason.starts_with("9.9.9: failed: disk_full")) << plan.devices[0].reason;
  const auto error = central.all<wire::ErrorReply>().at(0);
  EXPECT_EQ(error.code, ErrorCode::kCorrupt);
  EXPECT_NE(error.message.find("9.9.9 was refused: its answer is no plan"), std::string::npos) << error.message;
  EXPECT_EQ(acks(), (std::vector<wire::CommandAck>{{"C-1", true, ""}, {"C-2", true, ""}}));
}

TEST_F(CentralDeskTest, WhileTheDiskIsFullRepeatsDoNotPileUpAndACancelDoesNotOvertake) {
  begin();
  std::optional<sys::FileSizeLimit> full;
  int turns = 0;
  play(Script(loop)
           .when("welcome", welcomed(),
                 [&] {
                   full.emplace(20);
                   for (int i = 0; i < 50; ++i) central.send(wire::Distribute{"C-1", test::sample_order()});
                   central.send(wire::CancelJob{"C-2", "J-1", "ann"});
                 })
           .when(
               "tries in vain", [&] { return ++turns > 1000 && messages.size() == 51; }, [&] { full.reset(); })
           .when("both acknowledgements", acked(2)));
  EXPECT_EQ(acks(), (std::vector<wire::CommandAck>{{"C-1", true, ""}, {"C-2", true, ""}}));
}

TEST_F(CentralDeskTest, MoreQuestionsThanItTakesAreRefused) {
  begin();
  play(Script(loop)
           .when("welcome", welcomed(),
                 [&] {
                   for (std::size_t i = 0; i < CentralDesk::kMaxQuestions + 10; ++i) {
                     wire::Envelope question{i + 1, 0, wire::DumpRequest{"J-1"}};
                     EXPECT_TRUE(central_desk->take(question));
                   }
                 })
           .when("an answer to each",
                 [&] { return central.count<wire::ErrorReply>() == CentralDesk::kMaxQuestions + 10; }));
  const auto errors = central.all<wire::ErrorReply>();
  EXPECT_EQ(std::ranges::count(errors, ErrorCode::kUnavailable, &wire::ErrorReply::code), 10);
}

TEST_F(CentralDeskTest, OtherMessagesAreNotItsOwn) {
  begin();
  wire::Envelope ack{0, 0, wire::SpoolAck{"S-1", 7}};
  EXPECT_FALSE(central_desk->take(ack));
  EXPECT_EQ(std::get<wire::SpoolAck>(ack.message).spool, "S-1");
}

}  // namespace
}  // namespace redrive::agent
