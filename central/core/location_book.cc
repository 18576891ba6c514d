#include "central/core/location_book.h"

#include "central/core/text_form.h"

namespace redrive::central {
namespace {

using Kind = TextMatch::Kind;

constexpr double kSimilar = 0.75;    // enough to name a place without a record
constexpr double kCompatible = 0.5;  // enough to agree with the record
constexpr double kMargin = 0.08;     // to the next location
constexpr double kNearCode = 0.9;    // a code with two letters swapped, or without its zeros

TextMatch as_match(const ExactMatch& exact) {
  TextMatch match;
  match.kind = Kind::kExact;
  match.location = exact.location;
  match.by = exact.by;
  match.score = 1;
  return match;
}

}  // namespace

LocationBook::LocationBook(const model::Inventory& inventory)
    : inventory_(inventory), devices_(inventory), names_(inventory) {
  const auto add = [this](const model::Location& location, const std::string& text) {
    if (const auto words = place_words(folded(text)); !words.empty()) search_.add(location, words);
  };
  for (const auto& [code, location] : inventory.locations) {
    add(location, location.name);
    for (const auto& alias : location.aliases) add(location, alias);
  }
  search_.finish();
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

RecordedSite LocationBook::record_of(std::string_view server, std::string_view device) const {
  const std::string& of_device = recorded(device);
  if (!of_device.empty()) return {of_device, "device", true};
  const std::string& of_server = recorded(server);
  return {of_server, "server", device.empty() && !of_server.empty()};
}

Place LocationBook::find(std::string_view reported, const RecordedSite& record) const {
  if (reported.empty()) return decide_place(false, {}, record);
  return decide_place(true, match(reported, record.code), record);
}

TextMatch LocationBook::match(std::string_view reported, std::string_view recorded) const {
  const std::string form = folded(reported);
  if (const auto exact = names_.find(form)) return as_match(exact);
  std::string key = form + '\n' + std::string(recorded);
  if (const auto known = recent_.find(key)) return *known;
  const TextMatch match = match_words(form, recorded);
  recent_.keep(std::move(key), match);
  return match;
}

TextMatch LocationBook::match_words(std::string_view folded, std::string_view recorded) const {
  const auto words = place_words(folded);
  if (words.empty()) return {};
  if (const auto exact = names_.find(words)) return as_match(exact);
  const TextMatch similar = resemble(words, recorded);
  if (const auto inside = names_.find_inside(folded)) {
    const bool denied = similar.kind == Kind::kSimilar && similar.location != inside.location;
    if (!denied) return as_match(inside);
    TextMatch unclear = similar;  // its code says one site, its words another
    unclear.kind = Kind::kUnclear;
    unclear.other = inside.location;
    unclear.other_score = unclear.score;
    unclear.fits_record = inside.location->code == recorded || similar.location->code == recorded;
    return unclear;
  }
  return similar;
}

TextMatch LocationBook::resemble(const std::vector<PlaceWord>& words, std::string_view recorded) const {
  const SearchResult found = search_.search(words, recorded);
  TextMatch match;
  match.location = found.best.location;
  match.score = found.best.score;
  match.other = found.second.location;
  match.other_score = found.second.score;
  if (const auto* near = names_.near_code(words); near && match.score < kNearCode) {
    if (match.location != near) match.other = match.location, match.other_score = match.score;
    match.location = near;
    match.score = kNearCode;
  }
  if (!match.location || match.score < kCompatible) return {};
  const double recorded_score = match.location->code == recorded ? match.score : found.recorded;
  match.fits_record = recorded_score >= kCompatible && recorded_score > match.score - kMargin;
  const bool clear = match.score >= kSimilar && match.score - match.other_score >= kMargin;
  match.kind = clear ? Kind::kSimilar : Kind::kUnclear;
  return match;
}

}  // namespace redrive::central
