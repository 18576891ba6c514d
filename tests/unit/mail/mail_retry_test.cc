#include "central/flow/mail_retry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/mail/sample_ticket.h"

namespace redrive::central {
namespace {

using mail::Delivery;
using ::testing::HasSubstr;

class Verdict : public ::testing::Test {
 protected:
  Verdict() {
    options_.max_attempts = 3;
    options_.retry = {std::chrono::seconds(30), std::chrono::hours(1)};
    row_.kind = "opened";
    row_.recipient = "pune@mc.example";
    row_.state = MailState::kSending;
  }
  MailVerdict judge(Delivery delivery, const std::string& reply = "text") {
    return judge_attempt(row_, {"pune@mc.example", delivery, reply}, options_, now_, random_);
  }

  config::MailOptions options_;
  MailRow row_;
  base::UtcTime now_ = mail::at("2026-03-02T00:00:00Z");
  base::SeededRandom random_{7};
};

TEST_F(Verdict, AcceptedIsSentAndKeepsTheQueueId) {
  const auto verdict = judge(Delivery::kAccepted, "250 2.0.0 Ok: queued as 4F2A");
  EXPECT_EQ(verdict.row.state, MailState::kSent);
  EXPECT_EQ(verdict.row.attempts, 1u);
  EXPECT_FALSE(verdict.given_up);
  EXPECT_THAT(
      verdict.line,
      HasSubstr(
          "opened mail to pune@mc.example: accepted by the mail server (attempt 1): 250 2.0.0 Ok: queued as 4F2A"));
}

TEST_F(Verdict, AStallIsMarkedUntilAnAnswerComes) {
  row_ = judge_attempt(row_, {"x@y", Delivery::kLater, "silence", "mail:25", mail::Concerns::kDestination}, options_,
                       now_, random_)
             .row;
  EXPECT_TRUE(row_.stalled);
  EXPECT_EQ(row_.relay, "mail:25");
  row_.state = MailState::kSending;
  EXPECT_FALSE(judge(Delivery::kLater, "450 busy").row.stalled);
}

TEST_F(Verdict, RefusedIsGivenUpAtOnce) {
  const auto verdict = judge(Delivery::kRefused, "550 no such user");
  EXPECT_EQ(verdict.row.state, MailState::kDead);
  EXPECT_TRUE(verdict.given_up);
  EXPECT_EQ(verdict.row.last_reply, "550 no such user");
}

TEST_F(Verdict, LaterWaitsLongerEachTimeAndEnds) {
  for (const Delivery delivery : {Delivery::kLater, Delivery::kMaybeSent}) {
    row_.attempts = row_.maybe_sent = 0;
    base::Micros last{0};
    for (std::uint32_t attempt = 1; attempt < options_.max_attempts; ++attempt) {
      const auto verdict = judge(delivery);
      EXPECT_EQ(verdict.row.state, MailState::kPending);
      EXPECT_FALSE(verdict.given_up);
      const base::Micros wait = verdict.row.next_at - now_;
      EXPECT_GE(wait, attempt * std::chrono::milliseconds(22'500));
      EXPECT_GT(wait, last);
      last = wait;
      row_ = verdict.row;
      row_.state = MailState::kSending;
    }
    const auto verdict = judge(delivery);
    EXPECT_EQ(verdict.row.state, MailState::kDead);
    EXPECT_TRUE(verdict.given_up);
    EXPECT_EQ(verdict.row.maybe_sent, delivery == Delivery::kMaybeSent ? 3u : 0u);
    EXPECT_THAT(verdict.line, HasSubstr("given up after 3 attempts"));
  }
}

TEST_F(Verdict, WhatAPersonDidMeanwhileStands) {
  row_.state = MailState::kHeld;
  EXPECT_EQ(judge(Delivery::kLater).row.state, MailState::kHeld);
  EXPECT_EQ(judge(Delivery::kRefused).row.state, MailState::kHeld);
  EXPECT_FALSE(judge(Delivery::kRefused).given_up);
  EXPECT_EQ(judge(Delivery::kAccepted).row.state, MailState::kSent);
}

}  // namespace
}  // namespace redrive::central
