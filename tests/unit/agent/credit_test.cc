#include "agent/packages/credit.h"

#include <gtest/gtest.h>

#include <deque>

namespace redrive::agent {
namespace {

using namespace std::chrono_literals;
using base::Micros;

// Central at the other end of a link of its own rate, with the same delay each way; answers in order.
class SimulatedLink {
 public:
  SimulatedLink(std::uint64_t bytes_per_second, Micros way) : rate(bytes_per_second), delay(way) {}

  std::uint64_t rate;
  const Micros delay;

  // Asks for as much as the credit allows until `span` is over; bytes that arrived.
  std::uint64_t carry(Credit& credit, Micros span) {
    const base::SteadyTime end = clock_.steady() + span;
    std::uint64_t came = 0;
    for (;;) {
      while (credit.room()) ask(credit);
      const Answer next = answers_.front();
      if (next.at > end) {
        clock_.advance(end - clock_.steady());
        return came;
      }
      answers_.pop_front();
      clock_.advance(next.at - clock_.steady());
      credit.arrived(next.ticket, next.ticket.bytes, clock_.steady());
      came += next.ticket.bytes;
    }
  }

  // How long something that central says now would be on its way.
  Micros behind() const { return std::max(free_at_ - clock_.steady(), Micros{0}) + delay; }

 private:
  struct Answer {
    Credit::Ticket ticket;
    base::SteadyTime at;
  };
  void ask(Credit& credit) {
    const auto now = clock_.steady();
    const auto ticket = credit.take(credit.chunk(), now);
    const Micros takes{static_cast<std::int64_t>(ticket.bytes * 1'000'000ULL / rate)};
    free_at_ = std::max(free_at_, now + delay) + takes;
    answers_.push_back({ticket, free_at_ + delay});
  }

  base::ManualClock clock_;
  base::SteadyTime free_at_{};
  std::deque<Answer> answers_;
};

constexpr std::uint64_t kMegabit = 125'000;  // bytes per second

TEST(Credit, BeginsSmallAndFillsAFastLink) {
  Credit credit;
  EXPECT_EQ(credit.limit(), Credit::kFirst);
  EXPECT_EQ(credit.chunk(), Credit::kLeastChunk);
  SimulatedLink link(1000 * kMegabit, 5ms);
  link.carry(credit, 1s);
  EXPECT_EQ(credit.limit(), Credit::kMost);
  EXPECT_EQ(credit.chunk(), Credit::kMostChunk);
  EXPECT_GT(link.carry(credit, 10s), 10 * link.rate * 9 / 10);
}

TEST(Credit, KeepsAThinLinkFullAndFreeForWhatComesBetween) {
  for (const std::uint64_t megabits : {1, 2, 10}) {
    Credit credit;
    SimulatedLink link(megabits * kMegabit, 20ms);
    Micros longest{0};
    std::uint64_t came = 0;
    for (int i = 0; i < 1000; ++i) {
      came += link.carry(credit, 10ms);
      longest = std::max(longest, link.behind());
    }
    EXPECT_LT(longest, 500ms) << megabits;
    EXPECT_GT(came, 10 * link.rate * 9 / 10) << megabits;
  }
}

TEST(Credit, FillsALinkWithALongWay) {
  Credit credit;
  SimulatedLink link(10 * kMegabit, 300ms);
  link.carry(credit, 10s);
  EXPECT_GT(link.carry(credit, 10s), 10 * link.rate * 9 / 10);
  EXPECT_LT(link.behind(), 1s);
}

TEST(Credit, FollowsALinkThatBecomesThinAndWideAgain) {
  Credit credit;
  SimulatedLink link(1000 * kMegabit, 5ms);
  link.carry(credit, 1s);
  link.rate = kMegabit;
  link.carry(credit, 40s);  // what was under way takes 17 s of it
  EXPECT_LT(link.behind(), 500ms);
  link.rate = 1000 * kMegabit;
  link.carry(credit, 2s);
  EXPECT_EQ(credit.limit(), Credit::kMost);
}

TEST(Credit, OneRequestAlwaysMayGoAndNeverMoreThanCentralTakes) {
  Credit credit;
  SimulatedLink link(1000, 0ms);
  link.carry(credit, 120s);
  EXPECT_EQ(credit.limit(), Credit::kLeastChunk);
  Credit small;
  for (std::uint32_t i = 0; i < Credit::kMostRequests; ++i) {
    EXPECT_TRUE(small.room());
    small.take(100, base::SteadyTime{});
  }
  EXPECT_FALSE(small.room());
}

TEST(Credit, WhatIsLostIsGivenBackAndANewConnectionBeginsAnew) {
  Credit credit;
  SimulatedLink link(1000 * kMegabit, 5ms);
  link.carry(credit, 1s);
  credit.start_anew();
  EXPECT_EQ(credit.limit(), Credit::kFirst);
  Credit other;
  const auto ticket = other.take(40'000, base::SteadyTime{});
  EXPECT_FALSE(other.room());
  other.lost(ticket);
  EXPECT_EQ(other.outstanding(), 0U);
  EXPECT_TRUE(other.room());
  other.arrived(other.take(8000, base::SteadyTime{}), 0, base::SteadyTime{});  // an empty answer, at once
  EXPECT_EQ(other.outstanding(), 0U);
  EXPECT_EQ(other.limit(), Credit::kLeastChunk);
}

}  // namespace
}  // namespace redrive::agent
