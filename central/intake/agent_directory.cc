#include "central/intake/agent_directory.h"

#include <sstream>

#include "shared/base/names.h"
#include "shared/link/keys.h"
#include "shared/sys/file.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using base::Status;

Result<AcceptedAgent> parse_line(const std::string& line) {
  std::istringstream words(line);
  std::string key, name, accepted, more;
  words >> key >> name >> accepted;
  if (words >> more)
    return fail(ErrorCode::kInvalid, fmt::format("'{}' after the time; expected key, name, time", more));
  if (auto checked = link::check_public_key(key); !checked) return tl::unexpected<base::Error>(checked.error());
  if (auto checked = base::check_name("agent", name); !checked) return tl::unexpected<base::Error>(checked.error());
  auto at = base::parse_rfc3339(accepted);
  if (!at) return tl::unexpected<base::Error>(at.error());
  return AcceptedAgent{key, name, *at};
}

bool same(const AcceptedAgent& agent, const std::string& key, const std::string& name) {
  return agent.key == key && agent.name == name;
}

Status tell(const AgentDirectory::Record& record, const std::string& before, const std::string& after) {
  return record ? record(before, after) : Status{};
}

}  // namespace

Result<std::unique_ptr<AgentDirectory>> AgentDirectory::open(const std::filesystem::path& state_dir,
                                                             link::ZapGate& gate, const base::Clock& clock) {
  std::unique_ptr<AgentDirectory> directory(new AgentDirectory(state_dir / "agents", gate, clock));
  auto text = sys::read_file(directory->file_);
  if (!text && text.error().code != ErrorCode::kNotFound) return tl::unexpected<base::Error>(text.error());
  std::istringstream lines(text.value_or(""));
  std::string line;
  for (unsigned number = 1; std::getline(lines, line); ++number) {
    if (line.empty() || line[0] == '#') continue;
    auto agent = parse_line(line);
    if (!agent) return base::fail_in(fmt::format("{}:{}", directory->file_.string(), number), agent.error());
    const auto other = conflict(directory->by_key_, agent->key, agent->name);
    if (other) {
      return base::fail_in(
          fmt::format("{}:{}", directory->file_.string(), number),
          {ErrorCode::kInvalid, fmt::format("'{}' with key {} stands in a line before; an agent has one "
                                            "key and a key one agent",
                                            other->name, other->key)});
    }
    directory->by_key_[agent->key] = *agent;
  }
  directory->admit();
  return directory;
}

Status AgentDirectory::accept(const std::string& key, const std::string& name, const Record& record) {
  if (auto checked = link::check_public_key(key); !checked) return checked;
  if (auto checked = base::check_name("agent", name); !checked) return checked;
  std::lock_guard lock(changing_);
  Agents next = agents();
  if (const auto other = conflict(next, key, name)) {
    if (same(*other, key, name)) return {};
    if (other->key == key)
      return fail(ErrorCode::kConflict, fmt::format("this key is already accepted as '{}'", other->name));
    return fail(ErrorCode::kConflict, fmt::format("'{}' is already accepted with another key; use replace-key", name));
  }
  if (auto recorded = tell(record, "", key); !recorded) return recorded;
  next[key] = {key, name, clock_.utc()};
  return save(std::move(next));
}

Status AgentDirectory::replace_key(const std::string& name, const std::string& new_key, const Record& record) {
  if (auto checked = link::check_public_key(new_key); !checked) return checked;
  std::lock_guard lock(changing_);
  Agents next = agents();
  if (const auto known = next.find(new_key); known != next.end()) {
    if (same(known->second, new_key, name)) return {};
    return fail(ErrorCode::kConflict, fmt::format("this key is already accepted as '{}'", known->second.name));
  }
  const auto old = std::ranges::find_if(next, [&](const auto& entry) { return entry.second.name == name; });
  if (old == next.end()) return fail(ErrorCode::kNotFound, fmt::format("no accepted agent is named '{}'", name));
  if (auto recorded = tell(record, old->first, new_key); !recorded) return recorded;
  next.erase(old);
  next[new_key] = {new_key, name, clock_.utc()};
  return save(std::move(next));
}

Status AgentDirectory::remove(const std::string& name_or_key, const Record& record) {
  std::lock_guard lock(changing_);
  Agents next = agents();
  const auto found = std::ranges::find_if(
      next, [&](const auto& entry) { return entry.first == name_or_key || entry.second.name == name_or_key; });
  if (found == next.end())
    return fail(ErrorCode::kNotFound, fmt::format("no accepted agent has name or key '{}'", name_or_key));
  if (auto recorded = tell(record, found->first, ""); !recorded) return recorded;
  next.erase(found);
  return save(std::move(next));
}

std::optional<std::string> AgentDirectory::name_of(const std::string& key) const {
  std::lock_guard lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return std::nullopt;
  return found->second.name;
}

std::vector<AcceptedAgent> AgentDirectory::accepted() const {
  std::vector<AcceptedAgent> agents;
  {
    std::lock_guard lock(mutex_);
    for (const auto& [key, agent] : by_key_) agents.push_back(agent);
  }
  std::sort(agents.begin(), agents.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return agents;
}

std::size_t AgentDirectory::accepted_count() const {
  std::lock_guard lock(mutex_);
  return by_key_.size();
}

std::vector<link::RefusedKey> AgentDirectory::pending() const {
  auto refused = gate_.refused();
  const auto since = clock_.utc() - kKnockKept;
  std::lock_guard lock(mutex_);
  std::erase_if(refused, [&](const link::RefusedKey& key) { return key.last_at < since || by_key_.contains(key.key); });
  return refused;
}

AgentDirectory::Agents AgentDirectory::agents() const {
  std::lock_guard lock(mutex_);
  return by_key_;
}

// Whoever has this key or this name already; by key first.
std::optional<AcceptedAgent> AgentDirectory::conflict(const Agents& agents, const std::string& key,
                                                      const std::string& name) {
  if (const auto found = agents.find(key); found != agents.end()) return found->second;
  for (const auto& [known, agent] : agents) {
    if (agent.name == name) return agent;
  }
  return std::nullopt;
}

// The file first, then memory and the gate: whoever is let in stays let in after a restart.
Status AgentDirectory::save(Agents next) {
  std::string text = "# key name accepted-at; changed by redrive agents accept|reject|replace-key\n";
  for (const auto& [key, agent] : next)
    text += fmt::format("{} {} {}\n", key, agent.name, base::format_rfc3339(agent.accepted_at));
  if (auto saved = sys::replace_file(file_, text, 0600); !saved) return saved;
  std::lock_guard lock(mutex_);
  by_key_ = std::move(next);
  admit();
  return {};
}

void AgentDirectory::admit() {
  std::set<std::string> keys;
  for (const auto& [key, agent] : by_key_) keys.insert(key);
  gate_.set_allowed(std::move(keys));
}

}  // namespace redrive::central
