// What the scripts say; that shells understand them is tested by the shells (packaging/test/completion_test.py).
#include "shared/cmdline/completion.h"

#include <gmock/gmock.h>

#include "shared/cmdline/completion_parts.h"
#include "tests/unit/cmdline/sample.h"

namespace redrive::cmdline {
namespace {

using testing::HasSubstr;

TEST(Completion, NamesEveryVerbOptionAndChoice) {
  const Command all = Sample().command();
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const auto script = completion_for(shell, all);
    ASSERT_TRUE(script) << shell;
    for (const char* word : {"things list", "state", "open shut", "site", "read"})
      EXPECT_THAT(*script, HasSubstr(word)) << shell;
    EXPECT_EQ(script->find("secret"), std::string::npos) << shell;
  }
  EXPECT_FALSE(completion_for("tcsh", all));
}

TEST(CompletionParts, QuoteWhatAShellWouldRead) {
  EXPECT_EQ(quoted("it's"), "'it'\\''s'");
  EXPECT_EQ(fish_quoted("it's \\"), "'it\\'s \\\\'");
}

TEST(CompletionParts, KnowFiles) {
  EXPECT_TRUE(is_file({.value = "MANIFEST-FILE"}));
  EXPECT_FALSE(is_file({.value = "NAME"}));
}

}  // namespace
}  // namespace redrive::cmdline
