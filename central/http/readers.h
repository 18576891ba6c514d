// Read connections for the HTTP workers, kept and used again, so that no reader ever waits for the deciding thread.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <type_traits>
#include <vector>

#include "central/store/database.h"

namespace redrive::central {

// Safe from any thread.
class Readers {
 public:
  using Open = std::function<base::Result<std::unique_ptr<Database>>()>;

  // `open` makes one more read connection; at most `limit` are open at a time.
  explicit Readers(Open open, std::size_t limit = 16) : open_(std::move(open)), limit_(limit) {}

  // Runs `work` with a connection of its own. Waits for a free one, then kUnavailable after kPatience. A connection
  // that gave an error is closed, in case it is the connection's.
  template <typename Work>
  std::invoke_result_t<Work, Database&> read(Work work) {
    auto connection = acquire();
    if (!connection) return tl::unexpected<base::Error>(connection.error());
    Return giver(*this, std::move(*connection));
    auto result = work(*giver.connection);
    giver.good = result.has_value() || result.error().code == base::ErrorCode::kNotFound;
    return result;
  }

 private:
  static constexpr std::chrono::seconds kPatience{5};

  // Gives the connection back, or up, however `work` ends.
  struct Return {
    Return(Readers& of, std::unique_ptr<Database> given) : readers(of), connection(std::move(given)) {}
    ~Return() { readers.release(good ? std::move(connection) : nullptr); }
    Readers& readers;
    std::unique_ptr<Database> connection;
    bool good = false;
  };

  base::Result<std::unique_ptr<Database>> acquire();
  void release(std::unique_ptr<Database> connection);

  const Open open_;
  const std::size_t limit_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Database>> idle_;
  std::size_t open_count_ = 0;
};

}  // namespace redrive::central
