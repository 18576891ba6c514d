#include "agent/app/tables.h"

#include <gmock/gmock.h>

#include "shared/model/tool.h"
#include "tests/unit/agent/samples.h"

namespace redrive::agent {
namespace {

using model::DeviceState;
using test::fold;
using test::kNow;
using test::received;
using test::reported;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(JobsTable, HasALineForEachJob) {
  const auto done = fold({received(3), reported("dev-1", DeviceState::kSucceeded),
                          reported("dev-2", DeviceState::kFailed), RunEnded{1, kNow}});
  const std::string text = jobs_table({summarise(done)});
  EXPECT_THAT(text, AllOf(HasSubstr("JOB"), HasSubstr("J-1"), HasSubstr("pos update"), HasSubstr("finished")));
  EXPECT_EQ(std::ranges::count(text, '\n'), 2);
}

TEST(DumpText, ShowsPackagesCommandsAndEveryDevice) {
  const std::string text =
      dump_text(fold({received(3), reported("dev-2", DeviceState::kFailed, 1, "disk_full", "No space\nleft here")}));
  EXPECT_THAT(text, AllOf(HasSubstr("app.deb"), HasSubstr("dpkg -i app.deb"), HasSubstr("check {device}")));
  EXPECT_THAT(text, AllOf(HasSubstr("disk_full"), HasSubstr("No space"), Not(HasSubstr("left here"))));
  EXPECT_THAT(text, AllOf(HasSubstr("dev-1"), HasSubstr("pending"), HasSubstr("dev-3")));
}

TEST(DumpText, SaysWhatIsDamaged) {
  const std::string text = dump_text(fold({reported("dev-1", DeviceState::kSucceeded)}, {"record 1: torn"}));
  EXPECT_THAT(text, AllOf(HasSubstr("damage: record 1: torn"), HasSubstr("order of J-1 cannot be read")));
}

TEST(PlanText, ShowsWhatIsApproved) {
  auto plan =
      *make_plan(fold({received(2), reported("dev-1", DeviceState::kSucceeded), RunEnded{1, kNow}}), test::context());
  plan.preflight = {{"device dev-2", false, "no answer\nat all"}, {"space", true, "enough"}};
  const std::string text = plan_text(plan);
  EXPECT_THAT(text, AllOf(HasSubstr(plan.digest), HasSubstr("run 2, 1 devices"), HasSubstr("dev-2")));
  EXPECT_THAT(text, AllOf(HasSubstr("copy app.deb"), HasSubstr("dpkg -i app.deb"), HasSubstr("devices: 1 of 2")));
  EXPECT_THAT(text, AllOf(HasSubstr("NOT GOOD"), HasSubstr("no answer"), Not(HasSubstr("at all"))));
}

TEST(PlanText, NamesTheToolThatMadeIt) {
  auto plan = *make_plan(fold({received(2), RunEnded{1, kNow}}), test::context());
  EXPECT_THAT(plan_text(plan), Not(HasSubstr("tool")));
  plan.wishes.tool =
      model::manifest_text({"1.4.0", "linux-x86_64", 1, 5, base::digest_of("bytes"), std::string(128, '0')});
  EXPECT_THAT(plan_text(plan), HasSubstr("  tool      redrive-redistribute 1.4.0 from central\n"));
}

TEST(PlanText, NeverPassesControlCharactersToTheTerminal) {
  const auto hostile =
      fold({received(1), reported("dev-1", DeviceState::kFailed, 1, "unknown", "\x1b[31mred\x07"), RunEnded{1, kNow}});
  for (const auto& text : {plan_text(*make_plan(hostile, test::context())), dump_text(hostile)}) {
    EXPECT_THAT(text, AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\x07"))));
  }
}

TEST(ProgressLine, CountsEveryEnd) {
  const std::string line = progress_line({4, 1, 0}, 10);
  EXPECT_THAT(line, AllOf(HasSubstr("5 of 10"), HasSubstr("1 failed")));
  EXPECT_THAT(progress_line({0, 0, 0}, 0), HasSubstr("0 of 0"));
}

}  // namespace
}  // namespace redrive::agent
