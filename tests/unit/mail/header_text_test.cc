#include "mail/compose/header_text.h"

#include <gtest/gtest.h>

#include "mail/compose/address.h"
#include "shared/model/alert.h"
#include "tests/unit/mail/sample_ticket.h"

namespace redrive::mail {
namespace {

std::string undo_base64(std::string_view text) {
  static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0, held = 0;
  for (char c : text) {
    if (c == '=') break;
    bits = bits << 6 | static_cast<unsigned>(kDigits.find(c));
    if ((held += 6) >= 8) out += static_cast<char>(bits >> (held -= 8) & 0xFF);
  }
  return out;
}

// Decodes the encoded words of a folded value, each by itself, as RFC 2047 wants it.
std::vector<std::string> decode_each(std::string_view folded) {
  std::vector<std::string> out;
  for (auto open = folded.find("=?UTF-8?B?"); open != std::string_view::npos;
       open = folded.find("=?UTF-8?B?", open + 1)) {
    const auto begin = open + 10;
    out.push_back(undo_base64(folded.substr(begin, folded.find("?=", begin) - begin)));
  }
  return out;
}

TEST(HeaderText, CleansWhatCouldBreakOutOfALine) {
  const std::pair<std::string, std::string> cases[] = {
      {"plain", "plain"},
      {"a\r\nBcc: x@y", "a Bcc: x@y"},
      {std::string("nul\0byte", 8), "nul byte"},
      {"esc\x1B[31m", "esc [31m"},
      {"\x7F"
       "del",
       "del"},
      {"next\xC2\x85line", "next line"},  // U+0085
      {"ls\xE2\x80\xA8sep", "ls sep"},    // U+2028
      {"abc\xE2\x80\xAE"
       "gpj.exe",
       "abc gpj.exe"},                                                           // U+202E
      {"\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D", "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D"},  // Hebrew stays
      {"bad\xFF utf8", "bad\xEF\xBF\xBD utf8"},
      {"  \t spaces \n ", "spaces"},
  };
  for (const auto& [in, out] : cases) EXPECT_EQ(clean_line(in, 100), out) << in;
}

TEST(HeaderText, CutsOnACharacter) {
  EXPECT_EQ(clean_line("aa\xE2\x82\xAC", 4), "aa");
  EXPECT_EQ(clean_line("aa\xE2\x82\xAC", 5), "aa\xE2\x82\xAC");
  EXPECT_EQ(clean_line(std::string(10'000, 'x'), 100).size(), 100u);
}

TEST(HeaderText, EncodedWordsNeverSplitACharacter) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += i % 3 == 0 ? "\xF0\x9F\x94\xA5" : i % 3 == 1 ? "\xE2\x82\xAC" : "\xC3\xA9";
  for (std::size_t column : {0u, 9u, 40u, 75u}) {
    std::string all;
    for (const auto& word : decode_each(encode_words(text, column))) {
      EXPECT_EQ(model::clean_text(word, 1000), word) << "a word holds half a character, column " << column;
      all += word;
    }
    EXPECT_EQ(all, text);
  }
}

TEST(HeaderText, LinesStayShort) {
  const std::string values[] = {std::string(5000, 'x'), std::string(900, ' ') + "end", "=?utf-8?q?a=0D=0ABcc:?= x",
                                "many short words " + std::string(40, 'y') + " " + std::string(60, 'z') + " and so on",
                                std::string("\xF0\x9F\x94\xA5") + std::string(300, 'w')};
  for (const auto& value : values) {
    const std::string header = text_header("Subject", value);
    ASSERT_TRUE(header.ends_with("\r\n"));
    for (std::size_t begin = 0; begin < header.size();) {
      const auto end = header.find("\r\n", begin);
      EXPECT_LE(end - begin, kMaxMailLine) << header;
      EXPECT_EQ(begin == 0, header[begin] != ' ') << "every further line is a continuation: " << header;
      begin = end + 2;
    }
  }
  EXPECT_EQ(text_header("Subject", "=?utf-8?q?x?=").find("=?utf-8"), std::string::npos)
      << "must not be decoded by readers";
}

TEST(HeaderText, Date) {
  EXPECT_EQ(mail_date(at("2026-03-02T00:02:13Z")), "Mon, 02 Mar 2026 00:02:13 +0000");
  EXPECT_EQ(mail_date(at("2024-02-29T23:59:59.999999Z")), "Thu, 29 Feb 2024 23:59:59 +0000");
}

TEST(Address, TakesPlainOnesOnly) {
  for (const char* good : {"a@b", "redrive@noc.example", "first.last+tag@x-y.example", "o'neil@x.example"})
    EXPECT_TRUE(is_address(good)) << good;
  for (const char* bad : {"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\r\nRCPT TO:<x@y>", "<a@b>", "a@[127.0.0.1]",
                          "\"a b\"@c", "a@b,c@d", "a@b.", ".a@b", "a@b..c", "j\xC3\xB6rg@x", "a@b>"}) {
    EXPECT_FALSE(is_address(bad)) << bad;
  }
  EXPECT_FALSE(is_address(std::string(300, 'a') + "@b"));
}

TEST(Address, BareAndHeaderForms) {
  EXPECT_EQ(bare_address("Redrive NOC <redrive@noc.example>"), "redrive@noc.example");
  EXPECT_EQ(bare_address(" redrive@noc.example "), "redrive@noc.example");
  EXPECT_EQ(bare_address("x <a@b> evil"), "");
  EXPECT_EQ(header_address("Redrive \"NOC\", x <redrive@noc.example>"), "\"Redrive NOC, x\" <redrive@noc.example>");
  EXPECT_EQ(header_address("redrive@noc.example"), "redrive@noc.example");
  EXPECT_EQ(header_address("J\xC3\xB6rg <j@x>"), "=?UTF-8?B?SsO2cmc=?=\r\n <j@x>");
  EXPECT_EQ(header_address("x\r\nBcc: y <a@b>"), "\"x Bcc: y\" <a@b>");
  EXPECT_EQ(header_address("nobody"), "");
}

}  // namespace
}  // namespace redrive::mail
