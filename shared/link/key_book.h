// Which keys may come in, and a bounded note of those that may not. The gate's judgement without its thread.
#pragma once

#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "shared/link/zap_gate.h"

namespace redrive::link {

inline constexpr std::size_t kMaxRefusedKeys = 256;

// Safe from any thread; no call waits for anything but the others.
class KeyBook {
 public:
  // True when the key is allowed; otherwise it is noted.
  bool admit(const std::string& key, std::string_view address, base::UtcTime now);

  // Keys that are allowed now are struck from the note.
  void set_allowed(std::set<std::string> keys);
  std::vector<RefusedKey> refused() const;  // the one refused last comes first
  void forget(const std::string& key);      // strikes it from the note

 private:
  mutable std::mutex mutex_;
  std::set<std::string> allowed_;    // guarded
  std::vector<RefusedKey> refused_;  // guarded; the one refused last is at the back
};

}  // namespace redrive::link
