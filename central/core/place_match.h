// What a reported text says about the place, apart from what the inventory knows.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "shared/model/inventory.h"

namespace redrive::central {

struct TextMatch {
  enum class Kind {
    kNothing,  // no location resembles it
    kUnclear,  // `location` resembles it, but too little, or `other` nearly as much
    kSimilar,  // resembles `location` and, by a margin, no other
    kExact,    // its code, name or alias
  };
  Kind kind = Kind::kNothing;
  const model::Location* location = nullptr;
  const model::Location* other = nullptr;  // the next likely, or nullptr
  std::string_view by;                     // "code", "name", "alias" of an exact one
  double score = 0, other_score = 0;
  bool fits_record = false;  // the recorded site resembles it as well as any other does
};

// The newest answers, so that a text that comes again and again is searched for once. Safe from any thread; holds at
// most 2 * kMost of them.
class RecentMatches {
 public:
  static constexpr std::size_t kMost = 4096;

  std::optional<TextMatch> find(const std::string& key);
  void keep(std::string key, const TextMatch& match);

 private:
  void put(std::string key, const TextMatch& match);

  std::mutex mutex_;
  std::unordered_map<std::string, TextMatch> young_, old_;
};

}  // namespace redrive::central
