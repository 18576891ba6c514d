// What people ask of the outage list: answered, stored, audited, in force with the next decision.
#include <gmock/gmock.h>

#include "central/calendar/calendar_reader.h"
#include "central/flow/store_changes.h"
#include "central/store/audit.h"
#include "central/store/outages.h"
#include "tests/unit/alert_flow/flow_world.h"

namespace redrive::central::test {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const Actor kOps{"ops", "10.0.0.7"};

config::CentralOptions at_once() {
  auto options = company();
  options.thresholds.limit = 0;
  return options;
}

AuditRow last_audit(FlowWorld& world) {
  return list_audit(world.db(), {}, {1, 0}).value().items.at(0);
}

TEST(OutageFlow, SuppressesTicketsUntilItIsRemoved) {
  FlowWorld world(at_once());
  model::Outage outage{"", "ids-1", "", "", world.clock().utc(), world.clock().utc() + 1h, "new switch", ""};
  const auto added = world.ask(AddOutage{kOps, outage});
  ASSERT_TRUE(added);
  EXPECT_THAT(added->id, testing::StartsWith("O-"));
  EXPECT_EQ(find_outage(world.db(), added->id).value()->created_by, "ops");
  EXPECT_EQ(last_audit(world).what, "add outage");
  EXPECT_EQ(last_audit(world).before, "");
  EXPECT_THAT(last_audit(world).after, HasSubstr("server 'ids-1'"));
  world.take(firing("dev-1-1"));
  world.restart();
  world.take(firing("dev-1-1"));
  EXPECT_THAT(world.tickets(), IsEmpty());
  EXPECT_THAT(world.failures(), SizeIs(1));
  ASSERT_TRUE(world.ask(RemoveOutage{kOps, added->id}));
  world.take(firing("dev-1-1"));
  EXPECT_THAT(world.tickets(), SizeIs(1));
  EXPECT_EQ(last_audit(world).what, "remove outage");
  EXPECT_THAT(last_audit(world).before, HasSubstr("server 'ids-1'"));
  EXPECT_EQ(last_audit(world).after, "");
}

TEST(OutageFlow, IsCheckedBeforeItIsTaken) {
  FlowWorld world;
  const base::UtcTime now = world.clock().utc();
  const model::Outage good{"", "ids-1", "", "", now, now + 1h, "works", ""};
  const auto broken = [&](auto change) {
    model::Outage outage = good;
    change(outage);
    return world.ask(AddOutage{kOps, outage}).error();
  };
  EXPECT_THAT(broken([](auto& o) { o.server.clear(); }).message, HasSubstr("none of server, device and site"));
  EXPECT_THAT(broken([](auto& o) { o.site = "PUN024"; }).message, HasSubstr("several of"));
  EXPECT_THAT(broken([](auto& o) { o.end = o.start; }).message, HasSubstr("not after its start"));
  EXPECT_THAT(broken([](auto& o) { o.reason.clear(); }).message, HasSubstr("no reason"));
  EXPECT_EQ(broken([](auto& o) { o.reason.clear(); }).code, ErrorCode::kInvalid);
  EXPECT_THAT(all_outages(world.db()).value(), IsEmpty());
  EXPECT_EQ(world.ask(RemoveOutage{kOps, "O-none"}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(world.ask(RemoveOutage{kOps, "config:1"}).error().code, ErrorCode::kConflict);
}

// ---- import

struct Imported : testing::Test {
  std::string event(const std::string& uid, const std::string& site,
                    const std::string& times = "DTSTART:20260301T000000Z\nDURATION:P3D\n") {
    return "BEGIN:VEVENT\nUID:" + uid + "\nSUMMARY:works\nX-REDRIVE-SITE:" + site + "\n" + times + "END:VEVENT\n";
  }
  ImportOutages request(const std::string& events) {
    auto read = calendar::read_calendar("BEGIN:VCALENDAR\n" + events + "END:VCALENDAR\n", "x.ics",
                                        {company().inventory, "", world.clock().utc(), "O-", "ops"});
    EXPECT_TRUE(read) << config::to_text(read.error());
    return {kOps, "x.ics", std::move(read->uids), std::move(read->outages)};
  }
  std::string import(const std::string& events) {
    const auto reply = world.ask(request(events));
    EXPECT_TRUE(reply) << reply.error().message;
    return fmt::format("+{} ~{} -{}", reply->added, reply->changed, reply->removed);
  }
  std::vector<std::string> listed() {
    std::vector<std::string> out;
    const auto outages = all_outages(world.db()).value();
    for (const auto& outage : outages) out.push_back(outage.uid + " " + outage.site);
    std::sort(out.begin(), out.end());
    return out;
  }
  FlowWorld world{at_once()};
};

TEST_F(Imported, EventsTakeThePlaceOfTheirFormerSelves) {
  EXPECT_EQ(import(event("a", "PUN024") + event("b", "OSL001")), "+2 ~0 -0");
  EXPECT_EQ(import(event("a", "PUN024") + event("b", "OSL001")), "+0 ~0 -0");
  EXPECT_EQ(list_audit(world.db(), {}, {100, 0}).value().items.size(), 2U) << "what changes nothing is no act";
  EXPECT_EQ(import(event("a", "PUN024", "DTSTART:20260301T000000Z\nDURATION:P9D\n")), "+0 ~1 -0");
  EXPECT_THAT(last_audit(world).before, HasSubstr("to 2026-03-04T00:00:00Z"));
  EXPECT_THAT(last_audit(world).after, HasSubstr("to 2026-03-10T00:00:00Z"));
  EXPECT_THAT(last_audit(world).detail, HasSubstr("works (UID a, x.ics)"));
  EXPECT_EQ(import(event("a", "OSL001")), "+1 ~0 -1");
  EXPECT_THAT(listed(), ElementsAre("a OSL001", "b OSL001"));
  EXPECT_EQ(import(event("a", "OSL001", "STATUS:CANCELLED\nDTSTART:20260301T000000Z\nDURATION:P3D\n")), "+0 ~0 -1");
  EXPECT_EQ(last_audit(world).after, "");
  EXPECT_THAT(listed(), ElementsAre("b OSL001"));
}

TEST_F(Imported, AreInForceAtOnceAndAfterARestart) {
  import(event("a", "PUN024", "DTSTART:20260301T000000Z\nDURATION:PT23H\nRRULE:FREQ=DAILY\n"));
  for (int i = 0; i < 2; ++i) {
    world.take(firing("dev-1-1"));
    EXPECT_THAT(world.tickets(), IsEmpty());
    world.restart();
  }
  world.clock().advance(23h + 30min);
  world.take(firing("dev-1-1"));
  EXPECT_THAT(world.tickets(), SizeIs(1)) << "between two occurrences";
}

TEST_F(Imported, OneThatIsWrongCostsNothing) {
  auto both = request(event("a", "PUN024") + event("b", "OSL001"));
  both.outages[1].reason.clear();
  EXPECT_EQ(world.ask(both).error().code, ErrorCode::kInvalid);
  EXPECT_TRUE(world.flow().triage.outages.empty());
}

TEST_F(Imported, MayBeRemovedByHand) {
  import(event("a", "PUN024"));
  const auto id = all_outages(world.db()).value().at(0).id;
  EXPECT_TRUE(world.ask(RemoveOutage{kOps, id}));
  EXPECT_TRUE(world.flow().triage.outages.empty());
}

TEST_F(Imported, AlertsInsideAreCountedOnceABatch) {
  world.transact([&] {
    StoreChanges store(world.flow());
    const auto now = world.clock().utc();
    Changes changes{OutageCounted{"config:1", now}, OutageCounted{"O-1", now}, OutageCounted{"config:1", now + 1h}};
    EXPECT_TRUE(store.add(changes));
    return store.finish();
  });
  auto counts = outage_counts(world.db()).value();
  EXPECT_EQ(counts["config:1"].alerts, 2U);
  EXPECT_EQ(counts["config:1"].last_at, world.clock().utc() + 1h);
  EXPECT_EQ(counts["O-1"].alerts, 1U);
}

}  // namespace
}  // namespace redrive::central::test
