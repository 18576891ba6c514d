#include "tests/contract/mail/smtp_faults.h"

#include <ostream>

namespace redrive::mail {
namespace {

using Script = ScriptedServer::Script;
using enum Delivery;
using enum Concerns;

// Says this instead of a greeting.
Script greets(std::string bytes) {
  return [bytes](Peer& peer) {
    peer.say(bytes);
    peer.until_gone();
  };
}

// Answers the commands after the greeting, from EHLO on, with these, then only a goodbye.
Script answers(std::vector<std::string> replies) {
  return [replies](Peer& peer) {
    peer.say("220 scripted\r\n");
    for (const auto& reply : replies) {
      peer.hear();
      peer.say(reply + "\r\n");
    }
    if (peer.hear() == "QUIT") peer.say("221 bye\r\n");
  };
}

Script silent_after(std::vector<std::string> replies) {
  return [replies](Peer& peer) {
    peer.say("220 scripted\r\n");
    for (const auto& reply : replies) {
      peer.hear();
      peer.say(reply + "\r\n");
    }
    peer.until_gone();
  };
}

// The same, and then cuts as soon as the next command has come.
Script cuts_after(std::vector<std::string> replies) {
  return [replies](Peer& peer) {
    peer.say("220 scripted\r\n");
    for (const auto& reply : replies) {
      peer.hear();
      peer.say(reply + "\r\n");
    }
    peer.hear();
  };
}

// Takes the message to its dot, says this and cuts.
Script after_the_dot(std::string bytes) {
  return [bytes](Peer& peer) {
    peer.greet();
    peer.take_to_data();
    peer.say(bytes);
  };
}

Script silent_after_the_dot(std::string bytes) {
  return [bytes](Peer& peer) {
    peer.greet();
    peer.take_to_data();
    peer.say(bytes);
    peer.until_gone();
  };
}

const SmtpFault kFaults[] = {
    // ---- before anything of a mail was said
    {"CutBeforeTheGreeting", [](Peer& peer) { peer.cut(); }, kLater, kRelays, "closed the connection"},
    {"SilenceInsteadOfAGreeting", [](Peer& peer) { peer.until_gone(); }, kLater, kRelays, "no answer in time", true},
    {"Greeting421", greets("421 4.3.2 too busy\r\n"), kLater, kRelays, "421 4.3.2 too busy"},
    {"Greeting554", greets("554 no service for you\r\n"), kLater, kRelays, "554 no service"},
    {"GreetingOfAnotherProtocol", greets("SSH-2.0-OpenSSH_9\r\n"), kLater, kRelays, "SSH-2.0"},
    {"OneByteNowAndThen", [](Peer& peer) { peer.drip("220 " + std::string(10'000, 'x')); }, kLater, kRelays,
     "no answer in time", true},
    {"ALineWithoutEnd",
     [](Peer& peer) {
       while (peer.say(std::string(1000, '2'))) {
       }
     },
     kLater, kRelays, ""},
    {"AReplyWithoutEnd",
     [](Peer& peer) {
       peer.say("220 scripted\r\n");
       while (peer.say("250-and more\r\n")) {
       }
     },
     kLater, kRelays, "do not end"},
    {"EndOfFileInAMultiLineReply",
     [](Peer& peer) {
       peer.say("220 scripted\r\n");
       peer.hear();
       peer.say("250-one\r\n250-two\r\n");
     },
     kLater, kRelays, "closed the connection"},
    {"SlowAtEveryStep",
     [](Peer& peer) {
       for (int i = 0; i < 1000; ++i) peer.drip("250-x\r\n");
     },
     kLater, kRelays, "no answer in time", true},
    {"Ehlo421", answers({"421 4.3.2 shutting down"}), kLater, kRelays, "421 4.3.2"},
    {"Ehlo502", answers({"502 5.5.1 not here"}), kLater, kRelays, "does not take EHLO: 502"},
    {"Mail421", answers({"250 x", "421 4.3.2 shutting down"}), kLater, kRelays, "421 4.3.2"},
    {"Mail452", answers({"250 x", "452 4.3.1 no room"}), kLater, kRelays, "452 4.3.1"},
    {"Mail530", answers({"250 x", "530 5.7.0 Must issue a STARTTLS command first"}), kLater, kRelays, "530 5.7.0"},
    {"Mail550", answers({"250 x", "550 5.7.1 not your address"}), kRefused, kMail, "550 5.7.1"},

    // ---- before the message was whole
    {"Rcpt421", answers({"250 x", "250 ok", "421 4.3.2 shutting down"}), kLater, kDestination, "421 4.3.2"},
    {"Rcpt450", answers({"250 x", "250 ok", "450 4.2.1 mailbox busy"}), kLater, kMail, "450 4.2.1"},
    {"Rcpt550", answers({"250 x", "250 ok", "550 5.1.1 no such user"}), kRefused, kMail, "550 5.1.1"},
    {"SilenceAtRcpt", silent_after({"250 x", "250 ok"}), kLater, kDestination, "no answer in time", true},
    {"CutAtRcpt", cuts_after({"250 x", "250 ok"}), kLater, kDestination, ""},
    {"Data421", answers({"250 x", "250 ok", "250 ok", "421 4.3.2 shutting down"}), kLater, kDestination, "421 4.3.2"},
    {"Data451", answers({"250 x", "250 ok", "250 ok", "451 4.3.0 try later"}), kLater, kDestination, "451 4.3.0"},
    {"Data554", answers({"250 x", "250 ok", "250 ok", "554 no valid recipients"}), kRefused, kMail, "554 no valid"},
    {"Data250", answers({"250 x", "250 ok", "250 ok", "250 what message?"}), kLater, kDestination, "250 what"},
    {"CutInsideTheMessage", cuts_after({"250 x", "250 ok", "250 ok"}), kLater, kDestination, ""},

    // ---- after its dot
    {"451AfterTheDot", after_the_dot("451 4.3.0 try later\r\n"), kLater, kMail, "451 4.3.0"},
    {"421AfterTheDot", after_the_dot("421 4.3.2 not now\r\n"), kLater, kMail, "421 4.3.2"},
    {"552AfterTheDot", after_the_dot("552 5.3.4 too big\r\n"), kRefused, kMail, "552 5.3.4"},
    {"554AfterTheDot", after_the_dot("554 5.7.1 looks like spam\r\n"), kRefused, kMail, "554 5.7.1"},
    {"CutAfterTheDot", after_the_dot(""), kMaybeSent, kDestination, "may have been delivered"},
    {"SilenceAfterTheDot", silent_after_the_dot(""), kMaybeSent, kDestination, "may have been delivered", true},
    {"AReplyWithoutLineEndAfterTheDot", after_the_dot("250 Ok: queued"), kMaybeSent, kDestination,
     "may have been delivered"},
    {"EndOfFileInTheLastReply", after_the_dot("250-Ok\r\n"), kMaybeSent, kDestination, "may have been delivered"},
    {"RubbishAfterTheDot", after_the_dot("queued, I think\r\n"), kMaybeSent, kMail, "queued, I think"},
    {"354AfterTheDot", after_the_dot("354 more?\r\n"), kMaybeSent, kMail, "354 more?"},
    {"250ThenEndOfFile", after_the_dot("250 2.0.0 Ok: queued as 77\r\n"), kAccepted, kMail, "queued as 77"},
    {"250InManyLines", after_the_dot("250-2.0.0 Ok\r\n250 queued as 78\r\n"), kAccepted, kMail, "queued as 78"},
    {"SilenceAfterQuit", silent_after_the_dot("250 Ok\r\n"), kAccepted, kMail, "250 Ok", true},
};

}  // namespace

void PrintTo(const SmtpFault& fault, std::ostream* out) {
  *out << fault.name;
}

std::span<const SmtpFault> smtp_faults() {
  return kFaults;
}

void take_a_mail(Peer& peer) {
  peer.greet();
  peer.take_to_data();
  peer.say("250 2.0.0 Ok: queued as GOOD1\r\n");
}

}  // namespace redrive::mail
