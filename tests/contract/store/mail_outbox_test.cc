#include "central/store/mail_outbox.h"

#include "tests/contract/store/store_fixture.h"

namespace redrive::central {
namespace {

class MailOutboxTest : public StoreTest {
 protected:
  MailRow put(std::int64_t due, MailState state = MailState::kPending) {
    MailRow row{0,     "RD-1", "opened", "<rd-1@noc>", "mc-a", "a@example.org", "To: a\r\n\r\n" + nasty(),
                state, 1,      0,        at(due),      at(1),  "451 later"};
    must(put_mail(db(), row));
    return row;
  }
  std::vector<std::int64_t> lease(std::int64_t now, std::size_t limit = 10) {
    std::vector<std::int64_t> numbers;
    for (const auto& row : must(lease_due_mail(db(), at(now), std::chrono::hours(1), limit))) {
      EXPECT_EQ(row.state, MailState::kSending);
      EXPECT_FALSE(row.message.empty());
      numbers.push_back(row.number);
    }
    return numbers;
  }
};
REDRIVE_ON_EVERY_STORE(MailOutboxTest);

using Numbers = std::vector<std::int64_t>;

void expect_equal(const MailRow& a, const MailRow& b) {
  EXPECT_EQ(std::tie(a.number, a.ticket, a.kind, a.message_id, a.centre, a.recipient, a.message, a.state, a.attempts),
            std::tie(b.number, b.ticket, b.kind, b.message_id, b.centre, b.recipient, b.message, b.state, b.attempts));
  EXPECT_EQ(std::tie(a.maybe_sent, a.next_at, a.created_at, a.last_reply),
            std::tie(b.maybe_sent, b.next_at, b.created_at, b.last_reply));
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
  EXPECT_EQ(must(next_mail_due(db())), at(10));
  EXPECT_EQ(lease(9), Numbers{});
  EXPECT_EQ(lease(20, 1), Numbers{first.number});
  EXPECT_EQ(lease(20), Numbers{soon.number});
  EXPECT_EQ(lease(20), Numbers{});
  EXPECT_EQ(must(next_mail_due(db())), at(30));
  EXPECT_EQ(lease(99), Numbers{late.number});
  EXPECT_EQ(must(next_mail_due(db())), std::nullopt);
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
