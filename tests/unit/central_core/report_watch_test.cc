// How long central waits for reports of work before it gives them up.
#include "central/core/report_watch.h"

#include <gmock/gmock.h>

namespace redrive::central {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

model::JobParameters parameters(base::Micros timeout, std::uint32_t retries, std::uint32_t parallel,
                                std::string window = "") {
  model::JobParameters out;
  out.timeout = timeout, out.retries = retries, out.parallel = parallel, out.window = std::move(window);
  return out;
}

TEST(LongestWork, IsEveryAttemptOfEveryBatchAtItsTimeoutAndADayForTheWindow) {
  EXPECT_EQ(longest_work(1, parameters(10min, 0, 8)), 10min);
  EXPECT_EQ(longest_work(8, parameters(10min, 0, 8)), 10min);
  EXPECT_EQ(longest_work(9, parameters(10min, 0, 8)), 20min);
  EXPECT_EQ(longest_work(9, parameters(10min, 2, 8)), 60min);
  EXPECT_EQ(longest_work(9, parameters(10min, 2, 8, "22:00-05:00")), 25h);
}

TEST(LongestWork, HasABound) {
  EXPECT_EQ(longest_work(1'000'000, parameters(24h * 7, 100, 1)), 24h * 365);
  EXPECT_EQ(longest_work(1'000'000, parameters(24h * 7, 100, 1, "22:00-05:00")), 24h * 365);
  EXPECT_EQ(longest_work(1, parameters(24h * 7, 51, 0, "22:00-05:00")), 24h * 365);
}

class Reports : public testing::Test {
 protected:
  static constexpr base::Micros kWithin = 1h;
  std::vector<std::pair<OpenWork, NoReport>> overdue(base::Micros silence, const std::string& server = "ids-1") const {
    return watch.overdue(server, silence, kWithin, clock.steady());
  }
  const OpenWork job{"ids-1", "J-1", "", false}, other{"ids-1", "J-2", "", false}, again{"ids-1", "J-1", "R-1", true},
      elsewhere{"ids-2", "J-1", "", false};
  base::ManualClock clock;
  ReportWatch watch;
};

TEST_F(Reports, OfASilentAgentAreGivenUpAfterTheTimeAllowed) {
  watch.expect(job, 10h, clock.steady());
  watch.expect(elsewhere, 10h, clock.steady());
  clock.advance(kWithin - 1us);
  EXPECT_THAT(overdue(kWithin - 1us), IsEmpty());
  clock.advance(1us);
  EXPECT_THAT(overdue(kWithin), ElementsAre(Pair(job, NoReport::kSilent)));
}

TEST_F(Reports, AreWaitedForAWholeTimeThoughTheAgentWasSilentBefore) {
  watch.expect(job, 10min, clock.steady());
  clock.advance(kWithin - 1us);
  EXPECT_THAT(overdue(base::Micros::max()), IsEmpty());
  clock.advance(1us);
  EXPECT_THAT(overdue(base::Micros::max()), ElementsAre(Pair(job, NoReport::kSilent)));
}

TEST_F(Reports, OfAnAgentThatIsThereMayTakeAsLongAsItsWork) {
  watch.expect(job, 10h, clock.steady());
  clock.advance(11h - 1us);
  EXPECT_THAT(overdue(0s), IsEmpty());
  clock.advance(1us);
  EXPECT_THAT(overdue(0s), ElementsAre(Pair(job, NoReport::kLate)));
}

TEST_F(Reports, OneJobMayHaveToWaitForAllTheOthers) {
  watch.expect(job, 10h, clock.steady());
  watch.expect(other, 5h, clock.steady());
  watch.expect(again, 2h, clock.steady());
  watch.expect(elsewhere, 100h, clock.steady());
  clock.advance(18h - 1us);
  EXPECT_THAT(overdue(0s), IsEmpty());
  clock.advance(1us);
  EXPECT_THAT(overdue(0s), testing::SizeIs(3));
}

TEST_F(Reports, CountFromTheLastOfTheJob) {
  watch.expect(job, 10min, clock.steady());
  watch.expect(again, 10min, clock.steady());
  watch.expect(other, 10min, clock.steady());
  clock.advance(80min);
  watch.reported("ids-1", "J-1", clock.steady());
  watch.reported("ids-2", "J-2", clock.steady());
  clock.advance(10min);
  EXPECT_THAT(overdue(0s), ElementsAre(Pair(other, NoReport::kLate)));
}

TEST_F(Reports, PackagesThatAreFetchedAreSignsOfWork) {
  watch.expect(job, 10min, clock.steady());
  for (int i = 0; i < 24; ++i) {
    clock.advance(1h);
    watch.fetched("ids-1", clock.steady());
    EXPECT_THAT(overdue(0s), IsEmpty());
  }
}

TEST_F(Reports, AfterAStandstillEverybodyHasAWholeTimeAgain) {
  watch.expect(job, 10min, clock.steady());
  clock.advance(24h);
  watch.anew(clock.steady());
  clock.advance(kWithin - 1us);
  EXPECT_THAT(overdue(base::Micros::max()), IsEmpty());
}

TEST_F(Reports, OfWhatHasEndedAreNotWaitedFor) {
  watch.expect(job, 10min, clock.steady());
  watch.expect(other, 10min, clock.steady());
  watch.keep_only({other});
  EXPECT_FALSE(watch.has(job));
  clock.advance(24h);
  EXPECT_THAT(overdue(0s), ElementsAre(Pair(other, NoReport::kLate)));
}

}  // namespace
}  // namespace redrive::central
