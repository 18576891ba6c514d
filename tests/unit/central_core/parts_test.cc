// The smaller parts: classifying, places, routes, counters.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "central/core/text_form.h"
#include "central/core/word_finder.h"
#include "tests/unit/central_core/world.h"

namespace redrive::central::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

TEST(Classifier, GivenThenRulesInOrderThenUnknown) {
  const Classifier classifier({"printer_jam"}, {{"No space left|ENOSPC", "disk_full", "c.toml:5"},
                                                {"space", "unknown", "c.toml:8"},
                                                {"Permission denied \\(publickey", "auth_failed", "c.toml:11"}});
  struct {
    const char *given, *text, *type, *reason;
  } const kCases[] = {
      {"timeout", "No space left", "timeout", ""},
      {"Disk-Full", "", "disk_full", ""},
      {"printer_jam", "", "printer_jam", ""},
      {"", "write: no SPACE left on device", "disk_full", "known by c.toml:5"},
      {"", "out of space", "unknown", "known by c.toml:8"},
      {"", "Permission denied (publickey,password).", "auth_failed", "known by c.toml:11"},
      {"", "all is lost", "unknown", "no rule knows the text"},
      {"E1234", "all is lost", "unknown", "given type 'E1234' is not configured"},
      {"E1234", "No space left", "disk_full", "given type 'E1234' is not configured"},
  };
  for (const auto& c : kCases) {
    const auto found = classifier.classify(c.given, c.text);
    EXPECT_EQ(found.type, c.type) << c.given << ": " << c.text;
    EXPECT_THAT(found.reason, HasSubstr(c.reason)) << c.text;
  }
}

TEST(Classifier, ABrokenPatternIsNamedAndTheOthersWork) {
  const Classifier classifier({}, {{"(", "timeout", "c.toml:5"}, {"space", "disk_full", "c.toml:8"}});
  EXPECT_THAT(classifier.problems(), ElementsAre(HasSubstr("c.toml:5")));
  EXPECT_EQ(classifier.classify("", "no space").type, "disk_full");
}

TEST(Classifier, ARuleThatIsFoundInEveryTextCountsAndIsWarnedOf) {
  for (const char* pattern : {".", ".*", ".+", "x*", "", "^", "$", "|disk", "(disk)?", "\\w", "[a-z]", "\\d+",
                              "(?s).{3}", "\\b", "[^#]", " ", "a|[0-9]"}) {
    const Classifier classifier(
        {}, {{"jam", "no_report", "c.toml:2"}, {pattern, "timeout", "c.toml:5"}, {"space", "disk_full", "c.toml:8"}});
    EXPECT_THAT(classifier.problems(), SizeIs(0)) << pattern;
    ASSERT_THAT(classifier.warnings(), SizeIs(1)) << pattern;
    EXPECT_THAT(classifier.warnings()[0],
                HasSubstr(fmt::format("c.toml:5: [[rule]] pattern '{}' is found in almost every text; the rules after "
                                      "it are never tried (c.toml:8, those that ship)",
                                      pattern)));
    EXPECT_EQ(classifier.classify("", "jam 1").type, "no_report") << pattern;
    EXPECT_EQ(classifier.classify("", "no space on disk 1").type, "timeout") << pattern;
    EXPECT_EQ(classifier.hidden_by(1), nullptr);
    ASSERT_NE(classifier.hidden_by(2), nullptr);
    EXPECT_EQ(classifier.hidden_by(2)->place, "c.toml:5");
  }
  for (const char* pattern : {"a", "e", "[Ee]rror", "^pos-", "code [0-9]+", "\\bE[0-9]{4}\\b", ".*disk.*", "é"}) {
    const Classifier classifier({}, {{pattern, "timeout", "c.toml:5"}});
    EXPECT_THAT(classifier.warnings(), SizeIs(0)) << pattern;
    EXPECT_EQ(classifier.hidden_by(1), nullptr) << pattern;
  }
}

TEST(Classifier, ALastRuleMayNameTheRest) {
  const Classifier classifier({}, {{"space", "disk_full", "c.toml:5"}, {".*", "timeout", "c.toml:8"}}, false);
  EXPECT_THAT(classifier.warnings(), SizeIs(0));
  EXPECT_EQ(classifier.classify("", "no space").type, "disk_full");
  EXPECT_EQ(classifier.classify("", "whatever").type, "timeout");
}

TEST(Classifier, ConfiguredRulesComeBeforeThoseThatShipAndThoseCanBeSwitchedOff) {
  const std::string text = "write: No space left on device";
  EXPECT_EQ(Classifier({}, {}).classify("", text).type, "disk_full");
  EXPECT_THAT(Classifier({}, {}).classify("", text).reason, HasSubstr("shipped rule disk_full/space"));
  EXPECT_EQ(Classifier({}, {{"space left", "unknown", "c.toml:5"}}).classify("", text).type, "unknown");
  EXPECT_EQ(Classifier({}, {}, false).classify("", text).type, "unknown");
}

TEST(Classifier, CaseIsIgnoredUnlessThePatternSaysOtherwise) {
  const Classifier classifier({}, {{"(?-i)JAM", "timeout", "c.toml:5"}, {"größe ÄNDERT", "disk_full", "c.toml:8"}},
                              false);
  EXPECT_EQ(classifier.classify("", "paper JAM").type, "timeout");
  EXPECT_EQ(classifier.classify("", "paper jam").type, "unknown");
  EXPECT_EQ(classifier.classify("", "GRÖSSE ändert").type, "unknown") << "ß is not SS to RE2";
  EXPECT_EQ(classifier.classify("", "\xff GRÖßE ändert \xc3").type, "disk_full");
  const Classifier others({}, {{"disk space", "disk_full", "c.toml:5"}, {"ΣΟΦΟΣ|ſoon", "timeout", "c.toml:8"}}, false);
  EXPECT_EQ(others.classify("", "diſ\u212A ſpace").type, "disk_full") << "the long s and the Kelvin sign";
  EXPECT_EQ(others.classify("", "σοφος σοφoς").type, "timeout");
  EXPECT_EQ(others.classify("", "σοφοσ").type, "timeout") << "either small sigma";
  EXPECT_EQ(others.classify("", "SOON").type, "timeout");
}

TEST(Classifier, PatternsWithoutAnyWordAreTriedToo) {
  const Classifier classifier({}, {{"^E[0-9]{3}$", "timeout", "c.toml:5"}, {"a.b|x", "disk_full", "c.toml:8"}}, false);
  EXPECT_EQ(classifier.classify("", "e123").type, "timeout");
  EXPECT_EQ(classifier.classify("", "A B").type, "disk_full");
  EXPECT_EQ(classifier.classify("", "fine").type, "unknown");
}

TEST(WordFinder, FindsWordsInsideWordsOnceEachAndInAnyCase) {
  const std::vector<std::string> words = {"he", "she", "his", "hers", "she sells", "é", "zzz"};
  const auto found = [&](std::string_view text) {
    std::set<std::string> out;
    for (const int place : WordFinder(words).find(text)) {
      EXPECT_TRUE(out.insert(words[static_cast<std::size_t>(place)]).second) << "twice in " << text;
    }
    return out;
  };
  using Words = std::set<std::string>;
  EXPECT_EQ(found("USHERS"), (Words{"he", "she", "hers"}));
  EXPECT_EQ(found("she she sells"), (Words{"he", "she", "she sells"}));
  EXPECT_EQ(found("shis"), (Words{"his"}));
  EXPECT_EQ(found("caf\xc3\xa9 \xc3"), (Words{"é"}));
  EXPECT_EQ(found(std::string("h\0e", 3)), Words{});
  EXPECT_EQ(found(""), Words{});
  EXPECT_THAT(WordFinder(std::vector<std::string>{}).find("x"), SizeIs(0));
  EXPECT_THAT(WordFinder().find("x"), SizeIs(0));
}

// Against looking for each word by itself.
TEST(WordFinder, FindsWhatAPlainSearchFinds) {
  std::mt19937 random(5);
  const auto text_of = [&](std::size_t length) {
    std::string out;
    while (out.size() < length) out.push_back("aab"[random() % 3]);
    return out;
  };
  for (int round = 0; round < 300; ++round) {
    std::vector<std::string> words;
    for (int i = 0; i < 12; ++i) words.push_back(text_of(1 + random() % 7));
    const std::string text = text_of(30);
    const auto found = WordFinder(words).find(text);
    const std::set<int> places(found.begin(), found.end());
    for (int i = 0; i < 12; ++i)
      ASSERT_EQ(places.contains(i), text.find(words[static_cast<std::size_t>(i)]) != text.npos)
          << words[i] << " " << text;
  }
}

TEST(Classifier, TellsPeopleTheRuleAndWhatItFound) {
  const Classifier classifier({}, {{"paper +jam", "configuration", "c.toml:5"}});
  const auto by = classifier.explain("", "tray 2: PAPER  JAM");
  ASSERT_NE(by.rule, nullptr);
  EXPECT_EQ(by.rule->place, "c.toml:5");
  EXPECT_EQ(by.matched, "PAPER  JAM");
  EXPECT_EQ(by.found.type, "configuration");
  EXPECT_EQ(classifier.explain("timeout", "paper jam").rule, nullptr) << "the type was given";
  EXPECT_EQ(classifier.explain("", "?").rule, nullptr);
}

TEST(Classifier, OfALongTextTheBeginningAndTheEndAreLookedAt) {
  const Classifier classifier({}, {});
  const std::string words = " No space left on device ", filler(32 * 1024, 'x');
  EXPECT_EQ(classifier.classify("", words + filler + filler).type, "disk_full");
  EXPECT_EQ(classifier.classify("", filler + filler + words).type, "disk_full");
  EXPECT_EQ(classifier.classify("", filler + words + filler).type, "unknown");
  EXPECT_EQ(classifier.explain("", filler + filler + words).matched, "No space left");
  const std::string even(Classifier::kLooked - words.size(), 'x');
  EXPECT_EQ(classifier.classify("", even.substr(0, 4000) + words + even.substr(4000)).type, "disk_full");
}

TEST(Classifier, HostileTextCostsLinearTime) {
  const Classifier classifier({}, {{"(a*)*b", "timeout", "c.toml:5"}});
  EXPECT_EQ(classifier.classify("", std::string(64 * 1024, 'a')).type, "unknown");
}

TEST(TextForm, FoldsCaseWidthPunctuationAndSpace) {
  EXPECT_EQ(folded("  82 Kings-Way,\tPune. "), "82 kings way pune");
  EXPECT_EQ(folded("STRASSE"), folded("Straße"));
  EXPECT_EQ(folded("ＰＵＮ０２４"), "pun024");
  EXPECT_EQ(folded("Cafe\xCC\x81"), folded("café"));
  EXPECT_EQ(folded_code("pun-024"), "pun024");
  EXPECT_EQ(folded("\xFF\xFE"), "\xFF\xFE");
}

TEST(LocationBook, MatchesByCodeNameAliasThenRecordedSites) {
  auto options = company();
  options.inventory.locations["X1"] = {"X1", "Twin", {}, "mc-a"};
  options.inventory.locations["X2"] = {"X2", "twin", {}, "mc-b"};
  options.inventory.devices["new"] = {"new", model::DeviceRole::kRecipient, "ids-2", "", "", "", 0};
  const LocationBook book(options.inventory);
  struct {
    const char *reported, *server, *device, *code, *by;
    bool verified;
  } const kCases[] = {
      {"pun-024", "ids-1", "dev-1-1", "PUN024", "code", true},
      {"82 KINGS WAY  Pune", "ids-1", "dev-1-1", "PUN024", "name", true},
      {"poona", "ids-1", "dev-1-1", "PUN024", "alias", true},
      {"Kristiania", "ids-1", "dev-1-1", "OSL001", "alias", false},  // contradicts the inventory
      {"", "ids-1", "dev-1-1", "PUN024", "device", true},
      {"Atlantis", "ids-1", "dev-1-1", "PUN024", "device", true},
      {"Twin", "ids-1", "dev-1-1", "PUN024", "device", true},  // two have the name
      {"", "ids-2", "new", "OSL001", "server", false},
      {"", "ids-2", "", "OSL001", "server", true},
      {"", "ids-9", "dev-9", "", "", false},
      {"Twin", "ids-9", "dev-9", "", "", false},
  };
  for (const auto& c : kCases) {
    const Place place = book.find(c.reported, c.server, c.device);
    EXPECT_EQ(place.code, c.code) << c.reported << " " << c.device;
    EXPECT_EQ(place.matched_by, c.by) << c.reported << " " << c.device;
    EXPECT_EQ(place.verified, c.verified) << c.reported << " " << c.device;
  }
}

TEST(Router, LocationPackageFleetAndDefault) {
  auto options = company();
  options.routing.packages = {{"app-*", "mc-b"}, {"app-2", "mc-a"}};
  const Router router(options);
  EXPECT_EQ(router.route(model::Scope::kDevice, "PUN024", "app-1").centre, "mc-a");
  EXPECT_EQ(router.route(model::Scope::kDevice, "", "").centre, "noc");
  EXPECT_EQ(router.route(model::Scope::kPackage, "PUN024", "app-2").centre, "mc-a") << "exact before pattern";
  EXPECT_EQ(router.route(model::Scope::kPackage, "PUN024", "app-3").centre, "mc-b");
  EXPECT_EQ(router.route(model::Scope::kPackage, "PUN024", "lib").centre, "noc");
  EXPECT_EQ(router.route(model::Scope::kFleet, "PUN024", "lib").centre, "noc");
}

TEST(Router, FallbacksEndWhereTheyBegan) {
  auto options = company();
  options.centres["mc-a"].fallback = "mc-b";
  options.centres["mc-b"].fallback = "mc-a";
  EXPECT_THAT(Router(options).fallbacks("mc-a"), ElementsAre("mc-b", "noc"));
  EXPECT_THAT(Router(options).fallbacks("noc"), SizeIs(0));
  EXPECT_THAT(Router(options).fallbacks("gone"), ElementsAre("noc"));
}

TEST(Tracking, CountsOncePerMemberAndStaysSmall) {
  Tracking tracking;
  base::UtcTime at{};
  Tally::Count count;
  const auto server = cause_key(model::Scope::kServer, "s", "t"), device = cause_key(model::Scope::kDevice, "d", "t");
  for (int i = 0; i < 10'000; ++i) {
    at += 1s;
    count = tracking.raise_member(server, fmt::format("d{}", i % 5), {at, 1h, 2}, 1);
  }
  EXPECT_EQ(count.members, 5U);
  EXPECT_EQ(count.repeated, 5U);
  EXPECT_EQ(count.solid, 5U);
  const Counter counter = *tracking.find(server);
  EXPECT_EQ(counter.total, 10'000U);
  EXPECT_THAT(counter.recent, SizeIs(5 * Tally::kMostTimes));
  EXPECT_THAT(counter.members, SizeIs(5 * Tally::kMostTimes));
  for (int i = 0; i < 10'000; ++i) tracking.raise(device, {at + i * 1ms, 1h, 20});
  EXPECT_THAT(tracking.find(device)->recent, SizeIs(21));
}

TEST(Tracking, LateOnesCountInTheirOwnWindow) {
  Tracking tracking;
  const base::UtcTime noon(12h);
  const auto device = cause_key(model::Scope::kDevice, "d", "t");
  const auto raise = [&](base::UtcTime at) { return tracking.raise(device, {at, 1h, 2}); };
  EXPECT_EQ(raise(noon), 1U);
  EXPECT_EQ(raise(noon - 30min), 2U);
  EXPECT_EQ(raise(noon - 80min), 2U) << "with the one at 11:30, not with the one at 12:00";
  EXPECT_EQ(raise(noon + 61min), 1U);
  raise(noon + 23h);
  EXPECT_EQ(raise(noon + 10h), 1U);
  EXPECT_EQ(raise(noon + 10h + 1min), 2U) << "half a day late";
  raise(noon + 36h);
  EXPECT_THAT(tracking.find(device)->recent, SizeIs(2)) << "the old ones are gone";
}

TEST(Tracking, NamesOfCountersGoThereAndBack) {
  Counter counter;
  counter.scope = "server";
  counter.subject = "ids-1";
  counter.failure_type = "timeout";
  const Counter back = named_by(cause_key(counter));
  EXPECT_EQ(back.scope, "server");
  EXPECT_EQ(back.subject, "ids-1");
  EXPECT_EQ(back.failure_type, "timeout");
}

}  // namespace
}  // namespace redrive::central::test
