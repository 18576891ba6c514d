// Mails as programs and people really send them: tests/corpus/mail.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "mail/read/received_mail.h"

namespace redrive::mail {

inline std::string with_crlf(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? "\r\n" : std::string(1, c);
  return out;
}

inline std::string corpus_text(const std::string& name) {
  const char* source = std::getenv("REDRIVE_SOURCE_DIR");
  std::ifstream file(std::string(source ? source : ".") + "/tests/corpus/mail/" + name + ".eml", std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  EXPECT_FALSE(text.empty()) << name;
  return text;
}

inline ReceivedMail read_text(std::string_view text) {
  auto mail = read_mail(text);
  EXPECT_TRUE(mail) << (mail ? "" : mail.error().message);
  return mail.value_or(ReceivedMail{});
}

// As POP3 hands it over; with bare line feeds it must be the same mail.
inline ReceivedMail corpus_mail(const std::string& name) {
  const std::string text = corpus_text(name);
  ReceivedMail mail = read_text(with_crlf(text)), bare = read_text(text);
  EXPECT_EQ(mail.text, bare.text) << name;
  EXPECT_EQ(mail.fields, bare.fields) << name;
  EXPECT_EQ(mail.delivery_status, bare.delivery_status) << name;
  EXPECT_EQ(mail.faults, bare.faults) << name;
  return mail;
}

}  // namespace redrive::mail
