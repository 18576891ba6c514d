#include "mail/compose/transfer_encoding.h"

#include <gtest/gtest.h>

namespace redrive::mail {
namespace {

TEST(TransferEncoding, Base64) {  // RFC 4648 section 10
  const std::pair<std::string, std::string> cases[] = {{"", ""},
                                                       {"f", "Zg=="},
                                                       {"fo", "Zm8="},
                                                       {"foo", "Zm9v"},
                                                       {"foob", "Zm9vYg=="},
                                                       {"fooba", "Zm9vYmE="},
                                                       {"foobar", "Zm9vYmFy"}};
  for (const auto& [in, out] : cases) EXPECT_EQ(base64(in), out) << in;
  EXPECT_EQ(base64(std::string("\xFF\0\xFE", 3)), "/wD+");
  EXPECT_EQ(base64_lines(std::string(58, 'a')).find("\r\n"), 76u);
}

TEST(TransferEncoding, QuotedPrintable) {
  const std::pair<std::string, std::string> cases[] = {
      {"", ""},
      {"plain\n", "plain\r\n"},
      {"no end", "no end\r\n"},
      {"a=b\n", "a=3Db\r\n"},
      {"\xC3\xA9\n", "=C3=A9\r\n"},
      {"space at end \n", "space at end=20\r\n"},
      {"tab\t\n", "tab=09\r\n"},
      {".\n", "=2E\r\n"},
      {"From here\n", "=46rom here\r\n"},
      {"\n\n", "\r\n\r\n"},
      {"cr\rlf\n", "cr=0Dlf\r\n"},
      {std::string(75, 'x') + "\n", std::string(75, 'x') + "\r\n"},
      {std::string(75, 'x') + ".y\n", std::string(75, 'x') + "=\r\n=2Ey\r\n"},
  };
  for (const auto& [in, out] : cases) EXPECT_EQ(quoted_printable(in), out) << in;
}

}  // namespace
}  // namespace redrive::mail
