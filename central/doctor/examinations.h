// The parts of an examination, each from the options; for doctor.cc.
#pragma once

#include <vector>

#include "shared/base/time.h"
#include "shared/checkup/finding.h"
#include "shared/config/central_options.h"

namespace redrive::central {

using checkup::Finding;
using Findings = std::vector<Finding>;

Findings examine_state(const config::CentralOptions& options);     // state directory, disk, keys, tokens
Findings examine_database(const config::CentralOptions& options);  // opens, schema, SQLite's own quick check
Findings examine_mail(const config::CentralOptions& options);      // SMTP servers
Findings examine_certificate_files(const config::CentralOptions& options, base::UtcTime now);
Findings examine_names(const config::CentralOptions& options);  // DNS of servers and of the centres' addresses
Findings examine_ports(const config::CentralOptions& options);  // who listens where central would
Finding examine_clock();                                        // the kernel's opinion of its own

// What free space means for a central; `inodes` are those left, none where the file system does not count them.
Finding judge_space(const std::string& where, std::uint64_t free, std::uint64_t whole,
                    std::optional<std::uint64_t> inodes);

}  // namespace redrive::central
