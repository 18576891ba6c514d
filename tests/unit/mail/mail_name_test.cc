#include "mail/compose/mail_name.h"

#include <gtest/gtest.h>

#include <set>

namespace redrive::mail {
namespace {

const SealKey kKey{1, 2, 3};
const std::string kFrom = "Redrive NOC <redrive@noc.example>";

TEST(MailName, TheSameMailAlwaysHasTheSameId) {
  const std::string id = message_id({"RD-2026-000123"}, kKey, kFrom);
  EXPECT_EQ(id, message_id({"RD-2026-000123"}, kKey, kFrom));
  EXPECT_TRUE(id.starts_with("<RD-2026-000123.1.")) << id;
  EXPECT_TRUE(id.ends_with("@noc.example>")) << id;
  EXPECT_EQ(id.size(), std::string("<RD-2026-000123.1.@noc.example>").size() + 20);
}

TEST(MailName, WhatCentralWroteItReadsAgain) {
  const MailName names[] = {{"RD-2026-000123"},
                            {"RD-2026-000123", 12},
                            {"storm-RD-2026-000002", 1, "noc"},
                            {"RD-2026-000123", 4'000'000'000, "mc-a"}};
  std::set<std::string> ids;
  for (const auto& name : names) {
    const std::string id = message_id(name, kKey, kFrom);
    EXPECT_EQ(read_message_id(id, kKey), name) << id;
    EXPECT_EQ(read_message_id(id.substr(1, id.size() - 2), kKey), name) << id;
    EXPECT_EQ(sequence_of(id), name.sequence);
    ids.insert(id);
  }
  EXPECT_EQ(ids.size(), std::size(names));
}

TEST(MailName, NothingElseIsTakenForOurs) {
  const std::string id = message_id({"RD-2026-000123", 2}, kKey, kFrom);
  for (std::size_t i = 1; i < id.find('@'); ++i) {
    std::string forged = id;
    forged[i] = forged[i] == 'a' ? 'b' : 'a';
    EXPECT_FALSE(read_message_id(forged, kKey)) << forged;
  }
  EXPECT_FALSE(read_message_id(id, SealKey{3, 2, 1})) << "another central's";
  for (const std::string& rubbish :
       {std::string(), std::string("<"), std::string("<@>"), std::string("<RD-2026-000123.1@noc.example>"),
        std::string("<a.b.c.d.e@x>"), std::string("..."), std::string(100'000, '.'), std::string("<RD-1.1.\0x@h>", 14)})
    EXPECT_FALSE(read_message_id(rubbish, kKey)) << rubbish.substr(0, 80);
}

TEST(MailName, WhatCannotStandInAnIdIsReplaced) {
  const std::string id = message_id({"a b\r\nc@d.e"}, kKey, "");
  EXPECT_TRUE(id.starts_with("<a-b--c-d-e.1.")) << id;
  EXPECT_TRUE(id.ends_with("@localhost>")) << id;
}

TEST(MailName, TheNumberIsReadOffAnyIdThatHoldsOne) {
  EXPECT_EQ(sequence_of("<RD-2026-000123.7@noc.example>"), 7u) << "of an earlier version";
  EXPECT_EQ(sequence_of("rubbish"), 1u);
  EXPECT_EQ(sequence_of(""), 1u);
}

}  // namespace
}  // namespace redrive::mail
