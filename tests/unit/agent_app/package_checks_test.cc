#include "agent/app/package_checks.h"

#include <gmock/gmock.h>

#include <fstream>

#include "tests/unit/agent/samples.h"

namespace redrive::agent {
namespace {

using testing::HasSubstr;

class PackageChecksTest : public testing::Test {
 protected:
  model::PackageRef put(const std::string& name, const std::string& content) {
    const std::string digest = base::digest_of(content);
    auto writer = store.receive(digest, content.size());
    EXPECT_TRUE(writer && writer->append(content) && writer->commit());
    return {name, content.size(), digest};
  }
  void overwrite(const model::PackageRef& package, const std::string& content, bool keep_time = false) {
    const auto path = store.path_of(package.digest);
    const auto written = std::filesystem::last_write_time(path);
    std::ofstream(path) << content;
    std::filesystem::last_write_time(path, keep_time ? written : written + std::chrono::seconds(1));
  }

  test::TempDir dir;
  sys::ContentStore store = std::move(*sys::ContentStore::open(dir.path()));
  base::ManualClock clock;
  PackageChecks checks;
};

TEST_F(PackageChecksTest, NamesWhatIsMissingOrDamagedAndCountsTheRest) {
  const auto good = put("good.deb", "good"), bad = put("bad.deb", "fine");
  const model::PackageRef gone{"gone.deb", 4, base::digest_of("gone")};
  overwrite(bad, "fin!");
  const auto found = checks.check(store, {good, bad, gone}, clock);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].what, "package bad.deb");
  EXPECT_FALSE(found[0].good);
  EXPECT_THAT(found[0].detail, HasSubstr("damaged"));
  EXPECT_THAT(found[0].todo, HasSubstr("fetches it from central"));
  EXPECT_FALSE(store.has(bad.digest));
  EXPECT_THAT(found[1].detail, HasSubstr("not on this server"));
  EXPECT_EQ(found[2].detail, "1 of 3 read and whole");
}

TEST_F(PackageChecksTest, AFileThatWasWrittenSinceIsReadAgainAndOthersAreNot) {
  const auto package = put("a.deb", "aaaa");
  EXPECT_TRUE(checks.check(store, {package}, clock)[0].good);
  overwrite(package, "bbbb", true);  // nothing shows it: left for the run, which reads all of it
  EXPECT_TRUE(checks.check(store, {package}, clock)[0].good);
  overwrite(package, "cccc");
  EXPECT_FALSE(checks.check(store, {package}, clock)[0].good);
}

TEST_F(PackageChecksTest, ReadsNoMoreThanItMay) {
  const auto small = put("small.deb", "1234"), large = put("large.deb", "1234567890");
  const auto found = checks.check(store, {large, small}, clock, 8);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].what, "package large.deb");
  EXPECT_TRUE(found[0].good);
  EXPECT_THAT(found[0].detail, HasSubstr("the run checks it"));
  EXPECT_THAT(found[1].detail, HasSubstr("1 of 2"));
}

}  // namespace
}  // namespace redrive::agent
