#include "central/core/location_book.h"

#include <fmt/format.h>

#include "central/core/text_form.h"

namespace redrive::central {
namespace {

using Table = std::unordered_map<std::string, const model::Location*>;

void enter(Table& table, std::string key, const model::Location& location) {
  if (key.empty()) return;
  const auto [at, fresh] = table.emplace(std::move(key), &location);
  if (!fresh && at->second != &location) at->second = nullptr;
}

const model::Location* look_up(const Table& table, const std::string& key) {
  const auto at = table.find(key);
  return at == table.end() ? nullptr : at->second;
}

}  // namespace

LocationBook::LocationBook(const model::Inventory& inventory) : inventory_(inventory), devices_(inventory) {
  for (const auto& [code, location] : inventory.locations) {
    enter(codes_, folded_code(code), location);
    enter(names_, folded(location.name), location);
    for (const auto& alias : location.aliases) enter(aliases_, folded(alias), location);
  }
}

const std::string& LocationBook::recorded(std::string_view device_or_server) const {
  static const std::string kNone;
  const auto* device = devices_.find(device_or_server);
  return device ? device->location : kNone;
}

const model::Location* LocationBook::location(std::string_view code) const {
  const auto at = inventory_.locations.find(code);
  return at == inventory_.locations.end() ? nullptr : &at->second;
}

Place LocationBook::match(std::string_view reported) const {
  if (const auto* found = look_up(codes_, folded_code(reported))) return {found->code, "code", true, ""};
  const std::string form = folded(reported);
  if (const auto* found = look_up(names_, form)) return {found->code, "name", true, ""};
  if (const auto* found = look_up(aliases_, form)) return {found->code, "alias", true, ""};
  return {};
}

Place LocationBook::find(std::string_view reported, std::string_view server, std::string_view device) const {
  const bool servers_own = device.empty();
  const std::string& own = recorded(servers_own ? server : device);
  Place place;
  if (!reported.empty()) place = match(reported);
  if (!place.code.empty()) {
    if (!own.empty() && own != place.code) {
      place.verified = false;
      place.note = fmt::format("the alert says {}, the inventory {}", place.code, own);
    }
    return place;
  }
  const std::string unmatched = reported.empty() ? "" : "the reported location is not in the table; ";
  if (!own.empty()) {
    return {own, servers_own ? "server" : "device", true,
            reported.empty() ? "" : unmatched + "the recorded site is used"};
  }
  if (const std::string& site = recorded(server); !site.empty()) {
    return {site, "server", false, unmatched + "the site of its server is used"};
  }
  return {"", "", false, unmatched + "no site is recorded for it"};
}

}  // namespace redrive::central
