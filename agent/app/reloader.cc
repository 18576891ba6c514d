#include "agent/app/reloader.h"

#include "agent/core/options_change.h"
#include "shared/log/log.h"

namespace redrive::agent {

void Reloader::request() {
  if (requested_.exchange(true)) return;
  thread_.post([this] {
    requested_ = false;  // before the file is read: what is changed from here on is another request's
    reload();
    parts_.done();
  });
}

void Reloader::stop() {
  thread_.stop();
}

void Reloader::reload() {
  auto read = parts_.read();
  if (!read) {
    log::error("reload", "refused, the configuration in force goes on:");
    return log::error_lines("reload", config::to_text(read.error()));
  }
  const auto now = parts_.options.get();
  const auto change = change_of(*now, *read);
  const auto next = std::make_shared<const config::AgentOptions>(in_force(*now, std::move(*read)));
  parts_.options.set(next);
  parts_.apply(next);
  log::info("reload", "done: " + describe(change));
  for (const auto& key : change.restart)
    log::warning("reload", fmt::format("{} differs from what is in force; it needs a restart", key));
}

}  // namespace redrive::agent
