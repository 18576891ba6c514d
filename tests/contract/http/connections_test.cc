// Who is cut when: by number, by address, by time.
#include "central/http/connections.h"

#include <gtest/gtest.h>

#include <set>

namespace redrive::central {
namespace {

using Phase = Connections::Phase;

class ConnectionTest : public testing::Test {
 protected:
  bool admit(int id, const std::string& address = "a") {
    const auto cut_it = [this, id] { cut.insert(id); };
    const bool admitted = connections.admit(&keys[id], address, cut_it, now());
    connections.claim(&keys[id]);
    return admitted;
  }
  void enter(int id, Phase phase) { connections.enter(&keys[id], phase, now()); }
  base::SteadyTime now() { return base::SteadyTime{} + time; }
  void after(base::Micros span) { time += span, connections.cut_overdue(now()); }

  ConnectionLimits limits{.total = 4, .per_address = 3, .one_read = {}, .one_write = {}};
  Connections connections{limits};
  int keys[10] = {};
  std::set<int> cut;
  base::Micros time{0};
};

TEST_F(ConnectionTest, TheLongestWaitingMakesRoomForANewOne) {
  for (int id = 0; id < 4; ++id) time += base::Micros{1}, admit(id, std::to_string(id));
  enter(0, Phase::kWorking);
  EXPECT_TRUE(admit(4, "4"));
  EXPECT_EQ(cut, std::set<int>{1});
  EXPECT_EQ(connections.count(), 4U);
}

TEST_F(ConnectionTest, NoneIsAdmittedWhenAllHaveWork) {
  for (int id = 0; id < 4; ++id) admit(id, std::to_string(id)), enter(id, Phase::kWorking);
  EXPECT_FALSE(admit(4, "4"));
  EXPECT_TRUE(cut.empty());
  connections.remove(&keys[2]);
  EXPECT_TRUE(admit(4, "4"));
}

TEST_F(ConnectionTest, OneAddressMayNotHaveAll) {
  for (int id = 0; id < 3; ++id) admit(id), enter(id, Phase::kReading);
  EXPECT_FALSE(admit(3));
  EXPECT_TRUE(admit(4, "b"));
}

TEST_F(ConnectionTest, EachPhaseHasItsTime) {
  for (int id = 0; id < 4; ++id) admit(id, std::to_string(id));
  enter(1, Phase::kReading);
  enter(2, Phase::kAnswering);
  enter(3, Phase::kWorking);
  after(limits.head);
  EXPECT_TRUE(cut.empty());
  after(base::Micros{1});
  EXPECT_EQ(cut, std::set<int>{0});
  after(limits.body);
  EXPECT_EQ(cut, (std::set<int>{0, 1}));
  after(limits.answer);
  EXPECT_EQ(cut, (std::set<int>{0, 1, 2}));
}

TEST_F(ConnectionTest, ABodyEarnsTimeByMovingNotByDripping) {
  admit(0), admit(1);
  enter(0, Phase::kReading), enter(1, Phase::kReading);
  for (int i = 0; i < 10; ++i) {
    after(limits.body / 2);
    connections.moved(&keys[0], Connections::kStep, now());
    connections.moved(&keys[1], 1, now());
  }
  EXPECT_EQ(cut, std::set<int>{1});
}

TEST_F(ConnectionTest, OneThatNeverGotAThreadIsForgottenWhenItIsCut) {
  const auto cut_it = [this] { cut.insert(0); };
  connections.admit(&keys[0], "a", cut_it, now());
  after(limits.head + base::Micros{1});
  EXPECT_EQ(cut, std::set<int>{0});
  EXPECT_TRUE(connections.wait_until_none(std::chrono::milliseconds(0)));
}

TEST_F(ConnectionTest, StoppingCutsThoseThatWaitFirst) {
  admit(0), admit(1);
  enter(1, Phase::kWorking);
  connections.cut_waiting();
  EXPECT_EQ(cut, std::set<int>{0});
  connections.cut_all();
  EXPECT_EQ(cut, (std::set<int>{0, 1}));
  EXPECT_FALSE(connections.wait_until_none(std::chrono::milliseconds(0)));
  connections.remove(&keys[0]), connections.remove(&keys[1]);
  EXPECT_TRUE(connections.wait_until_none(std::chrono::milliseconds(0)));
}

}  // namespace
}  // namespace redrive::central
