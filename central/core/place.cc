#include "central/core/place.h"

#include <fmt/format.h>

#include <cmath>

namespace redrive::central {
namespace {

using Kind = TextMatch::Kind;

constexpr std::uint32_t kContradicted = 50, kServersOnly = 60, kRecordAgainstText = 70, kRecordAlone = 90;

std::uint32_t percent(double score) {
  return static_cast<std::uint32_t>(std::lround(100 * score));
}

std::string code_of(const model::Location* location) {
  return location ? location->code : std::string();
}

// "PUN024 (87 %), next OSL001 (60 %)"
std::string likely(const TextMatch& text) {
  std::string out = fmt::format("{} ({} %)", text.location->code, percent(text.score));
  if (text.other) out += fmt::format(", next {} ({} %)", text.other->code, percent(text.other_score));
  return out;
}

// Why the text does not decide; ends in "; " when anything is said.
std::string shortcoming(bool given, const TextMatch& text) {
  if (!given) return "";
  if (text.kind == Kind::kUnclear && text.other) return fmt::format("the reported location may be {}; ", likely(text));
  if (text.kind == Kind::kUnclear) return fmt::format("the reported location is too far from {}; ", likely(text));
  if (text.kind == Kind::kSimilar) return fmt::format("the reported location resembles {}; ", likely(text));
  return "the reported location is not in the table; ";
}

Place exact(const TextMatch& text, const RecordedSite& record) {
  Place place{text.location->code, std::string(text.by), true, ""};
  if (!record.own || record.code == place.code) return place;
  place.verified = false;
  place.note = fmt::format("the alert says {}, the inventory {}; the one the alert names by its {} is used", place.code,
                           record.code, text.by);
  place.sure = kContradicted;
  place.runner_up = std::string(record.code);
  place.to_fix = true;
  return place;
}

Place agreed(const TextMatch& text, const RecordedSite& record) {
  Place place{std::string(record.code), "similar", true, ""};
  place.note =
      fmt::format("the reported location fits {}, which the inventory records for the {}", record.code, record.of);
  place.sure = percent((1 + text.score) / 2);
  const auto* next = code_of(text.location) == record.code ? text.other : text.location;
  place.runner_up = code_of(next);
  return place;
}

Place nearest(const TextMatch& text) {
  Place place{text.location->code, "similar", false, ""};
  place.note = fmt::format("the reported location is taken for {}, and no record confirms it", likely(text));
  place.sure = percent(text.score);
  place.runner_up = code_of(text.other);
  place.to_fix = true;
  return place;
}

Place from_record(bool given, const TextMatch& text, const RecordedSite& record) {
  const bool against = text.kind == Kind::kSimilar;
  Place place{std::string(record.code), std::string(record.of), record.own && !against, shortcoming(given, text)};
  if (!record.own) {
    place.note += "the site of its server is used";
    place.sure = kServersOnly;
  } else if (given) {
    place.note += "the recorded site is used";
    place.sure = against ? kRecordAgainstText : kRecordAlone;
  }
  if (code_of(text.location) != place.code) place.runner_up = code_of(text.location);
  place.to_fix = given || !record.own;
  return place;
}

}  // namespace

Place decide_place(bool given, const TextMatch& text, const RecordedSite& record) {
  if (text.kind == Kind::kExact) return exact(text, record);
  if (given && text.fits_record) return agreed(text, record);
  if (!record.code.empty()) return from_record(given, text, record);
  if (text.kind == Kind::kSimilar) return nearest(text);
  Place place{"", "", false, shortcoming(given, text) + "no site is recorded for it"};
  place.sure = 0;
  place.runner_up = code_of(text.location);
  place.to_fix = true;
  return place;
}

void tell_place(const Place& place, const std::string& reported, model::Ticket& ticket) {
  ticket.location = place.code;
  ticket.location_verified = place.verified;
  ticket.reported_location = reported;
  ticket.location_source = {place.matched_by, place.sure, place.runner_up, place.note};
}

}  // namespace redrive::central
