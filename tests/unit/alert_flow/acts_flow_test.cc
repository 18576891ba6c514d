// What people ask of tickets and of the outage list: answered, stored, audited.
#include <gmock/gmock.h>

#include "central/store/audit.h"
#include "tests/unit/alert_flow/flow_world.h"

namespace redrive::central::test {
namespace {

using base::ErrorCode;
using model::TicketState;
using testing::Contains;
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

TEST(TicketFlow, EachActIsStoredAndAudited) {
  FlowWorld world(at_once());
  world.take(firing("dev-1-1"));
  const std::string id = "RD-2026-000001";
  struct {
    TicketAct act;
    const char* text;
    TicketState state;
    const char *audited, *after;
  } const kActs[] = {
      {TicketAct::kNote, "looking", TicketState::kOpen, "note on ticket", "open at mc-a"},
      {TicketAct::kAck, "", TicketState::kAcked, "ack ticket", "acked at mc-a"},
      {TicketAct::kReroute, "mc-b", TicketState::kOpen, "reroute ticket", "open at mc-b"},
      {TicketAct::kResolve, "new disk", TicketState::kResolved, "resolve ticket", "resolved at mc-b"},
      {TicketAct::kClose, "done", TicketState::kClosed, "close ticket", "closed at mc-b"},
      {TicketAct::kNote, "after all it was the cable", TicketState::kClosed, "note on ticket", "closed at mc-b"}};
  std::string before = "open at mc-a";
  for (const auto& act : kActs) {
    const auto answer = world.ask(ChangeTicket{kOps, id, act.act, act.text});
    ASSERT_TRUE(answer) << act.audited << ": " << answer.error().message;
    EXPECT_EQ(world.ticket(id).state, act.state) << act.audited;
    const auto audit = last_audit(world);
    EXPECT_EQ(audit.what, act.audited);
    EXPECT_EQ(audit.who, "ops");
    EXPECT_EQ(audit.from, "10.0.0.7");
    EXPECT_EQ(audit.subject, id);
    EXPECT_EQ(audit.before, before) << act.audited;
    EXPECT_EQ(audit.after, act.after) << act.audited;
    before = act.after;
  }
  EXPECT_THAT(world.history(id), Contains(HasSubstr("from mc-a to mc-b")));
  ASSERT_THAT(world.mail(), SizeIs(3));
  EXPECT_EQ(world.mail()[1].recipient, "mc-b@example.org");
  EXPECT_NE(world.mail()[1].message_id, world.mail()[0].message_id);
  EXPECT_EQ(world.metrics().tickets_opened[0], 1U);
}

TEST(TicketFlow, WhatCannotBeIsRefusedAndNotAudited) {
  FlowWorld world(at_once());
  world.take(firing("dev-1-1"));
  const std::string id = "RD-2026-000001";
  EXPECT_EQ(world.ask(ChangeTicket{kOps, "RD-1", TicketAct::kAck, ""}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(world.ask(ChangeTicket{kOps, "RD-1", TicketAct::kNote, "x"}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(world.ask(ChangeTicket{kOps, id, TicketAct::kNote, ""}).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(world.ask(ChangeTicket{kOps, id, TicketAct::kClose, ""}).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(world.ask(ChangeTicket{kOps, id, TicketAct::kReroute, "mars"}).error().code, ErrorCode::kInvalid);
  ASSERT_TRUE(world.ask(ChangeTicket{kOps, id, TicketAct::kClose, "x"}));
  EXPECT_EQ(world.ask(ChangeTicket{kOps, id, TicketAct::kAck, ""}).error().code, ErrorCode::kConflict);
  EXPECT_THAT(list_audit(world.db(), {}, {10, 0}).value().items, SizeIs(1));
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

}  // namespace
}  // namespace redrive::central::test
