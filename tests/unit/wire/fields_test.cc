// Fields that are missing, unknown, of the wrong type or out of bounds. Messages are taken apart and put together again
// by another msgpack (nlohmann's), which also proves that the order of fields does not matter.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "shared/wire/codec.h"
#include "tests/unit/wire/samples.h"

namespace redrive::wire::test {
namespace {

using nlohmann::json;

json taken_apart(const Envelope& envelope) {
  return json::from_msgpack(encode(envelope));
}

std::string put_together(const json& value) {
  const auto bytes = json::to_msgpack(value);
  return {bytes.begin(), bytes.end()};
}

std::string error_of(const json& value) {
  const auto read = decode(put_together(value));
  return read ? "was taken" : read.error().message;
}

json sample(const std::string& type) {
  for (const auto& [name, envelope] : samples()) {
    if (name == type) return taken_apart(envelope);
  }
  return {};
}

TEST(Fields, AnotherMsgpackReadsAndWritesOurMessages) {
  for (const auto& [name, envelope] : samples()) {
    const json value = taken_apart(envelope);
    EXPECT_EQ(value["v"], 1);
    EXPECT_EQ(value["t"], name);
    EXPECT_EQ(decode(put_together(value)), envelope) << name;
  }
}

// Every field of every map in every message, removed one at a time. Those that may be missing are listed here by name.
TEST(Fields, AMissingFieldIsRefusedByItsName) {
  const std::set<std::string> may_be_missing = {"server",  "device",   "job",    "package", "failure_type",
                                                "message", "location", "status", "extra"};  // of an alert
  const std::set<std::string> always_optional = {
      "before",    "install", "verify", "after",   "window",           "plan_digest", "addresses",
      "address",   "user",    "port",   "damage",  "missing_packages", "commands",    "diff",
      "preflight", "detail",  "parts",  "exclude", "from_start",       "only",        "tool",
      "estimate",  "done",    "note",   "todo"};
  const std::set<std::string> of_outcome = {"failure_type", "message", "package"};
  const auto optional_in = [&](const json& map, const std::string& key) {
    if (always_optional.contains(key)) return true;
    if (key == "bytes") return map.contains("preflight") || map.contains("parts");  // a plan's; a chunk's must be there
    if (key == "why") return !map.contains("plan");                                 // of a refusal it must be there
    if (map.contains("occurred_at")) return may_be_missing.contains(key);
    if (map.contains("state")) return of_outcome.contains(key);
    return map.contains("devices") && map.contains("packages") && !map.contains("digest") &&
           key == "name";  // an order's
  };
  for (const auto& [name, envelope] : samples()) {
    const json whole = taken_apart(envelope);
    const json flat = whole.flatten();
    std::set<json::json_pointer> places;
    for (const auto& [pointer, leaf] : flat.items()) {
      for (json::json_pointer place(pointer); !place.empty(); place.pop_back()) places.insert(place);
    }
    for (const auto& place : places) {
      json changed = whole;
      json& parent = changed[place.parent_pointer()];
      if (!parent.is_object()) continue;
      const bool optional = optional_in(parent, place.back());
      parent.erase(place.back());
      const std::string error = error_of(changed);
      if (optional) {
        EXPECT_EQ(error, "was taken") << name << " " << place.to_string();
      } else {
        EXPECT_NE(error.find(place.back() + "\" is missing"), std::string::npos)
            << name << " " << place.to_string() << ": " << error;
      }
    }
  }
}

TEST(Fields, TheErrorNamesTheMessageAndThePlace) {
  json hello = sample("hello");
  hello["b"].erase("name");
  EXPECT_EQ(error_of(hello), "hello: field \"name\" is missing");
  json distribute = sample("distribute");
  distribute["b"]["order"]["parameters"].erase("timeout");
  EXPECT_EQ(error_of(distribute), "distribute: field \"order.parameters.timeout\" is missing");
  json batch = sample("spool_batch");
  batch["b"]["items"][1]["b"]["outcome"]["device"] = 7;
  EXPECT_EQ(error_of(batch), "spool_batch: field \"items[1].outcome.device\" is not text");
}

TEST(Fields, UnknownFieldsAreIgnoredAtEveryLevel) {
  for (const auto& [name, envelope] : samples()) {
    json value = taken_apart(envelope);
    value["new"] = {{"deep", {1, 2, {{"x", nullptr}}}}};
    value["b"]["new"] = 1.5;
    if (value["b"].contains("order")) value["b"]["order"]["parameters"]["new"] = "x";
    EXPECT_EQ(decode(put_together(value)), envelope) << name;
  }
}

TEST(Fields, AnotherVersionIsRefusedNamingBoth) {
  json value = sample("hello");
  value["v"] = 2;
  value.erase("b");  // another version may look quite different
  EXPECT_EQ(error_of(value), "envelope: version 2 is not understood; this side speaks version 1");
}

TEST(Fields, AnUnknownTypeIsRefusedByItsName) {
  json value = sample("hello");
  value["t"] = "hullo\n\x01";
  EXPECT_EQ(error_of(value),
            "envelope: unknown type 'hullo?"
            "?'");
  json batch = sample("spool_batch");
  batch["b"]["items"][0]["t"] = "alarm";
  EXPECT_EQ(error_of(batch), "spool_batch: field \"items[0]\" unknown type 'alarm'");
}

TEST(Fields, AnUnknownErrorCodeIsAFailureWithItsMessage) {
  json value = sample("error");
  value["b"]["code"] = "moon_phase";
  const auto read = decode(put_together(value));
  ASSERT_TRUE(read);
  EXPECT_EQ(std::get<ErrorReply>(read->message), (ErrorReply{base::ErrorCode::kFailed, "no job J-2 in the job log"}));
}

struct Wrong {
  const char *type, *place;
  json value;
  const char* expected;
};

TEST(Fields, WrongValuesAreRefused) {
  const std::string name(129, 'n');
  const Wrong table[] = {
      {"hello", "/b/name", 7, "is not text"},
      {"hello", "/b/name", json::binary({1}), "is not text"},
      {"hello", "/b/name", nullptr, "is not text"},
      {"hello", "/b/name", name, "has 129 bytes; at most 128"},
      {"hello", "/b/boot", std::string(513, 'b'), "has 513 bytes; at most 512"},
      {"hello", "/b/capabilities", "all", "is not a list"},
      {"hello", "/b/capabilities", json(std::vector<std::string>(65, "c")), "has 65 members; at most 64"},
      {"spool_batch", "/b/first_number", -1, "is not a whole number"},
      {"spool_batch", "/b/first_number", 1.0, "is not a whole number"},
      {"hello", "/b", json::array(), "is not a map"},
      {"hello", "/id", "1", "is not a whole number"},
      {"welcome", "/b/heartbeat", -1, "out of range"},
      {"welcome", "/b/heartbeat", 3'155'760'000'000'001, "out of range"},
      {"welcome", "/b/heartbeat", UINT64_MAX, "out of range"},
      {"spool_batch", "/b/first_number", 0, "is 0; expected 1 to"},
      {"spool_batch", "/b/items", json(std::vector<int>(501, 0)), "has 501 members; at most 500"},
      {"spool_batch", "/b/items/0/b/status", "on_fire", "is 'on_fire', which is none of its values"},
      {"spool_batch", "/b/items/1/b/outcome/state", "done", "is 'done'"},
      {"run_finished", "/b/run", 1, ""},  // only inside a batch: an unknown type here
      {"run_plan", "/b/expires_at", INT64_MAX, "out of range"},
      {"run_plan", "/b/expires_at", INT64_MIN, "out of range"},
      {"run_plan", "/b/expires_at", UINT64_MAX, "out of range"},
      {"command_ack", "/b/accepted", 1, "is not true or false"},
      {"chunk_request", "/b/length", 1'048'577, "expected 0 to 1048576"},
      {"chunk", "/b/bytes", "text", "is not bytes"},
      {"chunk", "/b/bytes", json::binary(std::vector<std::uint8_t>(1'048'577)), "has 1048577 bytes; at most 1048576"},
      {"distribute", "/b/order/parameters/retries", 4'294'967'296, "expected 0 to 4294967295"},
      {"distribute", "/b/order/parameters/install/0", std::string(4097, 'x'), "at most 4096"},
      {"distribute", "/b/order/devices/0", name, "has 129 bytes"},
      {"plan_reply", "/b/plan/completeness", "", "is ''"},
      {"dump_reply", "/b/order/packages/0/name", std::string(4097, 'x'), "at most 128"},
  };
  for (const Wrong& wrong : table) {
    json value = sample(wrong.type);
    if (value.is_null()) value = json{{"v", 1}, {"id", 0}, {"re", 0}, {"t", wrong.type}, {"b", json::object()}};
    value[json::json_pointer(wrong.place)] = wrong.value;
    const std::string error = error_of(value);
    EXPECT_NE(error, "was taken") << wrong.type << wrong.place;
    EXPECT_NE(error.find(wrong.expected), std::string::npos) << wrong.type << wrong.place << ": " << error;
  }
}

// Neither can be written with a map of json: by hand. A heartbeat is {"v":1,"id":0,"re":0,"t":"heartbeat","b":{}}.
TEST(Fields, RepeatedAndNamelessKeysAreRefused) {
  const std::string good = encode({0, 0, Heartbeat{}});
  ASSERT_EQ(good.back(), '\x80');
  const std::string head = good.substr(0, good.size() - 1);
  EXPECT_TRUE(decode(head + "\x81\xA1k\x01"));
  const auto repeated = decode(head + "\x82\xA1k\x01\xA1k\x02");
  ASSERT_FALSE(repeated);
  EXPECT_EQ(repeated.error().message, "heartbeat: field \"b\" has the key 'k' twice");
  const auto nameless = decode(head + "\x81\x01\x02");
  ASSERT_FALSE(nameless);
  EXPECT_EQ(nameless.error().message, "heartbeat: field \"b\" has a key that is not text");
  const auto version_twice = decode("\x86\xA1v\x01" + good.substr(1));
  ASSERT_FALSE(version_twice);
  EXPECT_EQ(version_twice.error().message, "envelope: has the key 'v' twice");
}

}  // namespace
}  // namespace redrive::wire::test
