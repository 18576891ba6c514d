#include "central/store/received_mail.h"

#include "tests/contract/store/store_fixture.h"

namespace redrive::central {
namespace {

class ReceivedMailTest : public StoreTest {
 protected:
  ReceivedMail put(const std::string& uid, const std::string& digest = "blake2b:1",
                   ReceivedState state = ReceivedState::kNew) {
    ReceivedMail mail{0,      "noc@mail.example",         uid, at(5), 1200, digest, state, "because",
                      "RD-1", "From: a\r\n\r\n" + nasty()};
    must(put_received(db(), mail));
    return mail;
  }
};
REDRIVE_ON_EVERY_STORE(ReceivedMailTest);

void expect_equal(const ReceivedMail& a, const ReceivedMail& b) {
  EXPECT_EQ(std::tie(a.number, a.source, a.uid, a.received_at, a.size, a.digest, a.state, a.why, a.ticket, a.raw),
            std::tie(b.number, b.source, b.uid, b.received_at, b.size, b.digest, b.state, b.why, b.ticket, b.raw));
}

TEST_P(ReceivedMailTest, AMailComesBackAsItWasPut) {
  const ReceivedMail mail = put("u1");
  EXPECT_GT(mail.number, 0);
  reopen();
  expect_equal(*must(find_received(db(), mail.number)), mail);
  EXPECT_FALSE(must(find_received(db(), mail.number + 1)));
}

TEST_P(ReceivedMailTest, JudgingChangesWhatBecameOfItButNotTheMail) {
  ReceivedMail mail = put("u1");
  const ReceivedMail before = mail;
  mail.state = ReceivedState::kReply, mail.why = "it says so", mail.ticket = "RD-2";
  mail.raw.clear(), mail.uid = "u2", mail.size = 0, mail.digest.clear();
  must(put_received(db(), mail));
  const ReceivedMail after = *must(find_received(db(), mail.number));
  EXPECT_EQ(std::tie(after.state, after.why, after.ticket), std::tie(mail.state, mail.why, mail.ticket));
  EXPECT_EQ(std::tie(after.raw, after.uid, after.size, after.digest),
            std::tie(before.raw, before.uid, before.size, before.digest));
  mail.number += 1;
  const auto unknown = put_received(db(), mail);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, base::ErrorCode::kNotFound);
}

TEST_P(ReceivedMailTest, EveryStateHasItsWord) {
  for (const char* word : {"new", "alerts", "reply", "bounce", "automatic", "note", "quarantined"}) {
    const auto state = parse_received_state(word);
    ASSERT_TRUE(state) << word;
    EXPECT_EQ(to_string(*state), word);
    EXPECT_EQ(must(find_received(db(), put("u", "d", *state).number))->state, *state);
  }
  EXPECT_FALSE(parse_received_state("lost"));
}

TEST_P(ReceivedMailTest, AMailIsKnownByTheNameItsMailboxGives) {
  put("u1");
  ReceivedMail noted{0,  "noc@mail.example",          "big",       at(5), 99'000'000,
                     "", ReceivedState::kQuarantined, "too large", "",    ""};
  must(put_received(db(), noted));
  const auto known = must(find_received_uid(db(), "noc@mail.example", "u1"));
  ASSERT_TRUE(known);
  EXPECT_EQ(known->size, 1200U);
  EXPECT_TRUE(known->held);
  const auto left = must(find_received_uid(db(), "noc@mail.example", "big"));
  ASSERT_TRUE(left);
  EXPECT_FALSE(left->held);
  EXPECT_FALSE(must(find_received_uid(db(), "noc@mail.example", "u2")));
  EXPECT_FALSE(must(find_received_uid(db(), "other@mail.example", "u1"))) << "names are a mailbox's own";
  put("");
  EXPECT_FALSE(must(find_received_uid(db(), "noc@mail.example", ""))) << "no name is nobody's name";
}

TEST_P(ReceivedMailTest, ANameUsedAgainIsThatOfTheLastMail) {
  put("u1");
  ReceivedMail again{0, "noc@mail.example", "u1", at(9), 77, "blake2b:2", ReceivedState::kNew, "", "", "other"};
  must(put_received(db(), again));
  EXPECT_EQ(must(find_received_uid(db(), "noc@mail.example", "u1"))->size, 77U);
}

TEST_P(ReceivedMailTest, ARepeatHasTheSameBytesAndWhereNamesAreGivenTheSameName) {
  const auto named = put("u1", "blake2b:1"), unnamed = put("", "blake2b:2");
  const auto repeat = [&](const std::string& uid, const std::string& digest) {
    return must(find_received_repeat(db(), "noc@mail.example", uid, digest));
  };
  EXPECT_EQ(repeat("u1", "blake2b:1"), named.number);
  EXPECT_EQ(repeat("u2", "blake2b:1"), 0) << "two mails of the same words";
  EXPECT_EQ(repeat("u1", "blake2b:3"), 0) << "the server used a name again";
  EXPECT_EQ(repeat("", "blake2b:1"), named.number) << "for once the server gave no names";
  EXPECT_EQ(repeat("", "blake2b:2"), unnamed.number);
  EXPECT_EQ(must(find_received_repeat(db(), "other@mail.example", "", "blake2b:1")), 0);
}

TEST_P(ReceivedMailTest, TheOldestUnreadComesFirstWithHowOftenItsReadingWasBegun) {
  const auto put_one = [this](const std::string& uid, ReceivedState state) { return put(uid, "d", state).number; };
  put_one("u1", ReceivedState::kAlerts);
  const auto two = put_one("u2", ReceivedState::kNew);
  put_one("u3", ReceivedState::kNew);
  auto unread = must(oldest_unread(db()));
  ASSERT_TRUE(unread);
  EXPECT_EQ(unread->mail.number, two);
  EXPECT_EQ(unread->mail.raw, "");
  EXPECT_EQ(unread->attempts, 0U);
  must(mark_reading(db(), two, 1)), must(mark_reading(db(), two, 2));
  reopen();
  EXPECT_EQ(must(oldest_unread(db()))->attempts, 2U);
  EXPECT_EQ(must(reading_attempts(db(), two)), 2U);
  must(mark_reading(db(), two, 0));
  EXPECT_EQ(must(reading_attempts(db(), two)), 0U);
  unread->mail.state = ReceivedState::kNote;
  must(put_received(db(), unread->mail));
  EXPECT_EQ(must(oldest_unread(db()))->mail.uid, "u3");
  EXPECT_EQ(must(find_received_brief(db(), two))->raw, "");
}

TEST_P(ReceivedMailTest, OldMailIsDeletedByWhatBecameOfIt) {
  for (const char* word : {"new", "alerts", "reply", "bounce", "automatic", "note", "quarantined"})
    put(word, word, *parse_received_state(word));
  must(mark_reading(db(), 7, 3));
  put("newest", "newest", ReceivedState::kNote);
  const auto left = [this] {
    std::vector<std::string> uids;
    const auto page = must(list_received(db(), "", {}));
    for (const auto& mail : page.items) uids.insert(uids.begin(), mail.uid);
    return uids;
  };
  EXPECT_FALSE(must(forget_received(db(), {at(5), at(5), at(0)})));
  EXPECT_EQ(left().size(), 8U) << "they came at this very moment";
  EXPECT_FALSE(must(forget_received(db(), {at(6), at(5), at(0)})));
  EXPECT_EQ(left(), (std::vector<std::string>{"new", "quarantined", "newest"}));
  must(forget_received(db(), {at(5), at(6), at(0)}));
  EXPECT_EQ(left(), (std::vector<std::string>{"new", "newest"}));
  EXPECT_EQ(must(reading_attempts(db(), 7)), 0U);
}

TEST_P(ReceivedMailTest, ADeletedMailIsKnownByItsNamesUntilTheyAreOldToo) {
  const auto mail = put("u1", "blake2b:1", ReceivedState::kNote);
  put("newest");
  must(forget_received(db(), {at(9), at(9), at(5)}));
  EXPECT_FALSE(must(find_received(db(), mail.number)));
  EXPECT_EQ(must(find_received_repeat(db(), mail.source, "u1", "blake2b:1")), mail.number);
  EXPECT_EQ(must(find_received_repeat(db(), mail.source, "", "blake2b:1")), mail.number);
  EXPECT_EQ(must(find_received_uid(db(), mail.source, "u1"))->size, 1200U);
  ReceivedMail again{0, mail.source, "u1", at(9), 77, "blake2b:2", ReceivedState::kNew, "", "", "other"};
  must(put_received(db(), again));
  EXPECT_EQ(must(find_received_uid(db(), mail.source, "u1"))->size, 77U) << "the last of that name";
  must(forget_received(db(), {at(0), at(0), at(6)}));
  EXPECT_EQ(must(find_received_repeat(db(), mail.source, "u1", "blake2b:1")), 0);
}

TEST_P(ReceivedMailTest, ListsComeNewestFirstWithoutTheBytes) {
  const auto one = put("u1"), two = put("u2", "d", ReceivedState::kQuarantined), three = put("u3");
  const auto all = must(list_received(db(), "", {2, 0}));
  ASSERT_EQ(all.items.size(), 2U);
  EXPECT_EQ(all.items[0].number, three.number);
  EXPECT_EQ(all.items[0].raw, "");
  EXPECT_EQ(all.items[0].why, "because");
  const auto rest = must(list_received(db(), "", {2, all.next}));
  ASSERT_EQ(rest.items.size(), 1U);
  EXPECT_EQ(rest.items[0].number, one.number);
  const auto quarantined = must(list_received(db(), "quarantined", {}));
  ASSERT_EQ(quarantined.items.size(), 1U);
  EXPECT_EQ(quarantined.items[0].number, two.number);
}

TEST_P(ReceivedMailTest, CountsTellWhatWaitsFromWhatIsInQuarantine) {
  put("u1"), put("u2"), put("u3", "d", ReceivedState::kQuarantined), put("u4", "d", ReceivedState::kReply);
  const auto counts = must(count_received(db()));
  EXPECT_EQ(counts.waiting, 2U);
  EXPECT_EQ(counts.quarantined, 1U);
}

}  // namespace
}  // namespace redrive::central
