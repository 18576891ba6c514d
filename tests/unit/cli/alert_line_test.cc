#include "cli/alert_line.h"

#include <gtest/gtest.h>

#include "cli/csv.h"

namespace redrive::cli {
namespace {

TEST(AlertLine, IsWhatTheSenderGaveAndWhatBecameOfIt) {
  const Json item = Json::parse(R"({"number": 812, "id": "a-17", "source": "http", "sender": "admin",
      "received_at": "2026-03-02T00:02:14Z", "occurred_at": "2026-03-02T00:02:13Z", "server": "ids-1", "device": null,
      "job": null, "package": null, "failure_type": "disk_full", "given_type": null, "message": "No space left",
      "location": "Pune", "status": "firing", "extra": {"rack": 4, "id": "other", "ticket": 7},
      "decided": true, "ticket": "RD-1", "reason": "…"})");
  EXPECT_EQ(alert_line(item).dump(),
            R"({"id":"a-17","occurred_at":"2026-03-02T00:02:13Z","server":"ids-1","message":"No space left",)"
            R"("location":"Pune","status":"firing","rack":4,"ticket":"RD-1","received_at":"2026-03-02T00:02:14Z",)"
            R"("sender":"admin","decided_type":"disk_full"})");
}

TEST(AlertLine, TheTypeIsTheOneGivenNotTheOneDecided) {
  const Json line = alert_line(Json::parse(R"({"given_type": "E17", "failure_type": "unknown", "message": ""})"));
  EXPECT_EQ(line, Json::parse(R"({"failure_type": "E17", "decided_type": "unknown"})"));
}

TEST(CsvLine, QuotesWhatWouldEndACell) {
  EXPECT_EQ(csv_line({"a", "", "b c"}), "a,,b c");
  EXPECT_EQ(csv_line({"a,b", "say \"x\"", "two\nlines"}), "\"a,b\",\"say \"\"x\"\"\",\"two\nlines\"");
  EXPECT_EQ(csv_line({}), "");
}

}  // namespace
}  // namespace redrive::cli
