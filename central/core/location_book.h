// Where a failure is (T1): what the alert says, matched with the location table, or what the inventory knows instead.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "central/core/device_index.h"
#include "shared/model/inventory.h"

namespace redrive::central {

struct Place {
  std::string code;        // location code, empty when nothing is known
  std::string matched_by;  // "code", "name", "alias", "device", "server"; empty with the code
  bool verified = false;   // false: a person should look at it before driving there
  std::string note;        // what was corrected or contradicts, in words; empty when all agree
};

// Constant after construction, safe from any thread. `inventory` must outlive the book.
class LocationBook {
 public:
  explicit LocationBook(const model::Inventory& inventory);

  // The reported text by code, name, alias (in normal form, text_form.h); where it matches nothing the device's own
  // recorded site, then its server's. Nothing is guessed: a name that two locations share matches neither, and whatever
  // came from a weaker source than the device's own record or contradicts that record is unverified.
  Place find(std::string_view reported, std::string_view server, std::string_view device) const;

  // The site the inventory records for this device or server, or empty.
  const std::string& recorded(std::string_view device_or_server) const;
  const model::Location* location(std::string_view code) const;
  const DeviceIndex& devices() const { return devices_; }

 private:
  Place match(std::string_view reported) const;

  const model::Inventory& inventory_;
  DeviceIndex devices_;
  std::unordered_map<std::string, const model::Location*> codes_, names_, aliases_;  // nullptr: two share it
};

}  // namespace redrive::central
