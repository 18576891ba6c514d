// Which key may speak under which name (O2): state_dir/agents, a line "key name accepted-at" each, so that the agents
// survive the loss of the database. Changes reach the ZAP gate at once.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/time.h"
#include "shared/link/zap_gate.h"

namespace redrive::central {

struct AcceptedAgent {
  std::string key, name;
  base::UtcTime accepted_at{};
};

// After so long without a knock a key is left off: whoever waits for an acceptance knocks every minute, unless its
// max_reconnect says otherwise, and a key that nobody wants needs no rejecting.
inline constexpr base::Micros kKnockKept = std::chrono::hours(1);

// Safe from any thread.
class AgentDirectory {
 public:
  // Reads the file (none yet = nobody accepted) and sets the gate; kInvalid names the line that is wrong. `gate` must
  // outlive the directory.
  static base::Result<std::unique_ptr<AgentDirectory>> open(const std::filesystem::path& state_dir, link::ZapGate& gate,
                                                            const base::Clock& clock);

  // Told what a change makes of what before it is made; an error keeps it from being made. "" = no such agent.
  using Record = std::function<base::Status(const std::string& before, const std::string& after)>;

  // kConflict when the key has another name or the name another key (replace_key is for that). What is so already is
  // well.
  base::Status accept(const std::string& key, const std::string& name, const Record& record = {});
  base::Status replace_key(const std::string& name, const std::string& new_key, const Record& record = {});
  base::Status remove(const std::string& name_or_key, const Record& record = {});  // kNotFound when there is none
  std::optional<std::string> name_of(const std::string& key) const;
  std::vector<AcceptedAgent> accepted() const;  // by name
  std::size_t accepted_count() const;
  std::vector<link::RefusedKey> pending() const;  // keys refused within kKnockKept that nobody accepted since

 private:
  AgentDirectory(std::filesystem::path file, link::ZapGate& gate, const base::Clock& clock)
      : file_(std::move(file)), gate_(gate), clock_(clock) {}
  using Agents = std::map<std::string, AcceptedAgent>;  // by key
  Agents agents() const;
  static std::optional<AcceptedAgent> conflict(const Agents& agents, const std::string& key, const std::string& name);
  base::Status save(Agents next);
  void admit();  // tells the gate

  std::filesystem::path file_;
  link::ZapGate& gate_;
  const base::Clock& clock_;
  std::mutex changing_;       // one change at a time; held while the store and the disk are waited for
  mutable std::mutex mutex_;  // guards by_key_, for moments only: the loop asks on every message
  Agents by_key_;
};

}  // namespace redrive::central
