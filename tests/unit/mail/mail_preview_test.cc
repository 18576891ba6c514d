// A ticket's mail shown before it is sent (T3).
#include "central/store/failures.h"
#include "tests/unit/mail/mail_flow_world.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class MailPreview : public MailFlow {
 protected:
  MailPreview() {
    for (auto& failure : mail::sample_mail().failures) {
      must(put_failure(*db_, failure));
      failures_.insert(failures_.begin(), failure);  // as the store lists them
    }
    model::Failure other = failures_.front();
    other.device = "dev-of-another-ticket", other.ticket = "RD-2026-000999";
    must(put_failure(*db_, other));
  }
  base::Result<PreviewMail::Reply> preview(Notice notice = Notice::kOpened, const std::string& ticket = "") {
    PreviewMail request{ticket.empty() ? ticket_.id : ticket, notice};
    return handle(flow_, request);
  }
  std::vector<MailRow> mail() { return must(list_mail(*db_, "", {100, 0})).items; }  // newest first

  std::vector<model::Failure> failures_;
};

TEST_F(MailPreview, IsTheVeryMailThatIsSentNext) {
  for (const auto notice : {Notice::kOpened, Notice::kUpdated, Notice::kClosed}) {
    const auto shown = must(preview(notice));
    must(post_ticket(flow_, {notice, ticket_, failures_}));
    const auto sent = row(mail().front().number);
    EXPECT_EQ(shown.message, sent.message);
    EXPECT_THAT(shown.to, ElementsAre("pune@mc.example", "shift@mc.example"));
    EXPECT_THAT(shown.message, HasSubstr("\r\nSubject: " + shown.subject.substr(0, 30)));
  }
}

TEST_F(MailPreview, ShowsBothReadingsOfTheTicketAndOfNoOther) {
  const auto shown = must(preview());
  EXPECT_THAT(shown.subject, StartsWith("[RD-2026-000123]"));
  EXPECT_THAT(shown.text, AllOf(HasSubstr("dev-0079-17"), HasSubstr("dev-0079-18"), Not(HasSubstr("another-ticket"))));
  EXPECT_THAT(shown.text, Not(HasSubstr("<html")));
  EXPECT_THAT(shown.html, AllOf(HasSubstr("<html"), HasSubstr("dev-0079-17")));
}

TEST_F(MailPreview, ChangesNothing) {
  must(preview());
  commit();
  EXPECT_THAT(mail(), IsEmpty());
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_EQ(woken_, 0);
}

TEST_F(MailPreview, FollowsTheConfigurationInForce) {
  auto changed = options();
  changed.mail.divert_to = "trial@noc.example";
  changed.mail.text_template = "Bitte nachsehen: {{failure_type}}\n";
  live_.set(changed);
  const auto shown = must(preview());
  EXPECT_THAT(shown.to, ElementsAre("trial@noc.example"));
  EXPECT_EQ(shown.text, "Bitte nachsehen: disk_full\n");
}

TEST_F(MailPreview, SaysWhyThereIsNone) {
  const auto unknown = preview(Notice::kOpened, "RD-1999-000001");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::kNotFound);
  auto nobody = options();
  for (auto& [id, centre] : nobody.centres) centre.email.clear();
  live_.set(nobody);
  const auto none = preview();
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kConflict);
  EXPECT_THAT(none.error().message, HasSubstr("neither the centre of RD-2026-000123 nor its fallbacks"));
}

}  // namespace
}  // namespace redrive::central
