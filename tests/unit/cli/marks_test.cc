#include "cli/marks.h"

#include <gtest/gtest.h>

#include "cli/render.h"

namespace redrive::cli {
namespace {

TEST(Paint, MakesColoursOfMarksOrNothing) {
  const std::string marked = "a " + mark(Tone::kBad, "dead") + " b";
  EXPECT_EQ(paint(marked, Surface::kFile), "a dead b");
  EXPECT_EQ(paint(marked, Surface::kTerminal), "a dead b");
  EXPECT_EQ(paint(marked, Surface::kColours), "a \x1b[1;31mdead\x1b[0m b");
  EXPECT_EQ(mark(Tone::kPlain, "x"), "x");
}

TEST(Paint, LetsNothingOfTheDataSpeakToATerminal) {
  EXPECT_EQ(paint("a\x1b[2Jb\n\tc\x07", Surface::kTerminal), "a?[2Jb\n\tc?");
  EXPECT_EQ(paint("a\x1b[2Jb", Surface::kFile), "a\x1b[2Jb");
}

TEST(ToneOf, KnowsTheStates) {
  EXPECT_EQ(tone_of("succeeded"), Tone::kGood);
  EXPECT_EQ(tone_of("dead"), Tone::kBad);
  EXPECT_EQ(tone_of("held"), Tone::kCare);
  EXPECT_EQ(tone_of("running"), Tone::kBusy);
  EXPECT_EQ(tone_of("anything"), Tone::kPlain);
}

TEST(TableOf, MarksHeadingsAndStatesAndStaysAligned) {
  const Json items = Json::parse(R"([{"s": "dead", "n": "one"}, {"s": "sent", "n": "two"}])");
  const std::string marked = table_of(items, {state("STATE", "s"), field("NAME", "n")}, "");
  EXPECT_EQ(marked, mark(Tone::kHeading, "STATE") + "  " + mark(Tone::kHeading, "NAME") + "\n" +
                        mark(Tone::kBad, "dead") + "   one\n" + mark(Tone::kGood, "sent") + "   two\n");
  EXPECT_EQ(paint(marked, Surface::kFile), "STATE  NAME\ndead   one\nsent   two\n");
}

}  // namespace
}  // namespace redrive::cli
