// How many mails may go out now, of so many a minute: evenly, a second's worth at a time at most. The deciding
// thread's.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "shared/base/time.h"

namespace redrive::central {

class MailRate {
 public:
  // `a_minute` 0 = no bound. At most `wanted`.
  std::size_t allowed(std::uint32_t a_minute, base::SteadyTime now, std::size_t wanted) {
    if (a_minute == 0) return wanted;
    const double most = std::max(1.0, a_minute / 60.0);
    const double since = std::chrono::duration<double, std::ratio<60>>(now - filled_).count();
    left_ = std::min(most, left_ + a_minute * std::max(0.0, since));
    filled_ = now;
    return std::min(wanted, static_cast<std::size_t>(left_ + kRounding));
  }
  void used(std::size_t mails) { left_ -= static_cast<double>(mails); }
  void given_back(std::size_t mails) { left_ += static_cast<double>(mails); }  // allowed() bounds it
  // After allowed() said 0: until it says more.
  base::Micros wait(std::uint32_t a_minute) const {
    return base::Micros(static_cast<std::int64_t>(std::ceil((1.0 - left_) * 60e6 / a_minute)));
  }

 private:
  static constexpr double kRounding = 1e-6;
  double left_ = 1;  // mails
  base::SteadyTime filled_{};
};

}  // namespace redrive::central
