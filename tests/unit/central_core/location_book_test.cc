// Places as people and monitoring write them: what is recognised, what the record decides, and what must be refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "central/core/edit_distance.h"
#include "central/core/location_book.h"
#include "central/core/text_form.h"
#include "tests/unit/central_core/world.h"

namespace redrive::central::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Sites that are easily taken for one another; srv-X serves dev-X, both at X; "new" is served by srv-PUN024.
model::Inventory sites() {
  model::Inventory inventory;
  const std::vector<model::Location> locations = {
      {"PUN024", "82 Kings Way, Bldg 24, Pune", {"Poona", "old-pn-7"}, "a"},
      {"PUN025", "82 Kings Way, Bldg 25, Pune", {}, "a"},
      {"PUN028", "28 Queens Road, Pune", {}, "a"},
      {"OSL001", "Storgata 1, Oslo", {"Kristiania"}, "b"},
      {"HAM001", "Speicherstraße 4, Hamburg", {"HH Hafen"}, "b"},
      {"MUC002", "Königsplatz 12, München", {}, "b"},
      {"SPB010", "Невский проспект 28, Санкт-Петербург", {}, "c"},
      {"TYO003", "東京都港区芝公園4丁目2", {}, "c"},
      {"DEL007", "मुख्य मार्ग 28, दिल्ली", {}, "c"},
      {"ATH005", "Λεωφόρος Αλεξάνδρας 17, Αθήνα", {}, "c"},
      {"LON011", "St Pauls Industrial Estate North, London", {}, "d"},
      {"LON012", "St Pauls Industrial Estate South, London", {}, "d"},
      {"MAN001", "Block A, Trafford Business Park, Manchester", {}, "d"},
      {"MAN002", "Block B, Trafford Business Park, Manchester", {}, "d"},
      {"EDI009", "Waverley Warehouse, 5th Avenue, Edinburgh", {"Leith Depot"}, "d"},
  };
  for (const auto& location : locations) {
    const std::string &code = location.code, server = "srv-" + code;
    inventory.locations[code] = location;
    inventory.devices[server] = {server, model::DeviceRole::kIntermediate, server, code, "", "", 0};
    inventory.devices["dev-" + code] = {"dev-" + code, model::DeviceRole::kRecipient, server, code, "", "", 0};
  }
  inventory.devices["new"] = {"new", model::DeviceRole::kRecipient, "srv-PUN024", "", "", "", 0};
  return inventory;
}

class Locations : public testing::Test {
 protected:
  Place find(const std::string& text, const std::string& recorded = "") const {
    return recorded.empty() ? book.find(text, "unlisted", "unlisted-1") : book.find(text, "", "dev-" + recorded);
  }
  const model::Inventory inventory = sites();
  const LocationBook book{inventory};
};

// Nothing is recorded: the text alone. An empty code: undecidable, and so it must be.
TEST_F(Locations, ByTheTextAlone) {
  struct {
    const char *text, *code, *by;
  } const kCases[] = {
      // ---- exactly, in normal form
      {"PUN024", "PUN024", "code"},
      {"pun-024", "PUN024", "code"},
      {"ＰＵＮ０２４", "PUN024", "code"},
      {"PUN024 / rack 3", "PUN024", "code"},
      {"site=PUN024;row=7", "PUN024", "code"},
      {"Oslo (OSL-001)", "OSL001", "code"},
      {"old-pn-7", "PUN024", "alias"},
      {"OLD PN 7", "PUN024", "alias"},
      {"formerly OLD-PN-7, 3rd floor", "PUN024", "code"},
      {"  82 KINGS-WAY,\tbldg 24 -- pune. ", "PUN024", "name"},
      {"82 King's Way, Bldg 24, Pune", "PUN024", "name"},
      {"82 King’s Way, Building 24, Pune", "PUN024", "name"},
      {"８２ Ｋｉｎｇｓ Ｗａｙ， Ｂｌｄｇ ２４， Ｐｕｎｅ", "PUN024", "name"},
      {"82 Kings Wy Building No. 024 Pune", "PUN024", "name"},
      {"28 Queens Rd. Pune", "PUN028", "name"},
      {"SPEICHERSTRASSE 4, HAMBURG", "HAM001", "name"},
      {"Speicherstr. 4 Hamburg", "HAM001", "name"},
      {"Speicher Street 4, Hamburg", "HAM001", "name"},
      {"Konigsplatz 12 Munchen", "MUC002", "name"},
      {"Saint Paul's Ind. Est. N, London", "LON011", "name"},
      {"St. Pauls Industrial Estate South London", "LON012", "name"},
      {"blk a trafford business pk manchester", "MAN001", "name"},
      {"Waverley Whse, 5 Ave, Edinburgh", "EDI009", "name"},
      {"hh hafen", "HAM001", "alias"},
      {"невский проспект 28 САНКТ-ПЕТЕРБУРГ", "SPB010", "name"},
      {"मुख्य मार्ग २८ दिल्ली", "DEL007", "name"},  // its own digits
      {"東京都港区芝公園４丁目２", "TYO003", "name"},
      {"ΛΕΩΦΟΡΟΣ ΑΛΕΞΑΝΔΡΑΣ 17 ΑΘΗΝΑ", "ATH005", "name"},  // capitals have no accents
      // ---- misspelt
      {"82 Kigns Way, Bldg 24, Pune", "PUN024", "similar"},
      {"82 Kings Way Bldg 24 Pnue", "PUN024", "similar"},
      {"82 Kingsway, Bldg 24, Pune", "PUN024", "similar"},
      {"Stor gata 1 Oslo", "OSL001", "similar"},
      {"Storgta 1, Oslo", "OSL001", "similar"},
      {"Speicherstrase 4 Hambrug", "HAM001", "similar"},
      {"Koenigsplatz 12, Muenchen", "MUC002", "similar"},
      {"Невский просект 28, Санкт-Петербург", "SPB010", "similar"},
      {"Edinbrugh, Waverly Warehouse, 5th Ave", "EDI009", "similar"},
      {"Kristianai", "OSL001", "similar"},
      {"PNU024", "PUN024", "similar"},
      {"PUN 24", "PUN024", "similar"},
      // ---- swapped order
      {"Pune, Kings Way 82, Bldg 24", "PUN024", "similar"},
      {"Bldg 24, 82 Kings Way, Pune", "PUN024", "similar"},
      {"Oslo Storgata 1", "OSL001", "similar"},
      {"Санкт-Петербург, Невский проспект 28", "SPB010", "similar"},
      {"港区芝公園4丁目2 東京都", "TYO003", "similar"},
      // ---- words missing, words too many
      {"Kings Way, Bldg 24, Pune", "PUN024", "similar"},
      {"28 Queens Road", "PUN028", "similar"},
      {"Waverley Warehouse, Edinburgh", "EDI009", "similar"},
      {"港区芝公園4丁目2", "TYO003", "similar"},
      {"82 Kings Way, Bldg 24, Pune 411001, India", "PUN024", "similar"},
      {"c/o Mr. Rao, 28 Queens Road, Pune, ask at the gate", "PUN028", "similar"},
      {"82 Kings Way, Bldg 24, Pune, room 7, rack 25", "PUN024", "similar"},
      {"Storgata 1, Oslo, floor 3", "OSL001", "similar"},
      {"Speicherst 4, Hamb", "HAM001", "similar"},
      // ---- other places, whatever the rest says
      {"28 Kings Way, Bldg 24, Pune", "", ""},
      {"82 Kings Way, Bldg 26, Pune", "", ""},
      {"24 Kings Way, Bldg 82, Pune", "", ""},  // the same numbers, the other way round
      {"82 Queens Road, Pune", "", ""},
      {"Storgata 11, Oslo", "", ""},
      {"Block C, Trafford Business Park, Manchester", "", ""},
      {"St Pauls Industrial Estate West, London", "", ""},
      {"Невский проспект 82, Санкт-Петербург", "", ""},
      {"मुख्य मार्ग ८२ दिल्ली", "", ""},
      {"東京都港区芝公園2丁目4", "", ""},
      {"PUN026", "", ""},
      {"PUN042", "", ""},
      // ---- two sites alike, or nearly nothing
      {"82 Kings Way, Pune", "", ""},
      {"St Pauls Industrial Estate, London", "", ""},
      {"Trafford Business Park, Manchester", "", ""},
      {"PUN024 or PUN025", "", ""},
      {"PUN024, Storgata 1, Oslo", "", ""},  // its code says one, its words another
      {"Pune", "", ""},
      {"London", "", ""},
      {"82", "", ""},
      {"Atlantis", "", ""},
      {"???", "", ""},
      {"n/a", "", ""},
  };
  for (const auto& c : kCases) {
    const Place place = find(c.text);
    EXPECT_EQ(place.code, c.code) << c.text << ": " << place.note;
    EXPECT_EQ(place.matched_by, c.by) << c.text << ": " << place.note;
    EXPECT_EQ(place.verified, !place.code.empty() && place.matched_by != "similar") << c.text;
    EXPECT_EQ(place.to_fix, !place.verified) << c.text;
    EXPECT_EQ(place.note.empty(), place.verified) << c.text << ": " << place.note;
  }
}

// Whatever is said, a recorded device ends where the record says, but for a text that says another site exactly.
TEST_F(Locations, WithARecordedDevice) {
  struct {
    const char *text, *recorded, *code, *by;
    bool verified, to_fix;
    const char* note;
  } const kCases[] = {
      {"", "PUN024", "PUN024", "device", true, false, ""},
      {"PUN024", "PUN024", "PUN024", "code", true, false, ""},
      {"82 Kigns Way, Bldg 24, Pune", "PUN024", "PUN024", "similar", true, false, "fits PUN024"},
      {"82 Kings Way, Pune", "PUN025", "PUN025", "similar", true, false, "fits PUN025"},  // less, but true
      {"Pune Kings Way", "PUN024", "PUN024", "similar", true, false, "fits PUN024"},
      {"St Pauls Ind Est, London", "LON012", "LON012", "similar", true, false, "fits LON012"},
      {"PNU024", "PUN024", "PUN024", "similar", true, false, "fits PUN024"},
      {"Speicherst 4, Hamb", "HAM001", "HAM001", "similar", true, false, "fits HAM001"},
      {"82 K1ngs W@y, B1dg 24, Pune", "PUN024", "PUN024", "device", true, true, "recorded site is used"},
      {"28 Kings Way, Bldg 24, Pune", "PUN024", "PUN024", "device", true, true, "not in the table"},
      {"82 Kings Way, Bldg 26, Pune", "PUN025", "PUN025", "device", true, true, "not in the table"},
      {"Atlantis", "OSL001", "OSL001", "device", true, true, "not in the table"},
      {"\xFF\xFE\x80", "OSL001", "OSL001", "device", true, true, "not in the table"},
      {"82 Kings Way, Pune", "OSL001", "OSL001", "device", true, true, "may be PUN024 (83 %), next PUN025 (83 %)"},
      // ---- contradictions
      {"82 Kigns Way, Bldg 24, Pune", "PUN025", "PUN025", "device", false, true, "resembles PUN024"},
      {"82 Kigns Way, Bldg 24, Pune", "OSL001", "OSL001", "device", false, true, "resembles PUN024"},
      {"PUN24", "OSL001", "OSL001", "device", false, true, "resembles PUN024"},
      {"PUN024", "OSL001", "PUN024", "code", false, true, "the alert says PUN024, the inventory OSL001"},
      {"Storgata 1, Oslo", "PUN024", "OSL001", "name", false, true, "by its name"},
      {"kristiania", "PUN024", "OSL001", "alias", false, true, "by its alias"},
      {"OSL001 / rack 4", "PUN024", "OSL001", "code", false, true, "the alert says OSL001, the inventory PUN024"},
  };
  for (const auto& c : kCases) {
    const Place place = find(c.text, c.recorded);
    EXPECT_EQ(place.code, c.code) << c.text << " at " << c.recorded << ": " << place.note;
    EXPECT_EQ(place.matched_by, c.by) << c.text << " at " << c.recorded << ": " << place.note;
    EXPECT_EQ(place.verified, c.verified) << c.text << " at " << c.recorded << ": " << place.note;
    EXPECT_EQ(place.to_fix, c.to_fix) << c.text << " at " << c.recorded << ": " << place.note;
    EXPECT_THAT(place.note, HasSubstr(c.note)) << c.text;
  }
}

TEST_F(Locations, WithTheServersSiteOnly) {
  struct {
    const char *text, *device, *code, *by;
    bool verified;
  } const kCases[] = {
      {"", "new", "PUN024", "server", false},
      {"", "unlisted", "PUN024", "server", false},
      {"", "", "PUN024", "server", true},
      {"Atlantis", "new", "PUN024", "server", false},
      {"Kings Way", "new", "PUN024", "similar", true},
      {"Oslo, Storgta 1", "new", "PUN024", "server", false},  // similar is too little against a record
      {"OSL001", "new", "OSL001", "code", true},
      {"OSL001", "", "OSL001", "code", false},
      {"Oslo, Storgta 1", "", "PUN024", "server", false},
  };
  for (const auto& c : kCases) {
    const Place place = book.find(c.text, "srv-PUN024", c.device);
    EXPECT_EQ(place.code, c.code) << c.text << " of " << c.device << ": " << place.note;
    EXPECT_EQ(place.matched_by, c.by) << c.text << " of " << c.device << ": " << place.note;
    EXPECT_EQ(place.verified, c.verified) << c.text << " of " << c.device << ": " << place.note;
  }
}

TEST_F(Locations, HowSureAndWhatElseIsKept) {
  EXPECT_EQ(find("PUN024").sure, 100U);
  const Place against = find("PUN024", "OSL001");
  EXPECT_EQ(against.runner_up, "OSL001");
  EXPECT_LT(against.sure, 100U);
  const Place similar = find("82 Kigns Way, Bldg 24, Pune"), agreed = find("82 Kigns Way, Bldg 24, Pune", "PUN024");
  EXPECT_GE(similar.sure, 80U);
  EXPECT_GT(agreed.sure, similar.sure) << "two sources say the same";
  EXPECT_EQ(find("82 Kings Way, Pune").runner_up, "PUN024");
  EXPECT_EQ(find("82 Kings Way, Pune", "PUN024").runner_up, "PUN025");
  EXPECT_EQ(find("Atlantis").sure, 0U);
}

TEST_F(Locations, RepeatedAnswersAreTheSame) {
  const std::string text = "Pune, 82 Kigns Way, Bldg 24";
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(find(text).code, "PUN024");
    EXPECT_EQ(find(text, "OSL001").code, "OSL001") << "the record belongs to the question";
    EXPECT_EQ(find(text, "PUN024").matched_by, "similar");
  }
  for (std::size_t i = 0; i < 3 * RecentMatches::kMost; ++i) find("Storgata " + std::to_string(i + 2));
  EXPECT_EQ(find(text).code, "PUN024");
}

TEST_F(Locations, HostileTextIsHarmless) {
  std::string typos, letters, marks = "Pune", spaced;
  for (int i = 0; i < 2000; ++i) {
    typos += "kigns ";
    letters += static_cast<char>('a' + i % 26), letters += ' ';
    marks += "\xCC\x81";
    spaced += "\xE2\x80\x8B\xE3\x80\x80";  // zero-width and ideographic spaces
  }
  for (const std::string& text :
       {std::string(10'000, 'a'), std::string(10'000, '7'), std::string(10'000, '\xFF'), std::string(10'000, '\0'),
        std::string(10'000, ' '), typos, letters, marks, spaced, std::string("Pune \xED\xA0\x80 \xF8\x88\x80\x80\x80"),
        std::string(1023, 'a') + "\xC3\xA9\xC3\xA9"}) {
    EXPECT_EQ(find(text).code, "") << text.substr(0, 20);
    EXPECT_EQ(find(text, "OSL001").code, "OSL001") << text.substr(0, 20);
  }
  EXPECT_EQ(find("PUN024 " + std::string(10'000, ' ') + "OSL001").code, "PUN024") << "the beginning counts";
}

TEST_F(Locations, AreFoundFromManyThreads) {
  std::vector<std::thread> threads;
  std::atomic<int> right = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 500; ++i) {
        const Place place =
            find("82 Kigns Way, Bldg 24, Pune " + std::string(static_cast<std::size_t>((i + t) % 7), '!'));
        right += place.code == "PUN024" ? 1 : 0;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 2000);
}

TEST(LocationOfTickets, SaysWhatWasReportedAndHowItWasTaken) {
  auto options = company();
  options.thresholds.limit = 0;
  World world(std::move(options));
  const auto fail = [&](const std::string& device, const std::string& type, const std::string& location) {
    const auto decision = world.take({"", {}, "", device, "", "", type, "", location, model::AlertStatus::kFiring, ""});
    return world.tickets.at(decision.ticket);
  };
  const auto mangled = fail("dev-1-1", "timeout", "82 Kigns Way, Pnue");
  EXPECT_EQ(mangled.location, "PUN024");
  EXPECT_EQ(mangled.reported_location, "82 Kigns Way, Pnue");
  EXPECT_EQ(mangled.location_source.matched_by, "similar");
  EXPECT_TRUE(mangled.location_verified);
  EXPECT_EQ(mangled.centre, "mc-a");
  EXPECT_THAT(mangled.reason, HasSubstr("fits PUN024"));
  const auto contradicted = fail("dev-1-2", "disk_full", "Storgata 1, Oslo");
  EXPECT_EQ(contradicted.centre, "mc-b");
  EXPECT_FALSE(contradicted.location_verified);
  EXPECT_EQ(contradicted.location_source.runner_up, "PUN024");
  EXPECT_THAT(contradicted.location_source.note, HasSubstr("the alert says OSL001, the inventory PUN024"));
  const auto against = fail("dev-1-3", "auth_failed", "Storgta 1, Oslo");
  EXPECT_EQ(against.centre, "mc-a");
  EXPECT_THAT(against.location_source.note, HasSubstr("resembles OSL001"));
  const auto unknown = fail("nobody", "timeout", "28 Kings Way, Pune");
  EXPECT_EQ(unknown.location, "");
  EXPECT_EQ(unknown.centre, "noc");
  EXPECT_EQ(unknown.location_source.sure, 0U);
}

TEST(LocationTwins, WhatTwoShareNamesNeitherButTheRecordTellsThemApart) {
  model::Inventory inventory;
  inventory.locations["X1"] = {"X1", "Twin", {"Both"}, "a"};
  inventory.locations["X2"] = {"X2", "twin", {"both"}, "b"};
  inventory.devices["dev"] = {"dev", model::DeviceRole::kRecipient, "srv", "X2", "", "", 0};
  const LocationBook book(inventory);
  for (const auto* text : {"Twin", "BOTH"}) {
    EXPECT_EQ(book.find(text, "", "unlisted").code, "");
    EXPECT_THAT(book.find(text, "", "unlisted").note, HasSubstr("may be X1"));
    EXPECT_EQ(book.find(text, "", "dev").code, "X2");
    EXPECT_TRUE(book.find(text, "", "dev").verified);
  }
}

TEST(LocationTwins, AnEmptyTableDecidesNothing) {
  const model::Inventory inventory;
  const LocationBook book(inventory);
  EXPECT_EQ(book.find("82 Kings Way", "s", "d").code, "");
  EXPECT_EQ(book.find("", "s", "d").code, "");
}

TEST(EditDistance, CountsSlips) {
  struct {
    std::u32string_view a, b;
    unsigned most;
    std::optional<unsigned> edits;
  } const kCases[] = {
      {U"kings", U"kings", 2, 0},
      {U"kings", U"kigns", 2, 1},
      {U"kings", U"king", 2, 1},
      {U"kings", U"kinxs", 2, 1},
      {U"ab", U"ba", 1, 1},
      {U"kings", U"queens", 2, std::nullopt},
      {U"", U"ab", 2, 2},
      {U"abcdef", U"badcfe", 3, 3},
      {U"abcdef", U"badcfe", 2, std::nullopt},
      {U"straße", U"strasse", 2, 2},
      {U"kings", U"kigns", 0, std::nullopt},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(edits_between(c.a, c.b, c.most), c.edits);
    EXPECT_EQ(edits_between(c.b, c.a, c.most), c.edits);
  }
  const std::u32string longer(kMaxEdited + 1, U'a');
  EXPECT_EQ(edits_between(longer, longer, 3), std::nullopt);
}

TEST(PlaceWords, AreInOneForm) {
  const auto words = [](std::string_view text) { return joined(place_words(folded(text))); };
  EXPECT_EQ(words("Main Street 5"), words("main str. 5"));
  EXPECT_EQ(words("The 5th Floor"), "5 fl");
  EXPECT_EQ(words("Bldg007A"), "bldg 7 a");
  EXPECT_EQ(words("Main St N"), "main st north");
  EXPECT_EQ(words("Block N"), "blk n") << "a letter after a label is its name";
  EXPECT_EQ(words("Gebäude Nr. 3"), "bldg 3");
  EXPECT_EQ(words("000"), "0");
  EXPECT_EQ(place_words(folded(std::string(5000, '1') + " a b c")).size(), 1U) << "beyond what is looked at";
  const auto labelled = place_words("bldg 24 rack 7");
  EXPECT_EQ(labelled[1].label, "bldg");
  EXPECT_FALSE(labelled[1].detail);
  EXPECT_TRUE(labelled[3].detail);
}

}  // namespace
}  // namespace redrive::central::test
