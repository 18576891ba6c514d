// What people ask of tickets: answered, stored, audited.
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

}  // namespace
}  // namespace redrive::central::test
