// What a mail says, apart from how it is drawn (templates.h) and packed (message.h).
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace redrive::mail {

struct Section {
  std::string title;
  std::vector<std::string> lines;
  bool bullets = false;
};

// All values are clean single lines; nothing in them can be taken for one of the fields.
struct Wording {
  std::string headline;                                     // "disk_full on ids-0079 (Pune)"
  std::vector<std::string> notices;                         // before everything else: shadow mode, fallback
  std::vector<Section> sections;                            // in the order a technician asks
  std::vector<std::pair<std::string, std::string>> fields;  // "Host", "Service", "State", "Address", for ticket systems
  std::map<std::string, std::string, std::less<>> values;   // single ones, by their name in templates
};

}  // namespace redrive::mail
