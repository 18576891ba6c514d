// What every mailbox promises: the fake, and the real one against Dovecot in clear and over TLS, pass the same tests.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mail/transport/fake_mailbox.h"
#include "mail/transport/pop3_mailbox.h"
#include "tests/contract/mail/dovecot_server.h"

namespace redrive::mail {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::size_t kMost = 1024 * 1024;

class World {
 public:
  virtual ~World() = default;
  virtual MailboxClient& client() = 0;
  virtual void put(const std::string& name, const std::string& bytes) = 0;  // the names are in order
  virtual std::vector<std::string> names() = 0;
};

class FakeWorld final : public World {
 public:
  MailboxClient& client() override { return fake_; }
  void put(const std::string& name, const std::string& bytes) override { fake_.put({name, bytes}); }
  std::vector<std::string> names() override { return fake_.uids(); }

 private:
  FakeMailbox fake_;
};

class Pop3World final : public World {
 public:
  explicit Pop3World(const std::string& alternative)
      : server_(alternative), client_(std::move(*open_mailbox_client(server_.options()))) {}
  MailboxClient& client() override { return *client_; }
  void put(const std::string& name, const std::string& bytes) override { server_.put(name, bytes); }
  std::vector<std::string> names() override { return server_.names(); }

 private:
  DovecotServer server_;
  std::unique_ptr<MailboxClient> client_;
};

struct Kind {
  std::string name;
  std::unique_ptr<World> (*make)();
};
void PrintTo(const Kind& kind, std::ostream* out) {
  *out << kind.name;
}

class Mailboxes : public ::testing::TestWithParam<Kind> {
 protected:
  std::unique_ptr<Mailbox> open() {
    auto opened = world_->client().open();
    if (!opened) throw std::runtime_error(opened.error().message);
    return std::move(*opened);
  }
  static std::vector<WaitingMail> list(Mailbox& box) {
    auto listed = box.list();
    if (!listed) throw std::runtime_error(listed.error().message);
    return *listed;
  }

  std::unique_ptr<World> world_ = GetParam().make();
};

TEST_P(Mailboxes, AnEmptyOneIsRead) {
  const auto box = open();
  EXPECT_THAT(list(*box), IsEmpty());
  EXPECT_TRUE(box->close());
}

TEST_P(Mailboxes, MailsComeWholeInTheOrderOfTheirArrival) {
  const std::string dots = "Subject: x\r\n\r\n.\r\n..two\r\n.three\r\n\r\nend\r\n",
                    bytes("Subject: y\r\n\r\na\0b\xff\r\n", 20);
  world_->put("a1", dots);
  world_->put("a2", bytes);
  const auto box = open();
  const auto mails = list(*box);
  ASSERT_EQ(mails.size(), 2U);
  EXPECT_EQ(mails[0].uid, "a1");
  EXPECT_EQ(mails[1].uid, "a2");
  EXPECT_EQ(mails[0].size, dots.size());
  EXPECT_EQ(box->fetch(mails[0], kMost).value_or("nothing"), dots);
  EXPECT_EQ(box->fetch(mails[1], kMost).value_or("nothing"), bytes);
}

TEST_P(Mailboxes, WhatIsRemovedGoesWithTheCloseAndNotBefore) {
  for (const char* name : {"a1", "a2", "a3"}) world_->put(name, "Subject: x\r\n\r\n" + std::string(name) + "\r\n");
  {
    const auto box = open();
    const auto mails = list(*box);
    ASSERT_TRUE(box->remove(mails.at(0)));
    ASSERT_TRUE(box->remove(mails.at(2)));
    EXPECT_THAT(world_->names(), ElementsAre("a1", "a2", "a3"));
    ASSERT_TRUE(box->close());
  }
  EXPECT_THAT(world_->names(), ElementsAre("a2"));
  EXPECT_EQ(list(*open()).at(0).uid, "a2") << "names last from session to session";
}

TEST_P(Mailboxes, ASessionThatIsNotClosedRemovesNothing) {
  world_->put("a1", "Subject: x\r\n\r\n");
  {
    const auto box = open();
    ASSERT_TRUE(box->remove(list(*box).at(0)));
  }
  EXPECT_EQ(list(*open()).size(), 1U);
}

TEST_P(Mailboxes, AMailLargerThanItMayBeIsNotTakenInPart) {
  world_->put("a1", "Subject: x\r\n\r\n" + std::string(2000, 'x') + "\r\n");
  const auto box = open();
  const auto mails = list(*box);
  const auto fetched = box->fetch(mails.at(0), 1000);
  ASSERT_FALSE(fetched);
  EXPECT_EQ(fetched.error().code, base::ErrorCode::kNoSpace);
  const auto after = box->close();
  ASSERT_FALSE(after);
  EXPECT_EQ(after.error().code, base::ErrorCode::kUnavailable);
}

INSTANTIATE_TEST_SUITE_P(Every, Mailboxes,
                         ::testing::Values(Kind{"fake", [] { return std::unique_ptr<World>(new FakeWorld); }},
                                           Kind{"pop3", [] { return std::unique_ptr<World>(new Pop3World("")); }},
                                           Kind{"pop3s",
                                                [] { return std::unique_ptr<World>(new Pop3World("IP:127.0.0.1")); }}),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace redrive::mail
