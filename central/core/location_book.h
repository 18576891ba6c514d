// The location table and the inventory, asked where a failure is (T1).
#pragma once

#include <string>
#include <string_view>

#include "central/core/device_index.h"
#include "central/core/place.h"
#include "central/core/site_names.h"
#include "central/core/site_search.h"
#include "shared/model/inventory.h"

namespace redrive::central {

// Safe from any thread: its answers never change. `inventory` must outlive it. Only the memory of recent answers is
// written to after construction, behind a lock of its own.
//
// A text is matched by the first of these that finds something: code, name, alias (in normal form, text_form.h); name
// or alias with abbreviations in one form (place_words.h); a code inside a longer text, unless its other words name
// another site. These are exact. Similar is the name or alias that shares most words (site_search.h), or a code without
// its zeros or with two letters swapped. What names two locations alike names neither.
class LocationBook {
 public:
  explicit LocationBook(const model::Inventory& inventory);

  // What was reported, weighed with what is recorded for the device and its server (place.h). Looks at the first
  // model::kMaxLocation bytes of `reported`.
  Place find(std::string_view reported, std::string_view server, std::string_view device) const {
    return find(reported, record_of(server, device));
  }
  Place find(std::string_view reported, const RecordedSite& record) const;
  RecordedSite record_of(std::string_view server, std::string_view device) const;  // device may be empty

  // The site the inventory records for this device or server, or empty.
  const std::string& recorded(std::string_view device_or_server) const;
  const model::Location* location(std::string_view code) const;
  const DeviceIndex& devices() const { return devices_; }

 private:
  TextMatch match(std::string_view reported, std::string_view recorded) const;
  TextMatch match_words(std::string_view folded, std::string_view recorded) const;
  TextMatch resemble(const std::vector<PlaceWord>& words, std::string_view recorded) const;

  const model::Inventory& inventory_;
  DeviceIndex devices_;
  SiteNames names_;
  SiteSearch search_;
  mutable RecentMatches recent_;
};

}  // namespace redrive::central
