#include "mail/transport/pop3_mailbox.h"

#include <Poco/Exception.h>

#include <algorithm>

#include "mail/transport/password_file.h"
#include "mail/transport/pop3_session.h"
#include "mail/transport/smtp_text.h"
#include "shared/sys/sigpipe_blocked.h"
#include "shared/tls/tls_context.h"

namespace redrive::mail {
namespace {

using Poco::Net::Context;

class Pop3Client final : public MailboxClient {
 public:
  Pop3Client(Pop3Server server, std::string password, Context::Ptr context, base::Micros timeout)
      : server_(std::move(server)), password_(std::move(password)), context_(std::move(context)), timeout_(timeout) {}

  base::Result<std::unique_ptr<Mailbox>> open() override {
    const sys::SigpipeBlocked blocked;
    deadline_.start(timeout_);
    try {
      auto session = std::make_unique<Pop3Session>(dialler_.dial(server_.host, server_.port, deadline_));
      session->start(server_, password_, context_);
      return session;
    } catch (const Poco::Exception& error) {
      const std::string where = server_.host + ":" + std::to_string(server_.port) + ": ";
      return base::fail(base::ErrorCode::kUnavailable,
                        where + reply_line(error.message().empty() ? error.displayText() : error.message()));
    }
  }
  void end_within(base::Micros span) override { deadline_.cut(span); }

 private:
  const Pop3Server server_;
  const std::string password_;
  const Context::Ptr context_;
  const base::Micros timeout_;
  Deadline deadline_;
  Dialler dialler_;
};

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

}  // namespace

base::Result<std::unique_ptr<MailboxClient>> open_mailbox_client(const config::MailboxOptions& options) {
  auto server = parse_pop3_url(options.pop3);
  if (!server) return tl::unexpected(server.error());
  auto password = read_password(options.password_file);
  if (!password) return tl::unexpected(password.error());
  if (std::any_of(password->begin(), password->end(), is_control)) {
    return base::fail(base::ErrorCode::kInvalid, "password_file '" + options.password_file +
                                                     "' holds a control character, which POP3 cannot carry");
  }
  Context::Ptr context;
  if (server->tls) {
    auto opened = tls::open_tls_context(options.ca_file);
    if (!opened) return tl::unexpected(opened.error());
    context = *opened;
  }
  return std::make_unique<Pop3Client>(*std::move(server), *std::move(password), std::move(context), options.timeout);
}

std::string mailbox_name(const config::MailboxOptions& options) {
  const auto server = parse_pop3_url(options.pop3);
  return server ? server->user + "@" + server->host : std::string();
}

}  // namespace redrive::mail
