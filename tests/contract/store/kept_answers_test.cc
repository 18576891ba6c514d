// Answers kept for requests that come again.
#include "central/store/kept_answers.h"
#include "central/store/columns.h"

#include "tests/contract/store/store_fixture.h"

namespace redrive::central {
namespace {

class KeptAnswersTest : public StoreTest {
 protected:
  KeptAnswer put(const std::string& who, const std::string& key, std::int64_t second, int status = 200) {
    KeptAnswer answer{who, key, "digest", at(second), status, nasty()};
    must(put_answer(db(), answer));
    return answer;
  }
  std::optional<KeptAnswer> find(const std::string& who, const std::string& key) {
    return must(find_answer(db(), who, key));
  }
};
REDRIVE_ON_EVERY_STORE(KeptAnswersTest);

TEST_P(KeptAnswersTest, AnAnswerIsFoundByWhoseKeyItIs) {
  const auto ann = put("ann", "k", 1), bob = put("bob", "k", 2);
  EXPECT_EQ(find("ann", "k"), ann);
  EXPECT_EQ(find("bob", "k"), bob);
  EXPECT_FALSE(find("ann", "other"));
}

TEST_P(KeptAnswersTest, ALaterOneTakesItsPlace) {
  put("ann", "k", 1, 0);
  const auto answer = put("ann", "k", 2, 201);
  EXPECT_EQ(find("ann", "k"), answer);
  must(delete_answer(db(), "ann", "k"));
  EXPECT_FALSE(find("ann", "k"));
  must(delete_answer(db(), "ann", "k"));
}

TEST_P(KeptAnswersTest, OldOnesAreForgottenInBatches) {
  for (int i = 0; i < 1500; ++i) put("ann", fmt::format("k-{}", i), i);
  EXPECT_TRUE(must(forget_answers(db(), at(1400))));
  EXPECT_FALSE(find("ann", "k-999"));
  EXPECT_TRUE(find("ann", "k-1000"));
  EXPECT_FALSE(must(forget_answers(db(), at(1400))));
  EXPECT_FALSE(find("ann", "k-1399"));
  EXPECT_TRUE(find("ann", "k-1400"));
}

// Without one row for each: the table's numbers rise, whatever was deleted.
TEST_P(KeptAnswersTest, ThereAreNoMoreThanAHundredThousand) {
  put("ann", "first", 1);
  must(
      db().execute("INSERT INTO kept_answers (number, who, key, request, at, status, answer) "
                   "VALUES ($1, 'ann', 'last', '', $2, 200, '')",
                   {kMostAnswers + 1, as_value(at(1))}));
  EXPECT_FALSE(must(forget_answers(db(), at(0))));
  EXPECT_FALSE(find("ann", "first"));
  EXPECT_TRUE(find("ann", "last"));
}

}  // namespace
}  // namespace redrive::central
