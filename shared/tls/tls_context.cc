#include "shared/tls/tls_context.h"

#include <Poco/Net/RejectCertificateHandler.h>
#include <Poco/Net/SSLManager.h>

namespace redrive::tls {

using Poco::Net::Context;

base::Result<Context::Ptr> open_tls_context(const std::string& ca_file) {
  try {
    Context::Params params;
    params.caLocation = ca_file;
    params.loadDefaultCAs = ca_file.empty();
    params.verificationMode = Context::VERIFY_STRICT;
    params.verificationDepth = 9;
    params.cipherList = "HIGH:!aNULL:!eNULL:!MD5:!RC4";
    Context::Ptr context(new Context(Context::TLS_CLIENT_USE, params));
    context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
    context->enableExtendedCertificateVerification(true);
    // Poco's default asks on the console whether to go on.
    context->setInvalidCertificateHandler(new Poco::Net::RejectCertificateHandler(false));
    return context;
  } catch (const Poco::Exception& error) {
    return base::fail(base::ErrorCode::kInvalid,
                      "ca_file '" + ca_file + "': " + error.displayText() + "; expected certificates in PEM form");
  }
}

}  // namespace redrive::tls
