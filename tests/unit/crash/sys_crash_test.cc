// Record logs, replaced files and the content store: a crash before each step, and each step failing.
#include <gtest/gtest.h>

#include "shared/sys/content_store.h"
#include "shared/sys/record_log.h"
#include "tests/unit/crash/disk.h"
#include "tests/unit/sys/record_samples.h"

namespace redrive::crash {
namespace {

namespace fs = std::filesystem;
using Records = std::vector<std::string>;

// ---- record logs

struct LogStory {
  Records taken, offered;  // appended well; given to an append that has not returned

  void append(sys::RecordLog& log, const Records& records) {
    offered = records;
    if (log.append(records)) taken.insert(taken.end(), records.begin(), records.end());
    offered.clear();
  }
  void tell(const fs::path& root) {
    for (int life = 0; life < 2; ++life) {
      auto log = sys::RecordLog::open(root / "log");
      if (!log) continue;
      append(*log, {"one", "two"});
      append(*log, {std::string(5000, 'x')});
      append(*log, {"", "last"});
    }
  }
  // All that was taken, then at most what was offered, whole records in order; and the log goes on.
  void expect_kept(const fs::path& root) const {
    const fs::path path = root / "log";
    auto log = sys::RecordLog::open(path);
    ASSERT_TRUE(log) << log.error().message;
    Records found = sys::contents(path).records;
    ASSERT_GE(found.size(), taken.size());
    ASSERT_LE(found.size(), taken.size() + offered.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      ASSERT_EQ(found[i], i < taken.size() ? taken[i] : offered[i - taken.size()]);
    }
    const Records more = {"more"};
    ASSERT_TRUE(log->append(more));
    found.push_back("more");
    EXPECT_EQ(sys::contents(path).records, found);
  }
};

TEST(RecordLogCrash, AtEveryStepKeepsWhatWasTaken) {
  LogStory story;
  at_every_step(
      {}, [&](const fs::path& root) { story.tell(root); }, [&](const fs::path& left) { story.expect_kept(left); });
  EXPECT_EQ(story.taken.size(), 10U);
}

// A later sync says "well" though the disk never got the bytes of the one that failed: they are written anew or gone.
TEST(RecordLogCrash, AFailedStepCostsItsOwnRecordsAndNoPowerCutMoreOfThem) {
  LogStory story;
  const auto steps = with_every_step_failing([&](const fs::path& root) { story = {}, story.tell(root); },
                                             [&](const fs::path& root, Disk& disk) {
                                               const sys::TempDir dir(sys::memory_if_there_is());
                                               disk.leave(Loss::kUnsynced, dir / "left");
                                               story.expect_kept(dir / "left");
                                               // Where even the cut failed, what was refused may stand there too.
                                               auto next = story.taken.begin();
                                               if (!std::filesystem::exists(root / "log")) return;
                                               for (const auto& record : sys::contents(root / "log").records) {
                                                 if (next != story.taken.end() && record == *next) ++next;
                                               }
                                               EXPECT_EQ(next, story.taken.end());
                                             });
  EXPECT_GT(steps, 10U);
}

// ---- replaced and created files

TEST(ReplaceFileCrash, AtEveryStepTheOldOrTheNewIsThereWhole) {
  const std::string old(3000, 'o'), next(5000, 'n');
  bool done = false;
  at_every_step([&](const fs::path& root) { sys::put_bytes(root / "f", old); },
                [&](const fs::path& root) { done = sys::replace_file(root / "f", next).has_value(); },
                [&](const fs::path& left) {
                  const std::string found = sys::bytes_of(left / "f");
                  EXPECT_TRUE(found == next || (!done && found == old)) << found.size() << " bytes";
                  EXPECT_TRUE(sys::replace_file(left / "f", "again")) << "what is left over does not hinder";
                });
  EXPECT_TRUE(done);
}

TEST(CreateFileCrash, AtEveryStepItIsThereWholeOrNotAtAll) {
  bool done = false;
  at_every_step(
      {}, [&](const fs::path& root) { done = sys::create_file(root / "f", "made").has_value(); },
      [&](const fs::path& left) {
        const bool there = fs::exists(left / "f");
        EXPECT_TRUE(there || !done);
        if (there) {
          EXPECT_EQ(sys::bytes_of(left / "f"), "made");
        }
        const auto again = sys::create_file(left / "f", "other");
        EXPECT_EQ(again.has_value(), !there);
      });
  EXPECT_TRUE(done);
}

TEST(ReplaceFileCrash, AFailedStepLeavesOneOfTheTwo) {
  bool done = false;
  with_every_step_failing(
      [&](const fs::path& root) {
        done = sys::replace_file(root / "f", "first") && sys::replace_file(root / "f", "second");
      },
      [&](const fs::path& root, Disk& disk) {
        const sys::TempDir dir(sys::memory_if_there_is());
        disk.leave(Loss::kUnsynced, dir / "left");
        for (const auto& at : {root, dir / "left"}) {
          const std::string found = sys::bytes_of(at / "f");
          EXPECT_TRUE(found == "second" || (!done && (found == "first" || !fs::exists(at / "f")))) << found;
        }
      });
}

// ---- directories

// A directory that could not be synced, or whose maker was killed, is not taken for durable by the next one.
TEST(MakeDirectoriesCrash, WhatItSaysIsThereStaysThere) {
  bool done = false;
  with_every_step_failing(
      [&](const fs::path& root) {
        static_cast<void>(sys::make_directories(root / "jobs" / "J-1"));
        done = sys::make_directories(root / "jobs" / "J-1").has_value();
      },
      [&](const fs::path&, Disk& disk) {
        const sys::TempDir dir(sys::memory_if_there_is());
        disk.leave(Loss::kUnsynced, dir / "left");
        EXPECT_TRUE(!done || fs::exists(dir / "left" / "jobs" / "J-1"));
      });
}

// ---- packages

const std::string kContent(70'000, 'p');

base::Status receive(const fs::path& root) {
  auto store = sys::ContentStore::open(root / "packages");
  if (!store) return tl::unexpected(store.error());
  const std::string digest = base::digest_of(kContent);
  if (store->has(digest)) return {};
  auto writer = store->receive(digest, kContent.size());
  if (!writer) return tl::unexpected(writer.error());
  for (std::size_t at = writer->offset(); at < kContent.size(); at += 30'000) {
    if (auto added = writer->append(std::string_view(kContent).substr(at, 30'000)); !added) return added;
  }
  return writer->commit();
}

// Received anew or to the end until it is there; a damaged partial file is found out by the digest and costs one round.
void expect_receivable(const fs::path& root) {
  if (!receive(root)) {
    EXPECT_TRUE(receive(root));
  }
  EXPECT_EQ(sys::bytes_of(root / "packages" / base::digest_hex(base::digest_of(kContent))), kContent);
}

TEST(ContentStoreCrash, AtEveryStepAPackageIsThereWholeOrNotAtAll) {
  bool done = false;
  at_every_step(
      {}, [&](const fs::path& root) { done = receive(root).has_value(); },
      [&](const fs::path& left) {
        const auto path = left / "packages" / base::digest_hex(base::digest_of(kContent));
        EXPECT_TRUE(fs::exists(path) || !done);
        if (fs::exists(path)) {
          EXPECT_EQ(sys::bytes_of(path), kContent);
        }
        expect_receivable(left);
      });
  EXPECT_TRUE(done);
}

// A program that runs on sees it there without opening the store anew.
TEST(ContentStoreCrash, WhatIsThereAfterAFailedStepStaysThere) {
  const std::string name(base::digest_hex(base::digest_of(kContent)));
  with_every_step_failing([&](const fs::path& root) { static_cast<void>(receive(root)); },
                          [&](const fs::path& root, Disk& disk) {
                            const sys::TempDir dir(sys::memory_if_there_is());
                            disk.leave(Loss::kUnsynced, dir / "left");
                            const bool there = fs::exists(root / "packages" / name);
                            const bool taken_back = disk.failures() < 2;  // by a disk that still removes
                            EXPECT_TRUE(!there || !taken_back || fs::exists(dir / "left" / "packages" / name));
                            expect_receivable(root);
                            expect_receivable(dir / "left");
                          });
}

}  // namespace
}  // namespace redrive::crash
