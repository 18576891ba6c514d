#include "central/doctor/name_lookup.h"

#include <arpa/nameser.h>
#include <netdb.h>
#include <resolv.h>

#include <array>
#include <memory>

namespace redrive::central {
namespace {

constexpr int kSeconds = 2, kTries = 2;  // of one server

struct Free {
  void operator()(addrinfo* all) const { ::freeaddrinfo(all); }
};

}  // namespace

Lookup look_up_address(const std::string& host) {
  addrinfo wanted{}, *found = nullptr;
  wanted.ai_socktype = SOCK_STREAM;
  const int error = ::getaddrinfo(host.c_str(), nullptr, &wanted, &found);
  const std::unique_ptr<addrinfo, Free> all(found);
  if (error == 0) return Lookup::kFound;
  return error == EAI_AGAIN || error == EAI_SYSTEM || error == EAI_FAIL ? Lookup::kNoAnswer : Lookup::kNone;
}

Lookup look_up_mail_server(const std::string& domain) {
  struct __res_state state {};
  if (::res_ninit(&state) != 0) return Lookup::kNoAnswer;
  state.retrans = kSeconds;
  state.retry = kTries;
  std::array<unsigned char, 4096> answer{};
  const int size = ::res_nquery(&state, domain.c_str(), ns_c_in, ns_t_mx, answer.data(), answer.size());
  const int error = state.res_h_errno;
  ::res_nclose(&state);
  // RFC 1035 4.1.1: bytes 6 and 7 are the number of answers.
  if (size >= 12 && (answer[6] != 0 || answer[7] != 0)) return Lookup::kFound;
  if (size < 0 && error == TRY_AGAIN) return Lookup::kNoAnswer;
  return look_up_address(domain);
}

}  // namespace redrive::central
