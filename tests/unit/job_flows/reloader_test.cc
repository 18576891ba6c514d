// Reloads: refused whole or applied whole, between two transactions, with a trace in the audit trail.
#include "central/flow/reloader.h"
#include "central/store/audit.h"

#include <future>

#include "central/store/jobs.h"
#include "central/store/tickets.h"
#include "tests/unit/job_flows/decider_world.h"

namespace redrive::central::test {
namespace {

using base::ErrorCode;
using testing::HasSubstr;
using testing::SizeIs;

const Actor kAnn{"ann", "192.0.2.9"};

class ReloaderTest : public testing::Test {
 protected:
  config::CentralOptions changed() const {
    auto options = company();
    options.thresholds.limit = 0;
    return options;
  }
  std::vector<AuditRow> audit() const { return list_audit(*world.reader(), {}, {100, 0}).value().items; }
  std::uint32_t limit() const { return world.options.get()->thresholds.limit; }

  DeciderWorld world;
  config::Parsed<config::CentralOptions> file = changed();
  std::function<void()> while_reading = [] {};
  base::Status mail{}, mailbox{};
  int mail_swaps = 0, mailbox_swaps = 0;
  const std::uint32_t before = world.options.get()->thresholds.limit;
  Reloader reloader{{world.options,
                     [this] {
                       while_reading();
                       return file;
                     },
                     [this](const config::MailOptions&) -> base::Result<std::function<void()>> {
                       if (!mail) return tl::unexpected(mail.error());
                       return [this] { ++mail_swaps; };
                     },
                     [this](const config::MailboxOptions&) -> base::Result<std::function<void()>> {
                       if (!mailbox) return tl::unexpected(mailbox.error());
                       return [this] { ++mailbox_swaps; };
                     },
                     [this](Reload request) -> base::Status {
                       auto done = world.decider.ask(std::move(request));
                       if (!done) return tl::unexpected(done.error());
                       return {};
                     }}};
};

TEST_F(ReloaderTest, AGoodOneIsInForceAndAudited) {
  world.decider.start();
  const auto report = reloader.reload(kAnn, false, false);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->applied);
  EXPECT_EQ(limit(), 0U);
  EXPECT_EQ(mail_swaps, 1);
  EXPECT_EQ(mailbox_swaps, 1);
  ASSERT_THAT(audit(), SizeIs(1));
  EXPECT_EQ(audit()[0].who, "ann");
  EXPECT_EQ(audit()[0].from, "192.0.2.9");
  EXPECT_EQ(audit()[0].what, "reload configuration");
  EXPECT_THAT(audit()[0].detail, HasSubstr("[thresholds]"));
}

TEST_F(ReloaderTest, TheNextAlertIsDecidedUnderIt) {
  world.decider.start();
  ASSERT_TRUE(reloader.reload(kAnn, false, false));
  ASSERT_TRUE(world.decider.ask(submit("a-1")));
  world.wait_until_decided();
  EXPECT_THAT(list_tickets(*world.reader(), {}, {10, 0}).value().items, SizeIs(1));
}

TEST_F(ReloaderTest, APreviewChangesNothing) {
  world.decider.start();
  const auto report = reloader.reload(kAnn, true, true);
  ASSERT_TRUE(report);
  EXPECT_FALSE(report->applied);
  EXPECT_EQ(limit(), before);
  EXPECT_EQ(mail_swaps, 0);
  EXPECT_EQ(mailbox_swaps, 0);
  EXPECT_THAT(audit(), SizeIs(0));
}

TEST_F(ReloaderTest, ABrokenFileIsRefusedWithEveryProblem) {
  world.decider.start();
  file = tl::unexpected(config::Problems{{"central.toml", 3, "one"}, {"devices.csv", 9, "two"}});
  const auto report = reloader.reload(kAnn, false, true);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kInvalid);
  EXPECT_EQ(report.error().message, "central.toml:3: one\ndevices.csv:9: two");
  EXPECT_EQ(limit(), before);
}

TEST_F(ReloaderTest, BadPatternsAndUnusableMailSettingsAreToldTogether) {
  world.decider.start();
  file->rules.push_back({"(", "disk_full", "central.toml:5"});
  mail = base::fail(ErrorCode::kInvalid, "password_file cannot be read");
  mailbox = base::fail(ErrorCode::kInvalid, "pop3:// would send");
  const auto report = reloader.reload(kAnn, false, false);
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().message, HasSubstr("central.toml:5"));
  EXPECT_THAT(report.error().message, HasSubstr("[mail] password_file"));
  EXPECT_THAT(report.error().message, HasSubstr("[mailbox] pop3:// would send"));
  EXPECT_EQ(limit(), before);
}

TEST_F(ReloaderTest, AMailRuleThatDoesNotCompileIsRefused) {
  world.decider.start();
  file->mail_rules.push_back({"(", "", "disk_full", "central.toml:7"});
  file->mail_rules.push_back({"", "[", "disk_full", "central.toml:9"});
  const auto report = reloader.reload(kAnn, false, false);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(report.error().message, HasSubstr("central.toml:7: [[mail_rule]] subject '('"));
  EXPECT_THAT(report.error().message, HasSubstr("central.toml:9: [[mail_rule]] body '['"));
  EXPECT_EQ(limit(), before);
}

TEST_F(ReloaderTest, AnInventoryThatShrankTooFarNeedsForce) {
  world.decider.start();
  file->inventory.devices.clear();
  EXPECT_EQ(reloader.reload(kAnn, false, false).error().code, ErrorCode::kConflict);
  EXPECT_FALSE(world.options.get()->inventory.devices.empty());
  const auto preview = reloader.reload(kAnn, true, false);
  ASSERT_TRUE(preview);
  EXPECT_TRUE(preview->needs_force);
  ASSERT_TRUE(reloader.reload(kAnn, false, true));
  EXPECT_TRUE(world.options.get()->inventory.devices.empty());
}

TEST_F(ReloaderTest, WhatCannotBeCommittedIsNotInForce) {
  world.decider.start();
  world.db->fail_on("INSERT INTO audit", ErrorCode::kNoSpace);
  EXPECT_EQ(reloader.reload(kAnn, false, false).error().code, ErrorCode::kNoSpace);
  EXPECT_EQ(limit(), before);
  EXPECT_EQ(mail_swaps, 0);
  EXPECT_EQ(mailbox_swaps, 0);
}

TEST_F(ReloaderTest, ASecondOneBesideItIsSentAway) {
  world.decider.start();
  base::Result<ReloadReport> second;
  while_reading = [&] { std::async(std::launch::async, [&] { second = reloader.reload(kAnn, false, false); }).get(); };
  EXPECT_TRUE(reloader.reload(kAnn, false, false));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
}

TEST_F(ReloaderTest, AStormOfSignalsDuringAReloadIsOneMore) {
  world.decider.start();
  int reads = 0;
  std::promise<void> twice;
  while_reading = [&] {
    if (++reads > 1) return;
    for (int i = 0; i < 1000; ++i) reloader.request();
  };
  int done = 0;
  reloader.start([&] {
    if (++done == 2) twice.set_value();
  });
  reloader.request();
  twice.get_future().get();
  reloader.stop();
  EXPECT_EQ(reads, 2);
  EXPECT_EQ(audit().front().who, "SIGHUP");
}

TEST_F(ReloaderTest, StoppedBeforeASignalItDoesNothing) {
  reloader.start([] {});
  reloader.stop();
  reloader.request();
  EXPECT_EQ(limit(), before);
}

}  // namespace
}  // namespace redrive::central::test
