// What can go wrong between us and a mailbox: no mail is ever taken in part, none is removed by mistake, nothing hangs.
// Deadlines are short; outcomes are compared, never times.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "mail/transport/pop3_mailbox.h"
#include "tests/contract/mail/dovecot_server.h"
#include "tests/contract/mail/scripted_server.h"

namespace redrive::mail {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr base::Micros kShort = milliseconds(300);
constexpr base::Micros kLong = std::chrono::seconds(30);
constexpr std::size_t kMost = 100'000;

// ---- how the server goes about it

using Script = ScriptedServer::Script;

// Answers the commands in order; what is not "" is said after the next line was heard.
void answer(Peer& peer, const std::vector<std::string>& answers) {
  for (const auto& one : answers) {
    peer.hear();
    peer.say(one);
  }
}
void log_in(Peer& peer) {
  peer.say("+OK scripted\r\n");
  answer(peer, {"+OK user\r\n", "+OK in\r\n"});
}
constexpr const char* kList = "+OK\r\n1 10\r\n2 20\r\n.\r\n";
constexpr const char* kNames = "+OK\r\n1 one\r\n2 two\r\n.\r\n";

Script greeting(const std::string& bytes) {
  return [bytes](Peer& peer) {
    peer.say(bytes);
    peer.until_gone();
  };
}
// All goes well until these answers, after which the server is silent, or gone.
Script then(const std::vector<std::string>& answers, bool silent = true) {
  return [answers, silent](Peer& peer) {
    log_in(peer);
    answer(peer, answers);
    if (silent) peer.until_gone();
  };
}
Script then_gone(const std::vector<std::string>& answers) {
  return then(answers, false);
}

// ---- what becomes of a round: everything is listed, fetched, removed and closed, as far as it goes

struct Round {
  std::string ended = "closed";  // the step that failed
  std::string why;
  std::vector<std::string> taken;
};

Round run(int port, base::Micros timeout) {
  const TestFolder folder;
  config::MailboxOptions options;
  options.pop3 = "pop3://u@127.0.0.1:" + std::to_string(port);
  options.password_file = folder.write("password", "geheim\n");
  options.timeout = timeout;
  auto client = std::move(*open_mailbox_client(options));
  Round round;
  const auto failed = [&](std::string step, const base::Error& error) {
    round.ended = std::move(step);
    round.why = error.message;
    return round;
  };
  auto box = client->open();
  if (!box) return failed("open", box.error());
  auto mails = (*box)->list();
  if (!mails) return failed("list", mails.error());
  for (const auto& mail : *mails) {
    auto bytes = (*box)->fetch(mail, kMost);
    if (!bytes) return failed("fetch", bytes.error());
    round.taken.push_back(*bytes);
    if (auto removed = (*box)->remove(mail); !removed) return failed("remove", removed.error());
  }
  if (auto closed = (*box)->close(); !closed) return failed("close", closed.error());
  return round;
}

struct Trouble {
  std::string name;
  Script script;
  std::string ends_at;
  std::string said;  // part of the words
  std::size_t taken = 0;
  base::Micros timeout = kLong;
};
void PrintTo(const Trouble& trouble, std::ostream* out) {
  *out << trouble.name;
}

class Pop3Trouble : public ::testing::TestWithParam<Trouble> {};

TEST_P(Pop3Trouble, HasItsOutcome) {
  ScriptedServer server({GetParam().script});
  const Round round = run(server.port(), GetParam().timeout);
  EXPECT_EQ(round.ended, GetParam().ends_at) << round.why;
  EXPECT_THAT(round.why, HasSubstr(GetParam().said));
  EXPECT_THAT(round.why, Not(HasSubstr("geheim")));
  EXPECT_LE(round.why.size(), 500U);
  EXPECT_EQ(round.taken.size(), GetParam().taken);
  for (const auto& mail : round.taken) EXPECT_THAT(mail, ::testing::EndsWith("\r\n"));
}

const std::string kMail = "+OK\r\nSubject: x\r\n\r\nbody\r\n.\r\n";

const Trouble kTroubles[] = {
    {"CutBeforeGreeting", [](Peer& peer) { peer.cut(); }, "open", "closed the connection"},
    {"SilentServer", [](Peer& peer) { peer.until_gone(); }, "open", "no answer in time", 0, kShort},
    {"GreetingRubbish", greeting("SSH-2.0-OpenSSH_9\r\n"), "open", "SSH-2.0"},
    {"GreetingAlmostOk", greeting("+OKAY then\r\n"), "open", "+OKAY"},
    {"GreetingRefused", greeting("-ERR [SYS/TEMP] too busy\r\n"), "open", "[SYS/TEMP] too busy"},
    {"AByteNowAndThen", [](Peer& peer) { peer.drip("+OK " + std::string(10'000, 'x')); }, "open", "no answer in time",
     0, kShort},
    {"EndlessLine",
     [](Peer& peer) {
       while (peer.say(std::string(1000, '+'))) {
       }
     },
     "open", "do not end"},
    {"UserRefused",
     [](Peer& peer) {
       peer.say("+OK\r\n");
       answer(peer, {"-ERR who?\r\n"});
       peer.until_gone();
     },
     "open", "did not accept the user: who?"},
    {"PasswordRefused",
     [](Peer& peer) {
       peer.say("+OK\r\n");
       answer(peer, {"+OK\r\n", "-ERR [AUTH] wrong password\r\n"});
       peer.until_gone();
     },
     "open", "[AUTH] wrong password"},
    {"MailboxLocked",
     [](Peer& peer) {
       peer.say("+OK\r\n");
       answer(peer, {"+OK\r\n", "-ERR [IN-USE] another session has it\r\n"});
       peer.until_gone();
     },
     "open", "[IN-USE] another session"},
    {"CutAtPassword",
     [](Peer& peer) {
       peer.say("+OK\r\n");
       answer(peer, {"+OK\r\n"});
       peer.hear();
     },
     "open", ""},
    {"ListRefused", then({"-ERR no\r\n"}), "list", "does not list the mailbox: no"},
    {"CutInsideList", then_gone({"+OK\r\n1 10\r\n"}), "list", "closed the connection"},
    {"ListRubbish", then({"+OK\r\nhello\r\n.\r\n"}), "list", "not a list of mails: hello"},
    {"ListWithoutSize", then({"+OK\r\n1 many\r\n.\r\n"}), "list", "not a list of mails"},
    {"ListOutOfOrder", then({"+OK\r\n2 10\r\n2 10\r\n.\r\n"}), "list", "not a list of mails"},
    {"EndlessList",
     [](Peer& peer) {
       log_in(peer);
       peer.hear();
       peer.say("+OK\r\n");
       for (int i = 1; peer.say(std::to_string(i) + " 1000000\r\n"); ++i) {
       }
     },
     "list", "do not end"},
    {"CutInsideNames", then_gone({kList, "+OK\r\n1 one\r\n"}), "list", "closed the connection"},
    {"SilentInsideNames", then({kList, "+OK\r\n1 one\r\n"}), "list", "no answer in time", 0, kShort},
    {"RetrRefused", then({kList, kNames, "-ERR [SYS/PERM] unreadable\r\n"}), "fetch", "[SYS/PERM] unreadable"},
    {"CutBeforeMail", then_gone({kList, kNames}), "fetch", ""},
    {"CutInsideMail", then_gone({kList, kNames, "+OK\r\nSubject: x\r\n\r\nbody\r\n"}), "fetch",
     "closed the connection"},
    {"CutInsideLine", then_gone({kList, kNames, "+OK\r\nSubject: x\r\n\r\nbo"}), "fetch", "closed the connection"},
    {"CutInsideTerminator", then_gone({kList, kNames, "+OK\r\nSubject: x\r\n\r\nbody\r\n."}), "fetch",
     "closed the connection"},
    {"TerminatorWithBareLf", then_gone({kList, kNames, "+OK\r\nSubject: x\r\n\r\nbody\n.\n"}), "fetch",
     "closed the connection"},
    {"MissingTerminator", then({kList, kNames, "+OK\r\nSubject: x\r\n\r\nbody\r\n"}), "fetch", "no answer in time", 0,
     kShort},
    {"MailDrips",
     [](Peer& peer) {
       log_in(peer);
       answer(peer, {kList, kNames});
       peer.hear();
       peer.drip("+OK\r\n" + std::string(10'000, 'x'));
     },
     "fetch", "no answer in time", 0, kShort},
    {"EndlessMail",
     [](Peer& peer) {
       log_in(peer);
       answer(peer, {kList, kNames, "+OK\r\n"});
       while (peer.say("and more\r\n")) {
       }
     },
     "fetch", "larger than the server said"},
    {"EndlessMailLine",
     [](Peer& peer) {
       log_in(peer);
       answer(peer, {kList, kNames, "+OK\r\n"});
       while (peer.say(std::string(1000, 'x'))) {
       }
     },
     "fetch", "do not end"},
    {"SaysMoreThanItWasAsked", then({kList, kNames, kMail + "+OK removed\r\n"}), "remove", "nobody asked for", 1},
    {"DeleRefused", then({kList, kNames, kMail, "-ERR read only\r\n"}), "remove", "does not remove mail 1: read only",
     1},
    {"CutAtDele", then_gone({kList, kNames, kMail}), "remove", "", 1},
    {"CutAtQuit", then_gone({kList, kNames, kMail, "+OK\r\n", kMail, "+OK\r\n"}), "close", "", 2},
    {"SilentAtQuit", then({kList, kNames, kMail, "+OK\r\n", kMail, "+OK\r\n"}), "close", "no answer in time", 2,
     kShort},
    {"QuitRefused", then({kList, kNames, kMail, "+OK\r\n", kMail, "+OK\r\n", "-ERR some not removed\r\n"}), "close",
     "did not remove what it was asked to: some not removed", 2},
    {"NothingWrong", then({kList, kNames, kMail, "+OK\r\n", kMail, "+OK\r\n", "+OK bye\r\n"}), "closed", "", 2},
};
INSTANTIATE_TEST_SUITE_P(Scripted, Pop3Trouble, ::testing::ValuesIn(kTroubles),
                         [](const auto& one) { return one.param.name; });

// ---- single mails

class Pop3Session : public ::testing::Test {
 protected:
  std::unique_ptr<Mailbox> open(const ScriptedServer& server) {
    config::MailboxOptions options;
    options.pop3 = "pop3://u@127.0.0.1:" + std::to_string(server.port());
    options.password_file = folder_.write("password", "geheim\n");
    options.timeout = kLong;
    client_ = std::move(*open_mailbox_client(options));
    return std::move(*client_->open());
  }

  TestFolder folder_;
  std::unique_ptr<MailboxClient> client_;
};

TEST_F(Pop3Session, OneRefusedMailDoesNotEndIt) {
  ScriptedServer server({then({kList, kNames, "-ERR gone\r\n", kMail, "-ERR no\r\n", "+OK\r\n", "+OK\r\n"})});
  const auto box = open(server);
  const auto mails = *box->list();
  EXPECT_EQ(box->fetch(mails[0], kMost).error().code, base::ErrorCode::kNotFound);
  EXPECT_TRUE(box->fetch(mails[1], kMost));
  EXPECT_EQ(box->remove(mails[0]).error().code, base::ErrorCode::kNotFound);
  EXPECT_TRUE(box->remove(mails[1]));
  EXPECT_TRUE(box->close());
}

TEST_F(Pop3Session, AMailThatIsTooLargeIsNotTakenForAnswers) {
  ScriptedServer server({then({kList, kNames, "+OK\r\n" + std::string(2000, 'x') + "\r\n", "+OK removed all\r\n"})});
  const auto box = open(server);
  const auto mails = *box->list();
  EXPECT_EQ(box->fetch(mails[0], 1000).error().code, base::ErrorCode::kNoSpace);
  EXPECT_FALSE(box->remove(mails[1]));
  EXPECT_FALSE(box->close());
}

TEST_F(Pop3Session, AServerWithoutUidlGivesNoNames) {
  ScriptedServer server({then({kList, "-ERR what is UIDL?\r\n"})});
  const auto mails = *open(server)->list();
  ASSERT_EQ(mails.size(), 2U);
  for (const auto& mail : mails) EXPECT_EQ(mail.uid, "");
}

TEST_F(Pop3Session, NamesGoToTheirMails) {
  ScriptedServer server({then({"+OK\r\n1 10\r\n3 30 more words\r\n5 50\r\n.\r\n",
                               "+OK\r\n2 two\r\n3 three\r\n5 " + std::string(71, 'x') + "\r\n.\r\n"})});
  const auto mails = *open(server)->list();
  ASSERT_EQ(mails.size(), 3U);
  EXPECT_EQ(mails[0].uid, "");
  EXPECT_EQ(mails[1].uid, "three");
  EXPECT_EQ(mails[1].size, 30U);
  EXPECT_EQ(mails[2].uid, "") << "longer than a name may be";
}

TEST_F(Pop3Session, LinesMayComeInAnyPieces) {
  ScriptedServer server({[](Peer& peer) {
    log_in(peer);
    answer(peer, {kList, kNames});
    peer.hear();
    for (const char c : std::string("+OK\r\n..\r\na\r\r\n\n.\n\r\n.\r\n")) peer.say({c});
    peer.until_gone();
  }});
  const auto box = open(server);
  EXPECT_EQ(box->fetch(box->list()->at(0), kMost).value_or("nothing"), ".\r\na\r\r\n\n.\n\r\n");
}

TEST_F(Pop3Session, StoppingEndsWhatIsWaiting) {
  std::promise<void> heard;
  ScriptedServer server({[&](Peer& peer) {
    log_in(peer);
    peer.hear();
    heard.set_value();
    peer.until_gone();
  }});
  const auto box = open(server);
  auto listed = std::async(std::launch::async, [&] { return box->list(); });
  heard.get_future().get();
  client_->end_within(milliseconds(1));
  EXPECT_FALSE(listed.get());
  EXPECT_FALSE(client_->open()) << "nothing is begun after it";
}

// ---- who is dialled

TEST(Pop3Tls, ACertificateOfAnotherHostGetsNoPassword) {
  const DovecotServer server("DNS:other.example");
  const auto opened = std::move(*open_mailbox_client(server.options()))->open();
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("ertificate"));
}

TEST(Pop3Tls, AnUntrustedCertificateGetsNoPassword) {
  const DovecotServer server("IP:127.0.0.1");
  make_certificate(server.folder().path() / "another", "IP:127.0.0.1");
  auto options = server.options();
  options.ca_file = (server.folder().path() / "another.crt").string();
  const auto opened = std::move(*open_mailbox_client(options))->open();
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("certificate verify failed"));
}

TEST(Pop3Tls, APlainServerIsNoTlsServer) {
  ScriptedServer server({greeting("+OK in clear\r\n")});
  const TestFolder folder;
  config::MailboxOptions options;
  options.pop3 = "pop3s://u@127.0.0.1:" + std::to_string(server.port());
  options.password_file = folder.write("password", "geheim\n");
  options.timeout = kLong;
  EXPECT_FALSE(std::move(*open_mailbox_client(options))->open());
}

TEST(Pop3Dovecot, RefusesAWrongPassword) {
  const DovecotServer server;
  auto options = server.options();
  options.password_file = server.folder().write("wrong", "falsch\n");
  const auto refused = std::move(*open_mailbox_client(options))->open();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("[AUTH]"));
  EXPECT_THAT(refused.error().message, Not(HasSubstr("falsch")));
}

TEST(OpenMailboxClient, RefusesWhatCannotWork) {
  const TestFolder folder;
  const auto refused = [&](const std::string& url, const std::string& password = "geheim\n") {
    config::MailboxOptions options;
    options.pop3 = url;
    options.password_file = folder.write("password", password);
    const auto opened = open_mailbox_client(options);
    return !opened && opened.error().code == base::ErrorCode::kInvalid ? opened.error().message
                                                                       : std::string("was taken");
  };
  EXPECT_THAT(refused("imap://u@h"), HasSubstr("unknown scheme"));
  EXPECT_THAT(refused("pop3s://h"), HasSubstr("user is missing"));
  EXPECT_THAT(refused("pop3s://u v@h"), HasSubstr("user holds"));
  EXPECT_THAT(refused("pop3s://u@h:0"), HasSubstr("port"));
  for (const char* host : {"mail.example", "127.example", "10.0.0.1", "[2001:db8::1]"})
    EXPECT_THAT(refused("pop3://u@" + std::string(host)), HasSubstr("in clear"));
  for (const char* host : {"localhost", "127.0.0.1", "127.8.8.8:1110", "[::1]"})
    EXPECT_EQ(refused("pop3://u@" + std::string(host)), "was taken") << host;
  EXPECT_THAT(refused("pop3s://u@h", "a\rQUIT\n"), HasSubstr("control character"));
  EXPECT_THAT(refused("pop3s://u@h", ""), HasSubstr("first line"));
  config::MailboxOptions options;
  options.pop3 = "pop3s://u@h";
  options.password_file = "/nonexistent";
  EXPECT_THAT(open_mailbox_client(options).error().message, HasSubstr("/nonexistent"));
}

}  // namespace
}  // namespace redrive::mail
