#include "mail/transport/resolver.h"

#include <Poco/Net/DNS.h>
#include <Poco/Net/HostEntry.h>
#include <Poco/Net/NetException.h>

#include <thread>

namespace redrive::mail {
namespace {

using Addresses = std::vector<Poco::Net::IPAddress>;

constexpr base::Micros kSlice{100'000};  // how late a cut deadline is noticed

std::future<Addresses> look_up(const std::string& host) {
  std::promise<Addresses> promise;
  auto future = promise.get_future();
  // Detached because nothing can stop getaddrinfo; it owns all it uses.
  std::thread([host, promise = std::move(promise)]() mutable {
    try {
      promise.set_value(Poco::Net::DNS::resolve(host).addresses());
    } catch (...) {
      promise.set_exception(std::current_exception());
    }
  }).detach();
  return future;
}

}  // namespace

Addresses Resolver::resolve(const std::string& host, const Deadline& deadline) {
  Poco::Net::IPAddress address;
  if (Poco::Net::IPAddress::tryParse(host, address)) return {address};
  if (!running_.valid()) running_ = look_up(host);
  while (running_.wait_for(std::min(kSlice, deadline.left())) != std::future_status::ready) {
    if (deadline.left().count() == 0) throw Poco::Net::NetException("the name could not be looked up in time");
  }
  Addresses found = running_.get();
  if (found.empty()) throw Poco::Net::NetException("the name has no address");
  return found;
}

}  // namespace redrive::mail
