// The tickets that are not closed, in memory: by id, by cause, by the wider causes they may turn out to be part of, and
// by the end of their hold.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "central/core/failure_table.h"
#include "shared/model/ticket.h"

namespace redrive::central {

struct OpenTicket {
  model::Ticket ticket;  // without its alerts
  RecordSet records;     // open failure records that belong to it
  std::optional<base::UtcTime> hold_until;
  // The two members that failed last: whether others than one still fail is asked with every alert.
  struct Newest {
    std::string member;
    base::UtcTime at{};
  };
  std::optional<Newest> newest, second;

  // When a member other than this one last failed.
  std::optional<base::UtcTime> others_failed_at(std::string_view member) const;
};

// One thread. Pointers to tickets stay valid until erase().
class TicketTable {
 public:
  TicketTable() = default;
  explicit TicketTable(const DeviceIndex& devices) : devices_(&devices) {}

  OpenTicket* find(const std::string& id);
  const OpenTicket* find(const std::string& id) const;
  OpenTicket* of_cause(const std::string& cause);  // the one opened last
  // Tickets of narrower scopes inside this cause, by id.
  std::vector<OpenTicket*> inside(const std::string& wide_cause);
  OpenTicket& add(model::Ticket ticket);
  void erase(OpenTicket& ticket);
  // Changes scope and subject of one that stays.
  template <typename Change>
  void rename(OpenTicket& ticket, Change change) {
    unlink(ticket);
    change(ticket.ticket);
    link(ticket);
  }

  void hold(OpenTicket& ticket, std::optional<base::UtcTime> until);
  std::optional<base::UtcTime> next_hold() const;
  std::vector<std::string> holds_ended(base::UtcTime now) const;  // ids, in order

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
  std::vector<std::string> wider_causes(const model::Ticket& ticket) const;
  void link(OpenTicket& ticket);
  void unlink(OpenTicket& ticket);

  const DeviceIndex* devices_ = nullptr;  // of the rules the state was built with
  std::unordered_map<std::string, OpenTicket> tickets_;
  std::unordered_map<std::string, std::set<std::string>> causes_, inside_;  // ids
  std::set<std::pair<base::UtcTime, std::string>> holds_;
};

}  // namespace redrive::central
