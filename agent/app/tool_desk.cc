#include "agent/app/tool_desk.h"

#include <sys/stat.h>

#include <algorithm>
#include <csignal>

#include "agent/core/tool_plan_check.h"
#include "agent/joblog/job_log.h"
#include "agent/tool/frame.h"
#include "shared/model/failure_type.h"
#include "shared/sys/checked_program.h"
#include "shared/sys/question.h"
#include "shared/sys/seal.h"
#include "shared/text/columns.h"
#include "shared/wire/codec.h"
#include "shared/wire/limits.h"

namespace redrive::agent {
namespace {

using base::ErrorCode;
using base::fail;
using model::ToolManifest;

constexpr base::Micros kGrace{1'000'000};
constexpr std::size_t kWordsKept = 2000;  // of what it said on stderr
constexpr std::size_t kMostTold = 1000;

std::string name_of(const ToolManifest& manifest) {
  return "redrive-redistribute " + manifest.version;
}

base::Error error(ErrorCode code, std::string words) {
  return {code, std::move(words)};
}

std::string request_of(const JobRecord& record, const PlanContext& context) {
  model::ToolRequest request;
  request.server = context.server;
  request.job = record.job;
  request.log_size = record.log_size;
  request.now = context.now;
  request.lifetime = context.lifetime;
  request.wishes = context.wishes;
  for (const model::PackageRef& package : record.order->packages) {
    if (context.package_present(package)) request.present.push_back(package.digest);
  }
  return wire::encode_tool_request(request);
}

std::string words_of(const sys::ProcessResult& result) {
  std::string words = model::clean_line(result.output, kWordsKept);
  words.erase(words.find_last_not_of(' ') + 1);
  return words;
}

std::string said(const sys::ProcessResult& result) {
  const std::string words = words_of(result);
  return words.empty() ? "and said nothing" : "and said: " + words;
}

// What it came to, in words.
std::string end_of(const sys::ProcessResult& result) {
  using End = sys::ProcessResult::End;
  if (result.end == End::kTimedOut) return "it was still at work when its time was up";
  if (result.end == End::kExited) return fmt::format("it ended with exit code {} {}", result.code, said(result));
  if (result.code == SIGSYS)
    return fmt::format("it tried what no tool may (a socket, a process or a program) {}", said(result));
  return fmt::format("it was killed by signal {} {}", result.code, said(result));
}

}  // namespace

ToolDesk::Tried<ToolManifest> ToolDesk::checked_manifest(const std::string& text) const {
  auto manifest = model::parse_tool_manifest(text);
  if (!manifest) return tl::unexpected(Refusal{"", manifest.error()});
  const auto keys = parts_.keys();
  const auto signs = [&](const std::string& key) {
    return base::check_signature(model::signed_text(*manifest), manifest->signature, key).has_value();
  };
  if (keys.empty()) {
    return tl::unexpected(
        Refusal{"", error(ErrorCode::kDenied,
                          "this server runs no tools of central's: its agent.toml has no [redistribution] tool_keys")});
  }
  if (std::none_of(keys.begin(), keys.end(), signs)) {
    return tl::unexpected(Refusal{
        "signature", error(ErrorCode::kDenied, "its signature is of none of the keys in [redistribution] tool_keys")});
  }
  if (manifest->platform != model::this_platform()) {
    return tl::unexpected(Refusal{
        "platform", error(ErrorCode::kInvalid,
                          fmt::format("it is for {}, this server is {}", manifest->platform, model::this_platform()))});
  }
  if (manifest->schema != model::kToolSchema) {
    return tl::unexpected(
        Refusal{"schema", error(ErrorCode::kInvalid, fmt::format("it speaks schema {}, this agent schema {}",
                                                                 manifest->schema, model::kToolSchema))});
  }
  return std::move(*manifest);
}

ToolDesk::Tried<sys::Fd> ToolDesk::program_of(const ToolManifest& manifest) {
  const auto open = [&] {
    return sys::checked_program(parts_.tools.path_of(manifest.digest), manifest.size, manifest.digest);
  };
  auto program = open();
  if (!program && program.error().code == ErrorCode::kNotFound) {
    if (auto fetched = parts_.fetch(manifest); !fetched) {
      const bool another = fetched.error().code == ErrorCode::kCorrupt;
      return tl::unexpected(Refusal{another ? "digest" : "", fetched.error()});
    }
    program = open();
  }
  if (program) {
    static_cast<void>(parts_.tools.use(manifest.digest));
    return std::move(*program);
  }
  const bool another = program.error().code == ErrorCode::kCorrupt;
  if (another) static_cast<void>(parts_.tools.verify(manifest.digest));  // puts it aside; it is fetched anew
  if (program.error().code == ErrorCode::kNotFound) program.error().code = ErrorCode::kUnavailable;
  return tl::unexpected(Refusal{another ? "digest" : "", program.error()});
}

ToolDesk::Tried<std::string> ToolDesk::ask(const sys::Fd& program, const JobRecord& record,
                                           const PlanContext& context) {
  using End = sys::ProcessResult::End;
  const auto log = open_job_log(parts_.state_dir, record.job);
  if (!log) return tl::unexpected(Refusal{"", log.error()});
  std::stop_source stop;
  sys::Question question(framed(request_of(record, context)), wire::kMaxMessage, stop);
  const sys::Seal seal{.program = program.get(), .extra = log->get()};
  sys::ProcessRequest request;
  request.argv = {"redrive-redistribute"};
  request.deadline = parts_.deadline;
  request.grace = kGrace;
  request.talk = &question;
  request.seal = &seal;
  const auto result = parts_.processes.run(request, stop.get_token());
  if (question.too_long()) {
    return tl::unexpected(Refusal{
        "answer", error(ErrorCode::kCorrupt, fmt::format("it answered with more than {} bytes", wire::kMaxMessage))});
  }
  if (result.end == End::kCancelled)
    return tl::unexpected(Refusal{"", error(ErrorCode::kUnavailable, "the agent is stopping")});
  if (result.end == End::kNotStarted) {
    // ENOEXEC and the like are the program's; the others pass, or are this server's.
    const bool its_own = result.code == ENOEXEC || result.code == ENOENT;
    return tl::unexpected(
        Refusal{its_own ? "run" : "", error(its_own ? ErrorCode::kFailed : ErrorCode::kUnavailable,
                                            fmt::format("it could not be started: {}", std::strerror(result.code)))});
  }
  if (result.end == End::kExited && result.code == 0) return question.answer();
  if (result.end == End::kExited && result.code == kToolNothingToDo)
    return tl::unexpected(Refusal{"", error(ErrorCode::kNotFound, words_of(result))});
  return tl::unexpected(Refusal{"run", error(ErrorCode::kFailed, end_of(result))});
}

ToolDesk::Tried<model::Plan> ToolDesk::plan_by(const ToolManifest& manifest, const JobRecord& record,
                                               const PlanContext& context) {
  auto program = program_of(manifest);
  if (!program) return tl::unexpected(program.error());
  auto answer = ask(*program, record, context);
  if (!answer) return tl::unexpected(answer.error());
  const auto body = unframed(*answer);
  if (!body)
    return tl::unexpected(
        Refusal{"answer", error(ErrorCode::kCorrupt, "its answer is no message: " + body.error().message)});
  auto plan = wire::decode_plan(*body);
  if (!plan)
    return tl::unexpected(
        Refusal{"answer", error(ErrorCode::kCorrupt, "its answer is no plan: " + plan.error().message)});
  if (auto checked = check_tool_plan(*plan, record, context); !checked)
    return tl::unexpected(
        Refusal{"plan", error(ErrorCode::kCorrupt, "its plan is not of this job: " + checked.error().message)});
  finish_tool_plan(*plan, context);
  return std::move(*plan);
}

base::Result<model::Plan> ToolDesk::make(const JobRecord& record, const PlanContext& context) {
  if (context.wishes.tool.empty() || !record.order) {
    auto own = context;
    own.wishes.tool.clear();  // without an order there is no plan, whoever makes it
    return make_plan(record, own);
  }
  const auto manifest = checked_manifest(context.wishes.tool);
  if (!manifest && manifest.error().cause.empty()) return tl::unexpected<base::Error>(manifest.error().error);
  auto known = manifest ? *manifest : *model::parse_tool_manifest(context.wishes.tool);
  auto plan = manifest ? plan_by(known, record, context) : tl::unexpected(manifest.error());
  if (plan) return std::move(*plan);
  const Refusal& refusal = plan.error();
  if (refusal.error.code == ErrorCode::kNotFound && refusal.cause.empty())
    return tl::unexpected<base::Error>(refusal.error);
  const std::string_view verb = refusal.cause.empty() ? "could not be run" : "was refused";
  const Refusal told{refusal.cause, error(refusal.error.code, fmt::format("the tool {} {}: {}", name_of(known), verb,
                                                                          refusal.error.message))};
  if (!told.cause.empty()) tell(known, record.job, told);
  return tl::unexpected<base::Error>(told.error);
}

void ToolDesk::tell(const ToolManifest& manifest, const std::string& job, const Refusal& refusal) {
  model::Alert alert;
  // By the signed text, so that two manifests of one program are two tools.
  alert.id = fmt::format("tool/{}/{}", base::digest_of(model::manifest_text(manifest)), refusal.cause);
  alert.failure_type = model::failure_type::kToolRefused;
  alert.job = job;
  alert.message = refusal.error.message;
  const std::scoped_lock lock(mutex_);
  if (told_.contains(alert.id) || !parts_.alert(alert)) return;
  if (told_.size() == kMostTold) told_.clear();
  told_.insert(alert.id);
}

base::Status clean_tools(sys::ContentStore& tools, const std::filesystem::path& directory, base::UtcTime now) {
  std::vector<std::pair<std::int64_t, std::string>> all;
  std::error_code error;
  for (std::filesystem::directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) {
    struct stat info {};
    if (::lstat(at->path().c_str(), &info) != 0 || !S_ISREG(info.st_mode)) continue;
    const auto used = std::max(info.st_atim.tv_sec, info.st_mtim.tv_sec);
    all.emplace_back(used, "blake2b:" + at->path().filename().string());
  }
  if (error) return tl::unexpected<base::Error>(sys::errno_error("list", directory, error.value()));
  std::sort(all.begin(), all.end(), std::greater<>());
  sys::ContentStore::TrimLimits limits{{}, now + std::chrono::hours(24), now + std::chrono::hours(24), 0};
  for (std::size_t i = 0; i < std::min(all.size(), kToolsKept); ++i) limits.needed.insert(all[i].second);
  if (auto trimmed = tools.trim(limits); !trimmed) return tl::unexpected<base::Error>(trimmed.error());
  auto cleaned = tools.clean_partials(now - std::chrono::hours(24));
  return cleaned ? base::Status() : tl::unexpected<base::Error>(cleaned.error());
}

}  // namespace redrive::agent
