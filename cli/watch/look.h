// Asking central for what `redrive watch` shows.
#pragma once

#include <memory>
#include <optional>

#include "cli/client.h"
#include "cli/watch/overview.h"

namespace redrive::cli {

// Several requests, one after the other. `before`: what was seen last; mail that had gone out then is not asked for.
base::Result<Seen> look(Client& client, const Seen& before);

// Looks in a thread of its own, so that the screen lives on while central does not answer. One look at a time.
class Looker {
 public:
  explicit Looker(ClientOptions options);

  void begin(Seen before);                   // nothing while one is under way
  int fd() const;                            // readable when one has ended
  std::optional<base::Result<Seen>> take();  // nothing while none has ended

 private:
  struct Shared;
  ClientOptions options_;
  std::shared_ptr<Shared> shared_;  // with the thread, which may outlive this
};

}  // namespace redrive::cli
