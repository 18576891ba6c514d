// Plans by tools of central's (R8): what is run, what is refused, and what is told of it.
#include "agent/app/tool_desk.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>

#include "shared/model/failure_type.h"
#include "tests/unit/agent_app/job_world.h"
#include "tests/unit/agent_app/tool_world.h"

namespace redrive::agent {
namespace {

using base::ErrorCode;
using testing::HasSubstr;
using testing::StartsWith;

class ToolDeskTest : public test::JobWorld {
 protected:
  void SetUp() override {
    REDRIVE_NEEDS_TOOLS();
    world.emplace(dir.path());
    manager.failures = {{"dev-2", "disk_full"}};
    distribute();
    manager.failures.clear();
    life->place.make = world->maker();
    manifest = world->newer();
  }
  // "" or what the tool is to do wrong.
  model::PlanWishes wishes(const std::string& wrong = "") {
    model::PlanWishes wished;
    if (!wrong.empty()) wished.exclude = {wrong};
    wished.tool = model::manifest_text(manifest);
    return wished;
  }
  base::Result<model::Plan> made(const std::string& wrong = "") {
    return plan_job(life->place, "J-1", std::chrono::hours(1), wishes(wrong));
  }
  wire::RunPlan run(const model::Plan& plan, const std::string& command = "C-run") {
    auto approved = approve(plan, command);
    approved.wishes = plan.wishes;
    return approved;
  }
  void expect_refused(ErrorCode code, const std::string& words, const std::string& cause,
                      const std::string& wrong = "") {
    if (!wrong.empty()) manifest.version = "9.9.9-" + wrong, manifest = world->signed_(manifest);  // another tool
    const auto plan = made(wrong);
    ASSERT_FALSE(plan) << cause;
    EXPECT_EQ(plan.error().code, code) << plan.error().message;
    EXPECT_THAT(plan.error().message, HasSubstr(words)) << cause;
    EXPECT_THAT(plan.error().message,
                StartsWith(fmt::format("the tool redrive-redistribute {} was refused: ", manifest.version)));
    ASSERT_FALSE(world->alerts.empty()) << cause;
    EXPECT_EQ(world->alerts.back().failure_type, "tool_refused");
    EXPECT_EQ(world->alerts.back().message, plan.error().message);
    EXPECT_EQ(world->alerts.back().job, "J-1");
    EXPECT_THAT(world->alerts.back().id, testing::EndsWith("/" + cause));
  }

  std::optional<test::ToolWorld> world;
  model::ToolManifest manifest;
};

TEST_F(ToolDeskTest, AnAgentRunsAToolThatIsNewerThanItself) {
  const auto own = plan();
  const auto newer = made();
  ASSERT_TRUE(newer) << newer.error().message;
  ASSERT_EQ(newer->devices.size(), 1U);
  EXPECT_THAT(newer->devices[0].reason, StartsWith("9.9.9: failed: disk_full"));
  EXPECT_NE(newer->digest, own.digest);
  EXPECT_EQ(newer->wishes, wishes());
  EXPECT_FALSE(newer->preflight.empty());
  const auto ack = life->jobs->take(run(*newer));
  ASSERT_TRUE(ack) << ack.error().message;
  EXPECT_TRUE(ack->accepted) << ack->why;
  life->settle();
  EXPECT_EQ(life->states()["dev-2"], model::DeviceState::kSucceeded);
  const auto ran = life->record().runs.back();
  EXPECT_EQ(ran.approval->plan.wishes.tool, model::manifest_text(manifest));
  EXPECT_THAT(ran.approval->plan.devices[0].reason, StartsWith("9.9.9: "));
  EXPECT_EQ(world->fetches, 1);
  EXPECT_TRUE(world->alerts.empty());
}

TEST_F(ToolDeskTest, TheToolOfThisReleasePlansAsTheAgentDoes) {
  auto own = plan();
  manifest = world->manifest_of(REDRIVE_TOOL);
  auto same = made();
  ASSERT_TRUE(same) << same.error().message;
  EXPECT_EQ(same->preflight.size(), own.preflight.size());
  same->wishes.tool.clear();
  same->preflight.clear(), own.preflight.clear();  // looked at each time: free space may have changed
  EXPECT_EQ(*same, own);
}

TEST_F(ToolDeskTest, AnApprovalOfOneIsNoneOfTheOther) {
  const auto own = plan();
  auto command = run(own);
  command.wishes = wishes();
  EXPECT_THAT(life->jobs->take(command)->why, HasSubstr("has changed since it was approved"));
  auto bare = run(*made(), "C-2");
  bare.wishes = {};
  EXPECT_THAT(life->jobs->take(bare)->why, HasSubstr("has changed since it was approved"));
  EXPECT_EQ(manager.orders.size(), 1U);
}

TEST_F(ToolDeskTest, APlanIsRefusedByThePersonItWasMadeFor) {
  const auto newer = made();
  ASSERT_TRUE(newer);
  const auto taken = life->jobs->take(wire::RefusalRequest{*newer, "ann", "not mended"});
  EXPECT_TRUE(taken->accepted) << taken->why;
  EXPECT_THAT(life->jobs->take(run(*newer))->why, HasSubstr("was refused: ann"));
  EXPECT_EQ(made()->run, newer->run + 1);
}

TEST_F(ToolDeskTest, ItSeesOnlyWhatTheRecordWasReadFrom) {
  const auto record = life->record();
  ASSERT_TRUE(JobLog::open(dir.path(), "J-1").value()->append(CommandRefused{refusal_of("blake2b:00"), "later", {}}));
  std::ofstream(job_log_path(dir.path(), "J-1"), std::ios::app) << "half a rec";
  auto context = plan_context(life->place, std::chrono::hours(1), wishes());
  EXPECT_TRUE(world->desk.make(record, context));
}

// ---- where it comes from

TEST_F(ToolDeskTest, WithoutCentralWhatIsNotHereIsNotPlannedAndACommandWaits) {
  const auto newer = made();
  ASSERT_TRUE(newer);
  std::filesystem::remove(world->file_of(manifest));
  world->central = base::fail(ErrorCode::kUnavailable, "central cannot be reached");
  const auto none = made();
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(none.error().message, "the tool redrive-redistribute 9.9.9 could not be run: central cannot be reached");
  EXPECT_FALSE(life->jobs->take(run(*newer))) << "answered, and so never tried again";
  EXPECT_FALSE(life->jobs->take(wire::RefusalRequest{*newer, "ann", "no"}));
  world->central = {};
  EXPECT_TRUE(life->jobs->take(run(*newer))->accepted);
  life->settle();
  EXPECT_TRUE(world->alerts.empty());
}

TEST_F(ToolDeskTest, AProgramThatIsNotTheOneThatWasSignedNeverRuns) {
  const auto approved = made();
  ASSERT_TRUE(approved);
  const auto file = world->file_of(manifest);
  const auto size = std::filesystem::file_size(file);
  std::filesystem::permissions(file, std::filesystem::perms::owner_write, std::filesystem::perm_options::add);
  std::fstream(file, std::ios::in | std::ios::out | std::ios::binary).seekp(static_cast<std::streamoff>(size / 2))
      << "tampered";
  expect_refused(ErrorCode::kCorrupt, "is not what it was meant to be", "digest");
  EXPECT_EQ(world->alerts.size(), 1U);
  EXPECT_TRUE(made()) << "it is fetched anew";
  EXPECT_EQ(world->fetches, 2);
}

TEST_F(ToolDeskTest, WhatCentralSendsInsteadIsRefused) {
  world->central = base::fail(ErrorCode::kCorrupt, "another program came");
  expect_refused(ErrorCode::kCorrupt, "another program came", "digest");
  world->central = {};
  world->program[100] = static_cast<char>(world->program[100] + 1);
  EXPECT_FALSE(made());
}

TEST_F(ToolDeskTest, TheProgramNeedNotBeExecutableWhereItLies) {
  ASSERT_TRUE(made());
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(world->file_of(manifest)).permissions() &
                (perms::owner_exec | perms::group_exec | perms::others_exec),
            perms::none);
}

// ---- refused

TEST_F(ToolDeskTest, WithoutAKeyNoToolIsRunAndItIsSaid) {
  world->keys.clear();
  const auto none = made();
  EXPECT_EQ(none.error().code, ErrorCode::kDenied);
  EXPECT_THAT(none.error().message, HasSubstr("[redistribution] tool_keys"));
  EXPECT_EQ(world->fetches, 0);
  EXPECT_TRUE(world->alerts.empty());
}

TEST_F(ToolDeskTest, WhatNobodySignedOrIsForOthersIsNotEvenFetched) {
  const auto good = manifest;
  manifest.version = "9.9.8";
  EXPECT_THAT(made().error().message, HasSubstr("9.9.8 was refused: its signature is of none of the keys"));
  manifest = good;
  world->keys.pop_back();
  expect_refused(ErrorCode::kDenied, "its signature is of none of the keys", "signature");
  world->keys = {world->key.public_key};
  manifest.platform = "linux-m68k", manifest = world->signed_(manifest);
  expect_refused(ErrorCode::kInvalid, "it is for linux-m68k, this server is linux-", "platform");
  manifest = good, manifest.schema = 7, manifest = world->signed_(manifest);
  expect_refused(ErrorCode::kInvalid, "it speaks schema 7, this agent schema 1", "schema");
  EXPECT_EQ(world->fetches, 0);
  life->place.make = make_plan;
  EXPECT_EQ(made().error().code, ErrorCode::kInvalid) << "an agent without tools never makes another plan instead";
}

TEST_F(ToolDeskTest, WhatGoesWrongIsNamed) {
  expect_refused(ErrorCode::kFailed, "killed by signal 4", "run", "crash");
  expect_refused(ErrorCode::kFailed, "exit code 1 and said: out of ideas", "run", "fail");
  expect_refused(ErrorCode::kFailed, "what no tool may", "run", "call");
  expect_refused(ErrorCode::kCorrupt, "its answer is no message: it ends after 0 of 4 bytes", "answer", "silence");
  expect_refused(ErrorCode::kCorrupt, "it ends after 5 of 11 bytes", "answer", "half");
  expect_refused(ErrorCode::kCorrupt, "its answer is no plan", "answer", "rubbish");
  expect_refused(ErrorCode::kCorrupt, "more than 67108864 bytes", "answer", "flood");
  expect_refused(ErrorCode::kCorrupt, "it is of J-other, not of J-1", "plan", "other-job");
}

TEST_F(ToolDeskTest, TimeIsBounded) {
  ToolDesk impatient({dir.path(),
                      world->tools,
                      world->processes,
                      [this] { return world->keys; },
                      {},
                      [](const auto&) { return true; },
                      base::Micros{200'000}});
  ASSERT_TRUE(made());
  const auto late =
      impatient.make(life->record(), plan_context(life->place, std::chrono::hours(1), wishes("for-ever")));
  EXPECT_THAT(late.error().message, HasSubstr("was refused: it was still at work when its time was up"));
}

TEST_F(ToolDeskTest, WishesDigestAndExpiryAreTheAgents) {
  const auto plan = made("own-wishes");
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_EQ(plan->wishes, wishes("own-wishes"));
  EXPECT_EQ(plan->digest, model::plan_digest(*plan));
  EXPECT_EQ(plan->expires_at, clock.utc() + std::chrono::hours(1));
}

TEST_F(ToolDeskTest, ThatNothingIsToDoIsAnAnswer) {
  const auto none = made("nothing");
  EXPECT_EQ(none.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(none.error().message, "every device looks done");
  EXPECT_TRUE(world->alerts.empty());
}

TEST_F(ToolDeskTest, ACauseIsAlertedOnceAndNotForgotten) {
  world->spool_takes = false;
  made("crash");
  world->spool_takes = true;
  for (int i = 0; i < 3; ++i) made("crash");
  EXPECT_EQ(world->alerts.size(), 2U) << "once more, since the first was not taken";
  EXPECT_EQ(world->alerts[0].id, world->alerts[1].id);
  made("rubbish");
  EXPECT_EQ(world->alerts.size(), 3U);
}

TEST_F(ToolDeskTest, ARefusedToolRefusesTheCommandForGood) {
  const auto newer = made();
  ASSERT_TRUE(newer);
  auto command = run(*newer);
  command.wishes = wishes("rubbish");
  const auto refused = life->jobs->take(command);
  EXPECT_FALSE(refused->accepted);
  EXPECT_THAT(refused->why, HasSubstr("was refused: its answer is no plan"));
  EXPECT_EQ(life->jobs->take(command)->why, refused->why);
  EXPECT_EQ(world->alerts.size(), 1U) << "the repeat is answered from the job log";
}

TEST_F(ToolDeskTest, OldProgramsGo) {
  const auto newest = made();
  ASSERT_TRUE(newest);
  for (int i = 0; i < 6; ++i) {
    const std::string bytes = fmt::format("program {}", i);
    auto writer = world->tools.receive(base::digest_of(bytes), bytes.size());
    ASSERT_TRUE(writer->append(bytes));
    ASSERT_TRUE(writer->commit());
    const auto file = world->tools.path_of(base::digest_of(bytes));
    const auto then = std::filesystem::file_time_type::clock::now() - std::chrono::hours(30 - i);
    std::filesystem::last_write_time(file, then);
    const timespec times[] = {{1, 0}, {0, UTIME_OMIT}};
    ASSERT_EQ(::utimensat(AT_FDCWD, file.c_str(), times, 0), 0);
  }
  ASSERT_TRUE(clean_tools(world->tools, dir.path() / "tools", base::SystemClock().utc()));
  EXPECT_TRUE(world->tools.has(manifest.digest));
  for (int i = 0; i < 6; ++i) EXPECT_EQ(world->tools.has(base::digest_of(fmt::format("program {}", i))), i >= 3) << i;
}

}  // namespace
}  // namespace redrive::agent
