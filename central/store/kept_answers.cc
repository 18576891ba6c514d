#include "central/store/kept_answers.h"

#include "central/store/select.h"

namespace redrive::central {
namespace {

constexpr std::int64_t kBatch = 1000;

}  // namespace

base::Status put_answer(Database& db, const KeptAnswer& answer) {
  return db.execute(
      "INSERT INTO kept_answers (who, key, request, at, status, answer) VALUES ($1, $2, $3, $4, $5, $6) "
      "ON CONFLICT (who, key) DO UPDATE SET request = excluded.request, at = excluded.at, status = excluded.status, "
      "answer = excluded.answer",
      {answer.who, answer.key, answer.request, as_value(answer.at), std::int64_t{answer.status}, answer.answer});
}

base::Status delete_answer(Database& db, const std::string& who, const std::string& key) {
  return db.execute("DELETE FROM kept_answers WHERE who = $1 AND key = $2", {who, key});
}

base::Result<std::optional<KeptAnswer>> find_answer(Database& db, const std::string& who, const std::string& key) {
  return select_one<KeptAnswer>(
      db, "SELECT who, key, request, at, status, answer FROM kept_answers WHERE who = $1 AND key = $2", {who, key},
      [](const Row& row) {
        Columns in(row);
        return KeptAnswer{in.text(), in.text(), in.text(), in.time(), static_cast<int>(in.integer()), in.text()};
      });
}

// Row numbers rise with time, so both kinds are found at the table's beginning, without an index.
base::Result<bool> forget_answers(Database& db, base::UtcTime since) {
  const base::Status done = db.execute(
      "DELETE FROM kept_answers WHERE number IN (SELECT number FROM kept_answers ORDER BY number LIMIT $1) "
      "AND (at < $2 OR number <= (SELECT max(number) FROM kept_answers) - $3)",
      {kBatch, as_value(since), kMostAnswers});
  if (!done) return tl::unexpected<base::Error>(done.error());
  return db.changed() == kBatch;
}

}  // namespace redrive::central
