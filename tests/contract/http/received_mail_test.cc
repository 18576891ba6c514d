// Mail handed in over HTTP, and what came in, shown.
#include "central/store/received_mail.h"

#include "central/flow/received_mail_flow.h"
#include "http_world.h"

namespace redrive::central {
namespace {

const std::string kMail =
    "From: =?utf-8?q?J=C3=B6rg?= <j@x.example>\r\nSubject: a long\r\n\tsubject \x01\xff\r\nTo:b@x.example\r\n\r\nbody: "
    "not a "
    "header\r\n";

class Received : public HttpTest {
 protected:
  Answer submit(const std::string& mail, const std::string& token = "", const std::string& type = "message/rfc822") {
    return world.call({"POST", "/api/v1/mail/received", mail, type, token.empty() ? world.submit_token : token});
  }
  // Waits for it to be judged.
  Json judged(const Json& number) {
    const std::string path = "/api/v1/mail/received/" + number.dump();
    Json mail = world.get(path).json;
    while (mail["state"] == "new") {
      std::this_thread::yield();
      mail = world.get(path).json;
    }
    return mail;
  }
};

TEST_F(Received, AMailIsTakenUnderItsTokensNameAndKnownAgain) {
  const auto first = submit(kMail);
  EXPECT_EQ(first.status, 202);
  EXPECT_EQ(first.json["repeated"], false);
  const auto again = submit(kMail);
  EXPECT_EQ(again.status, 202);
  EXPECT_EQ(again.json, (Json{{"number", first.json["number"]}, {"repeated", true}}));
  EXPECT_NE(submit(kMail, world.admin_token).json["number"], first.json["number"]) << "repeats are a sender's own";
  const auto shown = judged(first.json["number"]);
  EXPECT_EQ(shown["source"], "monitoring");
  EXPECT_EQ(shown["uid"], nullptr);
  EXPECT_EQ(shown["size"], kMail.size());
  EXPECT_EQ(shown["state"], "quarantined");
  EXPECT_TRUE(shown["why"].get<std::string>().starts_with("no alert in it")) << shown["why"];
  EXPECT_EQ(shown["received_at"], "2026-03-02T00:00:00Z");
}

TEST_F(Received, ItsHeaderIsShownAsTextAndItsBytesAsTheyCame) {
  const auto number = submit(kMail).json["number"];
  const std::string path = "/api/v1/mail/received/" + number.dump();
  EXPECT_EQ(judged(number)["headers"], Json::array({{{"name", "From"}, {"value", "J\xC3\xB6rg <j@x.example>"}},
                                                    {{"name", "Subject"}, {"value", "a long subject \xC3\xBF"}},
                                                    {{"name", "To"}, {"value", "b@x.example"}}}));
  const auto raw = world.get(path + "/raw");
  EXPECT_EQ(raw.status, 200);
  EXPECT_EQ(raw.response.content_type, "message/rfc822");
  EXPECT_EQ(raw.response.body, kMail);
}

// What GMime does to it nobody knows, and it must not be asked here.
TEST_F(Received, OfAMailWhoseReadingEndedTheProgramTheHeaderStaysAsItCame) {
  world.parser->stop();
  const auto number = submit(kMail).json["number"];
  for (std::uint32_t i = 0; i < kMostReadings; ++i) must(world.decider->ask(ReadMail{}));
  const std::string path = "/api/v1/mail/received/" + number.dump();
  EXPECT_EQ(world.get(path).json["headers"][0]["value"], "=?utf-8?q?J=C3=B6rg?= <j@x.example>") << "not yet";
  EXPECT_FALSE(must(world.decider->ask(ReadMail{})).next);
  const auto shown = world.get(path).json;
  EXPECT_EQ(shown["state"], "quarantined");
  EXPECT_EQ(shown["headers"][0]["value"], "=?utf-8?q?J=C3=B6rg?= <j@x.example>");
  EXPECT_EQ(world.get(path + "/raw").response.body, kMail);
}

TEST_F(Received, WhatWasLeftInItsMailboxHasNoBytes) {
  const auto noted = world.decider->ask(TakeMail{"noc@x.example", "big", "", 99'000'000, "too large"});
  const std::string path = "/api/v1/mail/received/" + std::to_string(noted->number);
  EXPECT_EQ(world.get(path).json["uid"], "big");
  EXPECT_EQ(world.get(path).json["headers"], Json::array());
  const auto raw = world.get(path + "/raw");
  EXPECT_EQ(raw.status, 404);
  EXPECT_NE(raw.json["detail"].get<std::string>().find("too large"), std::string::npos);
}

TEST_F(Received, IsListedByState) {
  for (int i = 0; i < 3; ++i) judged(submit("Subject: " + std::to_string(i) + "\r\n\r\n").json["number"]);
  const auto first = world.get("/api/v1/mail/received?state=quarantined&limit=2").json;
  ASSERT_EQ(first["items"].size(), 2U);
  EXPECT_EQ(first["items"][0]["number"], 3);
  EXPECT_FALSE(first["items"][0].contains("headers"));
  const auto rest = world.get("/api/v1/mail/received?state=quarantined&after=" + first["next"].dump()).json;
  EXPECT_EQ(rest["items"].size(), 1U);
  EXPECT_EQ(rest["next"], nullptr);
  EXPECT_EQ(world.get("/api/v1/mail/received?state=reply").json["items"].size(), 0U);
  EXPECT_EQ(world.get("/api/v1/mail/received?state=lost").status, 400);
}

TEST_F(Received, BadOnesAreRefusedWithAReason) {
  EXPECT_EQ(submit("").status, 400);
  EXPECT_EQ(submit(kMail, "", "application/json").status, 415);
  EXPECT_EQ(submit(kMail, "-").status, 401);
  EXPECT_EQ(submit(kMail, world.token_of("eyes", "viewer")).status, 403);
  EXPECT_EQ(world.call({"POST", "/api/v1/mail/received?x=1", kMail, "message/rfc822"}).status, 400);
  for (const char* number : {"99", "x", "-1"})
    EXPECT_EQ(world.get("/api/v1/mail/received/" + std::string(number)).status, 404) << number;
}

TEST_F(Received, MayBeAsLargeAsIsTakenAndNoLarger) {
  for (const auto& endpoint : all_endpoints()) {
    if (endpoint.method == "POST" && endpoint.pattern == "/api/v1/mail/received") {
      EXPECT_EQ(endpoint.max_body, kMostMailBytes);
    }
  }
}

TEST_F(Received, TheStatusTellsOfQuarantineAndMailbox) {
  judged(submit(kMail).json["number"]);
  auto status = world.get("/api/v1/status").json;
  EXPECT_EQ(status["mail"]["quarantined"], 1);
  EXPECT_EQ(status["mail"]["new"], 0);
  EXPECT_EQ(status["mailbox"], nullptr);
  world.context->mailbox = [this] {
    return MailboxState{"noc@x.example", std::nullopt, "no route to host", world.clock.utc(), 7, 2, 1};
  };
  status = world.get("/api/v1/status").json;
  EXPECT_EQ(status["mailbox"], (Json{{"name", "noc@x.example"},
                                     {"last_read", nullptr},
                                     {"trouble", "no route to host"},
                                     {"trouble_since", "2026-03-02T00:00:00Z"},
                                     {"taken", 7},
                                     {"waiting", 2},
                                     {"left", 1}}));
  EXPECT_EQ(world.get("/readyz").status, 200) << "trouble with the mailbox keeps no alert out";
}

}  // namespace
}  // namespace redrive::central
