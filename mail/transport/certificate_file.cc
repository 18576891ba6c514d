#include "mail/transport/certificate_file.h"

#include <Poco/Crypto/X509Certificate.h>
#include <Poco/Exception.h>

namespace redrive::mail {

base::Result<CertificateFile> read_certificates(const std::string& file) {
  CertificateFile out;
  try {
    for (const auto& certificate : Poco::Crypto::X509Certificate::readPEM(file)) {
      const auto end = base::utc_from_micros(certificate.expiresOn().timestamp().epochMicroseconds());
      if (out.count++ > 0 && end >= out.first_end) continue;
      out.first_end = end;
      out.subject = certificate.commonName();
    }
  } catch (const Poco::Exception& error) {
    return base::fail(base::ErrorCode::kInvalid, file + ": " + error.displayText());
  }
  if (out.count == 0) return base::fail(base::ErrorCode::kInvalid, file + ": no certificate in PEM form");
  return out;
}

}  // namespace redrive::mail
