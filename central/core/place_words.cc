#include "central/core/place_words.h"

#include <utf8proc.h>

#include <algorithm>
#include <unordered_map>

#include "central/core/text_form.h"

namespace redrive::central {
namespace {

constexpr std::size_t kMaxWordBytes = 96;

enum class Use : std::uint8_t { kGeneric, kLabel, kDetail, kCompass, kFiller };
struct Known {
  std::string_view form;
  Use use;
};

// Spelled out and abbreviated, unaccented. "St" is Street and Saint, "Ste" Suite and Sainte: both sides become the
// same.
const std::unordered_map<std::string_view, Known>& known_words() {
  static const auto kAll = [] {
    struct Group {
      Use use;
      std::vector<std::string_view> words;  // the first is the form
    };
    const std::vector<Group> groups = {
        {Use::kGeneric, {"st", "str", "street", "strasse", "saint", "sankt"}},
        {Use::kGeneric, {"rd", "road"}},
        {Use::kGeneric, {"ave", "av", "aven", "avenue", "avda", "avenida"}},
        {Use::kGeneric, {"blvd", "boulevard", "boul", "bvd"}},
        {Use::kGeneric, {"dr", "drive"}},
        {Use::kGeneric, {"ln", "lane"}},
        {Use::kGeneric, {"ct", "court", "crt"}},
        {Use::kGeneric, {"pl", "place", "platz", "plaza"}},
        {Use::kGeneric, {"sq", "square"}},
        {Use::kGeneric, {"way", "wy"}},
        {Use::kGeneric, {"hwy", "highway"}},
        {Use::kGeneric, {"pkwy", "parkway"}},
        {Use::kGeneric, {"ter", "terrace", "tce"}},
        {Use::kGeneric, {"cres", "crescent"}},
        {Use::kGeneric, {"pk", "park"}},
        {Use::kGeneric, {"stn", "station", "sta"}},
        {Use::kGeneric, {"hbf", "hauptbahnhof"}},
        {Use::kGeneric, {"bhf", "bahnhof"}},
        {Use::kGeneric, {"jct", "junction", "jn"}},
        {Use::kGeneric, {"ctr", "center", "centre", "cntr", "zentrum"}},
        {Use::kGeneric, {"ind", "industrial"}},
        {Use::kGeneric, {"est", "estate"}},
        {Use::kGeneric, {"univ", "university"}},
        {Use::kGeneric, {"hosp", "hospital"}},
        {Use::kGeneric, {"intl", "international"}},
        {Use::kGeneric, {"mt", "mount"}},
        {Use::kGeneric, {"ft", "fort"}},
        {Use::kGeneric, {"whse", "warehouse"}},
        {Use::kGeneric, {"dept", "department"}},
        {Use::kGeneric, {"dist", "district"}},
        {Use::kLabel, {"bldg", "building", "bld", "bldng", "blg", "gebaude", "gebaeude", "geb", "batiment", "bat"}},
        {Use::kLabel, {"blk", "block", "blok"}},
        {Use::kLabel, {"twr", "tower"}},
        {Use::kLabel, {"gate"}},
        {Use::kLabel, {"wing"}},
        {Use::kLabel, {"hall", "halle"}},
        {Use::kLabel, {"unit"}},
        {Use::kLabel, {"plot"}},
        {Use::kLabel, {"shop"}},
        {Use::kLabel, {"sector", "sec"}},
        {Use::kLabel, {"phase", "ph"}},
        {Use::kLabel, {"terminal"}},
        {Use::kLabel, {"pier"}},
        {Use::kLabel, {"dock"}},
        {Use::kDetail, {"fl", "floor", "flr", "etage"}},
        {Use::kDetail, {"ste", "suite", "sainte"}},
        {Use::kDetail, {"apt", "apartment"}},
        {Use::kDetail, {"rm", "room"}},
        {Use::kDetail, {"level", "lvl"}},
        {Use::kDetail, {"rack"}},
        {Use::kDetail, {"row"}},
        {Use::kDetail, {"cab", "cabinet"}},
        {Use::kDetail, {"slot"}},
        {Use::kDetail, {"port"}},
        {Use::kDetail, {"shelf"}},
        {Use::kDetail, {"bay"}},
        {Use::kCompass, {"north", "n", "nord", "norte"}},
        {Use::kCompass, {"south", "s", "sud"}},
        {Use::kCompass, {"east", "e", "ost"}},
        {Use::kCompass, {"west", "w"}},
        {Use::kCompass, {"ne", "northeast"}},
        {Use::kCompass, {"nw", "northwest"}},
        {Use::kCompass, {"se", "southeast"}},
        {Use::kCompass, {"sw", "southwest"}},
        {Use::kFiller, {"", "the", "of", "and", "at", "und", "et"}},
    };
    std::unordered_map<std::string_view, Known> all;
    for (const auto& group : groups) {
      for (const auto word : group.words) all.emplace(word, Known{group.words.front(), group.use});
    }
    return all;
  }();
  return kAll;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_ideograph(utf8proc_int32_t c) {
  return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0x20000 && c <= 0x3FFFF);
}

// Where the first run of `piece` ends: of digits, of letters, or one ideograph with its marks.
std::size_t first_run(std::string_view piece) {
  const bool digits = is_digit(piece.front());
  std::size_t end = 0;
  bool ideograph = false;
  while (end < piece.size()) {
    if (is_digit(piece[end]) != digits) break;
    utf8proc_int32_t c = 0;
    const auto used = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(piece.data() + end),
                                       static_cast<utf8proc_ssize_t>(piece.size() - end), &c);
    const bool starts = used > 0 && is_ideograph(c) && c != 0x3099 && c != 0x309A;
    if (end > 0 && (starts || (ideograph && utf8proc_category(c) != UTF8PROC_CATEGORY_MN))) break;
    ideograph = starts || ideograph;
    end += static_cast<std::size_t>(std::max<utf8proc_ssize_t>(used, 1));
  }
  return end;
}

bool is_single_letter(std::string_view word) {
  return word.size() == 1 || (word.size() == 2 && static_cast<unsigned char>(word[0]) >= 0xC3 &&
                              static_cast<unsigned char>(word[0]) <= 0xD4);
}

class WordReader {
 public:
  void piece(std::string_view piece) {
    while (!piece.empty() && words_.size() < kMaxPlaceWords) {
      const std::size_t end = first_run(piece);
      const std::string_view run = piece.substr(0, end);
      piece.remove_prefix(end);
      if (is_digit(run.front())) {
        number(run);
        for (const std::string_view ordinal : {"st", "nd", "rd", "th"}) {
          if (piece == ordinal) return;  // "5th"
        }
      } else {
        word(run.substr(0, kMaxWordBytes));
      }
    }
  }
  std::vector<PlaceWord> take() { return std::move(words_); }

 private:
  void number(std::string_view digits) {
    if (!words_.empty() && (words_.back().text == "no" || words_.back().text == "nr")) words_.pop_back();
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size() - 1));
    const WordKind kind = digits.size() <= 4 ? WordKind::kNumber : WordKind::kLong;
    identify({std::string(digits.substr(0, kMaxWordBytes)), kind, {}, false});
  }

  // "bldg" when the last word is "building", of which a number or a letter may follow.
  const Known* label_before() const {
    if (words_.empty() || words_.back().kind != WordKind::kGeneric) return nullptr;
    const Known& known = known_words().at(words_.back().text);
    return known.use == Use::kLabel || known.use == Use::kDetail ? &known : nullptr;
  }

  void identify(PlaceWord word) {
    if (const Known* label = label_before()) {
      word.label = label->form;
      word.detail = label->use == Use::kDetail;
    }
    words_.push_back(std::move(word));
  }

  void word(std::string_view text) {
    const auto known = known_words().find(text);
    if (known == known_words().end()) return unknown(text);
    if (text.size() == 1 && label_before()) return identify({std::string(text), WordKind::kLetter, {}, false});
    if (known->second.use == Use::kFiller) return;
    const WordKind kind = known->second.use == Use::kCompass ? WordKind::kCompass : WordKind::kGeneric;
    words_.push_back({std::string(known->second.form), kind, {}, false});
  }

  void unknown(std::string_view text) {
    if (is_single_letter(text)) return identify({std::string(text), WordKind::kLetter, {}, false});
    for (const std::string_view ending : {"strasse", "str"}) {
      if (!text.ends_with(ending) || text.size() < ending.size() + 3) continue;
      words_.push_back({std::string(text.substr(0, text.size() - ending.size())), WordKind::kWord, {}, false});
      words_.push_back({"st", WordKind::kGeneric, {}, false});
      return;
    }
    words_.push_back({std::string(text), WordKind::kWord, {}, false});
  }

  std::vector<PlaceWord> words_;
};

}  // namespace

std::vector<PlaceWord> place_words(std::string_view folded) {
  const std::string form = unaccented(std::string(folded));
  WordReader reader;
  for (std::string_view rest = form; !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    reader.piece(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return reader.take();
}

std::string joined(const std::vector<PlaceWord>& words) {
  std::string out;
  for (const auto& word : words) {
    if (!out.empty()) out += ' ';
    out += word.text;
  }
  return out;
}

}  // namespace redrive::central
