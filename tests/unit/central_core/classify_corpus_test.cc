// The rules that ship over messages of the programs they are for (tests/corpus/messages), and over lines that only
// sound like it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "central/core/classifier.h"
#include "central/core/shipped_rules.h"
#include "shared/model/failure_type.h"
#include "shared/model/failure_words.h"

namespace redrive::central {
namespace {

struct Line {
  std::string place, type, message;
};

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char c = text[++i];
    out += c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
  }
  return out;
}

std::filesystem::path source() {
  const char* given = std::getenv("REDRIVE_SOURCE_DIR");
  return given ? given : ".";
}

std::vector<Line> corpus() {
  const auto folder = source() / "tests/corpus/messages";
  std::vector<Line> lines;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(file.path());
    std::string text;
    for (int number = 1; std::getline(in, text); ++number) {
      if (text.starts_with('#')) continue;
      const auto tab = text.find('\t');
      const auto place = file.path().filename().string() + ":" + std::to_string(number);
      EXPECT_NE(tab, std::string::npos) << place;
      lines.push_back({place, text.substr(0, tab), unescaped(std::string_view(text).substr(tab + 1))});
    }
  }
  return lines;
}

TEST(ShippedRules, EveryMessageOfTheCorpusHasItsType) {
  const Classifier classifier({}, {});
  const auto lines = corpus();
  EXPECT_GT(lines.size(), 400U);
  std::map<std::string, int> seen;
  for (const auto& [place, type, message] : lines) {
    const auto by = classifier.explain("", message);
    EXPECT_EQ(by.found.type, type) << place << ": " << message << "\n  " << by.found.reason << ": " << by.matched;
    ++seen[type];
  }
  EXPECT_EQ(seen.size(), model::failure_type::kShipped.size()) << "a type without an example";
}

// The corpus keeps every rule in use: one that decides nothing there is untested, or hidden by an earlier one.
TEST(ShippedRules, EachDecidesSomeMessage) {
  const Classifier classifier({}, {});
  std::set<std::string> used;
  for (const auto& line : corpus()) {
    if (const auto* rule = classifier.explain("", line.message).rule) used.insert(rule->place);
  }
  for (const auto& rule : shipped_rules()) EXPECT_TRUE(used.contains(rule.place)) << rule.place;
}

TEST(ShippedRules, AreInTheDocumentInTheirOrder) {
  std::ifstream in(source() / "docs/failure-types.md");
  std::vector<std::string> documented, expected;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("| `")) documented.push_back(line.substr(3, line.find('`', 3) - 3));
  }
  for (const auto& rule : shipped_rules()) expected.push_back(rule.place.substr(std::string("shipped rule ").size()));
  EXPECT_EQ(documented, expected);
}

TEST(ShippedRules, AllAreSound) {
  EXPECT_THAT(Classifier({}, shipped_rules(), false).problems(), testing::IsEmpty());
  EXPECT_EQ(Classifier({}, {}).rules().size(), shipped_rules().size());
}

// What an agent makes of a program's output and what central makes of the same words in an alert without a type.
TEST(ShippedRules, AgreeWithTheWordsTheAgentGoesBy) {
  const Classifier classifier({}, {});
  for (const auto& telling : model::kFailureWords) {
    EXPECT_EQ(classifier.classify("", "tool: " + std::string(telling.words)).type, telling.failure_type)
        << telling.words;
  }
}

TEST(ShippedRules, KnowTheMessageAmongOtherLinesAndInGarbledBytes) {
  const Classifier classifier({}, {});
  const std::string noise = "unpacking app (2.3)\n\xff\xfe\x80 noise \xc3\n";
  for (const auto& [place, type, message] : corpus()) {
    if (type == "unknown") continue;
    EXPECT_EQ(classifier.classify("", noise + message + "\n" + noise).type, type) << place;
  }
}

}  // namespace
}  // namespace redrive::central
