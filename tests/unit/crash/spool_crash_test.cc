// The spool: a crash before each step, and each step failing.
#include <gtest/gtest.h>

#include "agent/spool/spool.h"
#include "tests/unit/crash/disk.h"
#include "tests/unit/sys/temp_dir.h"

namespace redrive::crash {
namespace {

namespace fs = std::filesystem;
using agent::Spool;

wire::SpoolItem report(const std::string& device) {
  model::DeviceOutcome outcome;
  outcome.device = device;
  outcome.state = model::DeviceState::kSucceeded;
  outcome.message = std::string(200, 'm');
  return wire::OutcomeReport{"J-1", outcome};
}

wire::SpoolItem alert(const std::string& id) {
  model::Alert alert;
  alert.id = id;
  alert.message = std::string(200, 'm');
  return alert;
}

std::string name_of(const wire::SpoolItem& item) {
  if (const auto* alert = std::get_if<model::Alert>(&item)) return "alert " + alert->id;
  return std::get<wire::OutcomeReport>(item).outcome.device;
}

std::map<std::uint64_t, std::string> held_by(Spool& spool) {
  std::map<std::uint64_t, std::string> held;
  for (std::uint64_t from = 1;;) {
    auto batch = spool.batch(from);
    EXPECT_TRUE(batch);
    if (!batch || batch->items.empty()) return held;
    for (std::size_t i = 0; i < batch->items.size(); ++i) held[batch->first_number + i] = name_of(batch->items[i]);
    from = batch->first_number + batch->items.size();
  }
}

struct SpoolStory {
  explicit SpoolStory(std::uint64_t bytes) : limit(bytes) {}

  const std::uint64_t limit;
  base::SeededRandom random{7};
  std::string id;
  std::map<std::uint64_t, std::string> put_well;  // by number
  std::uint64_t at_central = 0;                   // central has told the agent that it has these
  std::uint64_t dropped = 0;

  std::unique_ptr<Spool> open(const fs::path& root) {
    auto spool = Spool::open({root / "spool", limit, 1000}, random);
    return spool ? std::move(*spool) : nullptr;
  }
  void put(Spool& spool, const wire::SpoolItem& item) {
    const auto number = spool.next_number();
    if (spool.put(item)) put_well[number] = name_of(item);
  }
  void tell(const fs::path& root) {
    for (int life = 0; life < 2; ++life) {
      auto spool = open(root);
      if (!spool) continue;
      id = spool->id();
      for (int i = 1; i <= 12; ++i) {
        const std::string name = fmt::format("{}-{}", life, i);
        put(*spool, i % 3 == 0 ? alert(name) : report(name));
        if (i != 5 && i != 9) continue;
        at_central = spool->next_number() - 2;
        static_cast<void>(spool->acknowledged(at_central));
      }
      dropped += spool->dropped();
    }
  }
  // Every report that central does not have is there under its number, alerts too unless there was no room, in order;
  // and the next number is one that nothing had.
  void expect_kept(const fs::path& root, bool alerts_may_go) {
    auto spool = open(root);
    ASSERT_TRUE(spool);
    if (!put_well.empty()) {
      EXPECT_EQ(spool->id(), id) << "or central would count from one again";
    }
    const auto held = held_by(*spool);
    for (const auto& [number, name] : put_well) {
      if (number <= at_central || (alerts_may_go && name.starts_with("alert"))) continue;
      ASSERT_TRUE(held.contains(number)) << number << " " << name;
      EXPECT_EQ(held.at(number), name);
    }
    for (const auto& [number, name] : held) {
      if (const auto known = put_well.find(number); known != put_well.end()) {
        EXPECT_EQ(known->second, name);
      }
    }
    if (!put_well.empty()) {
      EXPECT_GT(spool->next_number(), put_well.rbegin()->first);
    }
    const auto next = spool->put(report("next"));
    if (!next && alerts_may_go && next.error().code == base::ErrorCode::kNoSpace) return;
    ASSERT_TRUE(next) << next.error().message;
    EXPECT_EQ(held_by(*spool).rbegin()->second, "next");
  }
};

TEST(SpoolCrash, AtEveryStepWhatWasPutAndNotAcknowledgedIsThereUnderItsNumber) {
  SpoolStory story(256 * 1024);
  at_every_step(
      {}, [&](const fs::path& root) { story.tell(root); },
      [&](const fs::path& left) { story.expect_kept(left, false); });
  EXPECT_EQ(story.put_well.size(), 24U);
}

TEST(SpoolCrash, AtEveryStepOfMakingRoomNoReportIsLost) {
  SpoolStory story(1800);
  at_every_step(
      {}, [&](const fs::path& root) { story.tell(root); },
      [&](const fs::path& left) { story.expect_kept(left, true); });
  EXPECT_GT(story.dropped, 0U) << "it was full";
}

TEST(SpoolCrash, AFailedStepRefusesItsItemAndCostsNoOther) {
  std::optional<SpoolStory> story;
  with_every_step_failing([&](const fs::path& root) { story.emplace(256 * 1024), story->tell(root); },
                          [&](const fs::path& root, Disk& disk) {
                            const sys::TempDir dir(sys::memory_if_there_is());
                            disk.leave(Loss::kUnsynced, dir / "left");
                            if (!story->put_well.empty()) story->expect_kept(dir / "left", false);
                            story->expect_kept(root, false);
                          });
}

}  // namespace
}  // namespace redrive::crash
