// Requests that were done under an Idempotency-Key, and what was answered: so that one that comes again is answered the
// same and done no second time.
#pragma once

#include <optional>
#include <string>

#include "central/store/database.h"
#include "shared/base/time.h"

namespace redrive::central {

inline constexpr base::Micros kAnswersKept = std::chrono::hours(24);
inline constexpr std::int64_t kMostAnswers = 100'000;      // the oldest go first
inline constexpr std::size_t kLongestAnswer = 256 * 1024;  // bytes of one that is kept

struct KeptAnswer {
  std::string who, key;  // a key is its sender's own
  std::string request;   // digest of what was asked
  base::UtcTime at{};
  int status = 0;      // 0: it was done, and its answer is not here
  std::string answer;  // the body

  bool operator==(const KeptAnswer&) const = default;
};

base::Status put_answer(Database& db, const KeptAnswer& answer);  // inserts or replaces by who and key
base::Status delete_answer(Database& db, const std::string& who, const std::string& key);
base::Result<std::optional<KeptAnswer>> find_answer(Database& db, const std::string& who, const std::string& key);

// Deletes a small batch of those from before `since`, and beyond kMostAnswers. True when there may be more.
base::Result<bool> forget_answers(Database& db, base::UtcTime since);

}  // namespace redrive::central
