#include "agent/app/package_clean_up.h"

#include <gmock/gmock.h>

#include <fstream>

#include "agent/joblog/job_log.h"
#include "shared/base/digest.h"
#include "tests/unit/agent/samples.h"

namespace redrive::agent {
namespace {

using std::chrono::hours;

class PackageCleanUp : public testing::Test {
 protected:
  PackageCleanUp() { options.state_dir = dir.path(); }

  void put(const std::string& bytes) {
    auto writer = packages.receive(base::digest_of(bytes), bytes.size());
    ASSERT_TRUE(writer && writer->append(bytes) && writer->commit());
  }
  bool has(const std::string& bytes) const { return packages.has(base::digest_of(bytes)); }
  void order(const std::string& job, const std::string& bytes, bool ended) {
    auto order = test::sample_order(1);
    order.job = job;
    order.packages = {{"app.bin", bytes.size(), base::digest_of(bytes)}};
    auto log = JobLog::open(dir.path(), job);
    ASSERT_TRUE(log && (*log)->append(OrderReceived{order, now, "C-1"}));
    if (ended) {
      ASSERT_TRUE((*log)->append(RunEnded{1, now}));
    }
  }

  test::TempDir dir;
  config::AgentOptions options;
  const base::UtcTime now = base::SystemClock().utc();
  sys::ContentStore packages = *sys::ContentStore::open(dir.path() / "packages");
};

TEST_F(PackageCleanUp, KeepsWhatOpenRunsNeedAndRemovesTheRestByAge) {
  put("needed"), put("done");
  order("J-1", "needed", false);
  order("J-2", "done", true);
  ASSERT_TRUE(clean_packages(options, packages, now + options.limits.packages_keep - hours(1)));
  EXPECT_TRUE(has("done"));
  ASSERT_TRUE(clean_packages(options, packages, now + options.limits.packages_keep + hours(1)));
  EXPECT_TRUE(has("needed"));
  EXPECT_FALSE(has("done"));
}

TEST_F(PackageCleanUp, RemovesBySizeButNothingOfTheLastHour) {
  put("needed"), put("done");
  order("J-1", "needed", false);
  options.limits.packages_bytes = 1;
  ASSERT_TRUE(clean_packages(options, packages, now));
  EXPECT_TRUE(has("done"));
  ASSERT_TRUE(clean_packages(options, packages, now + hours(2)));
  EXPECT_TRUE(has("needed"));
  EXPECT_FALSE(has("done"));
}

TEST_F(PackageCleanUp, WithoutALimitOfSizeNothingGoesForIt) {
  put("done");
  ASSERT_TRUE(clean_packages(options, packages, now + hours(2)));
  EXPECT_TRUE(has("done"));
}

TEST_F(PackageCleanUp, RemovesNothingWhileAJobLogCannotBeRead) {
  put("done");
  std::filesystem::create_directories(dir.path() / "jobs" / "J-1" / "log");  // a folder in its place
  options.limits.packages_bytes = 1;
  EXPECT_FALSE(clean_packages(options, packages, now + hours(2)));
  EXPECT_TRUE(has("done"));
}

TEST_F(PackageCleanUp, RemovesUnfinishedPackagesThatNobodyGoesOnWith) {
  { ASSERT_TRUE(packages.receive(base::digest_of("half"), 4)->append("ha")); }
  const auto partial = dir.path() / "packages" / "partial" / std::string(base::digest_hex(base::digest_of("half")));
  ASSERT_TRUE(clean_packages(options, packages, now + hours(2)));
  EXPECT_TRUE(std::filesystem::exists(partial));
  ASSERT_TRUE(clean_packages(options, packages, now + options.limits.packages_keep + hours(1)));
  EXPECT_FALSE(std::filesystem::exists(partial));
}

}  // namespace
}  // namespace redrive::agent
