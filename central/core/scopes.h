// How wide a cause may reach, as a table that counting, judging, joining and absorbing follow.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "central/core/device_index.h"
#include "shared/model/failure.h"
#include "shared/model/ticket.h"

namespace redrive::central {

// What decides where an alert, a failure record or a ticket belongs.
struct Facts {
  std::string_view server, device, site, package;
};

inline Facts facts_of(const model::Failure& f) {
  return {f.server, f.device, f.location, f.package};
}
inline Facts facts_of(const model::Ticket& t) {
  return {t.server, t.device, t.location, t.package};
}

struct WideScope {
  model::Scope scope;
  std::string_view (*subject)(const Facts&);  // what shares the cause; empty = this alert counts nowhere at this scope
  std::string_view (*member)(const Facts&);   // who counts once inside the window; empty = counts nowhere
  std::string_view members;                   // for people: "3 devices of server ids-1"
};

// As they are judged: a package that fails wherever it goes says more than that it fails everywhere, then widest first.
// Narrower than all of them is what fails by itself: the device, or the server for
// alerts that name none ("own" below).
inline constexpr std::array kWideScopes{
    WideScope{model::Scope::kPackage, [](const Facts& f) { return f.package; }, [](const Facts& f) { return f.server; },
              "servers"},
    WideScope{model::Scope::kFleet, [](const Facts&) { return std::string_view("*"); },
              [](const Facts& f) { return f.site; }, "sites"},
    WideScope{model::Scope::kSite, [](const Facts& f) { return f.site; }, [](const Facts& f) { return f.server; },
              "servers"},
    WideScope{model::Scope::kServer, [](const Facts& f) { return f.server; }, [](const Facts& f) { return f.device; },
              "devices"},
};

inline model::Scope own_scope(const Facts& f) {
  return f.device.empty() ? model::Scope::kServer : model::Scope::kDevice;
}

// The name it counts under by itself. A device the inventory does not list is named with its server: only listed names
// are known to be unique.
std::string own_subject(const DeviceIndex& devices, const Facts& facts);

// The member of a ticket of this scope that a record is.
std::string_view member_of(model::Scope scope, const Facts& facts);

// One cause: (scope, subject, type), as one string to index by. Names hold no control characters (model::check_alert).
std::string cause_key(model::Scope scope, std::string_view subject, std::string_view type);

// The key of the cause a ticket stands for.
std::string cause_key(const DeviceIndex& devices, const model::Ticket& ticket);

}  // namespace redrive::central
