// Which locations a text resembles, word by word, and how closely. Numbers, single letters and compass points are never
// corrected: where both sides have one the other lacks, they are different places.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "central/core/word_book.h"
#include "shared/model/inventory.h"

namespace redrive::central {

struct Resemblance {
  const model::Location* location = nullptr;  // nullptr: none resembles it
  double score = 0;  // 0 to 1: half how much of the text it explains, half how much of it is said
};

struct SearchResult {
  Resemblance best, second;  // two locations; `second` within reach or not
  double recorded = 0;       // score of the location asked about by code
};

// Constant once filled, safe from any thread. Work is bounded by the table's size; about a tenth of a millisecond with
// 5,000 locations (bench/locate.cc).
class SiteSearch {
 public:
  // A name or an alias in words; none of them empty.
  void add(const model::Location& location, const std::vector<PlaceWord>& words);
  void finish();  // after the last add

  SearchResult search(std::vector<PlaceWord> words, std::string_view recorded) const;

 private:
  using FormId = std::uint32_t;
  struct FormWord {
    WordId id = 0;
    PlaceWord word;
  };
  struct Form {
    const model::Location* location = nullptr;
    std::vector<FormWord> words;
    double weight = 0;
  };
  struct AskedWord {
    PlaceWord word;
    std::vector<Likeness> like;
    double weight = 0;
  };
  struct Asked {
    std::vector<AskedWord> words;
    double weight = 0;
  };
  struct Guess {
    FormId form = 0;
    double score = 0;  // never below the true one by more than what contradicts
  };

  Asked ask(std::vector<PlaceWord> words) const;
  std::vector<Guess> guess(const Asked& asked) const;
  double score(const Asked& asked, const Form& form) const;

  WordBook book_;
  std::vector<Form> forms_;
  std::vector<std::vector<FormId>> forms_with_;  // by word
  std::vector<double> weights_;                  // by word: the rarer, the more it says
  double strange_ = 1;                           // weight of a word the table does not have
};

}  // namespace redrive::central
