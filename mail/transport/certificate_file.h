// A file of certificates, as `ca_file` names one.
#pragma once

#include <string>

#include "shared/base/result.h"
#include "shared/base/time.h"

namespace redrive::mail {

struct CertificateFile {
  std::size_t count = 0;
  base::UtcTime first_end{};  // of the one that ends first
  std::string subject;        // of that one
};

// kInvalid: no certificates in PEM form.
base::Result<CertificateFile> read_certificates(const std::string& file);

}  // namespace redrive::mail
