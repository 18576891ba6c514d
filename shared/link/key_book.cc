#include "shared/link/key_book.h"

namespace redrive::link {

bool KeyBook::admit(const std::string& key, std::string_view address, base::UtcTime now) {
  const std::lock_guard lock(mutex_);
  if (allowed_.contains(key)) return true;
  RefusedKey note{key, std::string(address), now, now, 1};
  const auto known = std::find_if(refused_.begin(), refused_.end(), [&](const RefusedKey& r) { return r.key == key; });
  if (known != refused_.end()) {
    note.first_at = known->first_at;
    note.times = known->times + 1;
    refused_.erase(known);
  } else if (refused_.size() == kMaxRefusedKeys) {
    refused_.erase(refused_.begin());
  }
  refused_.push_back(std::move(note));
  return false;
}

void KeyBook::set_allowed(std::set<std::string> keys) {
  const std::lock_guard lock(mutex_);
  allowed_ = std::move(keys);
  std::erase_if(refused_, [this](const RefusedKey& r) { return allowed_.contains(r.key); });
}

std::vector<RefusedKey> KeyBook::refused() const {
  const std::lock_guard lock(mutex_);
  return {refused_.rbegin(), refused_.rend()};
}

void KeyBook::forget(const std::string& key) {
  const std::lock_guard lock(mutex_);
  std::erase_if(refused_, [&](const RefusedKey& r) { return r.key == key; });
}

}  // namespace redrive::link
