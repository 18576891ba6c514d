// The tickets in memory that are not closed, by id, by cause, by the end of their hold and by their next reminder; and
// those closed so lately that their cause, when it comes back, opens them again.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "central/core/deadlines.h"
#include "central/core/failing_members.h"
#include "central/core/failure_table.h"
#include "central/core/text_map.h"
#include "shared/model/ticket.h"

namespace redrive::central {

struct OpenTicket {
  model::Ticket ticket;    // without its alerts
  RecordSet records;       // open failure records that belong to it
  FailingMembers failing;  // the members of its scope that those are
  std::optional<base::UtcTime> hold_until, remind_at;
};

// One thread. Pointers to tickets stay valid until erase().
class TicketTable {
 public:
  TicketTable() = default;
  explicit TicketTable(const DeviceIndex& devices) : devices_(&devices) {}

  OpenTicket* find(std::string_view id);
  const OpenTicket* find(std::string_view id) const;
  OpenTicket* of_cause(std::string_view cause);  // the one opened last
  const OpenTicket* of_cause(std::string_view cause) const;
  OpenTicket& add(model::Ticket ticket);
  void erase(OpenTicket& ticket);

  // ---- closed ones, one for each cause that has no open one: the last, unless another ticket goes on for it
  void retire(model::Ticket ticket);                           // it has closed_at
  const model::Ticket* ended(std::string_view cause) const;    // also one whose failures went on in others
  const model::Ticket* retired(std::string_view cause) const;  // not one of those
  model::Ticket take_ended(const std::string& cause);          // it must be there
  void forget_retired_before(base::UtcTime time);

  // Changes scope and subject of one that stays.
  template <typename Change>
  void rename(OpenTicket& ticket, Change change) {
    unlink(ticket);
    change(ticket.ticket);
    link(ticket);
  }

  void hold(OpenTicket& ticket, std::optional<base::UtcTime> until);
  void remind(OpenTicket& ticket, std::optional<base::UtcTime> at);
  const Deadlines& holds() const { return holds_; }
  const Deadlines& reminders() const { return reminders_; }

  // A record joins or leaves; its newest failure counts for its member.
  void attach(OpenTicket& ticket, Record& record);
  void detach(OpenTicket& ticket, Record& record);
  void failed_again(OpenTicket& ticket, const Record& record);
  template <typename Visit>
  void each(Visit visit) {
    for (auto& [id, ticket] : tickets_) visit(ticket);
  }
  std::size_t size() const { return tickets_.size(); }

 private:
  std::string cause_of(const model::Ticket& ticket) const;
  void link(OpenTicket& ticket);
  void unlink(OpenTicket& ticket);

  const DeviceIndex* devices_ = nullptr;  // of the rules the state was built with
  TextMap<OpenTicket> tickets_;
  TextMap<std::vector<OpenTicket*>> causes_;
  Deadlines holds_, reminders_;
  TextMap<model::Ticket> retired_;                                 // by cause
  std::set<std::pair<base::UtcTime, std::string>> retired_order_;  // by the time of closing
};

}  // namespace redrive::central
