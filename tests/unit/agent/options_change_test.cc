// What of agent.toml follows a reload, and what stays until a restart.
#include "agent/core/options_change.h"

#include <gmock/gmock.h>

namespace redrive::agent {
namespace {

using config::AgentOptions;
using std::chrono::hours;
using testing::ElementsAre;
using testing::IsEmpty;

struct Case {
  std::string key;
  void (*change)(AgentOptions&);
  bool (*same)(const AgentOptions&, const AgentOptions&);
};

#define REDRIVE_CASE(name, member, value)                                                 \
  Case {                                                                                  \
    name, [](AgentOptions& o) { o.member = value; },                                      \
        [](const AgentOptions& a, const AgentOptions& b) { return a.member == b.member; } \
  }

TEST(AgentOptionsChange, WhatFollowsIsNamedAndTakenOver) {
  const Case cases[] = {
      REDRIVE_CASE("[agent] centrals", centrals, {"tcp://noc-2:7461"}),
      REDRIVE_CASE("[agent] location", location, "Pune"),
      REDRIVE_CASE("[agent] offline_approval", offline_approval, true),
      REDRIVE_CASE("[agent] first_reconnect", reconnect.first, hours(1)),
      REDRIVE_CASE("[agent] max_reconnect", reconnect.longest, hours(2)),
      REDRIVE_CASE("[limits] bandwidth", limits.bandwidth, 1000),
      REDRIVE_CASE("[limits] parallel_devices", limits.parallel_devices, 3),
      REDRIVE_CASE("[limits] disk_keep_free", limits.disk_keep_free, 5),
      REDRIVE_CASE("[limits] spool_bytes", limits.spool_bytes, 7),
      REDRIVE_CASE("[limits] packages_bytes", limits.packages_bytes, 9),
      REDRIVE_CASE("[limits] packages_keep", limits.packages_keep, hours(3)),
      REDRIVE_CASE("[redistribution] tool_keys", tool_keys, {"ed25519:00"}),
  };
  const AgentOptions now;
  for (const auto& [key, change, same] : cases) {
    AgentOptions next;
    change(next);
    EXPECT_THAT(change_of(now, next).settings, ElementsAre(key));
    EXPECT_THAT(change_of(now, next).restart, IsEmpty()) << key;
    EXPECT_TRUE(same(in_force(now, next), next)) << key;
  }
}

TEST(AgentOptionsChange, WhatNeedsARestartIsNamedAndStaysAsItIs) {
  const Case cases[] = {
      REDRIVE_CASE("[agent] name", name, "ids-2"),
      REDRIVE_CASE("[agent] state_dir", state_dir, "/elsewhere"),
      REDRIVE_CASE("[agent] central_key", central_key, "another"),
      REDRIVE_CASE("[manager]", manager.kind, "rsync_ssh"),
      REDRIVE_CASE("[manager]", manager.port, 23),
  };
  const AgentOptions now;
  for (const auto& [key, change, same] : cases) {
    AgentOptions next;
    change(next);
    EXPECT_THAT(change_of(now, next).restart, ElementsAre(key));
    EXPECT_THAT(change_of(now, next).settings, IsEmpty()) << key;
    EXPECT_TRUE(same(in_force(now, next), now)) << key;
    EXPECT_THAT(change_of(in_force(now, next), next).restart, ElementsAre(key)) << "the next reload tells it again";
  }
}

TEST(AgentOptionsChange, IsTold) {
  const AgentOptions now;
  AgentOptions next;
  next.name = "ids-2";
  next.location = "Pune";
  next.limits.bandwidth = 1000;
  EXPECT_EQ(describe(change_of(now, next)),
            "changed: [agent] location, [limits] bandwidth; needs a restart: [agent] name");
  EXPECT_EQ(describe(change_of(now, now)), "nothing differs");
}

}  // namespace
}  // namespace redrive::agent
