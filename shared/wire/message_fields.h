// The type name and the fields of every message, in the order of messages.h. To add a message: the struct and its place
// in the variant in messages.h, its two lines here, its place in GRAMMAR.md, its golden bytes in the tests.
#pragma once

#include "shared/wire/messages.h"
#include "shared/wire/value_fields.h"

namespace redrive::wire {

inline constexpr ListOf<Text> kCapabilities{64, kName};

inline std::string_view error_name(base::ErrorCode code) {
  switch (code) {
    case base::ErrorCode::kInvalid:
      return "invalid";
    case base::ErrorCode::kNotFound:
      return "not_found";
    case base::ErrorCode::kDenied:
      return "denied";
    case base::ErrorCode::kConflict:
      return "conflict";
    case base::ErrorCode::kUnavailable:
      return "unavailable";
    case base::ErrorCode::kNoSpace:
      return "no_space";
    case base::ErrorCode::kCorrupt:
      return "corrupt";
    case base::ErrorCode::kFailed:
      return "failed";
  }
  return "failed";
}
inline constexpr Choice<base::ErrorCode, 8> kErrorCode{
    {base::ErrorCode::kInvalid, base::ErrorCode::kNotFound, base::ErrorCode::kDenied, base::ErrorCode::kConflict,
     base::ErrorCode::kUnavailable, base::ErrorCode::kNoSpace, base::ErrorCode::kCorrupt, base::ErrorCode::kFailed},
    error_name,
    base::ErrorCode::kFailed};  // a newer peer's code: the message still says what and why

template <>
inline constexpr std::string_view kTypeName<Hello> = "hello";
template <typename V>
void fields(V& v, Of<Hello> auto& x) {
  v.field("name", x.name, kName);
  v.field("version", x.version, kName);
  v.field("boot", x.boot, kId);
  v.field("capabilities", x.capabilities, kCapabilities);
}

template <>
inline constexpr std::string_view kTypeName<Welcome> = "welcome";
template <typename V>
void fields(V& v, Of<Welcome> auto& x) {
  v.field("central", x.central, kName);
  v.field("version", x.version, kName);
  v.field("capabilities", x.capabilities, kCapabilities);
  v.field("heartbeat", x.heartbeat, Span{});
  v.field("silent_after", x.silent_after, Span{});
}

template <>
inline constexpr std::string_view kTypeName<Refused> = "refused";
template <typename V>
void fields(V& v, Of<Refused> auto& x) {
  v.field("reason", x.reason, kWords);
}

template <>
inline constexpr std::string_view kTypeName<Heartbeat> = "heartbeat";
template <typename V>
void fields(V&, Of<Heartbeat> auto&) {}

template <>
inline constexpr std::string_view kTypeName<OutcomeReport> = "outcome_report";
template <typename V>
void fields(V& v, Of<OutcomeReport> auto& x) {
  v.field("job", x.job, kName);
  v.field("outcome", x.outcome, Fields{});
}

template <>
inline constexpr std::string_view kTypeName<RunFinished> = "run_finished";
template <typename V>
void fields(V& v, Of<RunFinished> auto& x) {
  v.field("job", x.job, kName);
  v.field("run", x.run, kSmall);
  v.optional("plan_digest", x.plan_digest, kName);
  v.field("succeeded", x.succeeded, kAnyNumber);
  v.field("failed", x.failed, kAnyNumber);
  v.field("cancelled", x.cancelled, kAnyNumber);
}

template <>
inline constexpr std::string_view kTypeName<SpoolBatch> = "spool_batch";
template <typename V>
void fields(V& v, Of<SpoolBatch> auto& x) {
  v.field("spool", x.spool, kId);
  v.field("first_number", x.first_number, Whole{.least = 1});
  v.field("items", x.items, ListOf<Tagged>{kMaxSpoolItems, {}});
}

template <>
inline constexpr std::string_view kTypeName<SpoolAck> = "spool_ack";
template <typename V>
void fields(V& v, Of<SpoolAck> auto& x) {
  v.field("spool", x.spool, kId);
  v.field("through", x.through, kAnyNumber);
}

template <>
inline constexpr std::string_view kTypeName<Distribute> = "distribute";
template <typename V>
void fields(V& v, Of<Distribute> auto& x) {
  v.field("command", x.command, kId);
  v.field("order", x.order, Fields{});
}

template <>
inline constexpr std::string_view kTypeName<RunPlan> = "run_plan";
template <typename V>
void fields(V& v, Of<RunPlan> auto& x) {
  v.field("command", x.command, kId);
  v.field("job", x.job, kName);
  v.field("digest", x.digest, kName);
  v.field("approved_by", x.approved_by, kWho);
  v.field("approved_at", x.approved_at, Instant{});
  v.field("expires_at", x.expires_at, Instant{});
  v.optional("exclude", x.wishes.exclude, kPatterns);
  v.optional("from_start", x.wishes.from_start, Flag{});
  v.optional("tool", x.wishes.tool, kToolManifest);
  v.optional("only", x.wishes.only, kPatterns);
}

template <>
inline constexpr std::string_view kTypeName<CancelJob> = "cancel_job";
template <typename V>
void fields(V& v, Of<CancelJob> auto& x) {
  v.field("command", x.command, kId);
  v.field("job", x.job, kName);
  v.field("by", x.by, kWho);
}

template <>
inline constexpr std::string_view kTypeName<CommandAck> = "command_ack";
template <typename V>
void fields(V& v, Of<CommandAck> auto& x) {
  v.field("command", x.command, kId);
  v.field("accepted", x.accepted, Flag{});
  v.optional("why", x.why, kWords);
}

template <>
inline constexpr std::string_view kTypeName<ChunkRequest> = "chunk_request";
template <typename V>
void fields(V& v, Of<ChunkRequest> auto& x) {
  v.field("digest", x.digest, kName);
  v.field("offset", x.offset, kAnyNumber);
  v.field("length", x.length, Whole{.most = kMaxFrame});
}

template <>
inline constexpr std::string_view kTypeName<Chunk> = "chunk";
template <typename V>
void fields(V& v, Of<Chunk> auto& x) {
  v.field("digest", x.digest, kName);
  v.field("offset", x.offset, kAnyNumber);
  v.field("total", x.total, kAnyNumber);
  v.field("bytes", x.bytes, Bytes{kMaxFrame});
}

template <>
inline constexpr std::string_view kTypeName<DumpRequest> = "dump_request";
template <typename V>
void fields(V& v, Of<DumpRequest> auto& x) {
  v.field("job", x.job, kName);
}

template <>
inline constexpr std::string_view kTypeName<DumpReply> = "dump_reply";
template <typename V>
void fields(V& v, Of<DumpReply> auto& x) {
  v.field("order", x.order, Fields{});
  v.field("received_at", x.received_at, Instant{});
  v.field("outcomes", x.outcomes, kMany);
  v.optional("damage", x.damage, kLines);
}

template <>
inline constexpr std::string_view kTypeName<PlanRequest> = "plan_request";
template <typename V>
void fields(V& v, Of<PlanRequest> auto& x) {
  v.field("job", x.job, kName);
  v.field("lifetime", x.lifetime, Span{});
  v.optional("exclude", x.wishes.exclude, kPatterns);
  v.optional("from_start", x.wishes.from_start, Flag{});
  v.optional("tool", x.wishes.tool, kToolManifest);
  v.optional("only", x.wishes.only, kPatterns);
}

template <>
inline constexpr std::string_view kTypeName<PlanReply> = "plan_reply";
template <typename V>
void fields(V& v, Of<PlanReply> auto& x) {
  v.field("plan", x.plan, Fields{});
}

template <>
inline constexpr std::string_view kTypeName<ApprovalRequest> = "approval_request";
template <typename V>
void fields(V& v, Of<ApprovalRequest> auto& x) {
  v.field("plan", x.plan, Fields{});
  v.field("by", x.by, kWho);
}

template <>
inline constexpr std::string_view kTypeName<ApprovalReply> = "approval_reply";
template <typename V>
void fields(V& v, Of<ApprovalReply> auto& x) {
  v.field("granted", x.granted, Flag{});
  v.optional("why", x.why, kWords);
}

template <>
inline constexpr std::string_view kTypeName<RefusalRequest> = "refusal_request";
template <typename V>
void fields(V& v, Of<RefusalRequest> auto& x) {
  v.field("plan", x.plan, Fields{});
  v.field("by", x.by, kWho);
  v.field("why", x.why, kWords);
}

template <>
inline constexpr std::string_view kTypeName<ErrorReply> = "error";
template <typename V>
void fields(V& v, Of<ErrorReply> auto& x) {
  v.field("code", x.code, kErrorCode);
  v.field("message", x.message, kWords);
}

}  // namespace redrive::wire
