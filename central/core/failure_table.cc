#include "central/core/failure_table.h"

namespace redrive::central {
namespace {

const RecordSet kNone;

std::string device_group(std::string_view server, std::string_view device) {
  std::string key("=");  // no cause_key begins so
  return key.append(server).append(1, '\x1f').append(device);
}

}  // namespace

std::string record_key(std::string_view server, std::string_view device, std::string_view job, std::string_view type) {
  std::string key;
  key.reserve(server.size() + device.size() + job.size() + type.size() + 3);
  return key.append(server).append(1, '\x1f').append(device).append(1, '\x1f').append(job).append(1, '\x1f').append(
      type);
}

Record* FailureTable::find(const std::string& key) {
  const auto at = records_.find(key);
  return at == records_.end() ? nullptr : &at->second;
}

const Record* FailureTable::find(const std::string& key) const {
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
  const auto at = groups_.find(device_group(server, device));
  return at == groups_.end() ? kNone : at->second;
}

const RecordSet& FailureTable::of_cause(const std::string& wide_cause) const {
  const auto at = groups_.find(wide_cause);
  return at == groups_.end() ? kNone : at->second;
}

void FailureTable::each(const std::function<void(Record&)>& visit) {
  for (auto& [key, record] : records_) visit(record);
}

std::vector<std::string> FailureTable::groups_of(const model::Failure& failure) const {
  std::vector<std::string> groups{device_group(failure.server, failure.device)};
  const Facts facts = facts_of(failure);
  for (const auto& wide : kWideScopes) {
    const auto subject = wide.subject(facts);
    if (subject.empty() || wide.member(facts).empty()) continue;
    groups.push_back(cause_key(wide.scope, subject, failure.failure_type));
  }
  return groups;
}

void FailureTable::link(Record& record) {
  for (auto& group : groups_of(record.failure)) groups_[std::move(group)].insert(&record);
}

void FailureTable::unlink(Record& record) {
  for (const auto& group : groups_of(record.failure)) {
    const auto at = groups_.find(group);
    at->second.erase(&record);
    if (at->second.empty()) groups_.erase(at);
  }
}

}  // namespace redrive::central
