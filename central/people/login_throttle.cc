#include "central/people/login_throttle.h"

#include <arpa/inet.h>

namespace redrive::central {
namespace {

std::string place_of(const std::string& name, const std::string& group) {
  return name + "\n" + group;
}

}  // namespace

std::string address_group(const std::string& address) {
  in6_addr bytes{};
  if (::inet_pton(AF_INET6, address.substr(0, address.find('%')).c_str(), &bytes) != 1) return address;
  if (IN6_IS_ADDR_V4MAPPED(&bytes)) {
    return fmt::format("{}.{}.{}.{}", bytes.s6_addr[12], bytes.s6_addr[13], bytes.s6_addr[14], bytes.s6_addr[15]);
  }
  std::string group;
  for (std::size_t i = 0; i < 8; i += 2) group += fmt::format("{:02x}{:02x}:", bytes.s6_addr[i], bytes.s6_addr[i + 1]);
  return group + ":/64";
}

std::vector<LoginThrottle::Charged> LoginThrottle::charged(const std::string& name, const std::string& group) {
  const std::string place = place_of(name, group);
  if (known_.contains(place)) return {{by_place_, place, limits_.free_by_name, limits_.longest_by_name}};
  return {{by_name_, name, limits_.free_by_name, limits_.longest_by_name},
          {by_address_, group, limits_.free_by_address, limits_.longest_by_address}};
}

// When the table is full, first what is long past goes; what then does not fit is counted together.
LoginThrottle::Count& LoginThrottle::count_of(const Charged& charge, base::SteadyTime now) {
  const auto is_past = [&](const Count& count) { return now - count.last > limits_.forgotten_after; };
  if (const auto found = charge.counts.find(charge.key); found != charge.counts.end()) {
    if (is_past(found->second)) found->second = {};
    return found->second;
  }
  if (charge.counts.size() >= limits_.most) {
    std::erase_if(charge.counts, [&](const auto& entry) { return is_past(entry.second); });
  }
  return charge.counts[charge.counts.size() >= limits_.most ? std::string() : charge.key];
}

base::Micros LoginThrottle::admit(const std::string& name, const std::string& address, base::SteadyTime now) {
  const auto against = charged(name, address_group(address));
  base::Micros wait{0};
  for (const auto& charge : against) wait = std::max(wait, count_of(charge, now).until - now);
  if (wait > base::Micros{0}) return wait;
  for (const auto& charge : against) {
    Count& count = count_of(charge, now);
    count.last = now;
    if (++count.wrong <= charge.free) continue;
    const unsigned doublings = std::min(count.wrong - charge.free - 1, 20U);
    count.until = now + std::min(limits_.first * (1U << doublings), charge.longest);
  }
  return base::Micros{0};
}

void LoginThrottle::was_right(const std::string& name, const std::string& address, base::SteadyTime now) {
  const std::string group = address_group(address);
  take_back(name, group);
  by_place_.erase(place_of(name, group));
  remember(place_of(name, group), now);
}

void LoginThrottle::was_not_judged(const std::string& name, const std::string& address) {
  take_back(name, address_group(address));
}

void LoginThrottle::take_back(const std::string& name, const std::string& group) {
  for (const auto& charge : charged(name, group)) {
    auto found = charge.counts.find(charge.key);
    if (found == charge.counts.end()) found = charge.counts.find("");  // it was counted with those that did not fit
    if (found == charge.counts.end()) continue;
    found->second.until = {};
    if (found->second.wrong > 0) --found->second.wrong;
  }
}

void LoginThrottle::remember(const std::string& place, base::SteadyTime now) {
  if (known_.size() >= limits_.most && !known_.contains(place)) {
    known_.erase(std::ranges::min_element(known_, {}, [](const auto& entry) { return entry.second; }));
  }
  known_[place] = now;
}

}  // namespace redrive::central
