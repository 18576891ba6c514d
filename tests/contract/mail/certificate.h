// Certificates for the servers of the tests.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace redrive::mail {

// A self-signed certificate and its key in FILE.pem, the certificate alone in FILE.crt; `alternative` as openssl writes
// it: "IP:127.0.0.1", "DNS:other.example".
inline void make_certificate(const std::filesystem::path& file, const std::string& alternative) {
  const std::string name = file.string();
  const std::string command =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=" +
      file.filename().string() + " -addext subjectAltName=" + alternative + " -keyout " + name + ".key -out " + name +
      ".crt 2>/dev/null && cat " + name + ".crt " + name + ".key > " + name + ".pem";
  if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl cannot make a certificate");
}

}  // namespace redrive::mail
