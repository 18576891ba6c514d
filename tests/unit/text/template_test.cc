#include "shared/text/template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace redrive::text {
namespace {

using testing::HasSubstr;

TemplateWords words() {
  TemplateWords part, item, none, all;
  part.values = {"line"};
  item.values = {"name", "own"};
  item.lists.emplace("part", part);
  none.values = {"own"};
  all.values = {"name", "empty", "mark"};
  all.lists = {{"item", item}, {"none", none}};
  return all;
}
const TemplateWords kWords = words();

TemplateValues values() {
  TemplateValues a, b, first, second, all;
  a.values["line"] = "a";
  b.values["line"] = "b";
  first.values = {{"name", "first"}, {"own", "1"}};
  first.lists["part"] = {a, b};
  second.values["own"] = "2";
  second.lists["part"] = {};
  all.values = {{"name", "outer"}, {"empty", ""}, {"mark", "<&\">'"}};
  all.lists["item"] = {first, second};
  all.lists["none"] = {};
  return all;
}

std::string drawn(std::string_view source, Escape escape = Escape::kNone) {
  const auto parsed = Template::parse(source, kWords, escape);
  return parsed ? parsed->render(values()) : parsed.error().message;
}

TEST(Template, ValuesAndSections) {
  const std::pair<const char*, const char*> rows[] = {
      {"", ""},
      {"plain { text } }}", "plain { text } }}"},
      {"{{name}}", "outer"},
      {"{{ name }}!", "outer!"},
      {"<{{empty}}>", "<>"},
      {"{{mark}}", "<&\">'"},
      {"{{#item}}{{own}}{{name}} {{/item}}", "1first 2outer "},
      {"{{#item}}{{own}}:{{#part}}{{line}}{{own}},{{/part}};{{/item}}", "1:a1,b1,;2:;"},
      {"{{#none}}x{{/none}}{{^none}}y{{/none}}", "y"},
      {"{{^item}}x{{/item}}", ""},
      {"{{#name}}yes{{/name}}{{#empty}}no{{/empty}}", "yes"},
      {"{{^name}}no{{/name}}{{^empty}}yes{{/empty}}", "yes"},
      {"{{#item}}{{^part}}{{own}}{{/part}}{{/item}}", "2"},
      {"a{{! a comment, with {{ in it }}b", "ab"},
  };
  for (const auto& [source, text] : rows) EXPECT_EQ(drawn(source), text) << source;
}

TEST(Template, ALineOfATagAloneLeavesNone) {
  EXPECT_EQ(drawn("a\n{{#item}}\n- {{own}}\n{{/item}}\nb\n"), "a\n- 1\n- 2\nb\n");
  EXPECT_EQ(drawn("a\n  {{#name}}  \nx\n  {{/name}}"), "a\nx\n");
  EXPECT_EQ(drawn("{{! only this }}\r\nx"), "x");
  EXPECT_EQ(drawn("a {{#name}}\nx{{/name}}\n"), "a \nx\n") << "it is not alone";
  EXPECT_EQ(drawn("{{#name}}{{/name}}\nb"), "\nb") << "two of them are not alone";
  EXPECT_EQ(drawn("{{empty}}\nb"), "\nb") << "a value is not taken away";
}

TEST(Template, ValuesCannotBecomeHtml) {
  EXPECT_EQ(drawn("<b>{{mark}}</b>", Escape::kHtml), "<b>&lt;&amp;&quot;&gt;&#39;</b>");
}

TEST(Template, SaysWhichNamesStandInIt) {
  const auto parsed = Template::parse("{{#item}}{{own}}{{/item}}{{#name}}x{{/name}}", kWords, Escape::kNone).value();
  EXPECT_TRUE(parsed.names("own"));
  EXPECT_FALSE(parsed.names("name")) << "it only decides whether something stands there";
}

TEST(Template, MistakesAreToldWithTheirLine) {
  const std::pair<std::string, const char*> rows[] = {
      {"a\nb {{name", "line 2: {{ is not closed; expected }}"},
      {"a\n\n{{unknown}}", "line 3: there is no \"unknown\" here; there are empty, mark, name"},
      {"{{#item}}{{line}}{{/item}}", "line 1: there is no \"line\" here; there are empty, mark, name, own"},
      {"{{item}}", "there is no \"item\" here"},
      {"{{#other}}{{/other}}", "there are empty, item, mark, name, none"},
      {"{{own}}", "there is no \"own\" here"},
      {"\n{{#item}}\n{{name}}\n", "line 2: {{#item}} is not closed; expected {{/item}}"},
      {"x\n{{/item}}", "line 2: {{/item}} closes nothing"},
      {"{{#item}}\n{{#name}}\n{{/item}}{{/name}}",
       "line 3: {{/item}} comes before {{/name}}, which closes the section of line 2"},
      {"{{}}", "line 1: {{}} holds no name"},
      {"{{Name}}", "expected one of a-z, 0-9 and _"},
      {"{{{name}}}", "holds no name"},
      {"{{> other}}", "holds no name"},
      {"{{" + std::string(65, 'n') + "}}", "holds no name"},
      {std::string(Template::kMaxSource + 1, 'x'), "expected at most 262144 bytes"},
  };
  for (const auto& [source, said] : rows) EXPECT_THAT(drawn(source), HasSubstr(said)) << source.substr(0, 80);
}

TEST(Template, SectionsGoOnlySoDeep) {
  const auto nested = [](std::size_t depth) {
    std::string source = "x";
    for (std::size_t i = 0; i < depth; ++i) source = "{{#name}}" + source + "{{/name}}";
    return source;
  };
  EXPECT_EQ(drawn(nested(Template::kMaxDepth)), "x");
  EXPECT_THAT(drawn(nested(Template::kMaxDepth + 1)), HasSubstr("at most 16 sections"));
  EXPECT_THAT(drawn(nested(5000)), HasSubstr("at most 16 sections"));
}

}  // namespace
}  // namespace redrive::text
