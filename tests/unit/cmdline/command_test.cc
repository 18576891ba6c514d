#include "shared/cmdline/command.h"

#include <gmock/gmock.h>

#include "shared/cmdline/help_text.h"
#include "tests/unit/cmdline/sample.h"

namespace redrive::cmdline {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(ReadCommand, TakesVerbsWordsOptionsAndWhatMayBeGiven) {
  const Command all = Sample().command();
  const Command* list = all.find("things")->find("list");
  ASSERT_NE(list, nullptr);
  EXPECT_EQ(list->help, "Newest first");
  EXPECT_EQ(list->notes, "About lists.\n\n    set as it is");
  EXPECT_THAT(list->examples, ElementsAre("prog things list --state open"));
  const Option& state = list->options.at(0);
  EXPECT_THAT(state.names, ElementsAre("--state"));
  EXPECT_EQ(state.value, "STATE");
  EXPECT_THAT(state.choices, ElementsAre("open", "shut"));
  EXPECT_FALSE(state.repeats);
  EXPECT_TRUE(list->options.at(1).repeats);
  EXPECT_TRUE(all.options.back().is_flag());
  EXPECT_EQ(all.find("read")->group, "Doing");
}

TEST(ReadCommand, LeavesOutWhatIsHidden) {
  EXPECT_EQ(Sample().command().find("secret"), nullptr);
}

TEST(ReadCommand, KnowsOfWhichOptionsJustOneIsGiven) {
  const Command* add = nullptr;
  const Command all = Sample().command();
  add = all.find("things")->find("add");
  ASSERT_EQ(add->either.size(), 1U);
  EXPECT_TRUE(add->either[0].required);
  EXPECT_EQ(add->either[0].options.size(), 2U);
  EXPECT_EQ(add->all_options().size(), 2U);
}

TEST(Usage, SaysWhatMustAndWhatMayBeGiven) {
  const Command all = Sample().command();
  const Command* things = all.find("things");
  EXPECT_EQ(usage({&all, things, things->find("add")}), "prog things add NAME (--site CODE | --server NAME)");
  EXPECT_EQ(usage({&all, things}), "prog things VERB");
  EXPECT_EQ(usage({&all, all.find("read")}), "prog read FILE");
}

TEST(HelpText, HoldsNotesChoicesDefaultsAndExamples) {
  const Command all = Sample().command();
  const Command* things = all.find("things");
  const std::string list = help_text({&all, things, things->find("list")}, {{3, "no such thing"}});
  for (const char* part :
       {"Usage: prog things list", "About lists.", "    set as it is\n", "--state STATE     Only so: open, shut",
        "--leave PATTERN…", "Options of every verb: --help, --url, --json", "  prog things list --state open\n"}) {
    EXPECT_THAT(list, HasSubstr(part));
  }
  EXPECT_THAT(list, Not(HasSubstr("Exit codes")));
  const std::string program = help_text({&all}, {{3, "no such thing"}});
  EXPECT_THAT(program, HasSubstr("Seeing:\n  things  What there is\n"));
  EXPECT_THAT(program, HasSubstr("Exit codes:\n  3  no such thing\n"));
  EXPECT_THAT(program, Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace redrive::cmdline
