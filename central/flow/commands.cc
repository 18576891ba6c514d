#include "central/flow/commands.h"

#include "central/store/jobs.h"
#include "shared/wire/codec.h"
#include "shared/wire/limits.h"

namespace redrive::central {
namespace {

constexpr std::pair<CommandSubject::Kind, std::string_view> kPrefixes[] = {
    {CommandSubject::Kind::kDistribute, "distribute/"},
    {CommandSubject::Kind::kRunPlan, "run/"},
    {CommandSubject::Kind::kCancel, "cancel/"},
    {CommandSubject::Kind::kStopRun, "stop/"}};

}  // namespace

std::string command_id(const CommandSubject& subject) {
  for (const auto& [kind, prefix] : kPrefixes) {
    if (kind == subject.kind) return std::string(prefix) + subject.subject;
  }
  return {};
}

base::Result<CommandSubject> parse_command_id(std::string_view id) {
  for (const auto& [kind, prefix] : kPrefixes) {
    if (id.substr(0, prefix.size()) == prefix) return CommandSubject{kind, std::string(id.substr(prefix.size()))};
  }
  return base::fail(base::ErrorCode::kInvalid, fmt::format("'{}' is not the id of a command", id.substr(0, 64)));
}

base::Status queue_command(FlowContext& flow, const std::string& agent, const CommandSubject& subject,
                           wire::Message message) {
  const CommandRow row{agent + "/" + command_id(subject), agent, wire::encode({0, 0, std::move(message)}),
                       flow.clock.utc()};
  if (row.bytes.size() > wire::kMaxMessage) {
    return base::fail(base::ErrorCode::kInvalid,
                      fmt::format("{} for {} is {} bytes long; agents take at most {}", command_id(subject), agent,
                                  row.bytes.size(), wire::kMaxMessage));
  }
  if (auto stored = put_command(flow.db, row); !stored) return stored;
  flow.after_commit.emplace_back([&flow, agent] { flow.command_waiting(agent); });
  return {};
}

base::Status withdraw_command(FlowContext& flow, const std::string& agent, const CommandSubject& subject) {
  return delete_command(flow.db, agent + "/" + command_id(subject));
}

}  // namespace redrive::central
