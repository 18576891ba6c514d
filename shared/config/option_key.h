// The keys of a configuration one by one, to compare what is in force with what was read again.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace redrive::config {

template <typename Options>
struct OptionKey {
  const char* name;  // "[central] http"; a whole section counts as one key where its keys go together: "[mailbox]"
  bool (*same)(const Options&, const Options&);
  void (*keep)(const Options& now, Options& next);  // next's value becomes now's

  // of<&AgentOptions::limits, &AgentLimits::bandwidth>("[limits] bandwidth")
  template <auto... Path>
  static constexpr OptionKey of(const char* name) {
    return {name, [](const Options& a, const Options& b) { return (a.*....*Path) == (b.*....*Path); },
            [](const Options& now, Options& next) { (next.*....*Path) = (now.*....*Path); }};
  }
};

template <typename Options>
std::vector<std::string> names_of_differing(std::span<const OptionKey<Options>> keys, const Options& now,
                                            const Options& next) {
  std::vector<std::string> names;
  for (const auto& key : keys) {
    if (!key.same(now, next)) names.emplace_back(key.name);
  }
  return names;
}

template <typename Options>
void keep_all(std::span<const OptionKey<Options>> keys, const Options& now, Options& next) {
  for (const auto& key : keys) key.keep(now, next);
}

}  // namespace redrive::config
