// Where bodies end, and how targets are read.
#include "central/http/framing.h"

#include <gtest/gtest.h>

#include "central/http/arguments.h"
#include "central/http/uri.h"
#include "shared/view/alert_reader.h"

namespace redrive::central {
namespace {

struct Case {
  std::string_view what, method;
  HeaderFields fields;
  int status;  // 0 = taken
};

TEST(Framing, IsStrict) {
  const Case cases[] = {
      {"a length", "POST", {{"Content-Length", "5"}}, 0},
      {"chunked", "POST", {{"transfer-encoding", "Chunked"}}, 0},
      {"no body at all", "GET", {{"Host", "x"}}, 0},
      {"both", "POST", {{"Content-Length", "5"}, {"Transfer-Encoding", "chunked"}}, 400},
      {"both, the other way round", "GET", {{"Transfer-Encoding", "chunked"}, {"Content-Length", "5"}}, 400},
      {"two lengths", "POST", {{"Content-Length", "5"}, {"content-length", "6"}}, 400},
      {"two equal lengths", "POST", {{"Content-Length", "5"}, {"Content-Length", "5"}}, 400},
      {"a list", "POST", {{"Content-Length", "5, 5"}}, 400},
      {"a sign", "POST", {{"Content-Length", "+5"}}, 400},
      {"negative", "POST", {{"Content-Length", "-5"}}, 400},
      {"hexadecimal", "POST", {{"Content-Length", "0x5"}}, 400},
      {"empty", "POST", {{"Content-Length", ""}}, 400},
      {"past 64 bits", "POST", {{"Content-Length", "99999999999999999999"}}, 400},
      {"two codings", "POST", {{"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "identity"}}, 400},
      {"another coding", "POST", {{"Transfer-Encoding", "gzip, chunked"}}, 501},
      {"almost chunked", "POST", {{"Transfer-Encoding", "xchunked"}}, 501},
      {"a space before the colon", "POST", {{"Content-Length ", "5"}}, 400},
      {"a line break in a name", "POST", {{"Content\rLength", "5"}}, 400},
      {"no length", "POST", {}, 411},
      {"no length either", "PUT", {}, 411},
      {"two hosts", "GET", {{"Host", "a"}, {"Host", "b"}}, 400},
  };
  for (const auto& c : cases) {
    const auto framing = read_framing(c.method, c.fields);
    EXPECT_EQ(framing ? 0 : framing.error().status, c.status) << c.what;
  }
  EXPECT_EQ(read_framing("POST", {{"Content-Length", "0005"}})->length, 5U);
}

TEST(Target, IsDecodedOnceAndStrictly) {
  const auto target = parse_target("http://host:1/a%20b?x=1%2B1&y=a+b&z&#f");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a%20b");
  EXPECT_EQ(target->query.find("x")->second, "1+1");
  EXPECT_EQ(target->query.find("y")->second, "a b");
  EXPECT_EQ(target->query.find("z")->second, "");
  for (const char* bad : {"/a?x=%", "/a?x=%1", "/a?x=%zz", "/a?x=%00"}) EXPECT_FALSE(parse_target(bad)) << bad;
  const auto twice = parse_target("/a?x=2&x=1");
  ASSERT_EQ(twice->query.size(), 2U);
  EXPECT_EQ(twice->query.begin()->second, "2") << "repeats in their order";
  EXPECT_FALSE(percent_decode("%00", false));
  EXPECT_EQ(percent_decode("%2E%2e%2F", false), "../");
}

TEST(Depth, IsCountedOutsideTexts) {
  EXPECT_FALSE(view::too_deep(R"({"a": "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "b\"[": []})"));
  EXPECT_TRUE(view::too_deep(std::string(33, '[')));
  EXPECT_FALSE(view::too_deep(std::string(32, '[')));
}

TEST(SplitArray, FindsElementsByQuotesAndBrackets) {
  const auto split = [](std::string_view text) {
    return view::split_array(text, 10).value_or(std::vector<std::string_view>{"too many"});
  };
  using V = std::vector<std::string_view>;
  EXPECT_EQ(split("[]"), V{});
  EXPECT_EQ(split("[ ]"), V{});
  EXPECT_EQ(split("[1, {\"a\": [2, 3]}, \"],\"]"), (V{"1", "{\"a\": [2, 3]}", "\"],\""}));
  EXPECT_EQ(split("[1,]"), (V{"1", ""}));
  EXPECT_EQ(split("[1, {"), (V{"1", "{"}));
  EXPECT_EQ(split("["), V{""});
  EXPECT_FALSE(view::split_array("[1,2,3]", 2));
}

}  // namespace
}  // namespace redrive::central
