// Texts mangled at random, over a table of near neighbours: the record always decides, and without one a wrong place is
// never taken for certain.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "central/core/location_book.h"
#include "central/core/word_book.h"

namespace redrive::central::test {
namespace {

model::Inventory near_neighbours() {
  const std::vector<std::string> streets = {"Kings Way",    "Queens Road",   "Station Street", "Harbour Lane",
                                            "Mill Avenue",  "Church Street", "Victoria Road",  "Market Square",
                                            "Forest Drive", "Castle Street"};
  const std::vector<std::string> cities = {"Pune",       "Oslo",   "Hamburg", "Edinburgh",
                                           "Manchester", "Bergen", "Lisbon",  "Nairobi"};
  model::Inventory inventory;
  for (std::size_t i = 0; i < 400; ++i) {
    const auto& street = streets[i % 10];
    const std::string& city = cities[i / 10 % 8];
    const std::string code = fmt::format("{:.3}{:03}", city, i);
    const std::string name = fmt::format("{} {}, Bldg {}, {}", 10 + i % 7, street, 20 + i / 80, city);
    inventory.locations[code] = {code, name, {}, "noc"};
    inventory.devices["dev-" + code] = {"dev-" + code, model::DeviceRole::kRecipient, "srv", code, "", "", 0};
  }
  return inventory;
}

class Mangler {
 public:
  explicit Mangler(std::uint32_t seed) : random_(seed) {}

  std::string mangle(std::string text) {
    for (std::size_t i = 0, times = 1 + pick(2); i < times; ++i) {
      switch (pick(6)) {
        case 0:
          slip(text);
          break;
        case 1:
          turn(text);
          break;
        case 2:
          std::transform(text.begin(), text.end(), text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
          break;
        case 3:
          text += ", ground floor, ask for the key";
          break;
        case 4:
          std::replace(text.begin(), text.end(), ',', ';');
          break;
        default:
          std::erase(text, ',');
          break;
      }
    }
    return text;
  }

 private:
  std::size_t pick(std::size_t of) { return random_() % of; }
  // A letter lost, doubled or swapped with the next, inside a word.
  void slip(std::string& text) {
    for (int tries = 0; tries < 100; ++tries) {
      const std::size_t at = 1 + pick(text.size() - 2);
      if (!std::isalpha(static_cast<unsigned char>(text[at])) ||
          !std::isalpha(static_cast<unsigned char>(text[at + 1])))
        continue;
      switch (pick(3)) {
        case 0:
          text.erase(at, 1);
          return;
        case 1:
          text.insert(at, 1, text[at]);
          return;
        default:
          std::swap(text[at], text[at + 1]);
          return;
      }
    }
  }
  // The part before a comma goes to the end.
  void turn(std::string& text) {
    const auto comma = text.find(", ");
    if (comma != std::string::npos) text = text.substr(comma + 2) + ", " + text.substr(0, comma);
  }
  std::mt19937 random_;
};

TEST(MangledLocations, EndWhereTheyBelongOrNowhere) {
  const auto inventory = near_neighbours();
  const LocationBook book(inventory);
  Mangler mangler(7);
  int right = 0, nowhere = 0;
  for (int round = 0; round < 5; ++round) {
    for (const auto& [code, location] : inventory.locations) {
      const std::string text = mangler.mangle(location.name);
      EXPECT_EQ(book.find(text, "srv", "dev-" + code).code, code) << text;
      const Place alone = book.find(text, "", "unlisted");
      EXPECT_TRUE(alone.code.empty() || alone.code == code) << text << " is not " << alone.code << ": " << alone.note;
      right += alone.code == code ? 1 : 0;
      nowhere += alone.code.empty() ? 1 : 0;
    }
  }
  EXPECT_GT(right, 1900) << "of 2000; nowhere: " << nowhere;
}

TEST(WordBook, PutsBlanksWhereTheTableHasThem) {
  WordBook book;
  for (const auto* word : {"kings", "hill", "waverley", "newtown"}) book.add({word, WordKind::kWord, {}, false});
  const auto respaced = [&](std::string_view text) { return joined(book.respaced(place_words(text))); };
  EXPECT_EQ(respaced("kingshill 4"), "kings hill 4");
  EXPECT_EQ(respaced("new town 4"), "newtown 4");
  EXPECT_EQ(respaced("kings hill"), "kings hill");
  EXPECT_EQ(respaced("kingshall"), "kingshall");
}

TEST(WordBook, LikensWordsNotNumbers) {
  WordBook book;
  const auto waverley = book.add({"waverley", WordKind::kWord, {}, false});
  book.add({"24", WordKind::kNumber, {}, false});
  book.add({"a", WordKind::kLetter, {}, false});
  for (int i = 0; i < 100; ++i)
    book.add({fmt::format("stati{:c}{:c}", 'a' + i % 26, 'a' + i / 26), WordKind::kWord, {}, false});
  const auto like = [&](const char* text, WordKind kind) { return book.like({text, kind, {}, false}); };
  EXPECT_EQ(like("wavreley", WordKind::kWord).at(0).word, waverley);
  EXPECT_LT(like("wavreley", WordKind::kWord).at(0).degree, 1);
  EXPECT_EQ(like("waverley", WordKind::kWord).at(0).degree, 1);
  EXPECT_TRUE(like("25", WordKind::kNumber).empty());
  EXPECT_TRUE(like("b", WordKind::kLetter).empty());
  EXPECT_TRUE(like("wav", WordKind::kWord).empty()) << "too short to be begun";
  EXPECT_LE(like("station", WordKind::kWord).size(), WordBook::kMaxLike);
}

}  // namespace
}  // namespace redrive::central::test
