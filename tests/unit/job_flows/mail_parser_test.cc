// Received mail read on a thread of its own, beside the deciding thread, on a real store that fails on command.
#include "central/flow/mail_parser.h"

#include <condition_variable>

#include "central/flow/received_mail_flow.h"
#include "central/flow/reloader.h"
#include "central/store/inbox.h"
#include "tests/unit/job_flows/decider_world.h"

namespace redrive::central::test {
namespace {

using base::ErrorCode;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string alert_mail(const std::string& device) {
  return "From: monitor@example.org\r\nSubject: x\r\nMessage-ID: <" + device +
         "@example.org>\r\n\r\nServer: ids-1\nDevice: " + device + "\nType: disk_full\nMessage: no space left\n";
}

// Lets what comes to it wait until it is opened.
class Gate {
 public:
  void pass() {
    std::unique_lock lock(mutex_);
    waiting_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void wait_for_somebody() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_; });
  }
  void open() {
    std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool waiting_ = false, open_ = false;
};

struct MailParserTest : testing::Test {
  MailParserTest() {
    world.flow.mail_unread = [this] { parser.wake(); };
  }
  ~MailParserTest() override { parser.stop(); }

  void start() {
    world.decider.start();
    parser.start();
  }
  std::int64_t take(const std::string& raw) {
    auto taken = world.decider.ask(TakeMail{"token", "", raw, 0, ""});
    if (!taken) throw std::runtime_error(taken.error().message);
    return taken->number;
  }
  // Into the store before anything runs.
  std::int64_t lay(const std::string& raw) {
    ReceivedMail mail;
    mail.source = "token", mail.raw = raw, mail.size = raw.size(), mail.received_at = world.clock.utc();
    EXPECT_TRUE(put_received(*world.db, mail));
    return mail.number;
  }
  ReceivedMail row(std::int64_t number) const { return find_received(*world.reader(), number).value().value(); }
  std::uint64_t unread() const { return count_received(*world.reader()).value().waiting; }
  void wait_until_read() const {
    while (unread() > 0) std::this_thread::yield();
  }
  std::vector<std::string> devices() const {
    std::vector<std::string> out;
    const auto page = list_alerts(*world.reader(), {}, {1000, 0}).value();
    for (const auto& [alert, decision] : page.items) out.insert(out.begin(), alert.alert.device);
    return out;
  }

  DeciderWorld world;
  std::function<void(std::int64_t)> fetching = [](std::int64_t) {};
  MailParser parser{{[this](ReadMail request) { return world.decider.ask(std::move(request)); },
                     [this](std::int64_t number) {
                       fetching(number);
                       return find_received(*world.reader(), number);
                     }}};
};

TEST_F(MailParserTest, MailIsReadAfterItsCommitWithoutBeingAsked) {
  std::vector<ReceivedState> seen;  // by another connection when it is answered
  const auto look = [&](const base::Result<TakeMail::Reply>& taken) {
    seen.push_back(row(taken.value().number).state);
  };
  EXPECT_TRUE(world.decider.post(TakeMail{"token", "", alert_mail("dev-1-1"), 0, ""}, look));
  start();
  while (devices().empty()) std::this_thread::yield();
  world.wait_until_decided();
  world.decider.stop();
  EXPECT_THAT(seen, ElementsAre(ReceivedState::kNew)) << "durable before anybody reads it";
  EXPECT_THAT(devices(), ElementsAre("dev-1-1"));
}

TEST_F(MailParserTest, WhatAnEarlierLifeLeftIsReadAtTheStartInTheOrderOfArrival) {
  for (int i = 1; i <= 30; ++i) lay(alert_mail(fmt::format("dev-1-{}", i)));
  start();
  wait_until_read();
  std::vector<std::string> want;
  for (int i = 1; i <= 30; ++i) want.push_back(fmt::format("dev-1-{}", i));
  EXPECT_EQ(devices(), want);
}

TEST_F(MailParserTest, AMailThatTakesLongHoldsUpNoDecisionAndNoLaterMailOvertakesIt) {
  Gate gate;
  fetching = [&](std::int64_t number) {
    if (number == 1) gate.pass();
  };
  start();
  take(alert_mail("dev-1-1"));
  gate.wait_for_somebody();
  take(alert_mail("dev-1-2"));
  ASSERT_TRUE(world.decider.ask(submit("a-1", "dev-2-1")));
  world.wait_until_decided();
  EXPECT_THAT(devices(), ElementsAre("dev-2-1"));
  EXPECT_EQ(unread(), 2U);
  gate.open();
  wait_until_read();
  EXPECT_THAT(devices(), ElementsAre("dev-2-1", "dev-1-1", "dev-1-2"));
}

TEST_F(MailParserTest, StoppedWhileItReadsItTellsThatOutcomeAndBeginsNoOther) {
  Gate gate;
  fetching = [&](std::int64_t) { gate.pass(); };
  const auto one = lay(alert_mail("dev-1-1")), two = lay(alert_mail("dev-1-2"));
  start();
  gate.wait_for_somebody();
  std::thread stopping([&] { parser.stop(); });
  while (!parser.is_stopping()) std::this_thread::yield();
  gate.open();
  stopping.join();
  EXPECT_EQ(row(one).state, ReceivedState::kAlerts);
  EXPECT_EQ(row(two).state, ReceivedState::kNew);
  EXPECT_EQ(reading_attempts(*world.reader(), two).value(), 0U) << "nothing counts against it";
}

TEST_F(MailParserTest, AnOutcomeThatCouldNotBeToldIsToldAtTheStop) {
  const auto one = lay(alert_mail("dev-1-1"));
  Gate gate;
  fetching = [&](std::int64_t) { gate.pass(); };
  start();
  gate.wait_for_somebody();
  world.db->fail_on("INSERT INTO inbox", ErrorCode::kNoSpace);
  gate.open();
  while (world.db->tried("INSERT INTO inbox") == 0) std::this_thread::yield();
  EXPECT_EQ(row(one).state, ReceivedState::kNew);
  world.db->heal();
  parser.stop();
  EXPECT_EQ(row(one).state, ReceivedState::kAlerts);
  EXPECT_THAT(devices(), ElementsAre("dev-1-1"));
}

class FullDiskForMail : public MailParserTest, public testing::WithParamInterface<const char*> {};

// One round after the other, as the thread would make them.
TEST_P(FullDiskForMail, CostsNothingAndItIsReadWhenThereIsRoom) {
  const auto one = lay(alert_mail("dev-1-1")), two = lay(alert_mail("dev-1-2"));
  world.decider.start();
  world.db->fail_on(GetParam(), ErrorCode::kNoSpace);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(parser.work_off(), MailParser::kTroubleRest);
  EXPECT_THAT(devices(), IsEmpty());
  EXPECT_EQ(unread(), 2U);
  EXPECT_LE(reading_attempts(*world.reader(), one).value(), 1U) << "a full disk is not the mail's fault";
  world.db->heal();
  EXPECT_EQ(parser.work_off(), MailParser::kLookEvery);
  EXPECT_EQ(row(one).state, ReceivedState::kAlerts);
  EXPECT_EQ(row(two).state, ReceivedState::kAlerts);
  EXPECT_THAT(devices(), ElementsAre("dev-1-1", "dev-1-2"));
}

INSTANTIATE_TEST_SUITE_P(AtEachStep, FullDiskForMail,
                         testing::Values("BEGIN", "INSERT INTO mail_reading", "INSERT INTO inbox",
                                         "UPDATE received_mail", "COMMIT"),
                         [](const auto& one) {
                           std::string name = one.param;
                           std::erase_if(name, [](char c) { return c == ' ' || c == '_'; });
                           return name;
                         });

TEST_F(MailParserTest, AnOutcomeThatIsRefusedEachTimeDoesNotKeepTheOthersWaitingForEver) {
  const auto one = lay(alert_mail("dev-1-1")), two = lay("From: a\r\n\r\n");
  world.decider.start();
  world.db->fail_on("INSERT INTO inbox", ErrorCode::kCorrupt);
  for (std::uint32_t i = 0; i < MailParser::kMostRefusals; ++i)
    EXPECT_EQ(parser.work_off(), MailParser::kTroubleRest) << i;
  EXPECT_EQ(row(one).state, ReceivedState::kNew) << "it may have passed";
  EXPECT_EQ(parser.work_off(), MailParser::kLookEvery);
  EXPECT_EQ(row(one).state, ReceivedState::kQuarantined);
  EXPECT_THAT(row(one).why, HasSubstr("what follows of it could not be done: made to fail at INSERT INTO inbox"));
  EXPECT_THAT(row(two).why, HasSubstr("no alert in it"));
}

TEST_F(MailParserTest, BytesThatCannotBeHadNowAreNotTheMailsFault) {
  const auto one = lay(alert_mail("dev-1-1"));
  base::Result<std::optional<ReceivedMail>> fetched = base::fail(ErrorCode::kUnavailable, "busy");
  MailParser other({[this](ReadMail request) { return world.decider.ask(std::move(request)); },
                    [&](std::int64_t) { return fetched; }});
  world.decider.start();
  for (int i = 0; i < 10; ++i) EXPECT_EQ(other.work_off(), MailParser::kTroubleRest);
  EXPECT_EQ(reading_attempts(*world.reader(), one).value(), 1U);
  fetched = base::fail(ErrorCode::kCorrupt, "damaged");
  EXPECT_EQ(other.work_off(), MailParser::kLookEvery);
  EXPECT_EQ(row(one).state, ReceivedState::kQuarantined);
  EXPECT_THAT(row(one).why, HasSubstr("damaged"));
}

// ---- reloads

config::CentralOptions with_rule(const std::string& subject) {
  auto options = company();
  options.mail_rules = {{subject, "", "disk_full", "central.toml:7"}};
  return options;
}

TEST(MailParserReload, ARefusedOneLeavesTheOldRulesInForceAndAGoodOneCountsForTheNextMail) {
  DeciderWorld world(with_rule(R"(full on (?P<device>\S+))"));
  config::Parsed<config::CentralOptions> file = with_rule(R"(full on (?P<device>\S+)");  // a bracket is missing
  const auto nothing = [](const auto&) -> base::Result<std::function<void()>> { return [] {}; };
  Reloader reloader{{world.options, [&] { return file; }, nothing, nothing,
                     [&](Reload request) -> base::Status {
                       auto done = world.decider.ask(std::move(request));
                       if (!done) return tl::unexpected(done.error());
                       return {};
                     }}};
  MailParser parser{{[&](ReadMail request) { return world.decider.ask(std::move(request)); },
                     [&](std::int64_t number) { return find_received(*world.reader(), number); }}};
  world.decider.start();
  const auto read = [&](const std::string& subject) {
    const auto taken =
        world.decider.ask(TakeMail{"token", "", "From: a@b.example\r\nSubject: " + subject + "\r\n\r\n", 0, ""});
    parser.work_off();
    return find_received(*world.reader(), taken->number).value()->state;
  };
  EXPECT_EQ(read("disk full on dev-1-1"), ReceivedState::kAlerts);
  const auto refused = reloader.reload({"ann", ""}, false, false);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("central.toml:7"));
  EXPECT_EQ(read("disk full on dev-1-2"), ReceivedState::kAlerts);
  file = with_rule(R"(voll auf (?P<device>\S+))");
  ASSERT_TRUE(reloader.reload({"ann", ""}, false, false));
  EXPECT_EQ(read("Platte voll auf dev-1-3"), ReceivedState::kAlerts) << "the first after the reload, too";
  EXPECT_EQ(read("disk full on dev-1-4"), ReceivedState::kQuarantined);
}

}  // namespace
}  // namespace redrive::central::test
