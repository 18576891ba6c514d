#include "mail/transport/pop3_session.h"

#include <Poco/Net/NetException.h>

#include "mail/transport/smtp_text.h"
#include "shared/sys/sigpipe_blocked.h"

namespace redrive::mail {
namespace {

using base::ErrorCode;

constexpr std::size_t kChunk = 16 * 1024;

[[noreturn]] void give_up(const std::string& what, const std::string& said) {
  throw Poco::Net::NetException(what + ": " + reply_line(said));
}

auto refused(const std::string& what, const WaitingMail& mail, const Pop3Reply& reply) {
  return base::fail(ErrorCode::kNotFound, "the server does not " + what + " mail " + std::to_string(mail.number) +
                                              ": " + reply_line(reply.text));
}

}  // namespace

Pop3Session::Pop3Session(Dialled dialled)
    : tcp_(std::move(dialled.socket)), guard_(std::move(dialled.guard)), channel_(tcp_) {}

// What Poco throws as an error of the connection.
template <typename T, typename Act>
base::Result<T> Pop3Session::guarded(Act act) {
  const sys::SigpipeBlocked blocked;
  try {
    return act();
  } catch (const Poco::Exception& error) {
    return base::fail(ErrorCode::kUnavailable, error.message().empty() ? error.displayText() : error.message());
  }
}

void Pop3Session::start(const Pop3Server& server, const std::string& password, const Poco::Net::Context::Ptr& context) {
  if (context) {
    Poco::AutoPtr<GuardedTlsSocket> tls(new GuardedTlsSocket(tcp_.get(), context, guard_));
    tls->shake_hands(server.host);
    channel_ = tls;
  }
  const Pop3Reply greeting = parse_pop3_reply(read_line());
  if (!greeting.good) give_up("the server does not open mailboxes now", greeting.text);
  const Pop3Reply user = command("USER " + server.user);
  if (!user.good) give_up("the server did not accept the user", user.text);
  const Pop3Reply pass = command("PASS " + password);
  if (!pass.good) give_up("the server did not open the mailbox", pass.text);
}

base::Result<std::vector<WaitingMail>> Pop3Session::list() {
  return guarded<std::vector<WaitingMail>>([this] {
    const Pop3Reply reply = command("LIST", kMaxLists);
    if (!reply.good) give_up("the server does not list the mailbox", reply.text);
    std::vector<WaitingMail> mails;
    for (std::string_view line = read_line(); line != "."; line = read_line()) {
      const auto entry = parse_pop3_entry(line);
      const auto size = entry ? parse_pop3_size(entry->rest) : std::nullopt;
      if (!size || (!mails.empty() && entry->number <= mails.back().number))
        give_up("not a list of mails", std::string(line));
      mails.push_back({entry->number, *size, {}});
    }
    if (!mails.empty()) give_names(mails);
    return mails;
  });
}

// A server need not offer UIDL, and need not know all names.
void Pop3Session::give_names(std::vector<WaitingMail>& mails) {
  if (!command("UIDL", kMaxLists).good) return;
  auto mail = mails.begin();
  for (std::string_view line = read_line(); line != "."; line = read_line()) {
    const auto entry = parse_pop3_entry(line);
    if (!entry) give_up("not a list of names", std::string(line));
    while (mail != mails.end() && mail->number < entry->number) ++mail;
    if (mail != mails.end() && mail->number == entry->number && is_pop3_uid(entry->rest)) mail->uid = entry->rest;
  }
}

base::Result<std::string> Pop3Session::fetch(const WaitingMail& mail, std::size_t most) {
  return guarded<std::string>([&]() -> base::Result<std::string> {
    // Twice: a server may stuff a dot into each line and complete its end.
    const Pop3Reply reply = command("RETR " + std::to_string(mail.number), 2 * most + ConnectionGuard::kMaxReceived);
    if (!reply.good) return refused("give", mail, reply);
    std::string whole;
    for (std::string_view line = read_line(); line != "."; line = read_line()) {
      if (line.starts_with('.')) line.remove_prefix(1);
      if (whole.size() + line.size() + 2 > most) {
        const std::string why = "mail " + std::to_string(mail.number) + " is larger than the server said";
        guard_->break_off(why);  // what follows cannot be told from answers any more
        return base::fail(ErrorCode::kNoSpace, why);
      }
      whole.append(line).append("\r\n");
    }
    return whole;
  });
}

base::Status Pop3Session::remove(const WaitingMail& mail) {
  return guarded<void>([&]() -> base::Status {
    const Pop3Reply reply = command("DELE " + std::to_string(mail.number));
    if (!reply.good) return refused("remove", mail, reply);
    return {};
  });
}

base::Status Pop3Session::close() {
  return guarded<void>([this]() -> base::Status {
    const Pop3Reply reply = command("QUIT");
    if (!reply.good) give_up("the server did not remove what it was asked to", reply.text);
    return {};
  });
}

// ---- lines

Pop3Reply Pop3Session::command(const std::string& line, std::size_t most_received) {
  guard_->check();
  // Answers must be those to our commands: a word too many would be taken for the answer to the next one.
  if (at_ != received_.size()) guard_->fail("the server said something that nobody asked for");
  received_.clear();
  at_ = 0;
  guard_->renew(most_received);
  const std::string bytes = line + "\r\n";
  channel_->sendBytes(bytes.data(), static_cast<int>(bytes.size()), 0);
  return parse_pop3_reply(read_line());
}

// Valid until the next one. A line ends with CRLF and nothing else: a bare LF is part of the mail it stands in.
std::string_view Pop3Session::read_line() {
  for (std::size_t from = at_;;) {
    const auto end = received_.find("\r\n", from);
    if (end != std::string::npos) {
      const std::string_view line = std::string_view(received_).substr(at_, end - at_);
      at_ = end + 2;
      return line;
    }
    received_.erase(0, at_);
    at_ = 0;
    from = received_.empty() ? 0 : received_.size() - 1;  // its last byte may be the CR
    read_more();
  }
}

void Pop3Session::read_more() {
  const std::size_t had = received_.size();
  received_.resize(had + kChunk);
  const int n = channel_->receiveBytes(received_.data() + had, static_cast<int>(kChunk), 0);
  received_.resize(had + static_cast<std::size_t>(n));
}

}  // namespace redrive::mail
