#include "central/core/failure_table.h"

namespace redrive::central {
namespace {

std::string device_key(std::string_view server, std::string_view device) {
  return std::string(server).append(1, '\x1f').append(device);
}

// The wider causes it may be part of.
template <typename Visit>
void each_cause(const model::Failure& failure, Visit visit) {
  const Facts facts = facts_of(failure);
  for (const auto& wide : kWideScopes) {
    const auto subject = wide.subject(facts);
    if (!subject.empty() && !wide.member(facts).empty()) visit(cause_key(wide.scope, subject, failure.failure_type));
  }
}

template <typename Groups>
void leave(Groups& groups, std::string_view name, Record& record) {
  const auto at = groups.find(name);
  at->second.erase(&record);
  if (at->second.empty()) groups.erase(at);
}

template <typename Group>
const Group& group_of(const TextMap<Group>& groups, std::string_view name) {
  static const Group kNone;
  const auto at = groups.find(name);
  return at == groups.end() ? kNone : at->second;
}

}  // namespace

std::string record_key(std::string_view server, std::string_view device, std::string_view job, std::string_view type) {
  std::string key;
  key.reserve(server.size() + device.size() + job.size() + type.size() + 3);
  return key.append(server).append(1, '\x1f').append(device).append(1, '\x1f').append(job).append(1, '\x1f').append(
      type);
}

Record* FailureTable::find(std::string_view key) {
  const auto at = records_.find(key);
  return at == records_.end() ? nullptr : &at->second;
}

const Record* FailureTable::find(std::string_view key) const {
  const auto at = records_.find(key);
  return at == records_.end() ? nullptr : &at->second;
}

Record& FailureTable::add(model::Failure failure) {
  auto key = record_key(failure.server, failure.device, failure.job, failure.failure_type);
  const auto at = records_.try_emplace(std::move(key)).first;
  Record& record = at->second;
  record.key = &at->first;
  record.failure = std::move(failure);
  link(record);
  return record;
}

void FailureTable::remove(Record& record) {
  unlink(record);
  records_.erase(records_.find(*record.key));
}

void FailureTable::set_place(Record& record, std::string_view location, std::string_view package) {
  if (record.failure.location == location && record.failure.package == package) return;
  unlink(record);
  record.failure.location = location;
  record.failure.package = package;
  link(record);
}

const RecordSet& FailureTable::of_device(std::string_view server, std::string_view device) const {
  return group_of(devices_, device_key(server, device));
}

const RecordGroup& FailureTable::of_cause(std::string_view wide_cause) const {
  return group_of(causes_, wide_cause);
}

void FailureTable::each(const std::function<void(Record&)>& visit) {
  for (auto& [key, record] : records_) visit(record);
}

void FailureTable::link(Record& record) {
  devices_[device_key(record.failure.server, record.failure.device)].insert(&record);
  each_cause(record.failure, [&](std::string cause) { causes_[std::move(cause)].insert(&record); });
}

void FailureTable::unlink(Record& record) {
  leave(devices_, device_key(record.failure.server, record.failure.device), record);
  each_cause(record.failure, [&](const std::string& cause) { leave(causes_, cause, record); });
}

}  // namespace redrive::central
