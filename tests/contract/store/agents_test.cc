// What is kept of agents that were connected.
#include "central/store/agents.h"

#include "tests/contract/store/store_fixture.h"

namespace redrive::central {
namespace {

class AgentsTest : public StoreTest {};
REDRIVE_ON_EVERY_STORE(AgentsTest);

void expect_equal(const AgentRow& a, const AgentRow& b) {
  EXPECT_EQ(std::tie(a.agent, a.key, a.heard_at, a.silences, a.silent, a.excused),
            std::tie(b.agent, b.key, b.heard_at, b.silences, b.silent, b.excused));
}

TEST_P(AgentsTest, AreKeptByNameAndReplaced) {
  EXPECT_TRUE(must(all_agents(db())).empty());
  must(put_agent(db(), {"ids-2", "key-2", at(1), 0, false, false}));
  must(put_agent(db(), {"ids-1", "key-1", at(1), 0, false, false}));
  const AgentRow changed{"ids-1", "key-9", at(5), 3, true, true}, other{"ids-2", "key-2", at(1), 0, false, false};
  must(put_agent(db(), changed));
  reopen();
  const auto all = must(all_agents(db()));
  ASSERT_EQ(all.size(), 2U);
  expect_equal(all[0], changed);
  expect_equal(all[1], other);
}

}  // namespace
}  // namespace redrive::central
