// Users and tokens are given and taken: what may be, what holds at once, what is written and recorded.
#include <sys/stat.h>

#include "tests/unit/central_people/people_world.h"

namespace redrive::central::test {
namespace {

using base::ErrorCode;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class PeopleTest : public testing::Test {
 protected:
  std::string file(const std::string& name) { return sys::read_file(w.dir.path() / name).value(); }
  mode_t mode(const std::string& name) {
    struct stat info {};
    return ::stat((w.dir.path() / name).c_str(), &info) == 0 ? info.st_mode & 0777U : 0U;
  }
  void add(const std::string& name, Role role) { ASSERT_TRUE(w.people->add_user(kAdmin, name, role, "correct horse")); }
  std::string token(const std::string& name, Role role, std::vector<std::string> scope = {},
                    std::optional<base::UtcTime> end = {}) {
    return w.people->add_token(kAdmin, {"", name, role, std::move(scope), end}).value();
  }
  PeopleWorld w;
};

TEST_F(PeopleTest, TheFirstStartMakesTheAdministratorsToken) {
  EXPECT_EQ(w.admin_token().size(), 64U);
  EXPECT_EQ(mode("admin.token"), 0600U);
  EXPECT_EQ(mode("tokens"), 0600U);
  EXPECT_THAT(file("tokens"), Not(HasSubstr(w.admin_token())));
  EXPECT_TRUE(w.allows(w.admin_token(), Need::kAdministrator));
}

TEST_F(PeopleTest, ARestartKeepsTheTokenAndSoDoesACrashBetweenTheTwoFiles) {
  const auto token = w.admin_token();
  w.open();
  EXPECT_TRUE(w.allows(token, Need::kAdministrator));
  std::filesystem::remove(w.dir.path() / "tokens");
  w.open();
  EXPECT_TRUE(w.allows(token, Need::kAdministrator));
  std::filesystem::remove(w.dir.path() / "admin.token");  // taken away once it was handed out
  w.open();
  EXPECT_TRUE(w.allows(token, Need::kAdministrator));
  EXPECT_FALSE(std::filesystem::exists(w.dir.path() / "admin.token"));
}

TEST_F(PeopleTest, AUserIsKeptWithAHashAloneAndCanLogInAfterARestart) {
  add("ann", Role::kOperator);
  EXPECT_EQ(mode("users"), 0600U);
  EXPECT_THAT(file("users"), Not(HasSubstr("correct horse")));
  w.open();
  const auto session = w.log_in("ann", "correct horse");
  EXPECT_TRUE(w.allows(session, Need::kOperator));
  EXPECT_FALSE(w.allows(session, Need::kApprover));
}

TEST_F(PeopleTest, ARemovedUserIsOutAtOnce) {
  add("ann", Role::kOperator);
  const auto session = w.log_in("ann", "correct horse");
  ASSERT_TRUE(w.people->remove_user(kAdmin, "ann"));
  EXPECT_FALSE(w.allows(session, Need::kIdentity));
  EXPECT_EQ(w.log_in("ann", "correct horse"), "");
  add("ann", Role::kAdministrator);
  EXPECT_FALSE(w.allows(session, Need::kIdentity)) << "an old session is none of the new ann's";
}

TEST_F(PeopleTest, ANewPasswordEndsSessionsAndTheOldPassword) {
  add("ann", Role::kOperator);
  const auto session = w.log_in("ann", "correct horse");
  ASSERT_TRUE(w.people->set_password(kAdmin, "ann", "battery staple"));
  EXPECT_FALSE(w.allows(session, Need::kIdentity));
  EXPECT_EQ(w.log_in("ann", "correct horse"), "");
  EXPECT_NE(w.log_in("ann", "battery staple"), "");
}

TEST_F(PeopleTest, ATokenIsShownOnceAndEndsWhenItIsTakenOrItsTimeIsOver) {
  const auto secret = token("reports", Role::kViewer, {}, w.clock.utc() + std::chrono::hours(1));
  EXPECT_THAT(file("tokens"), Not(HasSubstr(secret)));
  EXPECT_TRUE(w.allows(secret, Need::kViewer));
  w.clock.advance(std::chrono::hours(1));
  EXPECT_FALSE(w.allows(secret, Need::kViewer));
  const auto other = token("other", Role::kViewer);
  ASSERT_TRUE(w.people->remove_token(kAdmin, "other"));
  EXPECT_FALSE(w.allows(other, Need::kViewer));
}

TEST_F(PeopleTest, AScopeBoundsWhatATokenTouches) {
  const auto secret = token("reports", Role::kOperator, {"tickets", "mail"});
  EXPECT_TRUE(w.allows(secret, Need::kOperator, "mail"));
  EXPECT_FALSE(w.allows(secret, Need::kViewer, "jobs"));
  EXPECT_FALSE(w.allows(secret, Need::kIdentity, ""));
  const auto refused = w.people->allow("Bearer " + secret, Need::kViewer, "jobs");
  EXPECT_TRUE(refused.error().known);
  EXPECT_THAT(refused.error().why, HasSubstr("tickets,mail"));
}

TEST_F(PeopleTest, OneNameIsOneIdentityAndNoServers) {
  add("ann", Role::kViewer);
  EXPECT_EQ(w.people->add_user(kAdmin, "ann", Role::kViewer, "correct horse").error().code, ErrorCode::kConflict);
  EXPECT_EQ(w.people->add_user(kAdmin, "admin", Role::kViewer, "correct horse").error().code, ErrorCode::kConflict);
  EXPECT_EQ(w.people->add_token(kAdmin, {"", "ann", Role::kViewer, {}, {}}).error().code, ErrorCode::kConflict);
  EXPECT_EQ(w.people->add_user(kAdmin, "bob@ids-1", Role::kViewer, "correct horse").error().code, ErrorCode::kInvalid);
  EXPECT_EQ(w.people->add_user(kAdmin, "eve", Role::kSubmit, "correct horse").error().code, ErrorCode::kInvalid);
  EXPECT_EQ(w.people->add_user(kAdmin, "eve", Role::kViewer, "short").error().code, ErrorCode::kInvalid);
  EXPECT_EQ(w.people->users().size(), 1U);
}

TEST_F(PeopleTest, TheLastAdministratorCannotBeTaken) {
  EXPECT_EQ(w.people->remove_token(kAdmin, "admin").error().code, ErrorCode::kConflict);
  token("narrow", Role::kAdministrator, {"users"});
  token("brief", Role::kAdministrator, {}, w.clock.utc() + std::chrono::hours(1));
  EXPECT_EQ(w.people->remove_token(kAdmin, "admin").error().code, ErrorCode::kConflict) << "these are none to rely on";
  add("ann", Role::kAdministrator);
  EXPECT_TRUE(w.people->remove_token(kAdmin, "admin"));
  EXPECT_EQ(w.people->remove_user(kAdmin, "ann").error().code, ErrorCode::kConflict);
  add("bob", Role::kAdministrator);
  EXPECT_TRUE(w.people->remove_user(kAdmin, "ann"));
}

TEST_F(PeopleTest, WhatIsNotThereIsNotFound) {
  EXPECT_EQ(w.people->remove_user(kAdmin, "eve").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(w.people->set_password(kAdmin, "eve", "correct horse").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(w.people->remove_token(kAdmin, "eve").error().code, ErrorCode::kNotFound);
}

TEST_F(PeopleTest, EveryChangeIsRecordedWithBeforeAndAfter) {
  add("ann", Role::kOperator);
  ASSERT_TRUE(w.people->set_password(kAdmin, "ann", "battery staple"));
  ASSERT_TRUE(w.people->remove_user(kAdmin, "ann"));
  token("mon", Role::kSubmit, {"alerts"});
  ASSERT_TRUE(w.people->remove_token(kAdmin, "mon"));
  EXPECT_THAT(w.told(),
              ElementsAre("admin add user ann:  -> operator", "admin change password ann: operator -> operator",
                          "admin remove user ann: operator -> ",
                          "admin add token mon:  -> submit, scope alerts, without an end",
                          "admin remove token mon: submit, scope alerts, without an end -> "));
  for (const auto& act : w.acts) EXPECT_EQ(act.actor.from, kAdmin.from);
}

TEST_F(PeopleTest, WhatCannotBeRecordedIsNotDone) {
  w.trail = base::fail(ErrorCode::kNoSpace, "disk full");
  EXPECT_EQ(w.people->add_user(kAdmin, "ann", Role::kViewer, "correct horse").error().code, ErrorCode::kNoSpace);
  EXPECT_FALSE(w.people->add_token(kAdmin, {"", "t", Role::kViewer, {}, {}}));
  EXPECT_TRUE(w.people->users().empty());
  EXPECT_FALSE(std::filesystem::exists(w.dir.path() / "users"));
  w.trail = {};
  add("ann", Role::kViewer);
  w.trail = base::fail(ErrorCode::kNoSpace, "disk full");
  EXPECT_FALSE(w.people->log_in("ann", "correct horse", "192.0.2.1"));
}

TEST_F(PeopleTest, WhatCannotBeWrittenIsNotSoAndTheTrailSaysIt) {
  add("ann", Role::kViewer);
  std::filesystem::remove(w.dir.path() / "users");
  std::filesystem::create_directory(w.dir.path() / "users");  // nothing can be put in its place
  EXPECT_FALSE(w.people->remove_user(kAdmin, "ann"));
  EXPECT_EQ(w.people->users().size(), 1U);
  EXPECT_NE(w.log_in("ann", "correct horse"), "");
  EXPECT_THAT(w.told(), Contains("admin remove user failed ann:  -> "));
}

}  // namespace
}  // namespace redrive::central::test
