// What recurs on the outage list: worked out a stretch at a time, and no more often than needed.
#include "central/core/outage_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "shared/base/names.h"
#include "shared/base/time.h"

namespace redrive::central::test {
namespace {

using namespace std::chrono_literals;
using base::UtcTime;
using model::Period;

constexpr UtcTime kNow{base::Micros{1'772'409'600'000'000}};  // 2026-03-02

// Every day from its hour on, for ever.
class Daily final : public model::Occurrences {
 public:
  Daily(base::Micros from, base::Micros length, int* asked) : from_(from), length_(length), asked_(asked) {}
  std::vector<Period> within(UtcTime from, UtcTime to) const override {
    ++*asked_;
    std::vector<Period> all;
    for (auto day = std::chrono::floor<std::chrono::days>(from) - 24h; day < to; day += 24h) {
      const Period period{day + from_, day + from_ + length_};
      if (period.end <= from || period.start >= to) continue;
      if (!all.empty() && period.start <= all.back().end) {
        all.back().end = period.end;
      } else {
        all.push_back(period);
      }
    }
    return all;
  }
  const std::string& text() const override { return text_; }

 private:
  base::Micros from_, length_;
  int* asked_;
  std::string text_ = "daily";
};

model::Outage daily(base::Micros from, base::Micros length, int* asked, const std::string& device = "dev-1",
                    const std::string& id = "O-1") {
  model::Outage outage{id, "", device, "", kNow, model::kEndless, "works", "ops"};
  outage.times = model::Times(std::make_shared<const Daily>(from, length, asked));
  return outage;
}

TEST(OutageListRecurring, CoversInsideItsOccurrencesOnly) {
  int asked = 0;
  OutageList list;
  list.add(daily(2h, 2h, &asked));
  const auto covered = [&](UtcTime at) { return list.covers("", "dev-1", "", at) != nullptr; };
  for (const auto day : {0, 1, 40, 36'500}) {
    const UtcTime midnight = kNow + 24h * day;
    EXPECT_FALSE(covered(midnight + 2h - 1us)) << day;
    EXPECT_TRUE(covered(midnight + 2h)) << day;
    EXPECT_TRUE(covered(midnight + 4h - 1us)) << day;
    EXPECT_FALSE(covered(midnight + 4h)) << day;
  }
  EXPECT_FALSE(covered(kNow - 21h)) << "before it begins";
}

TEST(OutageListRecurring, AFloodOfAlertsAsksOnce) {
  int asked = 0;
  OutageList list;
  list.add(daily(2h, 2h, &asked));
  for (int i = 0; i < 10'000; ++i) list.covers("", "dev-1", "", kNow + 3h + 1ms * i);
  EXPECT_EQ(asked, 1);
  list.covers("", "dev-2", "", kNow + 24h * 400);
  EXPECT_EQ(asked, 1) << "not of what it does not name";
}

TEST(OutageListRecurring, AReplacedEntryIsAskedAnew) {
  int asked = 0;
  OutageList list;
  list.add(daily(2h, 2h, &asked));
  EXPECT_TRUE(list.covers("", "dev-1", "", kNow + 3h));
  list.add(daily(5h, 2h, &asked));
  EXPECT_FALSE(list.covers("", "dev-1", "", kNow + 3h));
  EXPECT_TRUE(list.covers("", "dev-1", "", kNow + 6h));
  list.forget_before(kNow + 24h * 365);
  EXPECT_EQ(list.size(), 1U) << "it never ends";
}

TEST(OutageList, IsCoveredUntilTheLastOfAChain) {
  int asked = 0;
  OutageList list;
  list.add({"O-1", "", "dev-1", "", kNow, kNow + 3h, "one", "ops"});
  list.add(daily(2h, 2h, &asked, "dev-*", "O-2"));
  list.add({"O-3", "ids-1", "", "", kNow + 4h, kNow + 5h, "other", "ops"});
  EXPECT_EQ(list.covered_until("ids-1", "dev-1", "", kNow), kNow + 5h);
  EXPECT_EQ(list.covered_until("ids-2", "dev-1", "", kNow), kNow + 4h);
  EXPECT_EQ(list.covered_until("ids-1", "dev-1", "", kNow + 6h), kNow + 6h);
  list.add(daily(0h, 24h, &asked, "dev-9", "O-4"));
  EXPECT_GE(list.covered_until("", "dev-9", "", kNow) - kNow, 24h * 365) << "for ever";
}

TEST(OutageList, KnowsItsNextEnd) {
  int asked = 0;
  OutageList list;
  EXPECT_EQ(list.next_end_after(kNow), std::nullopt);
  list.add({"O-1", "", "dev-1", "", kNow, kNow + 3h, "one", "ops"});
  list.add(daily(2h, 2h, &asked, "dev-2", "O-2"));
  EXPECT_EQ(list.next_end_after(kNow), kNow + 3h);
  EXPECT_EQ(list.next_end_after(kNow + 3h), kNow + 4h);
  EXPECT_EQ(list.next_end_after(kNow + 4h), kNow + 28h);
  EXPECT_EQ(list.next_end_after(kNow + 3h), kNow + 4h) << "also asked backwards";
  const int before = asked;
  for (int i = 0; i < 1000; ++i) list.next_end_after(kNow + 3h + 1s * i);
  EXPECT_EQ(asked, before);
  list.remove("O-2");
  EXPECT_EQ(list.next_end_after(kNow + 3h), std::nullopt);
}

TEST(NextPeriod, LooksFarForWhatIsRare) {
  class Once final : public model::Occurrences {
   public:
    std::vector<Period> within(UtcTime from, UtcTime to) const override {
      const Period only{kNow + 24h * 10'000, kNow + 24h * 10'000 + 1h};
      return only.start < to && only.end > from ? std::vector{only} : std::vector<Period>{};
    }
    const std::string& text() const override { return text_; }

   private:
    std::string text_ = "once";
  };
  model::Outage outage{"O-1", "", "dev-1", "", kNow, model::kEndless, "works", "ops"};
  outage.times = model::Times(std::make_shared<const Once>());
  EXPECT_EQ(next_period(outage, kNow)->start, kNow + 24h * 10'000);
  EXPECT_EQ(next_period(outage, kNow + 24h * 10'001), std::nullopt);
  outage.times = {};
  EXPECT_EQ(next_period(outage, kNow)->end, model::kEndless);
}

// Names and patterns, for servers, devices and sites: what was replaced, removed or forgotten covers nothing any more,
// and all the others still do.
TEST(OutageList, FollowsEveryChange) {
  OutageList list;
  std::map<std::string, model::Outage> expected;
  std::mt19937 random(11);
  const char* const names[] = {"a", "b", "a*", "*"};
  for (int i = 0; i < 2000; ++i) {
    model::Outage outage{"O-" + std::to_string(random() % 20), "",  "", "", kNow,
                         kNow + 1h * (1 + random() % 9),       "r", ""};
    std::string* const selectors[] = {&outage.server, &outage.device, &outage.site};
    *selectors[random() % 3] = names[random() % 4];
    if (random() % 3 > 0) {
      list.add(outage);
      expected.insert_or_assign(outage.id, outage);
    } else if (random() % 9 > 0) {
      EXPECT_EQ(list.remove(outage.id), expected.erase(outage.id) > 0);
    } else {
      list.forget_before(outage.end);
      std::erase_if(expected, [&](const auto& entry) { return entry.second.end < outage.end; });
    }
    ASSERT_EQ(list.size(), expected.size());
    for (const std::string name : {"a", "b", "ab"}) {
      for (int kind = 0; kind < 3; ++kind) {
        const auto covers = [&](const auto& entry) {
          const model::Outage& o = entry.second;
          const std::string& selector = kind == 0 ? o.server : kind == 1 ? o.device : o.site;
          return !selector.empty() && base::glob_match(selector, name);
        };
        const std::string asked[] = {kind == 0 ? name : "", kind == 1 ? name : "", kind == 2 ? name : ""};
        ASSERT_EQ(list.covers(asked[0], asked[1], asked[2], kNow) != nullptr, std::ranges::any_of(expected, covers))
            << i << " " << kind << " " << name;
      }
    }
  }
}

}  // namespace
}  // namespace redrive::central::test
