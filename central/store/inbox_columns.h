// The inbox's columns in the order read_inbox_row takes them; the table's name in a statement is `i`.
#pragma once

#include "central/store/columns.h"
#include "central/store/inbox.h"

namespace redrive::central {

inline constexpr std::string_view kInboxColumns =
    "i.number, i.received_at, i.source, i.sender, i.id, i.occurred_at, i.status, i.server, i.device, i.job, i.package, "
    "i.failure_type, i.location, i.message, i.extra, i.run";

inline base::Result<InboxRow> read_inbox_row(Columns& in) {
  using model::AlertSource;
  InboxRow out;
  out.number = in.integer();
  out.received_at = in.time();
  const auto source = read_enum(
      "alert source", in.view(),
      {AlertSource::kAgent, AlertSource::kHttp, AlertSource::kMail, AlertSource::kSyslog, AlertSource::kCentral});
  if (!source) return tl::unexpected<base::Error>(source.error());
  out.source = *source;
  out.sender = in.text();
  model::Alert& a = out.alert;
  a.id = in.text();
  a.occurred_at = in.time();
  const auto status =
      read_enum("alert status", in.view(), {model::AlertStatus::kFiring, model::AlertStatus::kResolved});
  if (!status) return tl::unexpected<base::Error>(status.error());
  a.status = *status;
  for (auto* text : {&a.server, &a.device, &a.job, &a.package, &a.failure_type, &a.location, &a.message, &a.extra})
    *text = in.text();
  a.run = in.small();
  return out;
}

}  // namespace redrive::central
