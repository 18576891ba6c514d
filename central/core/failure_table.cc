#include "central/core/failure_table.h"

#include <algorithm>
#include <tuple>

namespace redrive::central {
namespace {

std::string device_key(std::string_view server, std::string_view device) {
  return std::string(server).append(1, '\x1f').append(device);
}

// The wider causes it may be part of, and which of kWideScopes each has.
template <typename Visit>
void each_cause(const model::Failure& failure, Visit visit) {
  const Facts facts = facts_of(failure);
  for (std::size_t scope = 0; scope < kWideScopes.size(); ++scope) {
    const auto& wide = kWideScopes[scope];
    const auto subject = wide.subject(facts);
    if (subject.empty() || wide.member(facts).empty()) continue;
    visit(scope, cause_key(wide.scope, subject, failure.failure_type));
  }
}

// Where the record of this job and type stands among its device's, or would.
template <typename Records>
auto place_of(Records& records, std::string_view job, std::string_view type) {
  return std::lower_bound(records.begin(), records.end(), std::pair(job, type), [](const auto& one, const auto& name) {
    return std::pair<std::string_view, std::string_view>(one->failure.job, one->failure.failure_type) < name;
  });
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

std::string Record::key() const {
  return record_key(failure.server, failure.device, failure.job, failure.failure_type);
}

bool ByName::operator()(const Record* a, const Record* b) const {
  const auto& [one, other] = std::tie(a->failure, b->failure);
  return std::tie(one.server, one.device, one.job, one.failure_type) <
         std::tie(other.server, other.device, other.job, other.failure_type);
}

Record* FailureTable::find(std::string_view key) const {
  const auto job = key.find('\x1f', key.find('\x1f') + 1) + 1;
  const auto type = key.find('\x1f', job) + 1;
  const auto device = devices_.find(key.substr(0, job - 1));
  if (device == devices_.end()) return nullptr;
  const auto& records = device->second;
  const auto name = std::pair(key.substr(job, type - 1 - job), key.substr(type));
  const auto at = place_of(records, name.first, name.second);
  const bool found =
      at != records.end() && (*at)->failure.job == name.first && (*at)->failure.failure_type == name.second;
  return found ? at->get() : nullptr;
}

Record& FailureTable::add(model::Failure failure) {
  auto& records = devices_[device_key(failure.server, failure.device)];
  const auto place = place_of(records, failure.job, failure.failure_type);
  Record& record = **records.insert(place, std::make_unique<Record>());
  record.failure = std::move(failure);
  ++size_;
  link(record);
  return record;
}

void FailureTable::remove(Record& record) {
  unlink(record);
  --size_;
  const auto device = devices_.find(device_key(record.failure.server, record.failure.device));
  auto& records = device->second;
  records.erase(place_of(records, record.failure.job, record.failure.failure_type));
  if (records.empty()) devices_.erase(device);
}

void FailureTable::set_place(Record& record, std::string_view location, std::string_view package) {
  if (record.failure.location == location && record.failure.package == package) return;
  unlink(record);
  record.failure.location = location;
  record.failure.package = package;
  link(record);
}

const DeviceRecords& FailureTable::of_device(std::string_view server, std::string_view device) const {
  return group_of(devices_, device_key(server, device));
}

const RecordGroup& FailureTable::of_cause(std::string_view wide_cause) const {
  return group_of(causes_, wide_cause);
}

void FailureTable::each(const std::function<void(Record&)>& visit) {
  for (auto& [key, records] : devices_) {
    for (auto& record : records) visit(*record);
  }
}

void FailureTable::link(Record& record) {
  each_cause(record.failure, [&](std::size_t scope, std::string cause) {
    auto& group = causes_[std::move(cause)];
    record.places_[scope] = static_cast<std::uint32_t>(group.size());
    group.push_back(&record);
  });
}

// The last of a group takes the place of the one that leaves.
void FailureTable::unlink(Record& record) {
  each_cause(record.failure, [&](std::size_t scope, const std::string& cause) {
    const auto at = causes_.find(cause);
    auto& group = at->second;
    const auto place = record.places_[scope];
    group[place] = group.back();
    group[place]->places_[scope] = place;
    group.pop_back();
    if (group.empty()) causes_.erase(at);
  });
}

}  // namespace redrive::central
