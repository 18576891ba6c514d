// The files of [mail] templates.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "central/settings/load_options.h"
#include "mail/compose/templates.h"
#include "shared/config/file_text.h"
#include "tests/unit/config/config_files.h"

namespace redrive::central {
namespace {

using testing::AllOf;
using testing::HasSubstr;

struct World {
  config::Parsed<config::CentralOptions> load() {
    const auto file = files.write(
        "central.toml", "[mail]\ntemplates = \"mail\"\n[[centre]]\nid = \"noc\"\nemail = [\"noc@example.com\"]\n");
    return load_options(file, *base::parse_rfc3339("2026-03-02T00:00:00Z"));
  }
  std::string refused() {
    const auto options = load();
    return options ? "nothing" : config::to_text(options.error());
  }
  config::ConfigFiles files;
};

TEST(MailTemplates, AreReadAndTheOthersAreTheShippedOnes) {
  World world;
  world.files.write("mail/subject.txt", "[{{id}}] {{failure_type}}\n");
  const auto options = world.load();
  ASSERT_TRUE(options) << config::to_text(options.error());
  EXPECT_EQ(options->mail.subject_template, "[{{id}}] {{failure_type}}\n");
  EXPECT_EQ(options->mail.text_template, "");
}

TEST(MailTemplates, MistakesAreToldWithFileAndLine) {
  World world;
  EXPECT_THAT(world.refused(), HasSubstr("mail: [mail] templates: there is no such folder"));
  world.files.write("mail/subject.txt", "a subject\n");
  EXPECT_THAT(world.refused(), HasSubstr("subject.txt: expected {{id}} in it"));
  world.files.write("mail/subject.txt", "[{{id}}]");
  world.files.write("mail/body.html", "<p>\n{{headlin}}</p>");
  EXPECT_THAT(world.refused(), AllOf(HasSubstr("body.html"), HasSubstr("line 2: there is no \"headlin\" here")));
  world.files.write("mail/body.html", "");
  EXPECT_THAT(world.refused(), HasSubstr("body.html: it is empty"));
}

// Whoever copies them to change them must begin with what is mailed without them.
TEST(MailTemplates, TheShippedOnesAreThoseOfTheProgram) {
  const auto text = [](const char* name) { return config::read_text(config::source_path(name)).value(); };
  const auto parsed =
      mail::parse_templates(text("etc/mail/subject.txt"), text("etc/mail/body.txt"), text("etc/mail/body.html"));
  ASSERT_TRUE(parsed) << parsed.error().message;
  mail::Wording wording{
      "head", {"notice"}, {{"title", {"one", "<two>"}, true}, {"t", {"three"}, false}}, {{"Host", "h"}}, {}};
  wording.values["id"] = "RD-1";
  const auto values = mail::values_of(wording);
  const auto& shipped = mail::shipped_templates();
  EXPECT_EQ(parsed->subject.render(values), shipped.subject.render(values));
  EXPECT_EQ(parsed->text.render(values), shipped.text.render(values));
  EXPECT_EQ(parsed->html.render(values), shipped.html.render(values));
  EXPECT_EQ(shipped.text.render(values), "head\n\nnotice\n\ntitle\n- one\n- <two>\n\nt\n  three\n\nHost: h\n");
  EXPECT_THAT(shipped.html.render(values), HasSubstr("<li>&lt;two&gt;</li>"));
}

}  // namespace
}  // namespace redrive::central
