#include "central/core/reach.h"

#include <algorithm>
#include <array>

#include "shared/model/failure_type.h"

namespace redrive::central {
namespace {

namespace type = model::failure_type;

struct Reach {
  std::string_view failure_type;
  bool site, package, fleet;
  bool from_server = false;
  bool behind_unreachable = false;
};

// Devices of one server may share any cause: its disk, its keys, its copy of a package, its network.
constexpr std::array kReaches{
    Reach{type::kServerUnreachable, true, false, true},                 // uplink of the site, the backbone
    Reach{type::kDeviceUnreachable, true, false, true},                 // the site's network or power
    Reach{type::kTransferInterrupted, true, false, true, false, true},  // a bad line
    Reach{type::kTimeout, true, true, true, false, true},               // a slow line, an endless installation
    Reach{type::kNoReport, true, false, true, false, true},
    Reach{type::kAuthFailed, false, false, true, true},        // keys are a server's; a certificate is everybody's
    Reach{type::kDiskFull, false, false, false},               // a disk is one machine's
    Reach{type::kPackageMissing, false, true, false, true},    // never uploaded, or not to this server
    Reach{type::kChecksumMismatch, false, true, false, true},  // a server's copy, or the original
    Reach{type::kInstallFailed, false, true, false},           // the release
    Reach{type::kVerifyFailed, false, true, false},
    Reach{type::kConfiguration, false, true, true},
};

const Reach* find(std::string_view failure_type) {
  const auto* const row = std::find_if(kReaches.begin(), kReaches.end(),
                                       [&](const Reach& one) { return one.failure_type == failure_type; });
  return row == kReaches.end() ? nullptr : row;
}

}  // namespace

bool may_reach(model::Scope scope, std::string_view failure_type) {
  const Reach* row = find(failure_type);
  if (!row) return true;
  switch (scope) {
    case model::Scope::kSite:
      return row->site;
    case model::Scope::kPackage:
      return row->package;
    case model::Scope::kFleet:
      return row->fleet;
    default:
      return true;
  }
}

bool comes_from_server(std::string_view failure_type) {
  const Reach* row = find(failure_type);
  return row && row->from_server;
}

bool follows_from_unreachable(std::string_view failure_type) {
  const Reach* row = find(failure_type);
  return row && row->behind_unreachable;
}

}  // namespace redrive::central
