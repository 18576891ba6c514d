#include "central/store/mail_outbox.h"

#include "tests/contract/store/store_fixture.h"

namespace redrive::central {
namespace {

class MailOutboxTest : public StoreTest {
 protected:
  MailRow put(std::int64_t due, MailState state = MailState::kPending, const std::string& recipient = "a@example.org",
              bool stalled = false) {
    MailRow row{0,       "RD-1", "opened",    "<rd-1@noc>", "mc-a", recipient, "To: a\r\n\r\n" + nasty(), state, 1, 0,
                at(due), at(1),  "451 later", "mail:25",    "",     stalled};
    must(put_mail(db(), row));
    return row;
  }
  MailLease lease_one(std::int64_t now, std::size_t limit = 10, const std::string& after = "", bool smooth = false) {
    return must(lease_mail(db(), {{at(now), std::chrono::hours(1)}, limit, after, smooth}));
  }
  std::vector<std::int64_t> lease(std::int64_t now, std::size_t limit = 10, const std::string& after = "",
                                  bool smooth = false) {
    std::vector<std::int64_t> numbers;
    for (const auto& row : lease_one(now, limit, after, smooth).rows) {
      EXPECT_EQ(row.state, MailState::kSending);
      EXPECT_FALSE(row.message.empty());
      numbers.push_back(row.number);
    }
    return numbers;
  }
  void done(MailRow row) {
    row.state = MailState::kSent;
    must(put_mail(db(), row));
  }
};
REDRIVE_ON_EVERY_STORE(MailOutboxTest);

using Numbers = std::vector<std::int64_t>;

void expect_equal(const MailRow& a, const MailRow& b) {
  EXPECT_EQ(std::tie(a.number, a.ticket, a.kind, a.message_id, a.centre, a.recipient, a.message, a.state, a.attempts),
            std::tie(b.number, b.ticket, b.kind, b.message_id, b.centre, b.recipient, b.message, b.state, b.attempts));
  EXPECT_EQ(std::tie(a.maybe_sent, a.next_at, a.created_at, a.last_reply),
            std::tie(b.maybe_sent, b.next_at, b.created_at, b.last_reply));
  EXPECT_EQ(std::tie(a.relay, a.queue_id, a.stalled), std::tie(b.relay, b.queue_id, b.stalled));
}

TEST_P(MailOutboxTest, AMailComesBackAsItWasPut) {
  const MailRow row = put(5);
  EXPECT_GT(row.number, 0);
  reopen();
  expect_equal(*must(find_mail(db(), row.number)), row);
  EXPECT_FALSE(must(find_mail(db(), row.number + 1)));
}

TEST_P(MailOutboxTest, AnAttemptChangesItsOutcomeButNotTheMail) {
  MailRow row = put(5);
  const MailRow before = row;
  row.state = MailState::kDead, row.attempts = 8, row.maybe_sent = 2, row.next_at = at(7), row.last_reply = "550 no";
  row.relay = "other:587", row.queue_id = "4F2A", row.stalled = true;
  row.message.clear();  // as lists give it
  must(put_mail(db(), row));
  row.message = before.message;
  expect_equal(*must(find_mail(db(), row.number)), row);
  row.number += 1;
  const auto unknown = put_mail(db(), row);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, base::ErrorCode::kNotFound);
}

TEST_P(MailOutboxTest, DueMailIsLeasedOnceOldestFirst) {
  const auto late = put(30), soon = put(20), first = put(10), held = put(1, MailState::kHeld);
  EXPECT_EQ(lease_one(9).next_due, at(10));
  EXPECT_EQ(lease(20, 1), Numbers{first.number});
  EXPECT_EQ(lease(20), Numbers{}) << "somebody has mail of that destination in hand";
  done(first);
  EXPECT_EQ(lease(20), Numbers{soon.number});
  done(soon);
  EXPECT_EQ(lease(20), Numbers{});
  EXPECT_EQ(lease_one(20).next_due, at(30));
  EXPECT_EQ(lease(99), Numbers{late.number});
  EXPECT_EQ(lease_one(99).next_due, std::nullopt);
}

TEST_P(MailOutboxTest, ALeaseIsOfOneDestinationAndEachHasItsTurn) {
  const auto a = put(9, MailState::kPending, "x@a.example"), b = put(1, MailState::kPending, "x@B.example"),
             b2 = put(2, MailState::kPending, "y@b.example"), c = put(5, MailState::kPending, "x@c.example");
  EXPECT_EQ(lease(9, 10, "a.example"), (Numbers{b.number, b2.number})) << "however the name is written";
  EXPECT_EQ(lease(9, 10, "b.example"), Numbers{c.number});
  EXPECT_EQ(lease(9, 10, "c.example"), Numbers{a.number}) << "from the first again";
  EXPECT_EQ(lease(9), Numbers{});
}

TEST_P(MailOutboxTest, WhatIsNotDueHidesNoOtherDestination) {
  put(50, MailState::kPending, "x@a.example");
  const auto b = put(5, MailState::kPending, "x@b.example");
  put(60, MailState::kPending, "x@c.example");
  EXPECT_EQ(lease(5), Numbers{b.number});
  EXPECT_EQ(lease_one(5).next_due, at(50)) << "the first of all that wait";
}

TEST_P(MailOutboxTest, AStalledDestinationIsLeftOutWhereAsked) {
  put(1, MailState::kPending, "x@a.example", true);
  const auto a2 = put(2, MailState::kPending, "y@a.example"), b = put(3, MailState::kPending, "x@b.example");
  EXPECT_EQ(lease(9, 10, "", true), Numbers{b.number});
  const auto none = lease_one(9, 10, "", true);
  EXPECT_TRUE(none.rows.empty());
  EXPECT_EQ(none.next_due, std::nullopt) << "it would be asked for at once again";
  EXPECT_EQ(lease(9).back(), a2.number);
}

TEST_P(MailOutboxTest, DueMailOfADestinationOrOfAll) {
  const auto a = put(1, MailState::kPending, "x@a.example"), b = put(2, MailState::kPending, "x@b.example"),
             a2 = put(3, MailState::kPending, "x@a.example");
  put(9, MailState::kPending, "x@a.example"), put(1, MailState::kDead, "x@a.example");
  const auto due = [&](const std::string& destination, std::size_t limit) {
    Numbers numbers;
    for (const auto& row : must(due_mail(db(), destination, {at(3), std::chrono::hours(1)}, limit)))
      numbers.push_back(row.number);
    return numbers;
  };
  EXPECT_EQ(due("a.example", 9), (Numbers{a.number, a2.number}));
  EXPECT_EQ(due("", 9), (Numbers{a.number, b.number, a2.number}));
  EXPECT_EQ(due("", 2), (Numbers{a.number, b.number}));
  EXPECT_EQ(lease(3, 10, "a.example"), Numbers{b.number});
  EXPECT_EQ(due("b.example", 9), Numbers{}) << "it is in somebody's hand";
}

TEST_P(MailOutboxTest, ABatchComesInTheOrderOfItsTimes) {
  const auto last = put(30), middle = put(20), first = put(10);
  EXPECT_EQ(lease(99), (Numbers{first.number, middle.number, last.number}));
}

TEST_P(MailOutboxTest, EqualTimesAreLeasedInTheOrderTheyWereWritten) {
  Numbers expected;
  for (int i = 0; i < 20; ++i) expected.push_back(put(5).number);
  EXPECT_EQ(lease(5, 20), expected);
}

TEST_P(MailOutboxTest, LeasesAreGivenBackAfterACrashAsPossibleDuplicates) {
  const auto row = put(5);
  const auto dead = put(5, MailState::kDead);
  EXPECT_EQ(lease(5), Numbers{row.number});
  reopen();
  EXPECT_EQ(lease(5), Numbers{});
  must(release_sending(db()));
  const auto back = *must(find_mail(db(), row.number));
  EXPECT_EQ(back.state, MailState::kPending);
  EXPECT_EQ(back.attempts, row.attempts + 1);
  EXPECT_EQ(back.maybe_sent, 1U);
  EXPECT_EQ(back.message_id, row.message_id);
  EXPECT_EQ(must(find_mail(db(), dead.number))->state, MailState::kDead);
  EXPECT_EQ(lease(5), Numbers{row.number});
}

TEST_P(MailOutboxTest, AClockSetBackByADayKeepsNoMailWaitingForADay) {
  const auto before = put(86'400), within = put(3'500);
  EXPECT_EQ(lease(0), Numbers{before.number});
  done(before);
  EXPECT_EQ(lease(3'500), Numbers{within.number});
}

TEST_P(MailOutboxTest, CountsTellWaitingFromDead) {
  put(1), put(2), put(3);
  put(1, MailState::kDead), put(1, MailState::kHeld), put(1, MailState::kSent);
  EXPECT_EQ(lease(1).size(), 1U);  // being sent is still pending
  const auto counts = must(count_mail(db()));
  EXPECT_EQ(counts.pending, 3U);
  EXPECT_EQ(counts.dead, 1U);
}

TEST_P(MailOutboxTest, ListsComeNewestFirstWithoutTheMessage) {
  const auto one = put(1), two = put(2), three = put(3, MailState::kDead);
  const auto all = must(list_mail(db(), "", {2, 0}));
  ASSERT_EQ(all.items.size(), 2U);
  EXPECT_EQ(all.items[0].number, three.number);
  EXPECT_EQ(all.items[0].message, "");
  EXPECT_EQ(all.items[0].last_reply, "451 later");
  const auto rest = must(list_mail(db(), "", {2, all.next}));
  ASSERT_EQ(rest.items.size(), 1U);
  EXPECT_EQ(rest.items[0].number, one.number);
  const auto dead = must(list_mail(db(), "dead", {}));
  ASSERT_EQ(dead.items.size(), 1U);
  EXPECT_EQ(dead.items[0].state, MailState::kDead);
}

TEST_P(MailOutboxTest, MailIsFoundByTicketAndByMessageId) {
  const auto one = put(1), two = put(2);
  for (const auto& rows : {must(mail_of_ticket(db(), "RD-1")), must(mail_by_message_id(db(), "<rd-1@noc>"))}) {
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].number, one.number);
    EXPECT_EQ(rows[1].number, two.number);
  }
  EXPECT_TRUE(must(mail_of_ticket(db(), "RD-2")).empty());
  EXPECT_TRUE(must(mail_by_message_id(db(), "<other>")).empty());
}

}  // namespace
}  // namespace redrive::central
