#include "agent/app/spool_sender.h"

#include <gtest/gtest.h>

#include "tests/unit/agent/samples.h"
#include "tests/unit/agent_app/link_world.h"

namespace redrive::agent {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using test::Script;

class SpoolSenderTest : public test::LinkWorld {
 protected:
  void SetUp() override {
    spool = std::move(*Spool::open({dir.path() / "spool"}, random));
    dial({hours(1), hours(1)});
    on_ready = [this] { sender->ready(); };
    on_message = [this](wire::Envelope& envelope) {
      if (const auto* ack = std::get_if<wire::SpoolAck>(&envelope.message)) sender->take(*ack);
    };
  }
  void begin(base::Micros wait = hours(1)) {
    sender.emplace(loop, *link, *spool, wait);
    start();
  }
  void put(int count) {
    std::vector<wire::SpoolItem> items;
    for (int i = 0; i < count; ++i) items.push_back(wire::RunFinished{fmt::format("J-{}", ++last), 1, "", 1, 0, 0});
    ASSERT_TRUE(spool->put(items));
  }
  void acknowledge(const wire::SpoolBatch& batch) {
    central.send(wire::SpoolAck{batch.spool, batch.first_number + batch.items.size() - 1});
  }
  std::vector<wire::SpoolBatch> batches() const { return central.all<wire::SpoolBatch>(); }
  std::function<bool()> heard(std::size_t count) {
    return [this, count] { return batches().size() >= count; };
  }
  std::function<bool()> spool_empty() {
    return [this] { return spool->first_number() == spool->next_number(); };
  }

  test::TempDir dir;
  std::unique_ptr<Spool> spool;
  std::optional<SpoolSender> sender;
  int last = 0;
};

TEST_F(SpoolSenderTest, SendsWhatWaitsAtTheWelcomeAndWhatComesLater) {
  put(2);
  begin();
  play(Script(loop)
           .when("the batch", heard(1), [&] { acknowledge(batches()[0]); })
           .when("the spool to empty", spool_empty(), [&] { put(1), sender->poke(); })
           .when("the next batch", heard(2), [&] { acknowledge(batches()[1]); })
           .when("the spool to empty", spool_empty()));
  ASSERT_EQ(batches().size(), 2U);
  EXPECT_EQ(batches()[0].items.size(), 2U);
  EXPECT_EQ(batches()[0].spool, spool->id());
  EXPECT_EQ(batches()[1].first_number, 3U);
}

TEST_F(SpoolSenderTest, SendsAgainAfterTheConnectionWasLost) {
  put(1);
  begin();
  play(Script(loop)
           .when("the batch", heard(1), [&] { hub.set_reachable(false), hub.set_reachable(true); })
           .when("the batch again", heard(2), [&] { acknowledge(batches()[1]); })
           .when("the spool to empty", spool_empty()));
  EXPECT_EQ(batches()[0], batches()[1]);
}

TEST_F(SpoolSenderTest, NothingIsLostWhenAcknowledgementsAre) {
  put(1200);
  begin(milliseconds(5));
  std::set<std::string> known;
  int lost = 3;
  central.on_message = [&](const wire::Envelope& envelope) {
    const auto* batch = std::get_if<wire::SpoolBatch>(&envelope.message);
    if (!batch) return;
    for (const auto& item : batch->items) known.insert(std::get<wire::RunFinished>(item).job);
    if (lost-- <= 0) acknowledge(*batch);
  };
  play(Script(loop).when("the spool to empty", spool_empty()));
  EXPECT_EQ(known.size(), 1200U);
  EXPECT_GE(batches().size(), 6U);  // three for 1200 items, three again
}

TEST_F(SpoolSenderTest, ARepeatedOrStrangeAcknowledgementCausesNoSecondBatch) {
  put(600);
  begin();
  play(Script(loop)
           .when("the first batch", heard(1),
                 [&] {
                   central.send(wire::SpoolAck{"S-another", 500});
                   acknowledge(batches()[0]);
                   acknowledge(batches()[0]);
                   acknowledge(batches()[0]);
                   central.send(wire::DumpRequest{"after them"}, 1);
                 })
           .when("all of them to be taken", [&] { return messages.size() == 5; }));
  ASSERT_EQ(batches().size(), 2U);
  EXPECT_EQ(batches()[1].first_number, batches()[0].items.size() + 1);
}

}  // namespace
}  // namespace redrive::agent
