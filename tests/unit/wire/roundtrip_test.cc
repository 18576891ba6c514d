// decode(encode(x)) == x, for every message, by hand and at random.
#include <gtest/gtest.h>

#include "shared/wire/codec.h"
#include "shared/wire/fragment.h"
#include "shared/wire/limits.h"
#include "tests/unit/wire/samples.h"

namespace redrive::wire::test {
namespace {

TEST(RoundTrip, EveryMessageTypeHasASample) {
  const auto all = samples();
  ASSERT_EQ(all.size(), std::variant_size_v<Message>);
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].envelope.message.index(), i) << all[i].name;
}

TEST(RoundTrip, EveryMessageComesBackAsItWas) {
  for (const auto& [name, envelope] : samples()) {
    const auto back = decode(encode(envelope));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, envelope) << name;
  }
}

// Fields that hold their zero value are left out; they must come back as that.
TEST(RoundTrip, EmptyMessagesComeBackAsTheyWere) {
  const Envelope empties[] = {{0, 0, SpoolBatch{"s", 1, {model::Alert{}, OutcomeReport{}, RunFinished{}}}},
                              {0, 0, Distribute{}},
                              {0, 0, DumpReply{}},
                              {0, 0, PlanReply{}},
                              {0, 0, ErrorReply{}}};
  for (const auto& envelope : empties) {
    const auto back = decode(encode(envelope));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, envelope) << type_of(envelope.message);
  }
}

TEST(RoundTrip, RandomMessagesComeBackAsTheyWere) {
  base::SeededRandom random(20);
  for (const auto& envelope : random_envelopes(random, 100)) {
    const auto back = decode(encode(envelope));
    ASSERT_TRUE(back) << type_of(envelope.message) << ": " << back.error().message;
    ASSERT_EQ(*back, envelope) << type_of(envelope.message);
  }
}

TEST(RoundTrip, ValuesKeptInFilesComeBackAsTheyWere) {
  EXPECT_EQ(decode_order(encode_order(sample_order())), sample_order());
  EXPECT_EQ(decode_outcome(encode_outcome(sample_outcome())), sample_outcome());
  EXPECT_EQ(decode_plan(encode_plan(sample_plan())), sample_plan());
  const SpoolItem items[] = {sample_alert(), OutcomeReport{"J-1", sample_outcome()},
                             RunFinished{"J-1", 2, "", 1, 2, 3}};
  for (const auto& item : items) EXPECT_EQ(decode_item(encode_item(item)), item);
  auto of_a_run = sample_alert();
  of_a_run.run = 2;
  EXPECT_EQ(decode_item(encode_item(of_a_run)), SpoolItem{of_a_run});
}

TEST(RoundTrip, OneKindOfFileValueIsNotReadAsAnother) {
  EXPECT_FALSE(decode_order(encode_outcome(sample_outcome())));
  EXPECT_FALSE(decode_outcome(encode_order(sample_order())));
  EXPECT_FALSE(decode_item(encode_plan(sample_plan())));
}

// Requirement D1 at its bound: the longest distribution list there may be, cut into frames and put together again.
TEST(RoundTrip, AnOrderOfAMillionDevicesTravelsInFrames) {
  Distribute distribute{"C-1", sample_order()};
  distribute.order.devices.clear();
  for (std::size_t i = 0; i < model::kMaxDevicesPerOrder; ++i)
    distribute.order.devices.push_back(fmt::format("dev-{:07}", i));
  const Envelope envelope{1, 0, std::move(distribute)};

  auto frames = to_frames(encode(envelope));
  ASSERT_TRUE(frames) << frames.error().message;
  ASSERT_GT(frames->size(), 1U);
  Reassembler reassembler;
  std::optional<std::string> whole;
  for (auto& frame : *frames) {
    ASSERT_LE(frame.size(), kMaxFrame);
    ASSERT_FALSE(whole);
    auto taken = reassembler.take(std::move(frame));
    ASSERT_TRUE(taken) << taken.error().message;
    whole = std::move(*taken);
  }
  ASSERT_TRUE(whole);
  const auto back = decode(*whole);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_TRUE(*back == envelope);
}

// The rules of GRAMMAR.md: a field that came later is left out while it is empty, and an old peer does not mind it.
TEST(Roundtrip, WhatAPlanHoldsSinceLaterIsLeftOutWhereItIsEmptyAndComesBackWhereItIsNot) {
  model::Plan plan = sample_plan();
  const std::string before = encode_plan(plan);
  for (const char* name : {"parts", "exclude", "only", "from_start", "tool", "bytes", "estimate", "todo", "done"})
    EXPECT_EQ(before.find(name), std::string::npos) << name;
  plan.parts = {{"list", model::Completeness::kInferred, "from run 2"}};
  plan.wishes = {{"dev-7*"}, true, "", {"dev-8"}};
  plan.bytes = 7;
  plan.estimate = base::Micros{8};
  plan.devices[0].done = 3;
  plan.preflight[0].todo = "free space";
  EXPECT_EQ(decode_plan(encode_plan(plan)), plan);
  const Envelope run{0, 0, RunPlan{"C-2", "J-1", "blake2b:ab", "anna", {}, {}, plan.wishes}};
  EXPECT_EQ(decode(encode(run)), run);
}

TEST(RoundTrip, WhatAToolIsAsked) {
  model::ToolRequest request;
  request.server = "ids-1";
  request.job = "J-1";
  request.log_size = 1234567;
  request.now = base::utc_from_micros(1'772'409'600'000'000);
  request.lifetime = base::Micros{3'600'000'000};
  request.wishes = {{"dev-7*"}, true, "", {"dev-8"}};
  request.present = {"blake2b:00"};
  const auto back = decode_tool_request(encode_tool_request(request));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, request);
  const auto bare = decode_tool_request(encode_tool_request({1, "ids-1", "J-1"}));
  ASSERT_TRUE(bare) << bare.error().message;
  EXPECT_EQ(bare->present.size(), 0U);
  EXPECT_FALSE(decode_tool_request(encode_plan(sample_plan())));
}

}  // namespace
}  // namespace redrive::wire::test
