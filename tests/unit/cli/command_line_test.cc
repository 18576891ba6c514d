// The whole command line walked: nothing in it is without help, and no example is wrong.
#include "cli/command_line.h"

#include <gmock/gmock.h>

#include <CLI/CLI.hpp>

#include "shared/cmdline/command.h"
#include "shared/text/columns.h"

namespace redrive::cli {
namespace {

using cmdline::Command;
using cmdline::Path;

struct Built {
  Session session;
  CLI::App app{"", "redrive"};

  Built() { add_everything(app, session); }
};

void walk(const Path& path, const std::function<void(const Path&)>& each) {
  each(path);
  for (const auto& verb : path.back()->verbs) {
    Path below = path;
    below.push_back(&verb);
    walk(below, each);
  }
}

void walk_all(const std::function<void(const Path&)>& each) {
  Built built;
  const Command program = cmdline::read_command(built.app);
  walk({&program}, each);
}

// The words of a command line up to the first |, < or >; quotes as a shell takes them.
std::vector<std::string> shell_words(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = 0;
  for (const char c : line) {
    if (quote != 0) {
      if (c == quote)
        quote = 0;
      else
        word += c;
    } else if (c == '\'' || c == '"') {
      quote = c;
      in_word = true;
    } else if (c == '|' || c == '<' || c == '>') {
      break;
    } else if (c == ' ') {
      if (in_word) words.push_back(std::exchange(word, {}));
      in_word = false;
    } else {
      word += c;
      in_word = true;
    }
  }
  if (in_word) words.push_back(word);
  return words;
}

// "echo x | redrive alerts submit -" -> what begins with redrive
std::string own_part(const std::string& example) {
  const auto at = example.starts_with("redrive ") ? 0 : example.find("| redrive ");
  return at == std::string::npos ? "" : example.substr(at == 0 ? 0 : at + 2);
}

TEST(CommandLine, HasAnExampleForEveryVerb) {
  walk_all([](const Path& path) {
    EXPECT_FALSE(path.back()->help.empty()) << cmdline::path_words(path);
    ASSERT_FALSE(path.back()->examples.empty()) << cmdline::path_words(path);
    if (!path.back()->verbs.empty()) return;
    for (const auto& example : path.back()->examples) {
      const auto words = shell_words(own_part(example));
      const std::string said = fmt::format("{}", fmt::join(words, " "));
      // Options of the program may stand before the verb.
      EXPECT_THAT(said, testing::HasSubstr(cmdline::path_words({path.begin() + 1, path.end()}))) << example;
    }
  });
}

TEST(CommandLine, TakesEachExample) {
  walk_all([](const Path& path) {
    for (const auto& example : path.back()->examples) {
      Built built;
      auto words = shell_words(own_part(example));
      ASSERT_GT(words.size(), 1U) << example;
      std::vector<std::string> reversed(words.rbegin(), words.rend() - 1);
      EXPECT_NO_THROW(built.app.parse(reversed)) << example;
      EXPECT_TRUE(built.session.act) << example;
    }
  });
}

TEST(CommandLine, DescribesEveryWordAndOption) {
  walk_all([](const Path& path) {
    auto all = path.back()->all_options();
    all.insert(all.end(), path.back()->words.begin(), path.back()->words.end());
    for (const auto& option : all) {
      EXPECT_FALSE(option.help.empty()) << cmdline::path_words(path) << " " << cmdline::signature(option);
      // TEXT is what CLI11 says where nobody said better; of these it is right.
      static const std::set<std::string> kTexts = {"--why", "--reason", "--location"};
      const bool said = option.value != "TEXT" || option.names.empty() || kTexts.contains(option.names.back());
      EXPECT_TRUE(said) << cmdline::path_words(path) << " " << cmdline::signature(option);
    }
  });
}

TEST(CommandLine, PagesEveryList) {
  int lists = 0;
  walk_all([&lists](const Path& path) {
    const std::string name = path.back()->name;
    if (name != "list" && name != "lint" && name != "unmatched") return;
    ++lists;
    std::string options;
    for (const auto& option : path.back()->all_options()) options += option.names.back() + " ";
    EXPECT_THAT(options, testing::HasSubstr("--limit ")) << cmdline::path_words(path);
    EXPECT_THAT(options, testing::HasSubstr("--after ")) << cmdline::path_words(path);
  });
  EXPECT_GE(lists, 20);
}

TEST(CommandLine, FitsEightyColumnsOfHelp) {
  walk_all([](const Path& path) {
    const std::string text = cmdline::help_text(path, exit_codes());
    const std::string shown = text.substr(0, text.find("Examples:"));
    for (std::size_t at = 0; at < shown.size();) {
      const auto end = std::min(shown.find('\n', at), shown.size());
      const std::string line = shown.substr(at, end - at);
      at = end + 1;
      // A line to copy is set as it is, and a word is not broken.
      const bool to_copy = line.starts_with("    ") && line.find(": ") != line.npos;
      EXPECT_TRUE(to_copy || text::columns(line) <= 80U) << line;
    }
  });
}

// docs/contracts.md: what scripts call.
TEST(CommandLine, HasTheVerbsOfTheContract) {
  std::set<std::string> all;
  walk_all([&all](const Path& path) { all.insert(cmdline::path_words({path.begin() + 1, path.end()})); });
  for (const char* verb : {"status",
                           "doctor",
                           "watch",
                           "classify",
                           "audit list",
                           "agents list",
                           "agents accept",
                           "agents reject",
                           "agents replace-key",
                           "devices list",
                           "devices reload",
                           "jobs list",
                           "jobs show",
                           "jobs cancel",
                           "distribute",
                           "alerts list",
                           "alerts submit",
                           "alerts submit-mail",
                           "failures list",
                           "tracking list",
                           "thresholds list",
                           "thresholds explain",
                           "outages list",
                           "outages add",
                           "outages remove",
                           "outages import",
                           "route explain",
                           "route lint",
                           "tickets list",
                           "tickets show",
                           "tickets ack",
                           "tickets resolve",
                           "tickets reroute",
                           "tickets close",
                           "tickets note",
                           "dump",
                           "plan",
                           "redistribute",
                           "rollouts list",
                           "rollouts show",
                           "rollouts pause",
                           "rollouts resume",
                           "rollouts cancel",
                           "mail list",
                           "mail show",
                           "mail retry",
                           "mail hold",
                           "mail release",
                           "mail preview",
                           "mail test",
                           "users add",
                           "users list",
                           "users remove"})
    EXPECT_TRUE(all.contains(verb)) << verb;
}

}  // namespace
}  // namespace redrive::cli
