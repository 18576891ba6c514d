#include "shared/config/agent_draft.h"
#include "shared/config/common_types.h"
#include "shared/model/job.h"

namespace redrive::config {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

constexpr std::uint64_t kMostBytes = 1ULL << 50U;  // 1 PiB

ItemTable<AgentDraft> agent_section() {
  const auto central = text("string", "like \"tcp://noc-1:7461\"", is_remote_endpoint);
  return ItemTable<AgentDraft>("agent")
      .add(
          "name", name(), [](AgentDraft & d) -> auto& { return d.options.name; }, Need::kRequired)
      .add(
          "state_dir", directory(), [](AgentDraft & d) -> auto& { return d.options.state_dir; })
      .add(
          "centrals", list_of(central, 16, true), [](AgentDraft & d) -> auto& { return d.options.centrals; },
          Need::kRequired)
      .add(
          "central_key", text("string", "holding central's public key, 40 characters of Z85", is_z85_key),
          [](AgentDraft & d) -> auto& { return d.options.central_key; })
      .add("central_key_file", existing_file(), &AgentDraft::central_key_file)
      .add(
          "location", label(), [](AgentDraft & d) -> auto& { return d.options.location; })
      .add(
          "offline_approval", flag(), [](AgentDraft & d) -> auto& { return d.options.offline_approval; })
      .add(
          "first_reconnect", span(milliseconds(10), hours(1)),
          [](AgentDraft & d) -> auto& { return d.options.reconnect.first; })
      .add(
          "max_reconnect", span(milliseconds(10), hours(24)),
          [](AgentDraft & d) -> auto& { return d.options.reconnect.longest; });
}

ItemTable<ManagerOptions> manager_section() {
  const auto argument = text("string", "without NUL, at most 4096 bytes", is_argument);
  return ItemTable<ManagerOptions>("manager")
      .add("kind", one_of({"local", "rsync_ssh", "external"}), &ManagerOptions::kind)
      .add("root", directory(), &ManagerOptions::root)
      .add("user", name(), &ManagerOptions::user)
      .add("port", whole<std::uint16_t>(1, 65535), &ManagerOptions::port)
      .add("identity_file", existing_file(), &ManagerOptions::identity_file)
      .add("known_hosts", existing_file(), &ManagerOptions::known_hosts)
      .add("staging", text("path", "on the device, absolute, of letters, digits and . _ - + : @ ~ /", is_remote_path),
           &ManagerOptions::staging)
      .add("command", list_of(argument, model::kMaxArguments, false), &ManagerOptions::command);
}

ItemTable<AgentLimits> limits_section() {
  return ItemTable<AgentLimits>("limits")
      .add("bandwidth", size(kMostBytes), &AgentLimits::bandwidth)
      .add("parallel_devices", whole<std::uint32_t>(1, 1000), &AgentLimits::parallel_devices)
      .add("disk_keep_free", size(kMostBytes), &AgentLimits::disk_keep_free)
      .add("spool_bytes", size(kMostBytes), &AgentLimits::spool_bytes)
      .add("packages_bytes", size(kMostBytes), &AgentLimits::packages_bytes)
      .add("packages_keep", span(hours(1), hours(24 * 3650)), &AgentLimits::packages_keep);
}

ItemTable<AgentOptions> redistribution_section() {
  return ItemTable<AgentOptions>("redistribution").add("tool_keys", tool_key_list(), &AgentOptions::tool_keys);
}

}  // namespace

ItemTable<AgentDraft> agent_table() {
  return ItemTable<AgentDraft>("")
      .section(
          agent_section(), [](AgentDraft & d) -> auto& { return d; })
      .section(
          manager_section(), [](AgentDraft & d) -> auto& { return d.options.manager; })
      .section(
          limits_section(), [](AgentDraft & d) -> auto& { return d.options.limits; })
      .section(
          redistribution_section(), [](AgentDraft & d) -> auto& { return d.options; });
}

}  // namespace redrive::config
