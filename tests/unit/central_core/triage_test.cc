// From alerts to tickets: how many, for whom, when.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/central_core/world.h"

namespace redrive::central::test {
namespace {

using model::Scope;
using model::TicketState;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

config::CentralOptions with(std::uint32_t limit, base::Micros hold = 0s) {
  auto options = company();
  options.thresholds.limit = limit;
  options.thresholds.hold = hold;
  return options;
}

TEST(Triage, TicketIsMadeWhenTheNumberExceedsTheLimit) {
  World world;  // the default: more than 2 within an hour
  world.fail("dev-1-1");
  world.fail("dev-1-1");
  EXPECT_THAT(world.open(), IsEmpty());
  const auto decision = world.fail("dev-1-1");
  ASSERT_EQ(world.open().size(), 1U);
  const auto ticket = world.open()[0];
  EXPECT_EQ(ticket.id, "RD-2026-000001");
  EXPECT_EQ(ticket.scope, Scope::kDevice);
  EXPECT_EQ(ticket.device, "dev-1-1");
  EXPECT_EQ(ticket.server, "ids-1") << "the inventory says who serves it";
  EXPECT_EQ(ticket.centre, "mc-a");
  EXPECT_EQ(ticket.location, "PUN024");
  EXPECT_TRUE(ticket.location_verified);
  EXPECT_EQ(decision.ticket, ticket.id);
  EXPECT_THAT(decision.reason, HasSubstr("3 alerts of device dev-1-1 with disk_full within 1h, more than 2"));
  EXPECT_THAT(world.joined[ticket.id], ElementsAre("a-1", "a-2", "a-3")) << "those before it too";
  EXPECT_THAT(world.mailed(), ElementsAre("opened RD-2026-000001 device"));
  EXPECT_EQ(world.mails[0].failures.size(), 1U);
  EXPECT_EQ(world.failures.begin()->second.ticket, ticket.id);
}

TEST(Triage, AlertsOutsideTheWindowDoNotAddUp) {
  World world;
  for (int i = 0; i < 10; ++i) {
    world.fail("dev-1-1");
    world.pass(31min);
  }
  EXPECT_THAT(world.tickets, IsEmpty());
  EXPECT_EQ(world.failures.size(), 1U);
  EXPECT_EQ(world.failures.begin()->second.count, 10U);
}

TEST(Triage, LaterAlertsJoinWithoutMailUntilItWasQuietForTheQuietPeriod) {
  World world(with(0));
  world.fail("dev-1-1");
  for (int i = 0; i < 5; ++i) {
    world.pass(2h);
    world.fail("dev-1-1");
  }
  EXPECT_EQ(world.tickets.size(), 1U);
  EXPECT_EQ(world.mails.size(), 1U);
  world.pass(3h);
  world.fail("dev-1-1");
  ASSERT_EQ(world.tickets.size(), 2U);
  EXPECT_EQ(world.tickets.at("RD-2026-000001").state, TicketState::kClosed);
  EXPECT_THAT(world.tickets.at("RD-2026-000001").closed_because, HasSubstr("go on in RD-2026-000002"));
  EXPECT_THAT(world.mailed(), ElementsAre("opened RD-2026-000001 device", "closed RD-2026-000001 device",
                                          "opened RD-2026-000002 device"));
}

TEST(Triage, ThreeDevicesOfAServerAreOneServerTicketWhenAHoldIsConfigured) {
  World world(with(2));
  world.fail("dev-1-1");
  world.fail("dev-1-2");
  EXPECT_THAT(world.tickets, IsEmpty());
  world.fail("dev-1-3");
  ASSERT_EQ(world.tickets.size(), 1U);
  const auto ticket = world.open().at(0);
  EXPECT_EQ(ticket.scope, Scope::kServer);
  EXPECT_EQ(ticket.server, "ids-1");
  EXPECT_EQ(ticket.device, "");
  EXPECT_THAT(ticket.reason, HasSubstr("3 devices of server ids-1 (dev-1-1, dev-1-2, dev-1-3)"));
  EXPECT_THAT(world.joined[ticket.id], ElementsAre("a-1", "a-2", "a-3"));
  EXPECT_EQ(world.mails.at(0).failures.size(), 3U);
  for (int i = 4; i <= 20; ++i) world.fail("dev-1-" + std::to_string(i));
  world.fail("dev-2-1");
  EXPECT_EQ(world.tickets.size(), 1U) << "the rest of the burst joins; another server has nothing to do with it";
  EXPECT_EQ(world.mails.size(), 1U);
}

TEST(Triage, DifferentTypesAreDifferentCauses) {
  World world;
  world.fail("dev-1-1", "disk_full");
  world.fail("dev-1-2", "auth_failed");
  world.fail("dev-1-3", "timeout");
  EXPECT_THAT(world.tickets, IsEmpty());
}

TEST(Triage, AHeldBurstIsOneServerTicketAndOneMail) {
  World world(with(0, 5s));
  world.fail("dev-1-1");
  ASSERT_EQ(world.all(TicketState::kHeld).size(), 1U);
  for (int i = 2; i <= 12; ++i) {
    world.pass(100ms);
    world.fail("dev-1-" + std::to_string(i));
  }
  EXPECT_THAT(world.mails, IsEmpty());
  EXPECT_EQ(next_due(world.state), world.now - 1100ms + 5s);
  world.pass(5s);
  ASSERT_EQ(world.tickets.size(), 1U);
  EXPECT_EQ(world.open().at(0).scope, Scope::kServer);
  EXPECT_THAT(world.mailed(), ElementsAre("opened RD-2026-000001 server"));
  EXPECT_EQ(world.mails[0].failures.size(), 12U);
  EXPECT_EQ(next_due(world.state), std::nullopt);
  world.pass(1h);
  EXPECT_EQ(world.mails.size(), 1U);
}

TEST(Triage, AHeldTicketOfOneDeviceStaysADevicesTicket) {
  World world(with(0, 5s));
  world.fail("dev-1-1");
  world.fail("dev-1-1");
  world.pass(5s);
  EXPECT_THAT(world.mailed(), ElementsAre("opened RD-2026-000001 device"));
}

TEST(Triage, MailedNarrowerTicketsOfTheBurstAreClosedAsDuplicates) {
  auto options = with(0);
  options.thresholds.rules.push_back({"server", "", "", "", "", 2, {}, {}, {}, "central.toml:9"});
  World world(options);
  for (const auto* device : {"dev-1-1", "dev-1-2", "dev-1-3"}) world.fail(device);
  ASSERT_EQ(world.tickets.size(), 3U);
  const auto open = world.open();
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0].scope, Scope::kServer);
  for (const auto* id : {"RD-2026-000001", "RD-2026-000002"}) {
    EXPECT_EQ(world.tickets.at(id).duplicate_of, open[0].id);
    EXPECT_EQ(world.tickets.at(id).state, TicketState::kClosed);
  }
  EXPECT_THAT(world.mailed(), ElementsAre("opened RD-2026-000001 device", "opened RD-2026-000002 device",
                                          "updated RD-2026-000001 device", "updated RD-2026-000002 device",
                                          "opened RD-2026-000003 server"));
  for (const auto& [key, failure] : world.failures) EXPECT_EQ(failure.ticket, open[0].id);
}

TEST(Triage, AnOlderTicketOfItsOwnIsNotPartOfALaterWiderCause) {
  World world(with(2));
  for (int i = 0; i < 3; ++i) world.fail("dev-1-1");
  world.pass(2h);
  world.fail("dev-1-1");
  world.pass(2h);
  world.fail("dev-1-1");
  world.fail("dev-1-2");
  world.fail("dev-1-3");
  EXPECT_EQ(world.open().size(), 1U) << "two new devices are not more than two";
  world.fail("dev-1-4");
  ASSERT_EQ(world.open().size(), 2U);
  EXPECT_EQ(world.failures.at(record_key("ids-1", "dev-1-1", "J-1", "disk_full")).ticket, "RD-2026-000001");
}

TEST(Triage, WhatGoesOnAfterTheWiderCauseEndedGetsItsOwn) {
  World world(with(2));
  for (const auto* device : {"dev-1-1", "dev-1-2", "dev-1-3"}) world.fail(device);
  for (const auto* device : {"dev-1-1", "dev-1-2"}) world.succeed(device);
  world.fail("dev-1-3");
  world.fail("dev-1-3");
  EXPECT_EQ(world.tickets.size(), 1U) << "judged anew: what the wider cause explained does not count";
  world.fail("dev-1-3");
  ASSERT_EQ(world.open().size(), 1U);
  EXPECT_EQ(world.open()[0].id, "RD-2026-000002");
  EXPECT_EQ(world.open()[0].scope, Scope::kDevice);
  EXPECT_EQ(world.tickets.at("RD-2026-000001").state, TicketState::kClosed);
}

TEST(Triage, AWideTicketLetsGoOfAMemberThatAloneGoesOnForTheQuietPeriod) {
  World world(with(2));
  for (const auto* device : {"dev-1-1", "dev-1-2", "dev-1-3"}) world.fail(device);
  for (int i = 0; i < 8; ++i) {  // 160 minutes: the others are not quiet long enough
    world.pass(20min);
    world.fail("dev-1-3");
  }
  EXPECT_EQ(world.tickets.size(), 1U);
  world.pass(20min);
  world.fail("dev-1-3");
  ASSERT_EQ(world.open().size(), 2U);
  EXPECT_EQ(world.tickets.at("RD-2026-000002").scope, Scope::kDevice);
}

TEST(Triage, AServersOwnFailureIsAServerTicket) {
  World world(with(0));
  world.take(
      {"", {}, "ids-2", "", "", "", "server_unreachable", "no sign of life", "", model::AlertStatus::kFiring, ""});
  ASSERT_EQ(world.open().size(), 1U);
  EXPECT_EQ(world.open()[0].scope, Scope::kServer);
  EXPECT_EQ(world.open()[0].centre, "mc-b");
  // As Alertmanager names it: the server as a device.
  world.take({"", {}, "", "ids-2", "", "", "server_unreachable", "down", "", model::AlertStatus::kFiring, ""});
  EXPECT_EQ(world.tickets.size(), 1U);
  EXPECT_EQ(world.failures.size(), 1U);
}

TEST(Triage, UnlistedDevicesOfOneNameBehindTwoServersAreTwoDevices) {
  World world;
  for (const auto* server : {"ids-1", "ids-2", "ids-1"}) {
    world.take({"", {}, server, "pos-1", "", "", "timeout", "", "", model::AlertStatus::kFiring, ""});
  }
  EXPECT_THAT(world.tickets, IsEmpty());
  EXPECT_EQ(world.failures.size(), 2U);
}

TEST(Triage, AnUnknownPlaceGoesToTheDefaultCentreAndSaysSo) {
  World world(with(0));
  world.take({"",
              {},
              "ids-9",
              "dev-9",
              "",
              "",
              "timeout",
              "",
              "Atlantis\xF0\x9F\x8F\x9D '); DROP TABLE tickets;--",
              model::AlertStatus::kFiring,
              ""});
  ASSERT_EQ(world.open().size(), 1U);
  EXPECT_EQ(world.open()[0].centre, "noc");
  EXPECT_EQ(world.open()[0].location, "");
  EXPECT_FALSE(world.open()[0].location_verified);
  EXPECT_THAT(world.open()[0].reported_location, HasSubstr("Atlantis"));
  EXPECT_THAT(world.open()[0].reason, HasSubstr("not in the table"));
}

TEST(Triage, ImpossibleTimesCountAsTheirArrival) {
  for (const base::Micros off : {base::Micros(24h * 400), base::Micros(-24h * 400), base::Micros(10min)}) {
    World world;
    for (int i = 0; i < 3; ++i) {
      world.take({"", world.now + off, "", "dev-1-1", "", "", "timeout", "", "", model::AlertStatus::kFiring, ""});
    }
    ASSERT_EQ(world.open().size(), 1U);
    EXPECT_EQ(world.open()[0].last_alert_at, world.now);
    EXPECT_EQ(world.failures.begin()->second.last_at, world.now);
  }
}

TEST(Triage, ABacklogCountsByTheTimeItHappened) {
  World world;
  for (int i = 0; i < 3; ++i) {  // three alerts two hours apart, delivered at once
    world.take(
        {"", world.now - 6h + i * 2h, "", "dev-1-1", "", "", "timeout", "", "", model::AlertStatus::kFiring, ""});
  }
  EXPECT_THAT(world.tickets, IsEmpty());
}

TEST(Triage, AnHugeMessageIsKeptShortInTheRecord) {
  World world;
  world.take({"",
              {},
              "",
              "dev-1-1",
              "",
              "",
              "timeout",
              std::string(model::kMaxMessage, 'x'),
              "",
              model::AlertStatus::kFiring,
              ""});
  EXPECT_LE(world.failures.begin()->second.message.size(), 1024U);
}

}  // namespace
}  // namespace redrive::central::test
