#include "agent/tool/answer.h"

#include <algorithm>

#include "agent/joblog/job_log.h"
#include "shared/wire/codec.h"
#include "shared/wire/limits.h"

namespace redrive::agent {

using base::ErrorCode;
using base::fail;

base::Result<std::string> answer_request(std::string_view bytes, int log, const PlanMaker& make) {
  auto request = wire::decode_tool_request(bytes);
  if (!request) return tl::unexpected<base::Error>(request.error());
  if (request->schema != model::kToolSchema) {
    return fail(ErrorCode::kInvalid, fmt::format("the request is of schema {}, this tool speaks schema {}",
                                                 request->schema, model::kToolSchema));
  }
  auto record = read_job(log, request->log_size, request->job);
  if (!record) return tl::unexpected<base::Error>(record.error());
  if (record->blank()) return fail(ErrorCode::kCorrupt, "the job log holds no record of " + request->job);
  const auto present = [&](const model::PackageRef& package) {
    return std::find(request->present.begin(), request->present.end(), package.digest) != request->present.end();
  };
  auto plan = make(*record, {request->server, request->now, request->lifetime, present, request->wishes});
  if (!plan) return tl::unexpected<base::Error>(plan.error());
  auto answer = wire::encode_plan(*plan);
  if (answer.size() <= wire::kMaxMessage) return answer;
  return fail(ErrorCode::kFailed,
              fmt::format("the plan has {} bytes; at most {} fit into a message", answer.size(), wire::kMaxMessage));
}

}  // namespace redrive::agent
