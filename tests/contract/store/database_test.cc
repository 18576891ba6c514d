// The seam itself: parameters, transactions, connections, errors.
#include "central/store/select.h"
#include "tests/contract/store/store_fixture.h"

namespace redrive::central {
namespace {

using base::ErrorCode;

class DatabaseTest : public StoreTest {
 protected:
  DatabaseTest() { must(db().execute("CREATE TABLE notes (id BIGINT PRIMARY KEY, text TEXT)")); }
  void add(std::int64_t id, std::string text = "x") {
    must(db().execute("INSERT INTO notes (id, text) VALUES ($1, $2)", {id, std::move(text)}));
  }
  static std::int64_t count(Database& db) { return must(select_number(db, "SELECT count(*) FROM notes")); }
};
REDRIVE_ON_EVERY_STORE(DatabaseTest);

TEST_P(DatabaseTest, ParametersAreBoundByTheirNumberNotByTheirPlace) {
  std::vector<std::string> seen;
  const Value parameters[] = {"one", "two"};
  must(db().query("SELECT CAST($2 AS TEXT), CAST($1 AS TEXT), CAST($2 AS TEXT)", parameters, [&](const Row& row) {
    for (int column = 0; column < 3; ++column) seen.emplace_back(row.text(column));
  }));
  EXPECT_EQ(seen, (std::vector<std::string>{"two", "one", "two"}));
}

TEST_P(DatabaseTest, NullIsNotEmptyText) {
  must(db().execute("INSERT INTO notes (id, text) VALUES (1, $1)", {Value{}}));
  add(2, "");
  std::vector<bool> nulls;
  must(db().query("SELECT text FROM notes ORDER BY id", {}, [&](const Row& row) {
    nulls.push_back(row.is_null(0));
    EXPECT_EQ(row.text(0), "");
    EXPECT_EQ(row.integer(0), 0);
  }));
  EXPECT_EQ(nulls, (std::vector<bool>{true, false}));
}

TEST_P(DatabaseTest, BytesOfATextSurvive) {
  add(1, nasty());
  reopen();
  const auto text = select_one<std::string>(db(), "SELECT text FROM notes WHERE text = $1", {nasty()},
                                            [](const Row& row) { return std::string(row.text(0)); });
  EXPECT_EQ(must(text), nasty());
}

TEST_P(DatabaseTest, ChangedCountsTheLastStatementOnly) {
  add(1), add(2), add(3);
  must(db().execute("UPDATE notes SET text = 'y' WHERE id >= $1", {std::int64_t{2}}));
  EXPECT_EQ(db().changed(), 2);
  must(db().execute("SELECT 1"));
  EXPECT_EQ(db().changed(), 0);
  must(db().execute("DELETE FROM notes WHERE id = $1", {std::int64_t{99}}));
  EXPECT_EQ(db().changed(), 0);
}

TEST_P(DatabaseTest, RollbackUndoesAndCommitKeeps) {
  must(db().begin());
  add(1);
  db().rollback();
  EXPECT_EQ(count(db()), 0);
  must(db().begin());
  add(2);
  must(db().commit());
  db().rollback();  // without a transaction: nothing
  reopen();
  EXPECT_EQ(count(db()), 1);
}

TEST_P(DatabaseTest, AConnectionThatGoesAwayTakesItsTransactionWithIt) {
  must(db().begin());
  add(1);
  reopen();
  EXPECT_EQ(count(db()), 0);
}

TEST_P(DatabaseTest, ASavepointTakesBackOneOfSeveralRequests) {
  must(db().begin());
  add(1);
  must(db().execute("SAVEPOINT request"));
  add(2);
  EXPECT_FALSE(db().execute("INSERT INTO notes (id) VALUES ($1)", {std::int64_t{1}}));
  must(db().execute("ROLLBACK TO SAVEPOINT request"));
  must(db().execute("RELEASE SAVEPOINT request"));
  add(3);
  must(db().commit());
  EXPECT_EQ(count(db()), 2);
}

TEST_P(DatabaseTest, TransactionsDoNotNestAndNeedABeginning) {
  EXPECT_FALSE(db().commit());
  must(db().begin());
  EXPECT_FALSE(db().begin());
  add(1);
  must(db().commit());
  EXPECT_EQ(count(db()), 1);
}

TEST_P(DatabaseTest, ATakenUniqueNameIsAConflict) {
  add(1);
  const auto again = db().execute("INSERT INTO notes (id) VALUES ($1)", {std::int64_t{1}});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
}

TEST_P(DatabaseTest, AReaderSeesWhatIsCommittedAndWritesNothing) {
  auto reader = open(Access::kRead);
  must(db().begin());
  add(1);
  EXPECT_EQ(count(*reader), 0);
  must(db().commit());
  EXPECT_EQ(count(*reader), 1);
  EXPECT_FALSE(reader->execute("DELETE FROM notes"));
  EXPECT_FALSE(reader->begin());
  EXPECT_EQ(count(*reader), 1);
}

TEST_P(DatabaseTest, WrongStatementsAreErrorsAndLeaveTheConnectionUsable) {
  EXPECT_FALSE(db().execute("SELECT FROM WHERE"));
  EXPECT_FALSE(db().execute("SELECT 1; SELECT 2"));
  EXPECT_FALSE(db().execute(""));
  EXPECT_FALSE(db().execute("SELECT $1"));                     // one too few
  EXPECT_FALSE(db().execute("SELECT 1", {std::int64_t{1}}));   // one too many
  EXPECT_FALSE(db().execute("SELECT $2", {std::int64_t{1}}));  // $1 is missing
  add(1);
  EXPECT_EQ(count(db()), 1);
}

TEST_P(DatabaseTest, AThrowingRowCallbackLeavesTheStatementUsable) {
  add(1), add(2);
  constexpr std::string_view kSql = "SELECT id FROM notes ORDER BY id";
  EXPECT_THROW(must(db().query(kSql, {}, [](const Row&) { throw std::runtime_error("stop"); })), std::runtime_error);
  std::vector<std::int64_t> ids;
  must(db().query(kSql, {}, [&](const Row& row) { ids.push_back(row.integer(0)); }));
  EXPECT_EQ(ids, (std::vector<std::int64_t>{1, 2}));
}

TEST_P(DatabaseTest, AStatementMayRunOthersForEachRowButNotItself) {
  add(1), add(2);
  constexpr std::string_view kSql = "SELECT id FROM notes ORDER BY id";
  int rows = 0;
  must(db().query(kSql, {}, [&](const Row&) {
    ++rows;
    EXPECT_EQ(count(db()), 2);
    EXPECT_FALSE(db().query(kSql, {}, {}));
  }));
  EXPECT_EQ(rows, 2);
}

TEST_P(DatabaseTest, InTransactionUndoesWhatFailed) {
  const auto failed = in_transaction(db(), [&]() -> base::Status {
    add(1);
    return base::fail(ErrorCode::kInvalid, "no");
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message, "no");
  must(in_transaction(db(), [&]() -> base::Status {
    add(2);
    return {};
  }));
  EXPECT_EQ(count(db()), 1);
}

TEST_P(DatabaseTest, PagesOutOfBoundsAreRefused) {
  const std::vector<PageRequest> wrong = {{0, 0}, {1001, 0}, {10, -1}};
  for (const auto& page : wrong) {
    const auto got = check_page(page);
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, ErrorCode::kInvalid);
  }
}

}  // namespace
}  // namespace redrive::central
