// People over a directory of their own, with an audit trail that can fail and a clock that moves when told.
#pragma once

#include <gmock/gmock.h>

#include "central/people/people.h"
#include "shared/base/digest.h"
#include "shared/sys/file.h"
#include "tests/unit/sys/temp_dir.h"

namespace redrive::central::test {

inline const Actor kAdmin{"admin", "192.0.2.9"};

class PeopleWorld {
 public:
  PeopleWorld() { open(); }

  void open() {
    people = People::open(dir.path(), {clock, random, options,
                                       [this](RecordAct act) -> base::Status {
                                         if (!trail) return trail;
                                         if (meanwhile && act.what == "login") std::exchange(meanwhile, {})();
                                         acts.push_back(std::move(act));
                                         return {};
                                       },
                                       PasswordCost::least()})
                 .value();
  }
  std::string admin_token() { return sys::read_file(dir.path() / "admin.token").value().substr(0, 64); }
  bool allows(const std::string& token, Need need, const std::string& resource = "tickets") const {
    return people->allow("Bearer " + token, need, resource).has_value();
  }
  // A session's token; empty when refused.
  std::string log_in(const std::string& name, const std::string& password, const std::string& from = "192.0.2.1") {
    auto judged = people->log_in(name, password, from).value();
    const auto* in = std::get_if<LoggedIn>(&judged);
    return in ? in->token : std::string();
  }
  base::Micros wait_of(const std::string& name, const std::string& password, const std::string& from = "192.0.2.1") {
    auto judged = people->log_in(name, password, from).value();
    const auto* refused = std::get_if<LoginRefused>(&judged);
    return refused ? refused->wait : base::Micros{-1};
  }
  std::vector<std::string> told() const {  // "who what subject: before -> after"
    std::vector<std::string> out;
    for (const auto& act : acts) {
      out.push_back(fmt::format("{} {} {}: {} -> {}", act.actor.name, act.what, act.subject, act.before, act.after));
    }
    return out;
  }

  sys::TempDir dir;
  base::ManualClock clock;
  base::SystemRandom random;
  LiveOptions options{config::CentralOptions{}};
  base::Status trail{};  // what recording gives
  std::vector<RecordAct> acts;
  std::function<void()> meanwhile{};  // happens once while a login is recorded
  std::unique_ptr<People> people;
};

}  // namespace redrive::central::test
