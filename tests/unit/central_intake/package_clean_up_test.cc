#include "central/intake/package_clean_up.h"

#include <gtest/gtest.h>

#include "central/store/jobs.h"
#include "central/store/store.h"
#include "shared/base/digest.h"
#include "tests/unit/sys/temp_dir.h"

namespace redrive::central {
namespace {

using std::chrono::hours;

class PackageCleanUp : public testing::Test {
 protected:
  PackageCleanUp() {
    EXPECT_TRUE(migrate(*db));
    put("needed"), put("done");
    job("needed", "accepted"), job("done", "finished");
  }
  void put(const std::string& bytes) {
    auto writer = packages.receive(base::digest_of(bytes), bytes.size());
    ASSERT_TRUE(writer && writer->append(bytes) && writer->commit());
  }
  bool has(const std::string& bytes) const { return packages.has(base::digest_of(bytes)); }
  void job(const std::string& package, const std::string& state) {
    JobRow row{0, "J-" + package, "app", "ann", now, ""};
    JobServerRow share{row.id, "ids-1", state, 1, 0, 0, "", {}};
    share.order = {row.id, "app", "ids-1", {{"app.bin", package.size(), base::digest_of(package)}}, {"dev-1"}, {}};
    ASSERT_TRUE(put_job(*db, row) && put_job_server(*db, share));
  }
  base::Status clean(base::Micros later) { return clean_packages(options, *db, packages, now + later); }

  sys::TempDir dir;
  config::PackageStoreOptions options;
  const base::UtcTime now = base::SystemClock().utc();  // the files' times are the system's
  sys::ContentStore packages = sys::ContentStore::open(dir / "packages").value();
  std::unique_ptr<Database> db = open_database("sqlite:central.db", dir.path(), Access::kWrite).value();
};

TEST_F(PackageCleanUp, RemovesByAgeButNothingThatIsNeeded) {
  { ASSERT_TRUE(packages.receive(base::digest_of("half"), 4)->append("ha")); }
  const auto partial = dir / "packages" / "partial" / base::digest_hex(base::digest_of("half"));
  ASSERT_TRUE(clean(options.keep - hours(1)));
  EXPECT_TRUE(has("done") && std::filesystem::exists(partial));
  ASSERT_TRUE(clean(options.keep + hours(1)));
  EXPECT_TRUE(has("needed"));
  EXPECT_FALSE(has("done") || std::filesystem::exists(partial));
}

TEST_F(PackageCleanUp, RemovesBySizeButNothingOfTheLastHour) {
  ASSERT_TRUE(clean(hours(2)));
  EXPECT_TRUE(has("done")) << "without a limit nothing goes for it";
  options.bytes = 1;
  ASSERT_TRUE(clean({}));
  EXPECT_TRUE(has("done"));
  ASSERT_TRUE(clean(hours(2)));
  EXPECT_TRUE(has("needed"));
  EXPECT_FALSE(has("done"));
}

TEST_F(PackageCleanUp, RemovesNothingWhileItIsNotKnownWhatIsNeeded) {
  ASSERT_TRUE(db->execute("UPDATE job_servers SET order_bytes = 'x' WHERE job = 'J-needed'"));
  EXPECT_FALSE(clean(options.keep + hours(1)));
  EXPECT_TRUE(has("done"));
}

}  // namespace
}  // namespace redrive::central
