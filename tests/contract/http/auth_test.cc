// Who may do what: the tokens file, its first making, and the answers to those who may not.
#include <sys/stat.h>

#include <fstream>

#include "http_world.h"
#include "shared/base/digest.h"
#include "shared/sys/file.h"

namespace redrive::central {
namespace {

using Auth = HttpTest;

mode_t mode_of(const std::filesystem::path& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? info.st_mode & 0777U : 0U;
}

TEST_F(Auth, OnlyHealthReadinessAndMetricsAreOpen) {
  for (const auto& endpoint : world.dispatcher->endpoints()) {
    Request request;
    request.method = endpoint.method;
    request.path = endpoint.pattern;
    const int status = world.dispatcher->admit(request).route ? 200 : world.dispatcher->admit(request).refusal.status;
    const bool open = endpoint.pattern == "/healthz" || endpoint.pattern == "/readyz" || endpoint.pattern == "/metrics";
    EXPECT_EQ(status, open ? 200 : 401) << endpoint.method << " " << endpoint.pattern;
  }
}

TEST_F(Auth, WrongTokensAre401WhetherOrNotThePathExists) {
  for (const std::string token : {"-", "wrong", "a b", ""}) {
    const std::string sent = token.empty() ? std::string(64, '0') : token;
    EXPECT_EQ(world.call({"GET", "/api/v1/status", "", "", sent}).status, 401) << token;
    EXPECT_EQ(world.call({"GET", "/nowhere", "", "", sent}).status, 401) << token;
  }
  EXPECT_EQ(world.get("/nowhere").status, 404);
  EXPECT_EQ(world.call({"GET", "/api/v1/status", "", "", world.admin_token.substr(0, 63)}).status, 401);
}

TEST_F(Auth, ASubmitTokenMaySendAlertsAndNothingElse) {
  const auto status_with = [&](const std::string& method, const std::string& target) {
    return world.call({method, target, kAlert.dump(), "application/json", world.submit_token}).status;
  };
  EXPECT_EQ(status_with("POST", "/api/v1/alerts"), 202);
  EXPECT_EQ(status_with("GET", "/api/v1/alerts"), 403);
  EXPECT_EQ(status_with("GET", "/api/v1/status"), 403);
  EXPECT_EQ(status_with("POST", "/api/v1/outages"), 403);
}

TEST_F(Auth, AnotherMethodIs405WithTheOnesThereAre) {
  const auto answer = world.call({"DELETE", "/api/v1/tickets"});
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.response.allow, "GET");
}

TEST_F(Auth, TheFilesAreForTheOwnerAloneAndHoldNoToken) {
  EXPECT_EQ(mode_of(world.dir / "admin.token"), 0600U);
  EXPECT_EQ(mode_of(world.dir / "tokens"), 0600U);
  const auto tokens = must(sys::read_file(world.dir / "tokens"));
  EXPECT_EQ(tokens.find(world.admin_token), std::string::npos);
  EXPECT_EQ(world.admin_token.size(), 64U);
}

TEST_F(Auth, ARestartKeepsTheTokenAndSoDoesACrashBetweenTheTwoFiles) {
  base::SystemRandom random;
  const auto allows = [&] {
    return must(TokenAuthenticator::open(world.dir, random))
        .allow("Bearer " + world.admin_token, Need::kAdministrator)
        .has_value();
  };
  EXPECT_TRUE(allows());
  std::filesystem::remove(world.dir / "tokens");
  EXPECT_TRUE(allows());
  std::filesystem::remove(world.dir / "admin.token");  // taken away once it was handed out
  EXPECT_TRUE(allows());
  EXPECT_FALSE(std::filesystem::exists(world.dir / "admin.token"));
}

TEST_F(Auth, ALineThatCannotBeReadStopsTheStart) {
  base::SystemRandom random;
  for (const std::string line : {"rubbish", "blake2b:00 x administrator *", "", "# a comment"}) {
    std::ofstream(world.dir / "tokens", std::ios::trunc) << base::digest_of("t") << " t submit *\n" << line << "\n";
    const bool good = line.empty() || line.starts_with('#');
    EXPECT_EQ(TokenAuthenticator::open(world.dir, random).has_value(), good) << line;
  }
  for (const std::string tail : {"t administrator", "t root *", "../t submit *", "t submit site-1"}) {
    std::ofstream(world.dir / "tokens", std::ios::trunc) << base::digest_of("t") << " " << tail << "\n";
    EXPECT_FALSE(TokenAuthenticator::open(world.dir, random).has_value()) << tail;
  }
}

}  // namespace
}  // namespace redrive::central
