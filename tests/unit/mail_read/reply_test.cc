// What somebody answers to a ticket.
#include "mail/read/reply.h"

#include "mail/read/new_text.h"
#include "mail/read/ticket_ids.h"
#include "tests/unit/mail_read/corpus_mail.h"

namespace redrive::mail {
namespace {

struct CorpusCase {
  std::string name;
  ReplyCommand command;
  std::string_view note;
};

config::ReplyOptions german() {
  config::ReplyOptions words;
  words.resolved.emplace_back("ist behoben");
  words.wrong_centre.emplace_back("IST NICHT UNSERE STRASSE");
  return words;
}

TEST(Reply, OfEachMailProgram) {
  const CorpusCase cases[] = {
      {"reply_thunderbird", ReplyCommand::kResolved,
       "/var was full of old core dumps, they are gone.\n Please run it again."},
      {"reply_outlook", ReplyCommand::kWrongCentre, "Pune belongs to mc-b since “Monday”.\n\nDana Hill"},
      {"reply_outlook_html", ReplyCommand::kResolved, "Platte in München getauscht & geprüft."},
      {"reply_gmail", ReplyCommand::kAck, "On my way, about 40 minutes — Ravi"},
      {"reply_iphone", ReplyCommand::kAck, ""},
      {"reply_apple_html", ReplyCommand::kResolved, "Replaced the SSD in bay 2, “fsck” is clean."},
      {"reply_k9", ReplyCommand::kWrongCentre, "das macht Augsburg."},
      {"reply_mutt", ReplyCommand::kNote, "bånd 3 er full, vi rydder i kveld.\n\nDe venter til kl. 20."},
      {"reply_without_references", ReplyCommand::kNote, "Is that really resolved?"},
  };
  for (const auto& c : cases) {
    const auto reply = read_reply(corpus_mail(c.name), german());
    ASSERT_TRUE(reply) << c.name;
    EXPECT_EQ(to_string(reply->command), to_string(c.command)) << c.name;
    EXPECT_EQ(reply->note, c.note) << c.name;
    EXPECT_EQ(reply->tickets, std::vector<std::string>{"RD-2026-000123"}) << c.name;
  }
}

TEST(Reply, NewestIdFirst) {
  const auto mail = read_text(
      "From: a@b.example\nIn-Reply-To: <RD-2026-000123.3@noc>\nReferences: <RD-2026-000123.1@noc> <other@x>\n"
      " <storm-RD-2026-000007.1@noc> <RD-2026-000123.3@noc>\n\nack\n");
  const auto reply = read_reply(mail, {});
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->message_ids, (std::vector<std::string>{"<RD-2026-000123.3@noc>", "<storm-RD-2026-000007.1@noc>",
                                                          "<RD-2026-000123.1@noc>"}));
  EXPECT_TRUE(reply->tickets.empty());
  EXPECT_FALSE(read_reply(read_text("From: a@b.example\nSubject: hello\nReferences: <x@y>\n\nresolved\n"), {}));
}

TEST(TicketIds, InSubjects) {
  const std::pair<std::string_view, std::vector<std::string>> cases[] = {
      {"[RD-2026-000123] x", {"RD-2026-000123"}},
      {"Re: [shadow] [storm-rd-2026-000123] [RD-2027-1000000]", {"storm-RD-2026-000123", "RD-2027-1000000"}},
      {"[RD-2026-000123] [RD-2026-000123]", {"RD-2026-000123"}},
      {"RD-2026-000123", {}},
      {"[RD-26-000123] [RD-2026-] [RD-2026-1234567890123] [RD-2026-000123 ] [XRD-2026-000123] [[", {}},
  };
  for (const auto& [subject, ids] : cases) EXPECT_EQ(ticket_ids(subject), ids) << subject;
}

TEST(TicketIds, OwnMessageIds) {
  EXPECT_TRUE(is_own_message_id("<RD-2026-000123.1@noc.example>"));
  EXPECT_TRUE(is_own_message_id("<storm-RD-2026-000123.1.mc-a@noc.example>"));
  EXPECT_FALSE(is_own_message_id("<RD-2026-000123@noc.example>"));
  EXPECT_FALSE(is_own_message_id("<x.RD-2026-000123.1@noc.example>"));
  EXPECT_FALSE(is_own_message_id("RD-2026-000123.1@noc.example"));
}

struct WordCase {
  std::string_view text;
  ReplyCommand command;
  std::string_view note;
};

TEST(Reply, FirstWords) {
  const config::ReplyOptions words{
      {"ack", "übernommen"}, {"resolved", "fixed", "problem behoben"}, {"note"}, {"wrong centre", "wrong"}};
  const WordCase cases[] = {
      {"ack", ReplyCommand::kAck, ""},
      {"ACK.", ReplyCommand::kAck, ""},
      {"*Resolved*", ReplyCommand::kResolved, ""},
      {"\"fixed\" - new disk", ReplyCommand::kResolved, "new disk"},
      {"resolved,thanks", ReplyCommand::kResolved, "thanks"},
      {"Resolved!!! at last", ReplyCommand::kResolved, "at last"},
      {"ÜBERNOMMEN: Team Süd", ReplyCommand::kAck, "Team Süd"},
      {"Problem   behoben.\n\nGruß", ReplyCommand::kResolved, "Gruß"},
      {"wrong centre: ask mc-b", ReplyCommand::kWrongCentre, "ask mc-b"},
      {"Wrong Centre", ReplyCommand::kWrongCentre, ""},
      {"wrong disk", ReplyCommand::kWrongCentre, "disk"},
      {"note -- it rains", ReplyCommand::kNote, "it rains"},
      {"Hello NOC team,\n\nack, 20 minutes", ReplyCommand::kAck, "20 minutes"},
      {"\xC2\xA0 \xE2\x80\x8B"
       "ack",
       ReplyCommand::kAck, ""},
      {"resolved?", ReplyCommand::kNote, "resolved?"},
      {"Not resolved yet", ReplyCommand::kNote, "Not resolved yet"},
      {"Not yet,\nresolved tomorrow", ReplyCommand::kNote, "Not yet,\nresolved tomorrow"},
      {"Good question.\nack", ReplyCommand::kNote, "Good question.\nack"},
      {"ackermann is here", ReplyCommand::kNote, "ackermann is here"},
      {"fixed-width fonts are gone", ReplyCommand::kNote, "fixed-width fonts are gone"},
      {"", ReplyCommand::kNote, ""},
      {"!!!", ReplyCommand::kNote, "!!!"},
      {"> resolved", ReplyCommand::kNote, ""},
  };
  for (const auto& c : cases) {
    ReceivedMail mail;
    mail.subject = "[RD-2026-000001]";
    mail.text = c.text;
    const auto reply = read_reply(mail, words);
    ASSERT_TRUE(reply);
    EXPECT_EQ(to_string(reply->command), to_string(c.command)) << c.text;
    EXPECT_EQ(reply->note, c.note) << c.text;
  }
}

TEST(NewText, WithoutQuotesAndSignatures) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"new\n\nOn Mon, 2 Mar 2026, x wrote:\n> old", "new"},
      {"new\n\nOn Mon, 2 Mar 2026 at 10:00, A Very Long Name Indeed\n<a@b.example> wrote:\n\n> old", "new"},
      {"new\nLe lun. 2 mars 2026 à 10:00, x <a@b> a écrit :\nold without marks", "new"},
      {"new\n\nAm 02.03.26 um 10:00 schrieb x:\n> old", "new"},
      {"new\n\n2026年3月2日(月) 10:00 x <a@b.example>:\n\n> old", "new"},
      {"new\n\nDana <\na@b.example>:\n> old", "new\n\nDana <"},
      {"new\n\nW dniu 2.03.2026 o 10:00, Redrive NOC\n<a@b.example> pisze:\n> old", "new"},
      {"> old\n\nbelow", "below"},
      {"> old\nbetween\n> old\nafter", "between\nafter"},
      {"On Tuesday we wrote:\na list", "On Tuesday we wrote:\na list"},
      {"See the log:\n> no room", "See the log:"},
      {"new\n\n-----Original Message-----\nFrom: x\nold", "new"},
      {"new\n---------- Forwarded message ---------\nold", "new"},
      {"new\n\n________________________________\nFrom: x <a@b>\nSent: today\nTo: y\nSubject: z\n\nold", "new"},
      {"new\n\n*Von:* x\n*Gesendet:* heute\n*An:* y\n*Betreff:* z\nold", "new"},
      {"From: my point of view it is fine\nand so on", "From: my point of view it is fine\nand so on"},
      {"From: me\nTo: you\nhello", "From: me\nTo: you\nhello"},
      {"new\n-- \nsignature", "new"},
      {"new\n--\nsignature", "new"},
      {"new\n\nSent from my iPhone", "new"},
      {"new\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n", "new"},
      {"new\n\nVon meinem iPad gesendet\n\n> old", "new"},
      {"The disk was\nsent from my desk", "The disk was\nsent from my desk"},
      {"one\n\n\n\ntwo\n\n", "one\n\ntwo"},
      {"", ""},
  };
  for (const auto& [text, fresh] : cases) EXPECT_EQ(new_text(text), fresh) << text;
}

TEST(Reply, NoteIsBounded) {
  ReceivedMail mail;
  mail.subject = "[RD-2026-000001]";
  mail.text = "note " + std::string(100'000, 'x');
  EXPECT_EQ(read_reply(mail, {})->note.size(), kMaxNote);
}

}  // namespace
}  // namespace redrive::mail
