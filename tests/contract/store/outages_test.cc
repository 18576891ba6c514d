// The outage list made at run time, and what was counted inside outages.
#include "central/store/outages.h"

#include "central/calendar/event_times.h"
#include "tests/contract/store/store_fixture.h"

namespace redrive::central {
namespace {

class OutagesTest : public StoreTest {
 protected:
  static model::Outage weekly() {
    const auto start = base::parse_rfc3339("2026-03-08T01:00:00Z").value(), end = start + std::chrono::hours(2);
    auto times = must(calendar::repeated(start, end, "FREQ=WEEKLY;BYDAY=SU", "Europe/Oslo"));
    return {"O-3",         "",      "",       "PUN*",      start,
            times.end,     "works", "ops",    times.times, "FREQ=WEEKLY;BYDAY=SU",
            "Europe/Oslo", "u@x",   "x.ics:3"};
  }
};
REDRIVE_ON_EVERY_STORE(OutagesTest);

TEST_P(OutagesTest, ComeAndGo) {
  const model::Outage late{"O-1", "ids-*", "", "", at(100), at(200), nasty(), "alice"};
  const model::Outage early{"O-2", "", "", "PUN*", at(50), at(60), "power", "bob"};
  must(put_outage(db(), late));
  must(put_outage(db(), early));
  reopen();
  EXPECT_EQ(must(all_outages(db())), (std::vector<model::Outage>{early, late}));
  model::Outage longer = late;
  longer.end = at(300);
  must(put_outage(db(), longer));
  EXPECT_EQ(must(find_outage(db(), "O-1")), longer);
  must(delete_outage(db(), "O-1"));
  EXPECT_EQ(must(find_outage(db(), "O-1")), std::nullopt);
  EXPECT_EQ(must(all_outages(db())).size(), 1U);
}

TEST_P(OutagesTest, WhatRecursIsReadAsItWasWritten) {
  const model::Outage outage = weekly();
  must(put_outage(db(), outage));
  reopen();
  const auto read = must(find_outage(db(), "O-3"));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, outage);
  EXPECT_EQ(next_period(*read, base::parse_rfc3339("2096-10-02T00:00:00Z").value()),
            next_period(outage, base::parse_rfc3339("2096-10-02T00:00:00Z").value()));
  EXPECT_TRUE(next_period(*read, base::parse_rfc3339("2096-10-02T00:00:00Z").value()));
  EXPECT_EQ(must(outages_of_event(db(), "u@x")), std::vector{outage});
  EXPECT_TRUE(must(outages_of_event(db(), "other")).empty());
}

TEST_P(OutagesTest, WhatCannotBeReadAnyMoreNeverHoldsAndIsKept) {
  must(put_outage(db(), weekly()));
  must(db().execute("UPDATE outages SET times = replace(times, 'Europe/Oslo', 'Europe/Atlantis')"));
  const auto read = must(find_outage(db(), "O-3"));
  ASSERT_TRUE(read);
  EXPECT_EQ(next_period(*read, base::parse_rfc3339("2026-03-08T01:00:00Z").value()), std::nullopt);
  EXPECT_NE(read->times.text().find("Atlantis"), std::string::npos);
}

TEST_P(OutagesTest, AlertsInsideAreCountedApart) {
  must(put_outage(db(), weekly()));
  must(count_in_outage(db(), "O-3", {2, at(70)}));
  must(count_in_outage(db(), "config:1", {1, at(60)}));
  must(count_in_outage(db(), "O-3", {3, at(65)}));
  reopen();
  auto counts = must(outage_counts(db()));
  EXPECT_EQ(counts["O-3"].alerts, 5U);
  EXPECT_EQ(counts["O-3"].last_at, at(70));
  EXPECT_EQ(counts["config:1"].alerts, 1U);
  must(forget_outage_counts(db(), at(65)));
  EXPECT_EQ(must(outage_counts(db())).size(), 1U);
  must(delete_outage(db(), "O-3"));
  EXPECT_TRUE(must(outage_counts(db())).empty());
}

}  // namespace
}  // namespace redrive::central
