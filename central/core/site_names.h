// The location table by its codes, names and aliases: what a text says exactly.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "central/core/place_words.h"
#include "shared/model/inventory.h"

namespace redrive::central {

// A name two locations share names neither.
struct ExactMatch {
  const model::Location* location = nullptr;
  std::string_view by;  // "code", "name", "alias"; empty when nothing matches
  explicit operator bool() const { return location != nullptr; }
};

// Constant after construction, safe from any thread. The locations must outlive it.
class SiteNames {
 public:
  explicit SiteNames(const model::Inventory& inventory);

  // `folded` is a code, a name or an alias: a few look-ups in hash tables.
  ExactMatch find(const std::string& folded) const;
  // A name or an alias with abbreviations spelled either way.
  ExactMatch find(const std::vector<PlaceWord>& words) const;
  // A code, or an alias that looks like one (four characters or more, letters and digits), stands in the text as words
  // of its own, and no other does.
  ExactMatch find_inside(std::string_view folded) const;
  // Not exact: the one code that differs by leading zeros of its numbers, or by two neighbouring letters that changed
  // places.
  const model::Location* near_code(const std::vector<PlaceWord>& words) const;

 private:
  class Table {
   public:
    void enter(std::string key, const model::Location& location);
    const model::Location* find(const std::string& key) const;

   private:
    std::unordered_map<std::string, const model::Location*> at_;  // nullptr: two share it
  };

  Table codes_, names_, aliases_;
  Table code_words_, name_words_, alias_words_;
  Table code_likes_;              // what find_inside looks for, without spaces
  std::size_t longest_code_ = 0;  // bytes; most texts are longer, even with a space between any two of a code
};

}  // namespace redrive::central
