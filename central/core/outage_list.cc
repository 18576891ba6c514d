#include "central/core/outage_list.h"

#include "shared/base/names.h"

namespace redrive::central {
namespace {

bool lasts(const model::Outage& outage, base::UtcTime at) {
  return outage.start <= at && at < outage.end;
}

bool names(std::string_view pattern, std::string_view name) {
  return !pattern.empty() && !name.empty() && base::glob_match(pattern, name);
}

std::string tagged(char tag, std::string_view name) {
  std::string key(1, tag);
  return key.append(name);
}

}  // namespace

void OutageList::add(model::Outage outage) {
  const std::string id = outage.id;
  const bool replaced = !outages_.insert_or_assign(id, std::move(outage)).second;
  replaced ? reindex() : index(outages_.at(id));
}

bool OutageList::remove(const std::string& id) {
  if (outages_.erase(id) == 0) return false;
  reindex();
  return true;
}

void OutageList::forget_before(base::UtcTime time) {
  if (std::erase_if(outages_, [&](const auto& entry) { return entry.second.end < time; }) > 0) reindex();
}

void OutageList::index(const model::Outage& outage) {
  if (base::is_glob(outage.server) || base::is_glob(outage.device) || base::is_glob(outage.site)) {
    globs_.push_back(&outage);
    return;
  }
  if (!outage.server.empty()) exact_.emplace(tagged('s', outage.server), &outage);
  if (!outage.device.empty()) exact_.emplace(tagged('d', outage.device), &outage);
  if (!outage.site.empty()) exact_.emplace(tagged('l', outage.site), &outage);
}

void OutageList::reindex() {
  exact_.clear();
  globs_.clear();
  for (const auto& [id, outage] : outages_) index(outage);
}

const model::Outage* OutageList::covers(std::string_view server, std::string_view device, std::string_view site,
                                        base::UtcTime at) const {
  if (outages_.empty()) return nullptr;
  for (const auto& key : {tagged('s', server), tagged('d', device), tagged('l', site)}) {
    if (key.size() == 1) continue;
    const auto [first, last] = exact_.equal_range(key);
    for (auto entry = first; entry != last; ++entry) {
      if (lasts(*entry->second, at)) return entry->second;
    }
  }
  for (const auto* outage : globs_) {
    const bool named = names(outage->server, server) || names(outage->device, device) || names(outage->site, site);
    if (named && lasts(*outage, at)) return outage;
  }
  return nullptr;
}

}  // namespace redrive::central
