// Requests that come again under their Idempotency-Key.
#include "central/store/kept_answers.h"
#include "http_world.h"
#include "shared/base/digest.h"

namespace redrive::central {
namespace {

class Repeated : public HttpTest {
 protected:
  Repeated() {
    world.post("/api/v1/alerts", kAlert);
    world.settle();
    path = "/api/v1/tickets/" + world.get("/api/v1/tickets").json["items"].at(0)["id"].get<std::string>();
  }
  Answer post(const std::string& target, const Json& body, const std::string& key, const std::string& token = "") {
    return world.call({"POST", target, body.dump(), "application/json", token, key});
  }
  std::size_t notes() {
    const Json timeline = world.get(path).json["timeline"];
    return static_cast<std::size_t>(
        std::ranges::count_if(timeline, [](const Json& line) { return line["text"] == "parts ordered"; }));
  }
  std::optional<KeptAnswer> kept(const std::string& key) {
    return must(world.readers->read([&](Database& db) { return find_answer(db, "admin", key); }));
  }
  void lose_answer(const std::string& key) {
    const auto answer = kept(key);
    must(world.decider->ask(KeepAnswer{{answer->who, answer->key, answer->request}, true, 0, ""}));
  }

  const Json note = {{"text", "parts ordered"}};
  std::string path;
};

TEST_F(Repeated, AreDoneOnceAndAnsweredTheSame) {
  const auto first = post(path + "/note", note, "k-1"), again = post(path + "/note", note, "k-1");
  EXPECT_EQ(first.status, 200);
  EXPECT_FALSE(first.response.repeated);
  EXPECT_TRUE(again.response.repeated);
  EXPECT_EQ(again.response.status, first.response.status);
  EXPECT_EQ(again.response.body, first.response.body);
  EXPECT_EQ(again.response.content_type, first.response.content_type);
  EXPECT_EQ(notes(), 1U);
  post(path + "/note", note, "k-2");
  post(path + "/note", note, "");
  post(path + "/note", note, "");
  EXPECT_EQ(notes(), 4U);
}

TEST_F(Repeated, OfAnotherSenderAreOthers) {
  const std::string ann = world.token_of("ann", "operator");
  post(path + "/note", note, "k-1");
  EXPECT_FALSE(post(path + "/note", note, "k-1", ann).response.repeated);
  EXPECT_EQ(notes(), 2U);
}

TEST_F(Repeated, WithAnotherRequestAreRefused) {
  post(path + "/note", note, "k-1");
  for (const auto& [target, body] : {std::pair{path + "/note", Json{{"text", "other"}}}, {path + "/ack", note}}) {
    const auto answer = post(target, body, "k-1");
    EXPECT_EQ(answer.status, 422) << target;
    EXPECT_EQ(answer.json["type"], "urn:redrive:invalid");
  }
  EXPECT_EQ(world.get(path).json["state"], "open");
}

TEST_F(Repeated, OfARequestThatDidNothingAreDone) {
  EXPECT_EQ(post(path + "/note", {{"text", 7}}, "k-1").status, 400);
  EXPECT_EQ(post("/api/v1/tickets/RD-1999-000001/note", note, "k-1").status, 404);
  EXPECT_FALSE(kept("k-1"));
  EXPECT_EQ(post(path + "/note", note, "k-1").status, 200);
  EXPECT_EQ(notes(), 1U);
}

TEST_F(Repeated, NeedAWellFormedKey) {
  for (const std::string& key :
       {std::string("a b"), std::string("a\x01"), std::string("\xC3\xA9"), std::string(256, 'k')}) {
    const auto answer = post(path + "/note", note, key);
    EXPECT_EQ(answer.status, 400) << key;
    EXPECT_NE(answer.json["detail"].get<std::string>().find("Idempotency-Key"), std::string::npos);
  }
  EXPECT_EQ(post(path + "/note", note, std::string(255, 'k')).status, 200);
  EXPECT_EQ(notes(), 1U);
}

TEST_F(Repeated, WhileTheyAreBeingDoneAreToldSo) {
  int inside = 0;
  world.agents.answer = [&](const std::string&, const wire::Message&) -> base::Result<wire::Message> {
    inside = post("/api/v1/redistributions", {{"server", "ids-1"}, {"job", "J-1"}}, "k-1").status;
    return base::fail(base::ErrorCode::kUnavailable, "gone");
  };
  post("/api/v1/redistributions", {{"server", "ids-1"}, {"job", "J-1"}}, "k-1");
  EXPECT_EQ(inside, 409);
}

TEST_F(Repeated, WhoseAnswerIsLostAreNotDoneAgain) {
  post(path + "/note", note, "k-1");
  lose_answer("k-1");
  const auto answer = post(path + "/note", note, "k-1");
  EXPECT_EQ(answer.status, 409);
  EXPECT_NE(answer.json["detail"].get<std::string>().find("was done at"), std::string::npos);
  EXPECT_EQ(notes(), 1U);
}

TEST_F(Repeated, JobsKnowThemEvenWithoutTheAnswer) {
  const std::string bytes = "app", digest = base::digest_of(bytes);
  world.call({"PUT", "/api/v1/packages/" + digest + "?size=3", bytes, "application/octet-stream"});
  const Json job = {
      {"name", "app"}, {"packages", {{{"name", "app.deb"}, {"size", 3}, {"digest", digest}}}}, {"servers", {"ids-1"}}};
  const auto first = post("/api/v1/jobs", job, "k-1");
  ASSERT_EQ(first.status, 201) << first.json;
  lose_answer("k-1");
  const auto again = post("/api/v1/jobs", job, "k-1");
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.json["job"], first.json["job"]);
}

TEST_F(Repeated, AreForgottenAfterADay) {
  post(path + "/note", note, "k-1");
  world.clock.advance(std::chrono::hours(23));
  EXPECT_TRUE(post(path + "/note", note, "k-1").response.repeated);
  world.clock.advance(std::chrono::hours(1));
  EXPECT_FALSE(post(path + "/note", note, "k-1").response.repeated);
  EXPECT_EQ(notes(), 2U);
  world.clock.advance(std::chrono::hours(25));
  world.decider->wake();
  while (kept("k-1")) std::this_thread::yield();
}

TEST_F(Repeated, DeletionsAnswerTheSameToo) {
  const Json outage = {{"server", "ids-1"}, {"duration", "2h"}, {"reason", "works"}};
  const auto made = post("/api/v1/outages", outage, "k-1");
  EXPECT_EQ(post("/api/v1/outages", outage, "k-1").json["id"], made.json["id"]);
  const std::string one = "/api/v1/outages/" + made.json["id"].get<std::string>();
  for (int i = 0; i < 2; ++i) {
    const auto gone = world.call({"DELETE", one, "", "", "", "k-2"});
    EXPECT_EQ(gone.status, 204);
    EXPECT_TRUE(gone.response.body.empty());
  }
  EXPECT_EQ(world.call({"DELETE", one, "", "", "", "k-3"}).status, 404);
}

TEST_F(Repeated, AlertsWithoutAnIdAreTakenOnce) {
  const Json alert = {{"device", "dev-2"}, {"failure_type", "timeout"}};
  const auto before = world.get("/api/v1/status").json["alerts"]["stored"].get<int>();
  EXPECT_EQ(post("/api/v1/alerts", alert, "k-1").json["accepted"], 1);
  EXPECT_EQ(post("/api/v1/alerts", alert, "k-1").json["accepted"], 1);
  EXPECT_EQ(world.get("/api/v1/status").json["alerts"]["stored"], before + 1);
}

TEST_F(Repeated, WithSecretsInThemAreNotKept) {
  const Json token = {{"name", "t"}, {"role", "viewer"}, {"expires", "90d"}};
  EXPECT_EQ(post("/api/v1/tokens", token, "k-1").status, 201);
  EXPECT_EQ(post("/api/v1/tokens", token, "k-1").status, 409);
  const Json user = {{"name", "ann"}, {"role", "viewer"}, {"password", "correct horse"}};
  EXPECT_EQ(post("/api/v1/users", user, "k-2").status, 201);
  EXPECT_EQ(
      world.call({"PUT", "/api/v1/users/ann/password", R"({"password": "battery staple"})", "", "", "k-3"}).status,
      204);
  for (const char* key : {"k-1", "k-2", "k-3"}) EXPECT_FALSE(kept(key)) << key;
}

// The mark is in the transaction of the act: a central that dies before the answer is kept knows that it was done.
TEST_F(Repeated, AreMarkedWithWhatTheyDo) {
  const Actor ann{"admin", "", {"admin", "k-9", "digest"}};
  const std::string ticket = path.substr(path.rfind('/') + 1);
  EXPECT_FALSE(world.decider->ask(ChangeTicket{ann, "RD-1999-000001", TicketAct::kNote, "x"}));
  EXPECT_FALSE(kept("k-9"));
  must(world.decider->ask(ChangeTicket{ann, ticket, TicketAct::kNote, "x"}));
  ASSERT_TRUE(kept("k-9"));
  EXPECT_EQ(kept("k-9")->status, 0);
  EXPECT_EQ(kept("k-9")->request, "digest");
}

}  // namespace
}  // namespace redrive::central
