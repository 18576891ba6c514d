#include "central/intake/agent_directory.h"

#include <gmock/gmock.h>

#include <fstream>

#include "shared/link/keys.h"
#include "tests/unit/sys/temp_dir.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Gate final : public link::ZapGate {
 public:
  void set_allowed(std::set<std::string> keys) override { allowed = std::move(keys); }
  std::vector<link::RefusedKey> refused() const override { return knocked; }

  std::set<std::string> allowed;
  std::vector<link::RefusedKey> knocked;
};

class Directory : public testing::Test {
 protected:
  Directory() { reopen(); }
  void reopen() {
    gate = {};
    auto opened = AgentDirectory::open(dir.path(), gate, clock);
    ASSERT_TRUE(opened) << opened.error().message;
    agents = std::move(*opened);
  }
  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const auto& agent : agents->accepted()) out.push_back(agent.name);
    return out;
  }
  void write(const std::string& text) { sys::put_bytes(dir / "agents", text); }

  sys::TempDir dir;
  base::ManualClock clock;
  Gate gate;
  std::unique_ptr<AgentDirectory> agents;
  const std::string key = link::make_key_pair().public_key, other = link::make_key_pair().public_key;
};

TEST_F(Directory, IsEmptyWithoutAFile) {
  EXPECT_THAT(names(), IsEmpty());
  EXPECT_THAT(gate.allowed, IsEmpty());
}

TEST_F(Directory, WhoIsAcceptedIsLetInAtOnceAndAfterARestart) {
  ASSERT_TRUE(agents->accept(key, "ids-2"));
  ASSERT_TRUE(agents->accept(other, "ids-1"));
  EXPECT_EQ(gate.allowed, (std::set<std::string>{key, other}));
  reopen();
  EXPECT_THAT(names(), ElementsAre("ids-1", "ids-2"));
  EXPECT_EQ(agents->name_of(key), "ids-2");
  EXPECT_EQ(agents->accepted()[0].accepted_at, clock.utc());
  EXPECT_EQ(gate.allowed, (std::set<std::string>{key, other}));
}

TEST_F(Directory, AKeyHasOneNameAndANameOneKey) {
  ASSERT_TRUE(agents->accept(key, "ids-1"));
  EXPECT_TRUE(agents->accept(key, "ids-1")) << "again is well";
  EXPECT_THAT(agents->accept(key, "ids-2").error().message, HasSubstr("already accepted as 'ids-1'"));
  EXPECT_THAT(agents->accept(other, "ids-1").error().message, HasSubstr("use replace-key"));
  EXPECT_EQ(agents->accept(key, "ids-2").error().code, ErrorCode::kConflict);
  EXPECT_THAT(names(), ElementsAre("ids-1"));
}

TEST_F(Directory, WhatIsNoKeyOrNoNameIsRefused) {
  for (const auto& bad : std::vector<std::string>{"", "short", "x'; rm", std::string(40, ' ')})
    EXPECT_EQ(agents->accept(bad, "ids-1").error().code, ErrorCode::kInvalid) << bad;
  for (const auto* bad : {"", "../x", "a b", "a\nb"})
    EXPECT_EQ(agents->accept(key, bad).error().code, ErrorCode::kInvalid) << bad;
  EXPECT_THAT(gate.allowed, IsEmpty());
}

TEST_F(Directory, AReplacedKeyIsShutOut) {
  ASSERT_TRUE(agents->accept(key, "ids-1"));
  ASSERT_TRUE(agents->replace_key("ids-1", other));
  EXPECT_EQ(agents->name_of(key), std::nullopt);
  EXPECT_EQ(agents->name_of(other), "ids-1");
  EXPECT_EQ(gate.allowed, (std::set<std::string>{other}));
  EXPECT_TRUE(agents->replace_key("ids-1", other)) << "again is well";
  EXPECT_EQ(agents->replace_key("ids-9", key).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(agents->accept(key, "ids-2"));
  EXPECT_EQ(agents->replace_key("ids-2", other).error().code, ErrorCode::kConflict);
}

TEST_F(Directory, IsRemovedByNameOrKey) {
  ASSERT_TRUE(agents->accept(key, "ids-1"));
  ASSERT_TRUE(agents->accept(other, "ids-2"));
  ASSERT_TRUE(agents->remove("ids-1"));
  ASSERT_TRUE(agents->remove(other));
  EXPECT_EQ(agents->remove("ids-1").error().code, ErrorCode::kNotFound);
  EXPECT_THAT(gate.allowed, IsEmpty());
  reopen();
  EXPECT_THAT(names(), IsEmpty());
}

TEST_F(Directory, PendingAreThoseNobodyHasAcceptedSince) {
  gate.knocked = {{key, "10.0.0.1", clock.utc(), clock.utc(), 1}, {other, "10.0.0.2", clock.utc(), clock.utc(), 1}};
  ASSERT_TRUE(agents->accept(key, "ids-1"));
  const auto pending = agents->pending();
  ASSERT_EQ(pending.size(), 1U);
  EXPECT_EQ(pending[0].key, other);
}

TEST_F(Directory, AKeyThatStoppedKnockingIsLeftOff) {
  gate.knocked = {{key, "10.0.0.1", clock.utc(), clock.utc(), 1}};
  clock.advance(kKnockKept);
  EXPECT_EQ(agents->pending().size(), 1U);
  clock.advance(base::Micros(1));
  EXPECT_THAT(agents->pending(), IsEmpty());
  gate.knocked[0].last_at = clock.utc();
  EXPECT_EQ(agents->pending().size(), 1U);
}

TEST_F(Directory, NothingChangesWhenTheFileCannotBeWritten) {
  ASSERT_TRUE(agents->accept(key, "ids-1"));
  std::filesystem::remove_all(dir.path());
  EXPECT_FALSE(agents->accept(other, "ids-2"));
  EXPECT_FALSE(agents->remove("ids-1"));
  EXPECT_EQ(gate.allowed, (std::set<std::string>{key}));
  EXPECT_THAT(names(), ElementsAre("ids-1"));
}

TEST_F(Directory, ABrokenFileNamesItsLine) {
  const std::string good = key + " ids-1 2026-03-02T00:00:00Z\n";
  const std::string second = other + " ids-2 2026-03-02T00:00:00Z";
  ASSERT_NO_FATAL_FAILURE(write("# a note\n\n" + good + second));
  reopen();
  EXPECT_THAT(names(), ElementsAre("ids-1", "ids-2")) << "notes, empty lines and a missing end of line are well";
  const std::pair<std::string, std::string> broken[] = {
      {"rubbish\n", "agents:1: "},
      {good + "short ids-2 2026-03-02T00:00:00Z\n", "agents:2: "},
      {good + other + "\n", "agents:2: "},
      {good + other + " ../x 2026-03-02T00:00:00Z\n", "agents:2: "},
      {good + other + " ids-2 yesterday\n", "agents:2: "},
      {good + second + " more\n", "agents:2: 'more' after the time"},
      {good + key + " ids-2 2026-03-02T00:00:00Z\n", "agents:2: 'ids-1' with key " + key + " stands in a line before"},
      {good + other + " ids-1 2026-03-02T00:00:00Z\n", "agents:2: 'ids-1'"},
  };
  for (const auto& [text, where] : broken) {
    write(text);
    const auto opened = AgentDirectory::open(dir.path(), gate, clock);
    ASSERT_FALSE(opened) << text;
    EXPECT_THAT(opened.error().message, HasSubstr(where));
  }
}

}  // namespace
}  // namespace redrive::central
