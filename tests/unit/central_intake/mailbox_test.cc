// The mailbox's reader: every mail is stored once, removed only when it is, and trouble with one, with the server or
// with the store loses nothing.
#include "central/intake/mailbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "mail/transport/fake_mailbox.h"

namespace redrive::central {
namespace {

using mail::FakeMailbox;
using Step = FakeMailbox::Step;
using std::chrono::minutes;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr base::Micros kPoll = minutes(1);

base::Status broken(const std::string& why) {
  return base::fail(base::ErrorCode::kUnavailable, why);
}

class MailboxReaderTest : public ::testing::Test {
 protected:
  MailboxReaderTest() { reader_.use(MailboxSettings{"noc@mail.example", box_, kPoll}); }

  void put(const std::string& uid, const std::string& bytes = "", std::uint64_t size = 0) {
    box_->put({uid, bytes.empty() ? "Subject: " + uid + "\r\n\r\n" : bytes, size});
  }
  // The step's outcome once this many of its kind went well.
  void break_at(Step step, int after, base::Status outcome) {
    box_->on_step([step, after, outcome, seen = 0](Step now, const mail::WaitingMail&) mutable -> base::Status {
      return now == step && seen++ == after ? outcome : base::Status{};
    });
  }
  void heal() { box_->on_step({}); }

  base::Result<TakeMail::Reply> take(const TakeMail& request) {
    if (store_broken_) return base::fail(base::ErrorCode::kUnavailable, "the disk is full");
    const auto same = [&](const TakeMail& kept) {
      return kept.source == request.source && kept.raw == request.raw &&
             (request.uid.empty() || kept.uid == request.uid);
    };
    const auto at = std::find_if(stored_.begin(), stored_.end(), same);
    const bool repeated = at != stored_.end();
    if (!repeated) stored_.push_back(request);
    return TakeMail::Reply{1, repeated};
  }
  base::Result<std::optional<KnownMail>> known(const std::string& source, const std::string& uid) const {
    for (auto kept = stored_.rbegin(); kept != stored_.rend(); ++kept) {
      if (kept->source == source && kept->uid == uid && !uid.empty())
        return KnownMail{kept->size, kept->left_because.empty()};
    }
    return std::nullopt;
  }
  std::vector<std::string> uids() const {
    std::vector<std::string> out;
    for (const auto& kept : stored_) out.push_back(kept.uid);
    return out;
  }

  std::vector<TakeMail> stored_;
  bool store_broken_ = false;
  base::ManualClock clock_;
  base::SeededRandom random_{7};
  std::shared_ptr<FakeMailbox> box_ = std::make_shared<FakeMailbox>();
  MailboxReader reader_{{[this](const TakeMail& request) { return take(request); },
                         [this](const std::string& source, const std::string& uid) { return known(source, uid); },
                         clock_, random_}};
};

TEST_F(MailboxReaderTest, TakesAllAndRemovesThem) {
  put("u1"), put("u2"), put("u3");
  EXPECT_EQ(reader_.read(), kPoll);
  EXPECT_THAT(uids(), ElementsAre("u1", "u2", "u3"));
  EXPECT_EQ(stored_[0].source, "noc@mail.example");
  EXPECT_EQ(stored_[0].raw, "Subject: u1\r\n\r\n");
  EXPECT_THAT(box_->uids(), IsEmpty());
  const auto state = reader_.state();
  EXPECT_EQ(state.name, "noc@mail.example");
  EXPECT_EQ(state.last_read, clock_.utc());
  EXPECT_EQ(state.trouble, "");
  EXPECT_EQ(state.taken, 3U);
  EXPECT_EQ(state.waiting, 0U);
}

TEST_F(MailboxReaderTest, WithoutAMailboxNothingIsRead) {
  put("u1");
  reader_.use(std::nullopt);
  EXPECT_GE(reader_.read(), minutes(1));
  EXPECT_EQ(box_->opened(), 0);
  EXPECT_EQ(reader_.state().name, "");
}

// Wherever the session breaks, what is stored and what lies in the mailbox are together all there is, and the next
// sessions store no mail twice.
class BreaksAt : public MailboxReaderTest, public ::testing::WithParamInterface<std::pair<Step, int>> {};

TEST_P(BreaksAt, AndNothingIsLostOrTwice) {
  put("u1"), put("u2"), put("u3");
  break_at(GetParam().first, GetParam().second, broken("cut"));
  const auto rest = reader_.read();
  EXPECT_GT(rest, base::Micros{0});
  EXPECT_LE(rest, kPoll);
  EXPECT_EQ(reader_.state().trouble, "cut");
  EXPECT_EQ(reader_.state().trouble_since, clock_.utc());
  auto held = uids();
  for (const auto& uid : box_->uids()) held.push_back(uid);
  for (const char* uid : {"u1", "u2", "u3"}) EXPECT_THAT(held, ::testing::Contains(uid));
  heal();
  while (reader_.read() == base::Micros{0}) {
  }
  EXPECT_THAT(uids(), ::testing::UnorderedElementsAre("u1", "u2", "u3"));
  EXPECT_THAT(box_->uids(), IsEmpty());
  EXPECT_EQ(reader_.state().trouble, "");
  EXPECT_EQ(reader_.state().trouble_since, std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(Each, BreaksAt,
                         ::testing::Values(std::pair{Step::kOpen, 0}, std::pair{Step::kList, 0},
                                           std::pair{Step::kFetch, 0}, std::pair{Step::kFetch, 2},
                                           std::pair{Step::kRemove, 0}, std::pair{Step::kRemove, 2},
                                           std::pair{Step::kClose, 0}, std::pair{Step::kAfterClose, 0}));

TEST_F(MailboxReaderTest, WhatIsStoredAlreadyIsNotFetchedAgain) {
  put("u1"), put("u2");
  break_at(Step::kClose, 0, broken("cut"));
  reader_.read();
  EXPECT_EQ(box_->fetched(), 2);
  heal();
  reader_.read();
  EXPECT_EQ(box_->fetched(), 2);
  EXPECT_THAT(box_->uids(), IsEmpty());
}

TEST_F(MailboxReaderTest, AServerWithoutNamesIsReadAllTheSame) {
  box_->give_names(false);
  put("a"), put("b");
  break_at(Step::kClose, 0, broken("cut"));
  reader_.read();
  heal();
  reader_.read();
  EXPECT_THAT(stored_, SizeIs(2)) << "the repeats were known by their bytes";
  EXPECT_THAT(box_->uids(), IsEmpty());
}

TEST_F(MailboxReaderTest, ANameThatIsUsedAgainIsAnotherMail) {
  put("u1");
  reader_.read();
  put("u1", "Subject: something else\r\n\r\n");
  reader_.read();
  ASSERT_THAT(stored_, SizeIs(2));
  EXPECT_EQ(stored_[1].raw, "Subject: something else\r\n\r\n");
}

TEST_F(MailboxReaderTest, WhatTheStoreDoesNotTakeStaysInTheMailbox) {
  put("u1"), put("u2");
  store_broken_ = true;
  reader_.read();
  EXPECT_THAT(box_->uids(), ElementsAre("u1", "u2"));
  EXPECT_THAT(reader_.state().trouble, HasSubstr("the disk is full"));
  store_broken_ = false;
  reader_.read();
  EXPECT_THAT(uids(), ElementsAre("u1", "u2")) << "it is not the first mail's fault";
  EXPECT_THAT(box_->uids(), IsEmpty());
}

TEST_F(MailboxReaderTest, ATooLargeMailIsNotedOnceAndStays) {
  put("big", "x", kMostMailBytes + 1), put("u2");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(reader_.read(), kPoll);
  EXPECT_THAT(uids(), ElementsAre("big", "u2"));
  EXPECT_EQ(stored_[0].raw, "");
  EXPECT_EQ(stored_[0].size, kMostMailBytes + 1);
  EXPECT_THAT(stored_[0].left_because, HasSubstr("noc@mail.example"));
  EXPECT_THAT(box_->uids(), ElementsAre("big"));
  EXPECT_EQ(box_->fetched(), 1);
  EXPECT_EQ(reader_.state().left, 1U);
  EXPECT_EQ(reader_.state().waiting, 0U);
  EXPECT_EQ(reader_.state().trouble, "");
}

TEST_F(MailboxReaderTest, AMailLargerThanItsServerSaidIsNeitherRemovedNorInTheWay) {
  for (const bool names : {true, false}) {
    stored_.clear();
    box_->give_names(names);
    if (names) put("liar", std::string(kMostMailBytes + 1, 'x'), 100);
    const std::string other = names ? "u2" : "u3";
    put(other);
    for (int i = 0; i < 5; ++i) reader_.read();
    EXPECT_THAT(box_->uids(), ElementsAre("liar"));
    EXPECT_EQ(stored_.at(0).size, 100U);
    EXPECT_NE(stored_.at(0).left_because, "");
    EXPECT_EQ(stored_.at(1).raw, "Subject: " + other + "\r\n\r\n");
  }
}

TEST_F(MailboxReaderTest, OneRefusedMailIsToldAndKeepsNoneWaiting) {
  put("u1"), put("u2");
  break_at(Step::kFetch, 0, base::fail(base::ErrorCode::kNotFound, "mail 1 is locked"));
  EXPECT_EQ(reader_.read(), kPoll);
  EXPECT_THAT(uids(), ElementsAre("u2"));
  EXPECT_THAT(box_->uids(), ElementsAre("u1"));
  EXPECT_EQ(reader_.state().trouble, "mail 1 is locked");
  EXPECT_EQ(reader_.state().waiting, 1U);
  EXPECT_EQ(reader_.state().last_read, clock_.utc());
}

TEST_F(MailboxReaderTest, AMailThatBreaksEachSessionComesLast) {
  put("bad"), put("u2"), put("u3");
  box_->on_step([](Step step, const mail::WaitingMail& mail) {
    return step == Step::kFetch && mail.uid == "bad" ? broken("cut") : base::Status{};
  });
  reader_.read();
  EXPECT_THAT(uids(), IsEmpty());
  EXPECT_EQ(reader_.read(), base::Micros{0});
  EXPECT_THAT(uids(), ElementsAre("u2", "u3"));
  EXPECT_THAT(box_->uids(), ElementsAre("bad")) << "the others are gone before it is tried again";
  EXPECT_GT(reader_.read(), base::Micros{0});
  EXPECT_EQ(reader_.state().trouble, "cut");
  heal();
  reader_.read();
  EXPECT_THAT(box_->uids(), IsEmpty());
}

TEST_F(MailboxReaderTest, ASessionTakesANumberAndTheNextFollowsAtOnce) {
  for (std::size_t i = 0; i < MailboxReader::kMailsARound + 5; ++i) put("u" + std::to_string(i));
  EXPECT_EQ(reader_.read(), base::Micros{0});
  EXPECT_EQ(reader_.state().waiting, 5U);
  EXPECT_EQ(reader_.read(), kPoll);
  EXPECT_THAT(stored_, SizeIs(MailboxReader::kMailsARound + 5));
}

TEST_F(MailboxReaderTest, FailuresWaitLongerAndLongerWithinABound) {
  box_->on_step([](Step, const mail::WaitingMail&) { return broken("no route to host"); });
  base::Micros rest{0};
  for (int i = 0; i < 20; ++i) {
    rest = reader_.read();
    EXPECT_LE(rest, MailboxReader::kLongestWait);
  }
  EXPECT_GE(rest, MailboxReader::kLongestWait / 2);
  heal();
  EXPECT_EQ(reader_.read(), kPoll);
}

TEST_F(MailboxReaderTest, ReadsByItselfAndFollowsAReload) {
  std::promise<void> first, second;
  box_->on_step([&](Step step, const mail::WaitingMail&) {
    if (step == Step::kAfterClose) first.set_value();
    return base::Status{};
  });
  auto other = std::make_shared<FakeMailbox>();
  other->on_step([&](Step step, const mail::WaitingMail&) {
    if (step == Step::kAfterClose) second.set_value();
    return base::Status{};
  });
  put("u1");
  other->put({"v1", "Subject: v1\r\n\r\n"});
  reader_.start();
  first.get_future().get();
  reader_.use(MailboxSettings{"other@mail.example", other, kPoll});
  second.get_future().get();
  reader_.stop();
  EXPECT_THAT(uids(), ElementsAre("u1", "v1"));
  EXPECT_EQ(reader_.state().name, "other@mail.example");
  EXPECT_EQ(reader_.state().taken, 2U);
}

TEST_F(MailboxReaderTest, StoppingEndsTheSessionUnderWayAndRemovesWhatWasTaken) {
  std::promise<void> reached, go_on;
  box_->on_step([&, once = true](Step step, const mail::WaitingMail& mail) mutable {
    if (step == Step::kRemove && mail.uid == "u1" && std::exchange(once, false)) {
      reached.set_value();
      go_on.get_future().get();
    }
    return base::Status{};
  });
  put("u1"), put("u2");
  reader_.start();
  reached.get_future().get();
  // A reload that comes first does not hide the session under way from the stop.
  reader_.use(MailboxSettings{"other@mail.example", std::make_shared<FakeMailbox>(), kPoll});
  auto stopped = std::async(std::launch::async, [&] { reader_.stop(); });
  while (box_->ending() == base::Micros{0}) std::this_thread::yield();
  EXPECT_EQ(box_->ending(), MailboxReader::kStopWithin);
  go_on.set_value();
  stopped.get();
  EXPECT_THAT(uids(), ElementsAre("u1")) << "nothing more is begun";
  EXPECT_THAT(box_->uids(), ElementsAre("u2"));
}

}  // namespace
}  // namespace redrive::central
