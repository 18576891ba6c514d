#include "agent/app/approval_dialogue.h"

#include <gmock/gmock.h>

#include "shared/text/columns.h"
#include "tests/unit/agent/samples.h"

namespace redrive::agent {
namespace {

using Ask = ApprovalDialogue::Ask;
using model::DeviceState;
using test::fold;
using test::kNow;
using test::received;
using test::reported;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

model::Plan sample_plan(std::size_t devices = 3) {
  return *make_plan(fold({received(devices), reported("dev-2", DeviceState::kFailed, 1, "disk_full", "No space left"),
                          RunEnded{1, kNow}}),
                    test::context());
}

std::size_t widest(const std::string& text) {
  std::size_t most = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    most = std::max(most, text::columns(std::string_view(text).substr(at, end - at)));
    at = end + 1;
  }
  return most;
}

class ApprovalDialogueTest : public testing::Test {
 protected:
  ApprovalDialogue::Answer type(std::string_view line) { return dialogue.take(line, screen); }
  std::string text(std::string_view line) { return type(line).text; }

  Screen screen{80, 24};
  ApprovalDialogue dialogue{sample_plan()};
};

TEST_F(ApprovalDialogueTest, OpensWithWhatRunsWhereAndWhy) {
  const std::string opening = dialogue.opening(screen);
  EXPECT_THAT(opening, AllOf(HasSubstr("J-1"), HasSubstr("3 devices of server ids-1: dev-1, dev-2, dev-3"),
                             HasSubstr("1 device: failed: disk_full"), HasSubstr("2 devices: never started"),
                             HasSubstr("21 bytes to carry"), HasSubstr(dialogue.plan().digest)));
  EXPECT_THAT(opening, HasSubstr("approve    run it: the whole word"));
}

TEST_F(ApprovalDialogueTest, OnlyTheWholeWordApproves) {
  for (const char* not_yet : {"a", "y", "yes", "approv", "Approve", "approved", "approve it", "", "APPROVE"}) {
    EXPECT_EQ(type(not_yet).ask, Ask::kNothing) << not_yet;
  }
  EXPECT_EQ(type("\f  approve \r").ask, Ask::kApprove);
}

TEST_F(ApprovalDialogueTest, ShowsCommandsDifferencesAndChecks) {
  auto plan = sample_plan();
  plan.preflight = {{"device dev-2", false, "0 bytes free\nmore", "free space on dev-2"}, {"space", true, "enough"}};
  dialogue.replanned(plan, screen);
  EXPECT_THAT(text("c"),
              AllOf(HasSubstr("copy app.deb"), HasSubstr("dpkg -i app.deb"), HasSubstr("8 devices at a time")));
  EXPECT_THAT(text("k"), AllOf(HasSubstr("NOT GOOD device dev-2: 0 bytes free"), HasSubstr("-> free space on dev-2"),
                               Not(HasSubstr("more"))));
  EXPECT_THAT(text("s"), AllOf(HasSubstr("1 of 2 NOT GOOD"), HasSubstr("checks only warn")));
  EXPECT_THAT(text("d"), HasSubstr("Nothing differs"));
}

TEST_F(ApprovalDialogueTest, PagesThroughAHundredThousandDevices) {
  dialogue.replanned(sample_plan(100'000), screen);
  EXPECT_THAT(text("n"),
              AllOf(HasSubstr("Devices 1 to 18 of 100000"), HasSubstr("dev-18 "), Not(HasSubstr("dev-19 "))));
  EXPECT_THAT(text(""), HasSubstr("Devices 19 to 36 of 100000"));
  EXPECT_THAT(text("p"), HasSubstr("Devices 1 to 18"));
  EXPECT_THAT(text("p"), AllOf(HasSubstr("Devices 1 to 18"), HasSubstr("first page")));
  EXPECT_THAT(text("/dev-9999"), AllOf(HasSubstr("Devices 1 to 11 of 11 with 'dev-9999'"), HasSubstr("dev-99990")));
  EXPECT_THAT(text("n"), HasSubstr("last page"));
  EXPECT_THAT(text("/disk_full"), AllOf(HasSubstr("of 1 with"), HasSubstr("dev-2 ")));
  EXPECT_THAT(text("/nowhere"), HasSubstr("No device with 'nowhere'"));
  EXPECT_THAT(text("/"), HasSubstr("of 100000"));
}

TEST_F(ApprovalDialogueTest, ANewWindowSizeCountsFromTheNextLineOn) {
  dialogue.replanned(sample_plan(100), screen);
  EXPECT_THAT(text("n"), HasSubstr("Devices 1 to 18"));
  screen = {40, 12};
  EXPECT_THAT(text("n"), HasSubstr("Devices 7 to 12"));
  screen = {20, 5};
  EXPECT_EQ(devices_a_page(screen), 1U);
  EXPECT_THAT(text("p"), HasSubstr("Devices 6 to 6"));
}

TEST_F(ApprovalDialogueTest, NoLineIsWiderThanTheTerminalWhateverTheNames) {
  OrderReceived order = received(3);
  order.order.devices = {"東京の端末-渋谷駅前-一号機", "dev\x1b[31m", std::string(120, 'x')};
  dialogue.replanned(*make_plan(fold({order, RunEnded{1, kNow}}), test::context()), screen);
  for (const std::size_t columns : {20U, 33U, 80U}) {
    screen.columns = columns;
    for (const char* line : {"s", "/", "c", "d", "k"}) {
      const std::string shown = text(line);
      EXPECT_LE(widest(shown), columns) << shown;
      EXPECT_THAT(shown, Not(HasSubstr("\x1b")));
    }
  }
}

TEST_F(ApprovalDialogueTest, LeavesDevicesOutAndTakesThemInAgain) {
  EXPECT_EQ(type("x dev-3").ask, Ask::kPlan);
  EXPECT_EQ(dialogue.wishes().exclude, std::vector<std::string>{"dev-3"});
  auto plan = sample_plan(2);
  plan.wishes = dialogue.wishes();
  EXPECT_THAT(dialogue.replanned(plan, screen), AllOf(HasSubstr("made anew"), HasSubstr("left out by you: dev-3")));
  EXPECT_EQ(type("x dev-1").ask, Ask::kPlan);
  EXPECT_EQ(dialogue.wishes().exclude, (std::vector<std::string>{"dev-1", "dev-3"}));
  EXPECT_THAT(dialogue.not_replanned("no device is left"), HasSubstr("The plan stays as it is"));
  EXPECT_EQ(dialogue.wishes().exclude, std::vector<std::string>{"dev-3"});
  EXPECT_THAT(text("i dev-9"), HasSubstr("'dev-9' is not among"));
  EXPECT_EQ(type("i dev-3").ask, Ask::kPlan);
  EXPECT_TRUE(dialogue.wishes().exclude.empty());
}

TEST_F(ApprovalDialogueTest, APatternThatMeetsNothingIsSaidAndChangesNothing) {
  EXPECT_THAT(text("x dev-77"), HasSubstr("No device of this plan is called 'dev-77'"));
  EXPECT_THAT(text("x"), HasSubstr("Which ones?"));
  EXPECT_THAT(text("i"), HasSubstr("No device is left out"));
  EXPECT_TRUE(dialogue.wishes().exclude.empty());
}

TEST_F(ApprovalDialogueTest, ARefusalNeedsAReason) {
  EXPECT_EQ(type("r").ask, Ask::kNothing);
  const auto refusal = type("r  the disk is still full ");
  EXPECT_EQ(refusal.ask, Ask::kRefuse);
  EXPECT_EQ(refusal.reason, "the disk is still full");
}

TEST_F(ApprovalDialogueTest, AnythingElseIsExplainedAndDoesNothing) {
  for (const char* line : {"?", "h", "exit", "xdev-1", "rm -rf", "\xff\xfe", "quit"}) {
    const auto answer = type(line);
    EXPECT_EQ(answer.ask, Ask::kNothing) << line;
    EXPECT_THAT(answer.text, HasSubstr("leave; nothing is run")) << line;
  }
  EXPECT_EQ(type("q").ask, Ask::kLeave);
}

}  // namespace
}  // namespace redrive::agent
