// What only a SQLite file has: its address, copies, damage, a disk that runs full, a kill.
#include <signal.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>

#include "central/store/audit.h"
#include "central/store/inbox.h"
#include "central/store/migrations.h"
#include "central/store/outages.h"
#include "central/store/select.h"
#include "central/store/tickets.h"
#include "tests/contract/store/store_fixture.h"
#include "tests/contract/store/temporary_directory.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
namespace fs = std::filesystem;

class SqliteStoreTest : public testing::Test {
 protected:
  std::unique_ptr<Database> open(const fs::path& file = "central.db", Access access = Access::kWrite) {
    return must(open_database("sqlite:" + file.string(), directory_.path(), access));
  }
  static std::int64_t notes(Database& db) { return must(select_number(db, "SELECT count(*) FROM notes")); }
  static std::int64_t pragma(Database& db, std::string_view sql) { return must(select_number(db, sql)); }

  TemporaryDirectory directory_;
};

TEST_F(SqliteStoreTest, AddressesAreRelativeToTheStateDirectory) {
  open("central.db");
  EXPECT_TRUE(fs::exists(directory_.path() / "central.db"));
  open(directory_.path() / "absolute.db");
  EXPECT_TRUE(fs::exists(directory_.path() / "absolute.db"));
  must(migrate(*open(":memory:")));
  EXPECT_FALSE(fs::exists(directory_.path() / ":memory:"));
}

TEST_F(SqliteStoreTest, WrongAddressesSayWhatIsExpectedAndShowNoPassword) {
  for (const char* url : {"", "sqlite:", "central.db", "mysql://u:secret@h/d", "postgresql://u:secret@h/d"}) {
    const auto db = open_database(url, directory_.path(), Access::kWrite);
    ASSERT_FALSE(db) << url;
    EXPECT_EQ(db.error().code, ErrorCode::kInvalid) << url;
    EXPECT_EQ(db.error().message.find("secret"), std::string::npos);
  }
  EXPECT_EQ(open_database("sqlite::memory:", "/", Access::kRead).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(open_database("sqlite:none.db", directory_.path(), Access::kRead).error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(open_database("sqlite:no/such/folder.db", directory_.path(), Access::kWrite));
}

TEST_F(SqliteStoreTest, AWriterIsDurable) {
  auto db = open();
  EXPECT_EQ(pragma(*db, "PRAGMA synchronous"), 2);  // FULL
  EXPECT_EQ(pragma(*db, "PRAGMA foreign_keys"), 1);
  std::string mode;
  must(db->query("PRAGMA journal_mode", {}, [&](const Row& row) { mode = row.text(0); }));
  EXPECT_EQ(mode, "wal");
}

TEST_F(SqliteStoreTest, ATransactionTakesTheWriteLockAtItsBeginning) {
  auto first = open(), second = open();
  must(second->execute("PRAGMA busy_timeout = 0"));
  must(first->begin());
  const auto refused = second->begin();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
  must(first->commit());
  must(second->begin());
}

TEST_F(SqliteStoreTest, RubbishIsReportedAsSuch) {
  std::ofstream(directory_.path() / "central.db") << std::string(8192, 'x');
  const auto db = open_database("sqlite:central.db", directory_.path(), Access::kWrite);
  ASSERT_FALSE(db);
  EXPECT_EQ(db.error().code, ErrorCode::kCorrupt);
  EXPECT_NE(db.error().message.find("central.db"), std::string::npos);
}

TEST_F(SqliteStoreTest, ANewerSchemaIsRefused) {
  auto db = open();
  must(migrate(*db));
  must(db->execute("INSERT INTO schema_migrations (number, name) VALUES (9999, 'of tomorrow')"));
  const auto refused = migrate(*db);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
}

TEST_F(SqliteStoreTest, MigrationsAreNumberedWithoutGaps) {
  std::int64_t number = 0;
  for (const auto& migration : all_migrations()) EXPECT_EQ(migration.number, ++number);
}

constexpr std::string_view kFirst[] = {"CREATE TABLE notes (text TEXT)", "INSERT INTO notes VALUES ('old')"};
constexpr std::string_view kSecond[] = {"INSERT INTO notes VALUES ('new')", "ALTER TABLE notes ADD COLUMN at INTEGER"};
constexpr std::string_view kBroken[] = {"INSERT INTO notes VALUES ('half')",
                                        "ALTER TABLE nothing ADD COLUMN at INTEGER"};
constexpr Migration kOne{1, "first", kFirst}, kTwo{2, "second", kSecond}, kTwoBroken{2, "broken", kBroken};

TEST_F(SqliteStoreTest, AMigrationCopiesWhatIsThereFirstAndRunsOnce) {
  const Migration one[] = {kOne}, both[] = {kOne, kTwo};
  const fs::path copy = directory_.path() / "central.db.before-2";
  must(apply_migrations(*open(), one));
  EXPECT_FALSE(fs::exists(directory_.path() / "central.db.before-1"));  // nothing to copy yet
  std::ofstream(copy.string() + ".part") << "left by a crash";
  auto db = open();
  must(apply_migrations(*db, both));
  must(apply_migrations(*db, both));
  EXPECT_EQ(notes(*db), 2);
  EXPECT_EQ(notes(*open(copy)), 1);
  EXPECT_FALSE(fs::exists(copy.string() + ".part"));
}

TEST_F(SqliteStoreTest, AMigrationThatFailsLeavesTheDatabaseAsItWas) {
  const Migration one[] = {kOne}, broken[] = {kOne, kTwoBroken}, good[] = {kOne, kTwo};
  auto db = open();
  must(apply_migrations(*db, one));
  EXPECT_FALSE(apply_migrations(*db, broken));
  EXPECT_EQ(notes(*db), 1);
  must(apply_migrations(*db, good));
  EXPECT_EQ(notes(*db), 2);
}

TEST_F(SqliteStoreTest, TheTrailOfAnEarlierVersionHasNoBeforeAndAfter) {
  auto db = open();
  must(apply_migrations(*db, all_migrations().first(1)));
  must(db->execute(
      "INSERT INTO audit (at, who, from_where, what, subject, detail) VALUES (1, 'ann', '', 'x', 'y', 'z')"));
  must(migrate(*db));
  const auto rows = list_audit(*db, {}, {10, 0});
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->items.at(0).who, "ann");
  EXPECT_EQ(rows->items.at(0).before + rows->items.at(0).after, "");
}

TEST_F(SqliteStoreTest, OfTheAlertsOfAnEarlierVersionFailuresAreCountedThatWereNoHistory) {
  auto db = open();
  must(apply_migrations(*db, all_migrations().first(7)));
  for (const auto& [number, status, reason] : {std::tuple{1, "firing", "1 within 1h"},
                                               {2, "resolved", "evidence: 1 record cleared"},
                                               {3, "firing", "from before the proof of its recovery, come late"}}) {
    must(db->execute("INSERT INTO inbox VALUES ($1, 1, 'http', '', '', 1, $2, '', 'd', '', '', 't', '', '', '')",
                     {std::int64_t{number}, status}));
    must(db->execute("INSERT INTO decisions VALUES ($1, 't', '', $2)", {std::int64_t{number}, reason}));
  }
  must(db->execute("UPDATE inbox_state SET stored = 3, decided = 3"));
  must(migrate(*db));
  std::vector<bool> counted;
  for (std::int64_t number = 1; number <= 3; ++number)
    counted.push_back(must(find_alert(*db, number))->decision.counted);
  EXPECT_EQ(counted, (std::vector<bool>{true, false, false}));
}

TEST_F(SqliteStoreTest, TheTicketsOfAnEarlierVersionDoNotSayHowTheyWereLocated) {
  auto db = open();
  must(apply_migrations(*db, all_migrations().first(3)));
  must(
      db->execute("INSERT INTO tickets (id, opened_at, centre, scope, server, device, package, location, "
                  "reported_location, location_verified, failure_type, state, reason, last_alert_at, closed_because, "
                  "duplicate_of) VALUES ('RD-1', 1, 'noc', 'device', 's', 'd', '', 'PUN024', 'Pune', 1, 'timeout', "
                  "'open', 'why', 1, '', '')"));
  must(migrate(*db));
  const auto ticket = must(find_ticket(*db, "RD-1"));
  ASSERT_TRUE(ticket);
  EXPECT_EQ(ticket->location, "PUN024");
  EXPECT_EQ(ticket->location_source, model::LocationSource{});
}

TEST_F(SqliteStoreTest, OutagesOfAnEarlierVersionHappenOnce) {
  auto db = open();
  must(apply_migrations(*db, all_migrations().first(3)));
  must(
      db->execute("INSERT INTO outages (id, server, device, site, start_at, end_at, reason, created_by) "
                  "VALUES ('O-1', 'ids-1', '', '', 1000000, 2000000, 'works', 'ann')"));
  must(migrate(*db));
  const auto outages = all_outages(*db);
  ASSERT_TRUE(outages);
  EXPECT_EQ(outages->at(0), (model::Outage{"O-1", "ids-1", "", "", base::utc_from_micros(1'000'000),
                                           base::utc_from_micros(2'000'000), "works", "ann"}));
}

// What a kill leaves is what the files hold at that moment, whatever the process had in mind.
TEST_F(SqliteStoreTest, AKillKeepsWhatWasCommittedAndNothingElse) {
  auto db = open();
  must(db->execute("CREATE TABLE notes (text TEXT)"));
  must(db->execute("PRAGMA cache_size = 10"));  // pages: lets the uncommitted ones spill into the log
  must(db->execute("INSERT INTO notes VALUES ('committed')"));
  must(db->begin());
  for (int i = 0; i < 500; ++i) must(db->execute("INSERT INTO notes VALUES ($1)", {std::string(1000, 'u')}));
  const fs::path killed = directory_.path() / "killed.db";
  for (const char* suffix : {"", "-wal"}) {
    fs::copy_file(directory_.path() / (std::string("central.db") + suffix), killed.string() + suffix);
  }
  EXPECT_GT(fs::file_size(killed.string() + "-wal"), 400'000U);
  EXPECT_EQ(notes(*open(killed)), 1);
  must(db->commit());
  EXPECT_EQ(notes(*db), 501);
}

TEST_F(SqliteStoreTest, AHalfWrittenLogCostsTheLastCommitAtMost) {
  auto db = open();
  must(db->execute("CREATE TABLE notes (text TEXT)"));
  must(db->execute("INSERT INTO notes VALUES ('one')"));
  must(db->execute("INSERT INTO notes VALUES ('two')"));
  const fs::path torn = directory_.path() / "torn.db";
  fs::copy_file(directory_.path() / "central.db", torn);
  fs::copy_file(directory_.path() / "central.db-wal", torn.string() + "-wal");
  fs::resize_file(torn.string() + "-wal", fs::file_size(torn.string() + "-wal") - 100);
  EXPECT_EQ(notes(*open(torn)), 1);
}

// Files of this process may grow to `bytes` while it lives: a full disk without one.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    signal_ = ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) throw std::runtime_error("setrlimit");
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, signal_);
  }

 private:
  rlimit before_{};
  void (*signal_)(int) = nullptr;
};

std::vector<InboxRow> batch(std::size_t size) {
  std::vector<InboxRow> rows(size);
  for (auto& row : rows) row.alert.message = std::string(1000, 'm');
  return rows;
}

TEST_F(SqliteStoreTest, AFullDiskRefusesTheBatchAndTheConnectionGoesOn) {
  auto db = open();
  must(migrate(*db));
  const auto append = [&] {
    auto rows = batch(100);
    return in_transaction(*db, [&] { return append_alerts(*db, rows); });
  };
  must(append());
  std::uint64_t stored = 100;
  {
    FileSizeLimit full(1'000'000);
    base::Status refused;
    while ((refused = append())) stored += 100;
    EXPECT_EQ(refused.error().code, ErrorCode::kNoSpace) << refused.error().message;
    EXPECT_EQ(append().error().code, ErrorCode::kNoSpace);
    EXPECT_EQ(must(count_alerts(*db)).stored, stored);  // reading goes on
  }
  must(append());
  EXPECT_EQ(must(count_alerts(*db)).stored, stored + 100);
  db.reset();
  db = open();
  EXPECT_EQ(must(select_number(*db, "SELECT count(*) FROM inbox")), static_cast<std::int64_t>(stored + 100));
}

TEST_F(SqliteStoreTest, ACommitThatIsRefusedLeavesNothingBehind) {
  auto db = open();
  must(migrate(*db));
  must(db->begin());
  must(db->execute("PRAGMA defer_foreign_keys = ON"));  // or the statement would fail already
  must(db->execute("INSERT INTO timeline (ticket, at, what, text, by_whom) VALUES ('none', 0, '', '', '')"));
  EXPECT_FALSE(db->commit());
  must(db->begin());
  must(db->commit());
  EXPECT_EQ(must(select_number(*db, "SELECT count(*) FROM timeline")), 0);
}

// SQLite ends the transaction by itself when the disk fills up; what the caller still sends must not be committed
// alone.
TEST_F(SqliteStoreTest, AfterALostTransactionNothingIsTakenUntilItIsRolledBack) {
  auto db = open();
  must(db->execute("CREATE TABLE notes (text TEXT)"));
  must(db->execute("PRAGMA cache_size = 10"));
  must(db->begin());
  {
    FileSizeLimit full(200'000);
    base::Status refused;
    while ((refused = db->execute("INSERT INTO notes VALUES ($1)", {std::string(1000, 'm')}))) {
    }
    EXPECT_EQ(refused.error().code, ErrorCode::kNoSpace);
  }
  EXPECT_FALSE(db->execute("INSERT INTO notes VALUES ('alone')"));
  EXPECT_FALSE(db->commit());
  EXPECT_EQ(notes(*db), 0);
  must(db->begin());
  must(db->execute("INSERT INTO notes VALUES ('good')"));
  must(db->commit());
  EXPECT_EQ(notes(*db), 1);
}

TEST_F(SqliteStoreTest, ACopyNeedsRoomAndSaysSo) {
  const Migration one[] = {kOne}, both[] = {kOne, kTwo};
  auto db = open();
  must(apply_migrations(*db, one));
  {
    FileSizeLimit full(4096);
    const auto refused = apply_migrations(*db, both);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kNoSpace) << refused.error().message;
  }
  EXPECT_EQ(notes(*db), 1);
  must(apply_migrations(*db, both));
}

TEST_F(SqliteStoreTest, MoreStatementTextsThanAreKeptStillWork) {
  auto db = open();
  for (int i = 0; i < 600; ++i) {
    EXPECT_EQ(must(select_number(*db, "SELECT " + std::to_string(i) + " + $1", {std::int64_t{1}})), i + 1);
  }
}

}  // namespace
}  // namespace redrive::central
