// The fields of the values messages carry. v.field() must be there; v.optional() is left out while it holds its type's
// zero value, which is also what it is read as when it is missing. Names once sent are never changed (GRAMMAR.md).
#pragma once

#include "shared/model/alert.h"
#include "shared/model/job.h"
#include "shared/model/outcome.h"
#include "shared/model/plan.h"
#include "shared/wire/bounds.h"

namespace redrive::wire {

inline constexpr Choice<model::AlertStatus, 2> kAlertStatus{
    {model::AlertStatus::kFiring, model::AlertStatus::kResolved}, model::to_string};
inline constexpr Choice<model::DeviceState, 5> kDeviceState{
    {model::DeviceState::kPending, model::DeviceState::kRunning, model::DeviceState::kSucceeded,
     model::DeviceState::kFailed, model::DeviceState::kCancelled},
    model::to_string};
inline constexpr Choice<model::Completeness, 3> kCompleteness{
    {model::Completeness::kVerbatim, model::Completeness::kInferred, model::Completeness::kMissing}, model::to_string};

inline constexpr ListOf<Text> kCommand{model::kMaxArguments, {model::kMaxArgument}};
inline constexpr ListOf<Text> kPatterns{model::kMaxPatterns, kName};
inline constexpr ListOf<Text> kNames{kMaxItems, kName};
inline constexpr ListOf<Text> kLines{kMaxItems, kWords};
inline constexpr ListOf<Fields> kMany{kMaxItems, {}};

template <>
inline constexpr std::string_view kTypeName<model::Alert> = "alert";
template <typename V>
void fields(V& v, Of<model::Alert> auto& x) {
  v.field("id", x.id, kForeignName);
  v.field("occurred_at", x.occurred_at, Instant{});
  v.optional("server", x.server, kForeignName);
  v.optional("device", x.device, kForeignName);
  v.optional("job", x.job, kForeignName);
  v.optional("package", x.package, kForeignName);
  v.optional("failure_type", x.failure_type, kForeignName);
  v.optional("message", x.message, kForeignWords);
  v.optional("location", x.location, kForeignWords);
  v.optional("status", x.status, kAlertStatus);
  v.optional("extra", x.extra, kForeignWords);
  v.optional("run", x.run, kSmall);
}

template <>
inline constexpr std::string_view kTypeName<model::DeviceOutcome> = "outcome";
template <typename V>
void fields(V& v, Of<model::DeviceOutcome> auto& x) {
  v.field("device", x.device, kName);
  v.field("state", x.state, kDeviceState);
  v.optional("failure_type", x.failure_type, kName);
  v.optional("message", x.message, kWords);
  v.optional("package", x.package, kName);
  v.field("run", x.run, kSmall);
  v.field("at", x.at, Instant{});
  v.optional("done", x.done, kSmall);
}

template <typename V>
void fields(V& v, Of<model::PackageRef> auto& x) {
  v.field("name", x.name, kName);
  v.field("size", x.size, kAnyNumber);
  v.field("digest", x.digest, kName);
}

template <typename V>
void fields(V& v, Of<model::JobParameters> auto& x) {
  v.optional("before", x.before, kCommand);
  v.optional("install", x.install, kCommand);
  v.optional("verify", x.verify, kCommand);
  v.optional("after", x.after, kCommand);
  v.field("timeout", x.timeout, Span{});
  v.field("retries", x.retries, kSmall);
  v.field("parallel", x.parallel, kSmall);
  v.field("bandwidth", x.bandwidth, kAnyNumber);
  v.optional("window", x.window, kName);
}

template <typename V>
void fields(V& v, Of<model::DeviceAddress> auto& x) {
  v.field("device", x.device, kName);
  v.optional("address", x.address, kHost);
  v.optional("user", x.user, kName);
  v.optional("port", x.port, kSmall);
}

template <>
inline constexpr std::string_view kTypeName<model::JobOrder> = "order";
template <typename V>
void fields(V& v, Of<model::JobOrder> auto& x) {
  v.field("job", x.job, kName);
  v.optional("name", x.name, kName);
  v.field("server", x.server, kName);
  v.field("packages", x.packages, ListOf<Fields>{model::kMaxPackagesPerJob, {}});
  v.field("devices", x.devices, ListOf<Text>{model::kMaxDevicesPerOrder, kName});
  v.field("parameters", x.parameters, Fields{});
  v.optional("addresses", x.addresses, ListOf<Fields>{model::kMaxAddressesPerOrder, {}});
}

template <typename V>
void fields(V& v, Of<model::PlannedDevice> auto& x) {
  v.field("device", x.device, kName);
  v.field("reason", x.reason, kWords);
  v.optional("done", x.done, kSmall);
}

template <typename V>
void fields(V& v, Of<model::PlanPart> auto& x) {
  v.field("name", x.name, kName);
  v.field("completeness", x.completeness, kCompleteness);
  v.optional("note", x.note, kWords);
}

template <typename V>
void fields(V& v, Of<model::PreflightCheck> auto& x) {
  v.field("what", x.what, kWords);
  v.field("good", x.good, Flag{});
  v.optional("detail", x.detail, kWords);
  v.optional("todo", x.todo, kWords);
}

template <>
inline constexpr std::string_view kTypeName<model::Plan> = "plan";
template <typename V>
void fields(V& v, Of<model::Plan> auto& x) {
  v.field("job", x.job, kName);
  v.field("server", x.server, kName);
  v.field("run", x.run, kSmall);
  v.field("completeness", x.completeness, kCompleteness);
  v.field("devices", x.devices, kMany);
  v.field("packages", x.packages, ListOf<Fields>{model::kMaxPackagesPerJob, {}});
  v.optional("missing_packages", x.missing_packages, kNames);
  v.field("parameters", x.parameters, Fields{});
  v.optional("commands", x.commands, ListOf<ListOf<Text>>{kMaxItems, kCommand});
  v.optional("diff", x.diff, kLines);
  v.optional("preflight", x.preflight, kMany);
  v.field("expires_at", x.expires_at, Instant{});
  v.field("digest", x.digest, kName);
  v.optional("parts", x.parts, ListOf<Fields>{16, {}});
  v.optional("exclude", x.wishes.exclude, kPatterns);
  v.optional("from_start", x.wishes.from_start, Flag{});
  v.optional("tool", x.wishes.tool, kToolManifest);
  v.optional("only", x.wishes.only, kPatterns);
  v.optional("bytes", x.bytes, kAnyNumber);
  v.optional("estimate", x.estimate, Span{});
}

}  // namespace redrive::wire
