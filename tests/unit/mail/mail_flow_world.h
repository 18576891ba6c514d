// The outbox over a real store in memory, a ticket in it, and what the pump would do.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "central/flow/decider.h"
#include "central/flow/flow_context.h"
#include "central/flow/load_state.h"
#include "central/flow/ticket_post.h"
#include "central/store/audit.h"
#include "central/store/mail_outbox.h"
#include "central/store/store.h"
#include "central/store/tickets.h"
#include "mail/compose/ticket_mail.h"
#include "tests/unit/mail/sample_ticket.h"

namespace redrive::central {

template <typename T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

inline config::CentralOptions options() {
  config::CentralOptions out;
  out.centres = {{"mc-a", {"mc-a", "Pune", {"pune@mc.example", "shift@mc.example"}, "region"}},
                 {"region", {"region", "Region", {"region@mc.example"}, "noc"}},
                 {"noc", {"noc", "NOC", {"noc@mc.example"}, ""}}};
  out.mail.from = "Redrive <redrive@noc.example>";
  out.mail.max_attempts = 2;
  return out;
}

class MailFlow : public ::testing::Test {
 protected:
  MailFlow() : db_(must(open_database("sqlite::memory:", "/", Access::kWrite))) {
    must(migrate(*db_));
    must(follow_options(flow_));
    ticket_ = mail::sample_mail().ticket;
    must(put_ticket(*db_, ticket_));
    flow_.mail_waiting = [this] { ++woken_; };
  }

  void post() { must(post_ticket(flow_, {Notice::kOpened, ticket_, {}})); }
  std::vector<MailRow> lease(bool release = false) {
    std::vector<MailRow> all;  // of every destination
    for (;;) {
      LeaseMail request{.release = std::exchange(release, false)};
      auto rows = must(handle(flow_, request)).rows;
      if (rows.empty()) return all;
      std::move(rows.begin(), rows.end(), std::back_inserter(all));
    }
  }
  std::vector<MailRow> lease_one() {  // of one destination
    LeaseMail request;
    return must(handle(flow_, request)).rows;
  }
  void add(const std::string& recipient) {
    MailRow row;
    row.ticket = ticket_.id, row.kind = "updated", row.message_id = "<" + recipient + ">", row.centre = "mc-a";
    row.recipient = recipient, row.message = "x", row.next_at = clock_.utc();
    must(put_mail(*db_, row));
  }
  void attempted(std::vector<MailAttempt> attempts, std::vector<std::int64_t> untried = {}) {
    MailAttempted request{std::move(attempts), std::move(untried)};
    must(handle(flow_, request));
  }
  // Leases what is due and has each attempt end so; returns whom it was for.
  std::vector<std::string> attempt_all(mail::Delivery delivery, const std::string& reply) {
    std::vector<MailAttempt> attempts;
    std::vector<std::string> to;
    for (const auto& row : lease()) {
      attempts.push_back({row.number, {row.recipient, delivery, reply}});
      to.push_back(row.recipient);
    }
    attempted(std::move(attempts));
    return to;
  }
  MailRow row(std::int64_t number) { return *must(find_mail(*db_, number)); }
  std::vector<std::string> told() {
    std::vector<std::string> out;
    for (auto& entry : must(timeline(*db_, ticket_.id))) out.push_back(entry.text);
    return out;
  }
  void commit() {
    for (auto& act : std::exchange(flow_.after_commit, {})) act();
  }

  std::unique_ptr<Database> db_;
  base::ManualClock clock_{mail::at("2026-03-02T00:02:13Z")};
  base::SeededRandom random_{1};
  LiveOptions live_{options()};
  Metrics metrics_;
  FlowContext flow_{clock_, random_, *db_, live_, metrics_};
  model::Ticket ticket_;
  int woken_ = 0;
};

}  // namespace redrive::central
