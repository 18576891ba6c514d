#include "mail/transport/smtp_login.h"

#include <Poco/Base64Decoder.h>
#include <Poco/Net/NetException.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <sstream>

#include "mail/compose/transfer_encoding.h"

namespace redrive::mail {
namespace {

using Say = std::function<SmtpReply(const std::string& line)>;

[[noreturn]] void give_up(const std::string& why) {
  throw Poco::Net::NetException(why);
}

// The server's words, unless it repeats what it was told.
std::string without_password(const SmtpReply& reply, const SmtpLogin& login) {
  const std::string zero(1, '\0');
  for (const auto& secret :
       {login.password, base64(login.password), base64(zero + login.user + zero + login.password)}) {
    if (reply.text.find(secret) != std::string::npos) return std::to_string(reply.code) + " (its words left out)";
  }
  return reply_line(reply.text);
}

// What a 334 asks for: the letters of its text in lower case, "username" of "334 VXNlcm5hbWU6".
std::string challenge(const SmtpReply& reply) {
  std::istringstream encoded(reply.text.size() > 4 ? reply.text.substr(4) : "");
  Poco::Base64Decoder decoder(encoded);
  std::string letters;
  for (auto c = std::istreambuf_iterator<char>(decoder); c != std::istreambuf_iterator<char>(); ++c) {
    const auto letter = static_cast<unsigned char>(*c);
    if (std::isalpha(letter) != 0) letters += static_cast<char>(std::tolower(letter));
  }
  return letters;
}

SmtpReply answer(const SmtpReply& reply, const std::string& expected, const std::string& value, const SmtpLogin& login,
                 const Say& say) {
  if (reply.code != 334) give_up("the server did not accept user and password: " + without_password(reply, login));
  std::string asked;
  try {
    asked = challenge(reply);
  } catch (const Poco::Exception&) {
    asked.clear();  // no base64: it asks for nothing we know
  }
  if (asked.starts_with(expected)) return say(base64(value));
  say("*");  // cancels the login
  give_up("the server's AUTH LOGIN does not ask for the " + expected +
          " where it should: " + without_password(reply, login));
}

}  // namespace

void log_in(const SmtpLogin& login, const SmtpReply& ehlo, const Say& say) {
  const std::string zero(1, '\0');
  SmtpReply reply;
  if (offers(ehlo, "AUTH", "PLAIN")) {
    reply = say("AUTH PLAIN " + base64(zero + login.user + zero + login.password));
  } else if (offers(ehlo, "AUTH", "LOGIN")) {
    reply = answer(say("AUTH LOGIN"), "user", login.user, login, say);
    reply = answer(reply, "pass", login.password, login, say);
  } else {
    give_up("the server offers neither AUTH PLAIN nor AUTH LOGIN: " + reply_line(ehlo.text));
  }
  if (reply.code != 235) give_up("the server did not accept user and password: " + without_password(reply, login));
}

}  // namespace redrive::mail
