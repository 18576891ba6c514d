// The open failure records in memory, found by name, by device, and by every wider cause they may be part of.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "central/core/scopes.h"
#include "central/core/text_map.h"

namespace redrive::central {

// An alert a record gathered while it belonged to no ticket: a ticket that takes the record takes these too.
struct WaitingAlert {
  std::int64_t number = 0;  // inbox row
  std::string id;
  base::UtcTime received{};
};

struct Record {
  model::Failure failure;             // server, device, job, type, location and package change through the table only
  std::vector<WaitingAlert> waiting;  // at most kMaxWaiting, oldest first

  std::string key() const;  // record_key

 private:
  friend class FailureTable;
  std::array<std::uint32_t, kWideScopes.size()> places_{};  // in the group of its cause at each wide scope
};
inline constexpr std::size_t kMaxWaiting = 1000;

struct ByName {
  bool operator()(const Record* a, const Record* b) const;
};
// In the order of their names, so that what is decided does not depend on addresses.
using RecordSet = std::set<Record*, ByName>;
// In no order: for large groups that are seldom gone through.
using RecordGroup = std::vector<Record*>;
// Of one device, by job and type.
using DeviceRecords = std::vector<std::unique_ptr<Record>>;

std::string record_key(std::string_view server, std::string_view device, std::string_view job, std::string_view type);

// One thread. Pointers to records stay valid until remove().
class FailureTable {
 public:
  Record* find(std::string_view key) const;  // by record_key; nullptr: none
  Record& add(model::Failure failure);       // there must be none of its names
  void remove(Record& record);
  void set_place(Record& record, std::string_view location, std::string_view package);

  const DeviceRecords& of_device(std::string_view server, std::string_view device) const;  // "" = the server's own
  const RecordGroup& of_cause(std::string_view wide_cause) const;  // by cause_key of a wide scope
  std::size_t size() const { return size_; }
  void each(const std::function<void(Record&)>& visit);

 private:
  void link(Record& record);
  void unlink(Record& record);

  TextMap<DeviceRecords> devices_;
  TextMap<RecordGroup> causes_;
  std::size_t size_ = 0;
};

}  // namespace redrive::central
